//! Readings that the course of an identification shows: C-01, C-02, C-03, C-18.

use crate::api::{EXPECTATION_MISMATCH, Reason, Status, same_code};
use crate::checks::journey::{IdentificationCall, Journey};

use super::table::{
    ACCOUNT_FAILED_REASON, ACCOUNT_HTTP_409, ACCOUNT_HTTP_412, DocumentedReading, HOLDER_REFUSED,
    HOLDER_SUCCESS, SCHUFA_FAILED_REASON, SCHUFA_HTTP_412, SCHUFA_IN_WIZARD, SCHUFA_ON_CREATE,
};

/// C-01: how SCHUFA's negative answer is reported. The latest moment for SCHUFA's check is the bank
/// page (C-18), so that an identification may have failed after any call.
pub fn schufa_refusal(journey: &Journey, reason: Reason) -> Option<DocumentedReading> {
    let early = is_refused_early(journey);
    // After a failure on create the request may be refused in any way; otherwise the refusal must
    // be about the state, and not a wrong way to report the reason.
    let plausible = journey.failed_at_once
        || journey.is_refused_for_its_state(true)
        || journey.refused_with(412, reason.code());
    let failed = failed_because(journey, reason) && plausible;
    if failed && (!early || journey.failed_at_once) {
        return Some(SCHUFA_FAILED_REASON);
    }
    if early && journey.refused_with(412, reason.code()) {
        return Some(SCHUFA_HTTP_412);
    }
    failed.then_some(SCHUFA_FAILED_REASON)
}

/// C-18: which call made SCHUFA check the customer, for a refusal that fits a reading of C-01.
pub fn schufa_call(journey: &Journey, refusal: DocumentedReading) -> Option<DocumentedReading> {
    let on_create = |(call, _): &(IdentificationCall, _)| *call == IdentificationCall::Create;
    if journey.failed_at_once || journey.refusal.as_ref().is_some_and(on_create) {
        return Some(SCHUFA_ON_CREATE);
    }
    let late = refusal == SCHUFA_FAILED_REASON && !is_refused_early(journey);
    late.then_some(SCHUFA_IN_WIZARD)
}

fn is_refused_early(journey: &Journey) -> bool {
    journey.refusal.as_ref().is_some_and(|(call, _)| *call <= IdentificationCall::Request)
}

fn failed_because(journey: &Journey, reason: Reason) -> bool {
    let named = journey.failure_reason().is_some_and(|it| same_code(it, reason.code()));
    journey.status() == Some(Status::Failed) && named
}

/// C-02: how the bank's or provider's refusal is reported.
pub fn account_refusal(journey: &Journey, reason: Reason) -> Option<DocumentedReading> {
    journey.refusal.as_ref()?;
    if names_another_reason(journey, reason) || ends_otherwise(journey) {
        return None;
    }
    if journey.refused_with(409, EXPECTATION_MISMATCH) {
        Some(ACCOUNT_HTTP_409)
    } else if journey.refused_with(412, reason.code()) {
        Some(ACCOUNT_HTTP_412)
    } else {
        let stated = journey.is_refused_for_its_state(false)
            || journey.refused_with(412, EXPECTATION_MISMATCH);
        (failed_because(journey, reason) && stated).then_some(ACCOUNT_FAILED_REASON)
    }
}

fn names_another_reason(journey: &Journey, reason: Reason) -> bool {
    let own = [reason.code(), EXPECTATION_MISMATCH];
    journey.failure_reason().is_some_and(|it| !own.iter().any(|code| same_code(it, code)))
}

/// Whether the status belongs to an identification that continues, or ended for another cause.
fn ends_otherwise(journey: &Journey) -> bool {
    let others = [
        Status::Confirmed,
        Status::Successful,
        Status::Expired,
        Status::AuthorizationRequired,
        Status::ConfirmationRequired,
    ];
    journey.status().is_some_and(|it| others.contains(&it))
}

/// C-03: whether an authorised holder of the account may sign.
pub fn authorised_holder(journey: &Journey) -> Option<DocumentedReading> {
    if journey.refusal.is_some() {
        return is_holder_refused(journey).then_some(HOLDER_REFUSED);
    }
    (journey.status() == Some(Status::ConfirmationRequired)).then_some(HOLDER_SUCCESS)
}

