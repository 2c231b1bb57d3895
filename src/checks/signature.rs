//! Answers of the calls of the QES (Step 5).

use std::time::Duration;

use jiff::Timestamp;

use crate::api::Status;
use crate::evidence::Reply;

use super::expectation::{Expectation, Member, shown, status_of};
use super::readings::{self, DocumentedReading};
use super::unchanged::reason_to_expire;

/// Maximum difference between two clocks.
const SKEW: Duration = Duration::from_secs(5 * 60);
/// Maximum time for signing that is announced: the guide says ten minutes, but not of what (C-09).
const AN_HOUR: Duration = Duration::from_secs(60 * 60);
/// Maximum duration of a request and its answer.
const MARGIN: Duration = Duration::from_secs(60);

fn instant(reply: &Reply, name: &str) -> Option<Timestamp> {
    reply.text(name).and_then(|it| it.parse().ok())
}

/// The answer to the start of the QES carries both deadlines and names the transaction (BI-113).
pub fn started_signature(reply: &Reply, now: Timestamp, tan_life: Duration) -> Expectation<'_> {
    let (confirmation, authorization) = ("confirmation_expires_at", "authorization_expires_at");
    let latest = now + 2 * tan_life + MARGIN;
    let confirm_by = instant(reply, confirmation);
    let expected = [authorization, confirmation].iter().fold(Expectation::of(reply), |it, name| {
        let ahead = instant(reply, name).is_none_or(|instant| instant > now);
        let actual = shown(reply.member(name));
        it.member(name, Member::Timestamp).unless(ahead, name, "a time to come", actual)
    });
    let expected = expected
        .unless(
            confirm_by.is_none_or(|it| it <= latest),
            confirmation,
            "a time within the life of a TAN",
            shown(reply.member(confirmation)),
        )
        .unless(
            instant(reply, authorization).is_none_or(|it| it <= now + AN_HOUR),
            authorization,
            "a time within an hour",
            shown(reply.member(authorization)),
        )
        .freedom(
            confirm_by > instant(reply, authorization),
            "a TAN that outlives the time for signing",
            confirmation,
        );
    reference_token(expected, reply)
}

/// Two groups of four digits. Recorded answers of the API have words before them (C-30).
fn reference_token<'a>(expected: Expectation<'a>, reply: &Reply) -> Expectation<'a> {
    let name = "current_reference_token";
    let token = reply.text(name).unwrap_or("");
    let worded = token.len() > "1234-5678".len();
    expected
        .unless(is_reference(token), name, "NNNN-NNNN, at its end", shown(reply.member(name)))
        .freedom(worded, "a reference token with words before it", name)
}

fn is_reference(token: &str) -> bool {
    let Some(start) = token.len().checked_sub("1234-5678".len()) else { return false };
    let pattern =
        |(at, byte): (usize, u8)| if at == 4 { byte == b'-' } else { byte.is_ascii_digit() };
    token.bytes().skip(start).enumerate().all(pattern)
}

/// The TAN was right (BI-116); `successful` at once is the same without the status between (C-08).
pub fn confirmed_signature(reply: &Reply) -> Expectation<'_> {
    let status = status_of(reply);
    let confirmed = matches!(status, Some(Status::Confirmed | Status::Successful));
    let at_once = status == Some(Status::Successful);
    let completed = if at_once { Member::TextOrNull } else { Member::Null };
    Expectation::of(reply)
        .done(200)
        .unless(confirmed, "status", "\"confirmed\"", shown(reply.member("status")))
        .member("completed_at", completed)
        .freedom(at_once, "successful without confirmed before", "status")
}

/// The identification is done, with the time of completion (BI-121). A change may take
/// `settle_limit` to show.
pub fn completed(reply: &Reply, now: Timestamp, settle_limit: Duration) -> Expectation<'_> {
    let apart = instant(reply, "completed_at").map(|it| it.duration_since(now).unsigned_abs());
    let plausible = apart.is_none_or(|it| it <= SKEW + settle_limit);
    let actual = shown(reply.member("completed_at"));
    Expectation::of(reply)
        .done(200)
        .unless(plausible, "completed_at", "the time of the signature", actual)
        .members(&[
            ("status", Member::Text(Status::Successful.word())),
            ("completed_at", Member::Timestamp),
            ("address", Member::NullOrAbsent),
        ])
}

/// Neither confirmed nor successful.
pub fn unsigned(reply: &Reply) -> Expectation<'_> {
    let signed = matches!(status_of(reply), Some(Status::Confirmed | Status::Successful));
    let actual = shown(reply.member("status"));
    let words = "neither confirmed nor successful";
    Expectation::of(reply).done(200).unless(!signed, "status", words, actual)
}

/// The QES started within its announced time, or was refused; with the reading that this shows (C-09).
/// An identification that was seen to be expired stays so, whatever the answer announces (BI-135).
pub fn punctual_signature(
    reply: &Reply,
    now: Option<Timestamp>,
    seen: Option<Status>,
) -> (Expectation<'_>, Option<DocumentedReading>) {
    let reading = readings::timer_of_started_signature(reply, now);
    let reading = reading.filter(|_| seen != Some(Status::Expired));
    let expected = Expectation::of(reply);
    let expected = if reading.is_some() { expected.done(200) } else { expected.refused() };
    (expected, reading)
}

