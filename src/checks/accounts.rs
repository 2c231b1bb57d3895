//! Journeys with the mocked IBANs of Appendix II, in every documented reading.

use crate::api::{EXPECTATION_MISMATCH, MockedIban, Reason, Status};
use crate::evidence::{Check, Mismatch, Reply, Unobserved};

use super::expectation::{Expectation, shown, status_of};
use super::journey::Journey;
use super::readings::{self, DocumentedReading};

/// Expectation of a journey with the readings that it shows, or the reached limit that hides both.
pub type CheckedJourney<'a> = Result<(Expectation<'a>, Vec<DocumentedReading>), Unobserved>;

/// The identification is refused for this reason: by SCHUFA (C-01, C-18), or by the bank or a
/// provider (C-02).
pub fn refused_identification(journey: &Journey, reason: Reason) -> CheckedJourney<'_> {
    let code = reason.code();
    if MockedIban::ALL.iter().any(|it| it.schufa_reason() == Some(reason)) {
        let found = readings::schufa_refusal(journey, reason);
        let call = found.and_then(|refusal| readings::schufa_call(journey, refusal));
        let words = format!("412 {code}, or failed with failure_reason {code}");
        return in_a_reading(journey, [found, call], &words);
    }
    let words = format!(
        "409 {EXPECTATION_MISMATCH}, 412 {code}, or failed with failure_reason {code} and a refused QES"
    );
    in_a_reading(journey, [readings::account_refusal(journey, reason), None], &words)
}

/// An authorised holder may sign, or is refused for this reason (C-03).
pub fn authorised_holder(journey: &Journey) -> CheckedJourney<'_> {
    let code = Reason::AccessByAuthorizedHolder.code();
    let words = format!("the QES to start, or a refusal with {code}");
    in_a_reading(journey, [readings::authorised_holder(journey), None], &words)
}

fn in_a_reading<'a>(
    journey: &'a Journey,
    found: [Option<DocumentedReading>; 2],
    expected: &str,
) -> CheckedJourney<'a> {
    match limit_reached(journey) {
        Some(limited) if found[0].is_none() => Err(limited),
        _ => {
            let expected = ended(journey, found[0].is_some(), expected);
            Ok((expected, found.into_iter().flatten().collect()))
        }
    }
}

/// The journey ended with a refusal.
pub fn refused_account(journey: &Journey) -> Expectation<'_> {
    ended(journey, journey.refusal.is_some(), "a refusal")
}

/// Whether the journey ended for the reason that SCHUFA has against this account, and not for a limit.
pub fn is_refused_by_schufa(journey: &Journey, account: MockedIban) -> bool {
    let own = account.schufa_reason();
    let codes = journey.refusal.iter().flat_map(|(_, reply)| reply.error_codes());
    let mut named = codes.chain(journey.failure_reason().map(str::to_owned));
    named.any(|it| own.is_some() && Reason::named(&it) == own)
}

/// The journey got as far as the TAN (BI-150).
pub fn started_signing(journey: &Journey) -> Expectation<'_> {
    let started = journey.latest.is_success() && account_can_sign(journey);
    ended(journey, started, "the QES to start")
}

/// The refusal is about the account itself, not about a limit (BI-156).
pub fn no_limit(journey: &Journey) -> Expectation<'_> {
    ended(journey, limit_reached(journey).is_none(), "no limit to be reached")
}

fn ended<'a>(journey: &'a Journey, holds: bool, expected: &str) -> Expectation<'a> {
    let place = journey.refusing_operation();
    Expectation::of(&journey.latest).unless(holds, place, expected, journey.brief())
}

/// Whether the journey reached the status in which the customer can enter a TAN.
pub fn account_can_sign(journey: &Journey) -> bool {
    journey.refusal.is_none() && journey.status() == Some(Status::ConfirmationRequired)
}

/// A failed identification has a reason (BI-136).
pub fn named_reason(journey: &Journey) -> Expectation<'_> {
    let silent = journey.status() == Some(Status::Failed) && journey.failure_reason().is_none();
    let state = journey.state.as_ref().unwrap_or(&journey.latest);
    Expectation::of(state).unless(!silent, "failure_reason", "a reason of Appendix III", "none")
}

