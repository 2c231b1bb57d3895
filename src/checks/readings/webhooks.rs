//! Readings that webhooks show: C-23, C-39.

use crate::api::Status;
use crate::checks::status_events::reports;
use crate::evidence::Reply;

use super::table::{DocumentedReading, IDENTIFICATION_EVENT, RETRIES_20, RETRIES_25};

/// C-23: which event reports that the account snapshot is available, by the deliveries that should
/// report this status.
pub fn snapshot_event(deliveries: &[Reply], status: Status) -> Option<DocumentedReading> {
    let reported = deliveries.iter().any(|it| reports(it, status));
    (reported && status == Status::AuthorizationRequired).then_some(IDENTIFICATION_EVENT)
}

/// C-39: how long an undelivered webhook is repeated, by the number of attempts. The guide does not
/// say whether the first attempt counts as one of them.
pub fn retries(attempts: usize) -> Option<DocumentedReading> {
    match attempts {
        25 | 26 => Some(RETRIES_25),
        20 | 21 => Some(RETRIES_20),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::delivery;

    #[test]
    fn events_fit_a_reading_of_c_23() {
        let events = [delivery(&[], r#"{"status":"authorization_required"}"#)];
        let required = Status::AuthorizationRequired;
        assert_eq!(snapshot_event(&events, required), Some(IDENTIFICATION_EVENT));
        assert_eq!(snapshot_event(&events, Status::Pending), None);
        assert_eq!(snapshot_event(&[], required), None);
    }

    #[test]
    fn attempts_fit_a_reading_of_c_39() {
        let rows = [
            (19, None),
            (20, Some(RETRIES_20)),
            (21, Some(RETRIES_20)),
            (22, None),
            (25, Some(RETRIES_25)),
            (26, Some(RETRIES_25)),
            (27, None),
        ];
        for (attempts, expected) in rows {
            assert_eq!(retries(attempts), expected, "{attempts}");
        }
    }
}
