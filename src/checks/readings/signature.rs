//! Readings that the QES and its time limits show: C-05, C-06, C-07, C-09, C-10, C-11, C-12.

use jiff::Timestamp;

use crate::api::{Reason, Status};
use crate::checks::expectation::{is_refusal, status_of};
use crate::evidence::Reply;

use super::table::{
    DocumentedReading, FOUR_DIGITS, LATE_PAYMENT_EXPIRED, LATE_PAYMENT_FAILED, NEW_TAN_DEAD,
    PAYMENT_DONE, PAYMENT_OPEN, PAYMENT_TO_QES, PREVIOUS_TAN_DEAD, REQUEST_TO_PAYMENT,
    SECOND_TAN_REFUSED, SIX_DIGITS, SWISSCOM_FAILS_AFTER_CONFIRM, SWISSCOM_REFUSES_CONFIRM,
    TAN_5_MIN, TAN_8_MIN, TAN_10_MIN,
};

/// C-05: how long a TAN is valid, by whether TANs were accepted just after 5, 8 and 10 minutes.
pub fn tan_life(accepted: &[bool]) -> Option<DocumentedReading> {
    match accepted {
        [false, false, false] => Some(TAN_5_MIN),
        [true, false, false] => Some(TAN_8_MIN),
        [true, true, false] => Some(TAN_10_MIN),
        _ => None,
    }
}

/// C-06: which of two TANs is void, by whether the first and the second were accepted. If no
/// second TAN was sent, both customers entered their first.
pub fn void_tan(second_was_sent: bool, accepted: &[bool]) -> Option<DocumentedReading> {
    match (second_was_sent, accepted) {
        (true, [false, true]) => Some(PREVIOUS_TAN_DEAD),
        (true, [true, false]) => Some(NEW_TAN_DEAD),
        (false, [true, true]) => Some(SECOND_TAN_REFUSED),
        _ => None,
    }
}

/// C-06: whether a second start of the QES was refused.
pub fn second_start(reply: &Reply) -> Option<DocumentedReading> {
    is_refusal(reply).then_some(SECOND_TAN_REFUSED)
}

/// C-07: when Swisscom's failure shows, by the answer to the confirmation.
pub fn swisscom_failure(confirmed: &Reply) -> Option<DocumentedReading> {
    if confirmed.is_success() {
        return Some(SWISSCOM_FAILS_AFTER_CONFIRM);
    }
    is_refusal(confirmed).then_some(SWISSCOM_REFUSES_CONFIRM)
}

/// C-09: what the ten minutes cover, by an identification whose bank page was finished too late
/// and by the answer to its QES call.
pub fn timer_of_late_payment(state: &Reply, authorized: &Reply) -> Option<DocumentedReading> {
    let code = authorized.error_codes().first().and_then(|code| Reason::named(code));
    let ended = match status_of(state) {
        Some(Status::Expired | Status::Failed) => late_payment(state).is_some(),
        _ => is_late(code),
    };
    ended.then_some(REQUEST_TO_PAYMENT)
}

/// C-10: how an identification ends when the payment is not finished in time.
pub fn late_payment(state: &Reply) -> Option<DocumentedReading> {
    match status_of(state)? {
        Status::Expired => Some(LATE_PAYMENT_EXPIRED),
        Status::Failed => is_late(failure_reason(state)).then_some(LATE_PAYMENT_FAILED),
        _ => None,
    }
}

/// C-09: what the ten minutes cover, by an identification whose QES was too late and by the
/// answer to the late call.
pub fn timer_of_late_signature(
    state: &Reply,
    call: &Reply,
    now: Option<Timestamp>,
) -> Option<DocumentedReading> {
    let expired =
        call.error_codes().iter().any(|code| Reason::named(code) == Some(Reason::Expired));
    let ended = match status_of(state) {
        Some(Status::Expired) => true,
        Some(Status::Failed) => is_late(failure_reason(state)),
        _ => (call.status == 412 && expired) || has_time_left(state, now),
    };
    ended.then_some(PAYMENT_TO_QES)
}

/// C-09: whether a QES that was started after ten minutes has a longer time of its own.
pub fn timer_of_started_signature(
    reply: &Reply,
    now: Option<Timestamp>,
) -> Option<DocumentedReading> {
    (reply.is_success() && has_time_left(reply, now)).then_some(REQUEST_TO_PAYMENT)
}

/// Whether the answer announces that there is time left for signing; not if no time is known.
fn has_time_left(reply: &Reply, now: Option<Timestamp>) -> bool {
    let end = reply.text("authorization_expires_at").and_then(|it| it.parse::<Timestamp>().ok());
    end.zip(now).is_some_and(|(end, now)| end > now)
}

/// Whether the answer shows an identification that may have time left, so that the time matters.
pub fn may_have_time_left(reply: &Reply) -> bool {
    let ended = matches!(status_of(reply), Some(Status::Failed | Status::Expired));
    reply.is_success() && !ended && reply.text("authorization_expires_at").is_some()
}

fn failure_reason(state: &Reply) -> Option<Reason> {
    state.text("failure_reason").and_then(Reason::named)
}

fn is_late(reason: Option<Reason>) -> bool {
    matches!(reason, Some(Reason::AccountSnapshotExpired | Reason::Expired))
}

/// C-11: whether the payment still waits for the customer's TAN, by an identification whose
/// customer logged in and entered no TAN.
pub fn payment_before_tan(state: &Reply) -> Option<DocumentedReading> {
    (status_of(state) == Some(Status::Pending)).then_some(PAYMENT_DONE)
}