/// 409 is printed for other accounts, so here it counts only with the reason.
fn is_holder_refused(journey: &Journey) -> bool {
    let reason = Reason::AccessByAuthorizedHolder;
    match account_refusal(journey, reason) {
        Some(ACCOUNT_HTTP_409) => failed_because(journey, reason),
        other => other.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{failed, identification, refusal};
    use crate::evidence::Reply;
    use IdentificationCall::{Authorize, Create, Request};

    fn journey(refused: Option<(IdentificationCall, Reply)>, state: Option<Reply>) -> Journey {
        let latest = refused.as_ref().map_or_else(|| identification("created"), |it| it.1.clone());
        Journey { failed_at_once: false, refusal: refused, state, latest }
    }

    #[test]
    fn schufa_refusals_fit_a_reading_of_c_01() {
        let reason = Reason::MatchForPersonDataNotFound;
        let code = reason.code();
        let state_only = || refusal(409, "invalid_status");
        let at_once = |it: Journey| Journey { failed_at_once: true, ..it };
        let rows = [
            (journey(Some((Create, refusal(412, code))), None), Some(SCHUFA_HTTP_412)),
            (
                journey(Some((Request, state_only())), Some(failed(code))),
                Some(SCHUFA_FAILED_REASON),
            ),
            (
                at_once(journey(Some((Request, refusal(412, code))), Some(failed(code)))),
                Some(SCHUFA_FAILED_REASON),
            ),
            (
                journey(Some((Authorize, state_only())), Some(failed(code))),
                Some(SCHUFA_FAILED_REASON),
            ),
            (journey(Some((Authorize, refusal(412, code))), None), None),
            (journey(Some((Create, refusal(412, "JOINT_ACCOUNT"))), None), None),
            (journey(None, Some(failed(code))), None),
            (journey(Some((Request, state_only())), Some(failed("EXPIRED"))), None),
        ];
        for (journey, expected) in rows {
            assert_eq!(schufa_refusal(&journey, reason), expected, "{}", journey.brief());
        }
    }

    #[test]
    fn the_call_of_a_schufa_refusal_fits_a_reading_of_c_18() {
        let code = Reason::MatchForPersonDataNotFound.code();
        let refused = |call| journey(Some((call, refusal(412, code))), None);
        let rows = [
            (refused(Create), SCHUFA_HTTP_412, Some(SCHUFA_ON_CREATE)),
            (refused(Authorize), SCHUFA_FAILED_REASON, Some(SCHUFA_IN_WIZARD)),
            (refused(Request), SCHUFA_HTTP_412, None),
        ];
        for (journey, refusal, expected) in rows {
            assert_eq!(schufa_call(&journey, refusal), expected, "{}", journey.brief());
        }
    }

    #[test]
    fn account_refusals_fit_a_reading_of_c_02() {
        let reason = Reason::JointAccount;
        let code = reason.code();
        let late = |reply, state| journey(Some((Authorize, reply)), Some(state));
        let rows = [
            (late(refusal(409, EXPECTATION_MISMATCH), failed(code)), Some(ACCOUNT_HTTP_409)),
            (late(refusal(412, code), failed(code)), Some(ACCOUNT_HTTP_412)),
            (late(refusal(422, "invalid_status"), failed(code)), Some(ACCOUNT_FAILED_REASON)),
            (late(refusal(409, "conflict"), failed(code)), None),
            (late(refusal(412, code), failed("EXPIRED")), None),
            (late(refusal(412, code), identification("confirmed")), None),
            (late(refusal(412, code), identification("expired")), None),
            (journey(None, Some(failed(code))), None),
        ];
        for (journey, expected) in rows {
            assert_eq!(account_refusal(&journey, reason), expected, "{}", journey.brief());
        }
    }

    #[test]
    fn authorised_holders_fit_a_reading_of_c_03() {
        let code = Reason::AccessByAuthorizedHolder.code();
        let late = |reply, state| journey(Some((Authorize, reply)), Some(state));
        let mismatch = || refusal(409, EXPECTATION_MISMATCH);
        let rows = [
            (journey(None, Some(identification("confirmation_required"))), Some(HOLDER_SUCCESS)),
            (late(refusal(412, code), failed(code)), Some(HOLDER_REFUSED)),
            (late(mismatch(), failed(code)), Some(HOLDER_REFUSED)),
            (late(mismatch(), failed(EXPECTATION_MISMATCH)), None),
            (journey(None, Some(identification("pending"))), None),
        ];
        for (journey, expected) in rows {
            assert_eq!(authorised_holder(&journey), expected, "{}", journey.brief());
        }
    }
}
