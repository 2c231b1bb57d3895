//! Timestamps of consents.

use jiff::{SignedDuration, Timestamp, civil::DateTime};
use serde_json::Value;

use crate::evidence::Mismatch;

use super::calls::AppCall;

/// Difference between the clocks of app and bank that is tolerated.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_secs(60);
/// Consents in the samples of the guide.
const SAMPLES: [&str; 2] = ["2020-07-07T11:36:29", "2019-01-01T00:00:00"];
/// Notations of UTC after a time.
const UTC: [&str; 7] = ["Z", "z", "+00:00", "-00:00", "+0000", "+00", " UTC"];

/// Form of a consent.
const FORM: &str = "an ISO 8601 timestamp in UTC";

/// The time that a text denotes, if it is an ISO 8601 timestamp in UTC.
pub fn utc(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let stem = UTC.iter().find_map(|zone| text.strip_suffix(zone))?;
    let has_time = stem.contains(':');
    let time: DateTime = stem.parse().ok().filter(|_| has_time)?;
    time.in_tz("UTC").ok().map(|it| it.timestamp())
}

/// The mismatch of a consent with its form; `None` if it has it.
pub fn malformed(name: &str, value: Option<&Value>) -> Option<Mismatch> {
    match value.map(|it| it.as_str().unwrap_or("no text")) {
        Some(text) if utc(text).is_some() => None,
        Some(text) => Some(Mismatch::new(name, FORM, text.chars().take(40).collect::<String>())),
        None => Some(Mismatch::new(name, FORM, "absent")),
    }
}

/// The mismatch of a consent that was given after the call, or that is copied from the guide.
pub fn untrue(call: &AppCall<'_>, name: &str) -> Option<Mismatch> {
    let text = call.text(name)?;
    let given = utc(text)?;
    if SAMPLES.iter().any(|it| text.trim().starts_with(it)) {
        let expected = "the time at which the customer agreed";
        return Some(Mismatch::new(name, expected, format!("{text}, the sample of the guide")));
    }
    let latest = call.latest()?.saturating_add(CLOCK_SKEW).ok()?;
    let expected = "not later than the call";
    (given > latest).then(|| Mismatch::new(name, expected, text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_utc_timestamps_are_utc_timestamps() {
        let right = [
            "2026-11-30T10:00:00.000Z",
            "2026-11-30T10:00:00Z",
            "2026-11-30T10:00:00+00:00",
            "2026-11-30 10:00:00 UTC",
            "2026-11-30T10:00:00.123456+0000",
        ];
        for text in right {
            assert_eq!(
                utc(text).map(|it| it.to_string()[..13].to_owned()).as_deref(),
                Some("2026-11-30T10"),
                "{text}"
            );
        }
        let wrong = [
            "2026-11-30T11:00:00+01:00",
            "2026-11-30T10:00:00",
            "2026-11-30",
            "2026-11-30Z",
            "30.11.2026 10:00 UTC",
            "1796032800",
            "true",
            "",
        ];
        for text in wrong {
            assert_eq!(utc(text), None, "{text}");
        }
    }
}
