//! Claims of the sentences of a situation, each about the whole trace of an app.

use crate::api::{Reason, operation};
use crate::evidence::{Circumstances, FindingOutcome, Trace};

use super::actions;
use super::reason_texts;
use super::ruling::Ruling;
use super::seen_reasons::SeenReason;
use super::view::View;
use super::{creation, success_claims};

/// Reason for a claim about a refusal that did not happen.
const NO_REFUSAL: &str = "the bank refused nothing that the app asked for";

/// The reason of the situation; without one, every reason that the app learned counts.
fn refusals<'v, 'a>(view: &'v View<'a>) -> impl Iterator<Item = &'v SeenReason<'a>> {
    let expected = view.circumstances.reason.as_deref().and_then(Reason::named);
    view.reasons.iter().filter(move |it| expected.is_none_or(|reason| it.reason == reason))
}

fn outcome(
    trace: &Trace,
    circumstances: &Circumstances,
    claim: impl Fn(&View<'_>) -> Ruling,
) -> FindingOutcome {
    claim(&View::new(trace, circumstances)).outcome
}

/// The identification that was refused is not signed; without one, no identification is.
pub fn nobody_signs(trace: &Trace, circumstances: &Circumstances) -> FindingOutcome {
    outcome(trace, circumstances, |view| {
        let rulings = refusals(view).map(|seen| {
            let mut signed = view.calls_after(seen.event).filter(|it| {
                it.is_one_of(&[operation::AUTHORIZE, operation::CONFIRM])
                    && it.succeeded()
                    && (seen.identification.is_empty() || it.id == seen.identification)
            });
            // Another account of the customer may be signed for.
            let other = |id: &str| {
                view.identification(id).is_some_and(|it| {
                    !it.iban().is_empty() && !creation::is_same_iban(it.iban(), seen.iban)
                })
            };
            match signed.find(|it| !other(it.id)) {
                Some(call) => Ruling::failed(call.event, call.name(), "not accepted", "accepted"),
                None => Ruling::passed(seen.event),
            }
        });
        let refused = Ruling::worst(rulings, NO_REFUSAL);
        match (refused.is_unseen(), view.signed()) {
            (true, Some(event)) => Ruling::failed(event, "signature", "none", "an accepted one"),
            (true, None) => unsigned(view),
            _ => refused,
        }
    })
}

fn unsigned(view: &View<'_>) -> Ruling {
    let last = view.calls.last().filter(|_| view.done.is_some());
    last.map_or_else(|| Ruling::unseen(NO_REFUSAL), |it| Ruling::passed(it.event))
}

/// The IBAN that was refused is not handed in again.
pub fn same_iban_is_not_handed_in_again(
    trace: &Trace,
    circumstances: &Circumstances,
) -> FindingOutcome {
    outcome(trace, circumstances, |view| {
        let rulings = refusals(view).filter(|it| !it.iban.is_empty()).map(|seen| {
            let mut creates = view.calls_after(seen.event).filter(|it| it.is(operation::CREATE));
            let same = |iban: &str| creation::is_same_iban(iban, seen.iban);
            match creates.find(|it| it.text("iban").is_some_and(same)) {
                Some(call) => Ruling::failed(call.event, "iban", "another IBAN", "the same IBAN"),
                None => Ruling::passed(seen.event),
            }
        });
        Ruling::worst(rulings, NO_REFUSAL)
    })
}

/// The app takes the action of the guide for a reason: the right repetition, or none.
pub fn right_action(
    trace: &Trace,
    circumstances: &Circumstances,
    reason: Reason,
) -> FindingOutcome {
    outcome(trace, circumstances, |view| actions::judge(view, reason))
}

/// The app says what the guide says of a reason.
pub fn says_what_the_guide_says(
    trace: &Trace,
    circumstances: &Circumstances,
    reason: Reason,
) -> FindingOutcome {
    outcome(trace, circumstances, |view| reason_texts::judge(view, reason))
}

/// Exactly one call of the kind that was refused follows, and it is not refused.
pub fn call_is_repeated_once(trace: &Trace, circumstances: &Circumstances) -> FindingOutcome {
    outcome(trace, circumstances, |view| {
        let rulings = refusals(view).filter_map(|seen| Some((seen, seen.refused?)));
        let rulings = rulings.map(|(seen, refused)| {
            let same = |it: &&super::calls::AppCall<'_>| {
                it.operation == refused.operation && it.id == refused.id && !it.may_be_repeated()
            };
            let count = view.calls_after(seen.event).filter(same).count();
            let ruling = Ruling::unless(
                count == 1,
                seen.event,
                &refused.name(),
                "repeated once",
                format!("repeated {count} times"),
            );
            if count == 0 { view.missing_after(seen.event, ruling) } else { ruling }
        });
        Ruling::worst(rulings, NO_REFUSAL)
    })
}

/// An identification that ended is not used again.
pub fn old_identification_is_not_used_again(
    trace: &Trace,
    circumstances: &Circumstances,
) -> FindingOutcome {
    outcome(trace, circumstances, |view| {
        let ended = view.identifications.iter().filter_map(|it| Some((it, it.answered_end()?)));
        let ended = ended.map(|(it, end)| (it.id, end.moment));
        let refused = refusals(view).filter(|it| !it.identification.is_empty());
        let refused = refused.map(|it| (it.identification, it.moment));
        let rulings = refused.chain(ended).map(|(id, moment)| {
            actions::never_again(view, moment, id).unwrap_or(Ruling::passed(moment.event))
        });
        Ruling::worst(rulings, "no identification ended")
    })
}

/// The customer is identified: the app learned it, and showed it if it shows anything.
pub fn customer_is_identified(trace: &Trace, circumstances: &Circumstances) -> FindingOutcome {
    outcome(trace, circumstances, |view| {
        let first = view.calls.first().map_or(0, |it| it.event);
        match view.success() {
            Some(event) => Ruling::passed(event),
            None if view.done.is_none() => Ruling::unseen("the trace ends before the app does"),
            None => view.missing_before(Ruling::failed(
                first,
                "identification",
                "successful, and the app knows it",
                "another end",
            )),
        }
    })
}

/// The app claims no success that the bank did not report.
pub fn no_false_success(trace: &Trace, circumstances: &Circumstances) -> FindingOutcome {
    outcome(trace, circumstances, |view| {
        let claim = success_claims::false_success(view, 0);
        claim.unwrap_or_else(|| match view.screens.first() {
            Some((event, _)) => Ruling::passed(*event),
            None => Ruling::unseen("the trace shows no screens"),
        })
    })
}