/// The identification ended because `call` was late, in a documented way (BI-137, BI-182).
pub fn late_signature<'a>(
    state: &'a Reply,
    call: &Reply,
    now: Option<Timestamp>,
) -> Expectation<'a> {
    let ended = readings::timer_of_late_signature(state, call, now).is_some();
    let status = shown(state.member("status"));
    let actual = format!("{status}; the call was answered {}", call.brief());
    let words = "expired (or failed, or 412 EXPIRED on the call)";
    reason_to_expire(Expectation::of(state).unless(ended, "status", words, actual), state)
}

/// An identification that is too old has expired, or failed (BI-182).
pub fn too_old(reply: &Reply) -> Expectation<'_> {
    let over = matches!(status_of(reply), Some(Status::Expired | Status::Failed));
    let actual = shown(reply.member("status"));
    let expected = Expectation::of(reply).done(200).unless(over, "status", "expired", actual);
    reason_to_expire(expected, reply)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{identification, paths, refusal, reply};
    use serde_json::{Value, json};

    const TAN_LIFE: Duration = Duration::from_secs(600);

    fn now() -> Timestamp {
        "2024-01-01T12:00:00Z".parse().unwrap()
    }

    fn started(authorization: &str, confirmation: &str, token: &str) -> Reply {
        let body = json!({
            "authorization_expires_at": format!("2024-01-01T{authorization}:00.000Z"),
            "confirmation_expires_at": format!("2024-01-01T{confirmation}:00.000Z"),
            "current_reference_token": token,
        });
        reply("PATCH /x/authorize", 200, &body)
    }

    #[test]
    fn a_started_signature_has_deadlines_and_a_reference() {
        let rows: [(Reply, &[&str]); 6] = [
            (started("12:10", "12:05", "1234-5678"), &[]),
            (started("12:10", "12:15", "Transaktions-ID: 1234-5678"), &[]),
            (started("11:59", "12:05", "1234-5678"), &["authorization_expires_at"]),
            (started("13:01", "12:05", "1234-5678"), &["authorization_expires_at"]),
            (started("12:10", "12:30", "1234-5678"), &["confirmation_expires_at"]),
            (started("12:10", "12:05", "12345678"), &["current_reference_token"]),
        ];
        for (reply, expected) in rows {
            let body = String::from_utf8_lossy(&reply.body);
            assert_eq!(paths(started_signature(&reply, now(), TAN_LIFE)), expected, "{body}");
        }
    }

    #[test]
    fn a_confirmed_signature_is_not_completed_yet() {
        let answer = |status: &str, at: Value| {
            reply("PATCH /x/confirm", 200, &json!({ "status": status, "completed_at": at }))
        };
        let rows: [(Reply, &[&str]); 4] = [
            (answer("confirmed", Value::Null), &[]),
            (answer("successful", json!("2024-01-01T12:00:00.000Z")), &[]),
            (answer("confirmed", json!("2024-01-01T12:00:00.000Z")), &["completed_at"]),
            (answer("pending", Value::Null), &["status"]),
        ];
        for (reply, expected) in rows {
            assert_eq!(paths(confirmed_signature(&reply)), expected);
        }
    }

    #[test]
    fn a_completed_identification_has_a_plausible_time() {
        let answer = |at: &str| {
            reply("GET /x/{id}", 200, &json!({ "status": "successful", "completed_at": at }))
        };
        let minute = Duration::from_secs(60);
        assert!(paths(completed(&answer("2024-01-01T12:01:00.000Z"), now(), minute)).is_empty());
        let old = answer("2023-12-31T12:00:00.000Z");
        assert_eq!(paths(completed(&old, now(), minute)), ["completed_at"]);
        assert!(!paths(completed(&refusal(404, "x"), now(), minute)).is_empty());
    }

    #[test]
    fn late_signatures_end_an_identification() {
        type Paths = &'static [&'static str];

        let refused = refusal(422, "invalid_status");
        let rows: [(&str, Paths, Paths, Paths); 4] = [
            ("expired", &[], &[], &[]),
            ("failed", &[], &["status"], &[]),
            ("pending", &[], &["status"], &["status"]),
            ("successful", &["status"], &["status"], &["status"]),
        ];
        for (status, open, late, old) in rows {
            let state = identification(status);
            assert_eq!(paths(unsigned(&state)), open, "{status}");
            assert_eq!(paths(late_signature(&state, &refused, None)), late, "{status}");
            assert_eq!(paths(too_old(&state)), old, "{status}");
        }
    }

    #[test]
    fn a_late_start_is_refused_or_within_the_announced_time() {
        type Row = (Reply, Option<Timestamp>, Option<Status>, &'static [&'static str], bool);

        let open = || started("12:10", "12:05", "1234-5678");
        let over = started("11:59", "12:05", "1234-5678");
        let (pending, expired) = (Some(Status::Pending), Some(Status::Expired));
        let rows: [Row; 7] = [
            (refusal(422, "invalid_status"), None, pending, &[], false),
            (refusal(422, "invalid_status"), Some(now()), expired, &[], false),
            (open(), Some(now()), None, &[], true),
            (open(), Some(now()), pending, &[], true),
            (open(), None, pending, &["status code"], false),
            (open(), Some(now()), expired, &["status code"], false),
            (over, Some(now()), pending, &["status code"], false),
        ];
        for (reply, now, seen, expected, has_reading) in rows {
            let (found, reading) = punctual_signature(&reply, now, seen);
            let row = format!("{} {now:?} {seen:?}", reply.brief());
            assert_eq!(paths(found), expected, "{row}");
            assert_eq!(reading.is_some(), has_reading, "{row}");
        }
    }
}