/// C-11: the same where the status asks for the QES already, by the answer to its start.
pub fn payment_at_signature(started: &Reply) -> Option<DocumentedReading> {
    is_refusal(started).then_some(PAYMENT_OPEN)
}

/// C-12: how long a one-time password is.
pub fn password_length(password: &str) -> Option<DocumentedReading> {
    match password.len() {
        4 => Some(FOUR_DIGITS),
        6 => Some(SIX_DIGITS),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{failed, identification, refusal, reply};
    use serde_json::json;

    fn now() -> Option<Timestamp> {
        "2024-01-01T12:00:00Z".parse().ok()
    }

    fn announcing(end: &str) -> Reply {
        let body = json!({ "status": "pending", "authorization_expires_at": end });
        reply("PATCH /x/authorize", 200, &body)
    }

    #[test]
    fn lives_of_tans_fit_a_reading_of_c_05() {
        assert_eq!(tan_life(&[false, false, false]), Some(TAN_5_MIN));
        assert_eq!(tan_life(&[true, false, false]), Some(TAN_8_MIN));
        assert_eq!(tan_life(&[true, true, false]), Some(TAN_10_MIN));
        for none in [&[true, true, true][..], &[false, true, false], &[]] {
            assert_eq!(tan_life(none), None, "{none:?}");
        }
    }

    #[test]
    fn void_tans_fit_a_reading_of_c_06() {
        let rows = [
            (true, [false, true], Some(PREVIOUS_TAN_DEAD)),
            (true, [true, false], Some(NEW_TAN_DEAD)),
            (false, [true, true], Some(SECOND_TAN_REFUSED)),
            (true, [true, true], None),
            (true, [false, false], None),
            (false, [true, false], None),
        ];
        for (sent, accepted, expected) in rows {
            assert_eq!(void_tan(sent, &accepted), expected, "{sent} {accepted:?}");
        }
        assert_eq!(second_start(&refusal(409, "x")), Some(SECOND_TAN_REFUSED));
        assert_eq!(second_start(&identification("pending")), None);
        assert_eq!(second_start(&refusal(500, "x")), None);
    }

    #[test]
    fn failures_of_swisscom_fit_a_reading_of_c_07() {
        let confirmed = identification("confirmed");
        assert_eq!(swisscom_failure(&confirmed), Some(SWISSCOM_FAILS_AFTER_CONFIRM));
        assert_eq!(swisscom_failure(&refusal(422, "x")), Some(SWISSCOM_REFUSES_CONFIRM));
        assert_eq!(swisscom_failure(&refusal(500, "x")), None);
    }

    #[test]
    fn late_payments_fit_a_reading_of_c_10_and_of_c_09() {
        let call = refusal(422, "invalid_status");
        let snapshot_expired = Reason::AccountSnapshotExpired.code();
        let rows = [
            (identification("expired"), Some(LATE_PAYMENT_EXPIRED), Some(REQUEST_TO_PAYMENT)),
            (failed(snapshot_expired), Some(LATE_PAYMENT_FAILED), Some(REQUEST_TO_PAYMENT)),
            (failed("JOINT_ACCOUNT"), None, None),
            (identification("pending"), None, None),
        ];
        for (state, end, timer) in rows {
            assert_eq!(late_payment(&state), end, "{}", state.brief());
            assert_eq!(timer_of_late_payment(&state, &call), timer, "{}", state.brief());
        }
        let pending = identification("pending");
        let named = timer_of_late_payment(&pending, &refusal(412, snapshot_expired));
        assert_eq!(named, Some(REQUEST_TO_PAYMENT));
    }

    #[test]
    fn late_signatures_fit_a_reading_of_c_09() {
        let refused = refusal(422, "invalid_status");
        let rows = [
            (identification("expired"), &refused, Some(PAYMENT_TO_QES)),
            (failed("EXPIRED"), &refused, Some(PAYMENT_TO_QES)),
            (identification("pending"), &refusal(412, "EXPIRED"), Some(PAYMENT_TO_QES)),
            (announcing("2024-01-01T12:00:01Z"), &refused, Some(PAYMENT_TO_QES)),
            (announcing("2024-01-01T11:59:59Z"), &refused, None),
            (failed("JOINT_ACCOUNT"), &refused, None),
        ];
        for (state, call, expected) in rows {
            let found = timer_of_late_signature(&state, call, now());
            assert_eq!(found, expected, "{}", String::from_utf8_lossy(&state.body));
        }
        let longer = timer_of_started_signature(&announcing("2024-01-01T12:00:01Z"), now());
        assert_eq!(longer, Some(REQUEST_TO_PAYMENT));
        assert_eq!(timer_of_started_signature(&refused, now()), None);
        let open = announcing("2024-01-01T12:00:01Z");
        assert_eq!(timer_of_started_signature(&open, None), None);
        assert!(may_have_time_left(&open) && !may_have_time_left(&refused));
        assert!(!may_have_time_left(&identification("expired")));
    }

    #[test]
    fn payments_fit_a_reading_of_c_11() {
        assert_eq!(payment_before_tan(&identification("pending")), Some(PAYMENT_DONE));
        assert_eq!(payment_before_tan(&identification("authorization_required")), None);
        assert_eq!(payment_at_signature(&refusal(412, "x")), Some(PAYMENT_OPEN));
        assert_eq!(payment_at_signature(&identification("confirmation_required")), None);
    }

    #[test]
    fn lengths_of_passwords_fit_a_reading_of_c_12() {
        assert_eq!(password_length("123456"), Some(SIX_DIGITS));
        assert_eq!(password_length("1234"), Some(FOUR_DIGITS));
        assert_eq!(password_length("12345"), None);
    }
}