/// A refused identification keeps its status. A read that was delayed may have shown the status
/// before the failure (BI-136).
pub fn kept_refusal<'a>(journey: &Journey, state: &'a Reply) -> Expectation<'a> {
    let (before, now) = (journey.status(), status_of(state));
    let kept = before.is_none() || now == before || now == Some(Status::Failed);
    let words = before.map_or("", Status::word);
    Expectation::of(state).unless(kept, "status", words, shown(state.member("status")))
}

/// Swisscom's failure never leads to success, whether the TAN was `accepted` or not (BI-150, C-07).
pub fn failed_signature(state: &Reply, accepted: bool) -> Expectation<'_> {
    let status = status_of(state);
    let wrong = match status {
        Some(Status::Successful) | None => true,
        Some(Status::Confirmed) => !accepted,
        _ => false,
    };
    let pending = status != Some(Status::Failed);
    Expectation::of(state)
        .done(200)
        .unless(!wrong, "status", "failed", shown(state.member("status")))
        .freedom(pending, "not failed yet after Swisscom's failure", "status")
}

/// Two customers have the same outcome, because it depends on the IBAN alone (BI-152).
pub fn treated_alike(first: &Journey, second: &Journey) -> Result<Check, Unobserved> {
    if let Some(limited) = [first, second].into_iter().find_map(limit_reached) {
        return Err(limited);
    }
    let differs = first.outcome() != second.outcome();
    let mismatch = differs.then(|| Mismatch::new("second customer", first.brief(), second.brief()));
    let check = Check::new("both are treated alike", mismatch.into_iter().collect());
    Ok(check.seen_in(Some(second.latest.exchange)))
}

/// Returns the limit of failed attempts that was reached, because it hides how the target treats
/// the account.
fn limit_reached(journey: &Journey) -> Option<Unobserved> {
    let (_, reply) = journey.refusal.as_ref()?;
    blocked_by_others(reply, 0, 0)
}

/// Number of attempts of a person from which its own limit, 20, may be the one that is reached
/// (BI-191).
const MANY_ATTEMPTS: usize = 10;

/// Returns the limit of failed attempts that refused an identification, if it may count those of other
/// scenarios and other users, too: the limit of the IBAN, the mobile number or the name. A limit that
/// is reached by one person alone is that of the person.
pub fn blocked_by_others(
    reply: &Reply,
    attempts_of_person: usize,
    attempts_of_others: usize,
) -> Option<Unobserved> {
    let codes = reply.error_codes();
    let is_limit = |reason| match reason {
        Reason::IbanUsageLimitExceeded => true,
        Reason::IdentificationAttemptsExceeded => {
            attempts_of_person < MANY_ATTEMPTS || attempts_of_others > 0
        }
        _ => false,
    };
    let is_blocked = codes.iter().filter_map(|it| Reason::named(it)).any(is_limit);
    is_blocked.then(|| Unobserved::blocked_by_limit(reply))
}

