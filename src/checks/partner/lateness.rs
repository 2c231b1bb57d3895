//! Payments and codes that come too late (Appendix I and II).

use jiff::SignedDuration;

use crate::api::{Reason, Status, operation};

use super::actions::never_again;
use super::calls::AppCall;
use super::reason_texts::nothing_shown;
use super::rule::{AppRule, Judge};
use super::ruling::Ruling;
use super::success_claims::false_success;
use super::view::View;

/// Shortest life of a code (C-05).
const CODE_LIFE: SignedDuration = SignedDuration::from_mins(5);
/// Time from the payment to the end of the signature.
const SIGNATURE_TIME: SignedDuration = SignedDuration::from_mins(10);
/// Number of times that the same late code shows that nobody typed it.
const MAX_SAME_CODE: usize = 3;

/// Rules about what comes too late.
pub const RULES: &[AppRule] = &[
    AppRule {
        requirement: "BI-111",
        statement: "a code that is too late signs nothing",
        correct: "The app treats a late code as refused, and shows no success.",
        judge: Judge::Situation(late_code),
    },
    AppRule {
        requirement: "BI-142",
        statement: "a payment or signature that is too late is over",
        correct: "The app ends the attempt after the time-out, or begins with a new identification.",
        judge: Judge::Situation(late_signature),
    },
];

/// Refused confirmations that came later than `limit` after the code was ordered.
fn late_confirmations<'v, 'a>(
    view: &'v View<'a>,
    limit: SignedDuration,
) -> impl Iterator<Item = &'v AppCall<'a>> {
    let refused = view.calls.iter().filter(|it| it.is(operation::CONFIRM) && it.was_refused());
    refused.filter(move |confirm| {
        let mut orders = view.calls.iter().filter(|it| {
            it.is(operation::AUTHORIZE)
                && it.id == confirm.id
                && it.event < confirm.event
                && it.succeeded()
        });
        let last = orders.next_back();
        last.and_then(|it| confirm.since(it)).is_some_and(|it| it >= limit)
    })
}

fn late_code(view: &View<'_>) -> Ruling {
    let rulings = late_confirmations(view, CODE_LIFE).map(|call| {
        if let Some(claim) = false_success(view, call.event) {
            return claim;
        }
        let same = |it: &&AppCall<'_>| {
            it.is(operation::CONFIRM) && it.id == call.id && it.text("token") == call.text("token")
        };
        let again = view.calls_after(call.event).filter(same).count() + 1;
        let actual = format!("{again} times");
        Ruling::unless(again < MAX_SAME_CODE, call.event, "the late code", "sent once", actual)
    });
    let expired = view.identifications.iter().filter_map(|it| {
        let end = it.answered_end().filter(|end| end.status == Some(Status::Expired))?;
        let ordered = |call: &AppCall<'_>| {
            call.is(operation::AUTHORIZE) && call.id == it.id && call.event < end.event
        };
        view.calls
            .iter()
            .any(ordered)
            .then(|| false_success(view, end.event).unwrap_or(Ruling::passed(end.event)))
    });
    Ruling::worst(rulings.chain(expired), "no code came too late")
}

/// The customer reads something about it, if the trace shows screens at all.
fn explained(view: &View<'_>, event: usize) -> Ruling {
    let is_shown = view.screens.is_empty() || view.screens_after(event).next().is_some();
    if is_shown {
        return Ruling::passed(event);
    }
    nothing_shown(view, event, "a text for the customer")
}

/// Both a status that says so and a refusal after ten minutes show the time-out.
fn late_signature(view: &View<'_>) -> Ruling {
    let late = [Reason::Expired, Reason::AccountSnapshotExpired];
    let by_reason = view.reasons.iter().filter(|it| late.contains(&it.reason));
    let by_reason = by_reason.map(|it| (it.moment, it.identification));
    let expired = view.identifications.iter().filter_map(|it| {
        let end = it.answered_end()?;
        (end.status == Some(Status::Expired)).then_some((end.moment, it.id))
    });
    let refused = late_confirmations(view, SIGNATURE_TIME).map(|it| (it.moment(), it.id));
    let rulings =
        by_reason.chain(expired).map(|it| (it, true)).chain(refused.map(|it| (it, false)));
    let rulings = rulings.map(|((moment, id), is_over)| {
        let event = moment.event;
        if let Some(claim) = false_success(view, event) {
            return claim;
        }
        let again = never_again(view, moment, id).filter(|_| is_over);
        again.unwrap_or_else(|| explained(view, event))
    });
    Ruling::worst(rulings, "nothing came too late")
}