/// Whether the limit that refused an identification may be one of the person's own.
pub fn may_be_of_the_person(reply: &Reply) -> bool {
    let limit = Some(Reason::IdentificationAttemptsExceeded);
    reply.error_codes().iter().any(|it| Reason::named(it) == limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::journey::IdentificationCall::{Authorize, Create};
    use crate::checks::samples::{failed, identification, paths, refusal};

    fn journey(refused: Option<Reply>, state: Option<Reply>) -> Journey {
        let call = if state.is_some() { Authorize } else { Create };
        let latest = refused.clone().unwrap_or_else(|| identification("created"));
        Journey { failed_at_once: false, refusal: refused.map(|it| (call, it)), state, latest }
    }

    #[test]
    fn a_limit_is_no_failure_at_schufa() {
        let account = MockedIban::NoPreviousIdent;
        let rows = [
            (journey(Some(refusal(412, "previous_ident_not_found")), None), true),
            (journey(Some(refusal(412, "IBAN_USAGE_LIMIT_EXCEEDED")), None), false),
            (journey(None, Some(failed("PREVIOUS_IDENT_NOT_FOUND"))), true),
            (journey(None, Some(failed("JOINT_ACCOUNT"))), false),
        ];
        for (journey, expected) in rows {
            assert_eq!(is_refused_by_schufa(&journey, account), expected, "{}", journey.brief());
        }
        let refused = journey(Some(refusal(412, "x")), None);
        assert!(!is_refused_by_schufa(&refused, MockedIban::Good));
    }

    #[test]
    fn refusals_are_judged_by_their_reason() {
        let rows = [
            (Reason::PreviousIdentNotFound, "PREVIOUS_IDENT_NOT_FOUND", true),
            (Reason::PreviousIdentNotFound, "JOINT_ACCOUNT", false),
            (Reason::JointAccount, "JOINT_ACCOUNT", true),
            (Reason::JointAccount, "PREVIOUS_IDENT_NOT_FOUND", false),
        ];
        for (reason, code, holds) in rows {
            let journey = journey(Some(refusal(412, code)), None);
            let (expected, found) = refused_identification(&journey, reason).unwrap();
            assert_eq!(paths(expected).is_empty(), holds, "{reason:?} {code}");
            assert_eq!(found.is_empty(), !holds, "{reason:?} {code}");
            assert!(paths(refused_account(&journey)).is_empty());
        }
        let limited = journey(Some(refusal(412, "IBAN_USAGE_LIMIT_EXCEEDED")), None);
        assert!(refused_identification(&limited, Reason::JointAccount).is_err());
        assert_eq!(paths(no_limit(&limited)), ["PATCH /x"]);
        assert!(treated_alike(&limited, &limited).is_err());
        for (code, attempts, of_others, blocked) in [
            ("IBAN_USAGE_LIMIT_EXCEEDED", 20, 0, true),
            ("iban_usage_limit_exceeded", 0, 0, true),
            ("IDENTIFICATION_ATTEMPTS_EXCEEDED", 1, 0, true),
            ("IDENTIFICATION_ATTEMPTS_EXCEEDED", 20, 0, false),
            ("IDENTIFICATION_ATTEMPTS_EXCEEDED", 19, 21, true),
            ("JOINT_ACCOUNT", 0, 0, false),
        ] {
            let found = blocked_by_others(&refusal(412, code), attempts, of_others);
            assert_eq!(found.is_some(), blocked, "{code} after {attempts} and {of_others}");
        }
    }

    #[test]
    fn customers_sign_or_are_refused() {
        let signs = journey(None, Some(identification("confirmation_required")));
        let refused = journey(Some(refusal(412, "JOINT_ACCOUNT")), Some(failed("JOINT_ACCOUNT")));
        assert!(paths(started_signing(&signs)).is_empty());
        assert_eq!(paths(started_signing(&refused)), ["PATCH /x"]);
        assert_eq!(paths(refused_account(&signs)), ["identification"]);
        assert!(paths(authorised_holder(&signs).unwrap().0).is_empty());
        assert_eq!(paths(authorised_holder(&refused).unwrap().0), ["PATCH /x"]);
        assert!(treated_alike(&signs, &signs).unwrap().holds());
        assert!(!treated_alike(&signs, &refused).unwrap().holds());
    }

    #[test]
    fn failures_are_final_and_have_a_reason() {
        let refused = journey(Some(refusal(412, "JOINT_ACCOUNT")), Some(failed("JOINT_ACCOUNT")));
        let silent = journey(Some(refusal(412, "x")), Some(identification("failed")));
        assert!(paths(named_reason(&refused)).is_empty());
        assert_eq!(paths(named_reason(&silent)), ["failure_reason"]);
        assert!(paths(kept_refusal(&refused, &identification("failed"))).is_empty());
        assert_eq!(paths(kept_refusal(&refused, &identification("pending"))), ["status"]);
        let rows =
            [("successful", true, false), ("confirmed", true, true), ("confirmed", false, false)];
        for (status, accepted, holds) in rows {
            let state = identification(status);
            assert_eq!(
                paths(failed_signature(&state, accepted)).is_empty(),
                holds,
                "{status} {accepted}"
            );
        }
    }
}
