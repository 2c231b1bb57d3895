//! Actions of the app after a reason of Appendix III.

use jiff::SignedDuration;

use crate::api::{Reason, operation};
use crate::requirement::{ReasonAction, Reasons};

use super::calls::{AppCall, CallTime};
use super::creation::is_same_iban;
use super::mobile_number::shows_verified;
use super::ruling::Ruling;
use super::seen_reasons::SeenReason;
use super::success_claims::false_success;
use super::view::View;

/// Time that a customer needs at least to try again.
const CUSTOMER_PAUSE: SignedDuration = SignedDuration::from_secs(2);
/// Maximum number of repetitions when each follows a new refusal.
const MAX_REPETITIONS: usize = 3;

/// Judges the action after every occurrence of a reason.
pub fn judge(view: &View<'_>, reason: Reason) -> Ruling {
    let action = Reasons::embedded().ok().and_then(|it| it.reason(reason.code()));
    let Some(action) = action.map(|it| it.action) else {
        return Ruling::unseen("the action after the reason is unknown");
    };
    let seen = view.reasons.iter().filter(|it| it.reason == reason);
    Ruling::worst(seen.map(|it| after(view, it, action)), "the app did not learn this reason")
}

/// A success that is none is wrong after any reason but the one that the customer is identified already.
fn after(view: &View<'_>, seen: &SeenReason<'_>, action: ReasonAction) -> Ruling {
    let was_identified = seen.reason == Reason::AlreadyIdentifiedSuccessfully;
    if let Some(claim) = false_success(view, seen.event).filter(|_| !was_identified) {
        return claim;
    }
    match action {
        ReasonAction::Stop => stopped(view, seen),
        ReasonAction::VerifyThenRepeat => verified_then_repeated(view, seen),
        ReasonAction::CompleteThenRepeat => completed_then_repeated(view, seen),
        ReasonAction::OneCorrectedRepeat => repeated_once(view, seen),
        ReasonAction::NoAutomaticRepeat => not_repeated(view, seen),
        ReasonAction::NoRepeatOfMethod => method_given_up(view, seen),
        ReasonAction::OtherIban => no_same_iban(view, seen),
        ReasonAction::NewIdentification => old_given_up(view, seen),
    }
}

/// Nothing forbidden happened: it holds only if the trace shows what the app did at all.
fn kept(view: &View<'_>, seen: &SeenReason<'_>) -> Ruling {
    if view.done.is_none() && !view.is_capture() {
        return Ruling::unseen("the trace ends before the app does");
    }
    if !view.is_whole() {
        return view.missing_before(Ruling::passed(seen.event));
    }
    Ruling::passed(seen.event)
}

fn forbidden(call: &AppCall<'_>, expected: &str) -> Ruling {
    Ruling::failed(call.event, call.name(), expected, "called")
}

fn steps_after<'v, 'a>(
    view: &'v View<'a>,
    seen: &'v SeenReason<'a>,
) -> impl Iterator<Item = &'v AppCall<'a>> {
    let own = |it: &&AppCall<'a>| view.is_same_customer(it.person, seen.person) && it.is_step();
    view.calls_after(seen.event).filter(own).filter(|it| seen.moment.is_before(it))
}

fn creates_after<'v, 'a>(
    view: &'v View<'a>,
    seen: &'v SeenReason<'a>,
) -> impl Iterator<Item = &'v AppCall<'a>> {
    steps_after(view, seen).filter(|it| it.is(operation::CREATE))
}

/// The first use of an identification after an event, as a call or as a visit of its bank page. A page
/// without a payment may still be open, so that only the customer uses it.
pub fn never_again(view: &View<'_>, moment: CallTime, id: &str) -> Option<Ruling> {
    if id.is_empty() {
        return None;
    }
    let event = moment.event;
    let expected = "not called for this identification again";
    let mut calls =
        view.calls_after(event).filter(|it| it.id == id && it.is_step() && moment.is_before(it));
    let urls: Vec<&str> = view
        .calls
        .iter()
        .filter(|it| it.id == id && it.event < event)
        .filter_map(|it| it.answered("url"))
        .collect();
    let is_own = |url: &str| urls.contains(&url.trim());
    let was_paid =
        view.visits.iter().any(|(at, it)| *at < event && is_own(&it.url) && it.is_payment());
    let mut visits =
        view.visits.iter().filter(|(at, it)| was_paid && *at > event && is_own(&it.url));
    let visited = |at: usize| Ruling::failed(at, "bank page", "not opened again", "opened");
    calls.next().map(|it| forbidden(it, expected)).or_else(|| visits.next().map(|it| visited(it.0)))
}

fn stopped(view: &View<'_>, seen: &SeenReason<'_>) -> Ruling {
    let again = steps_after(view, seen).next();
    again.map_or_else(|| kept(view, seen), |it| forbidden(it, "not called after this reason"))
}

/// Whether a later call repeats the refused one; after a failure that is a new identification.
fn repeats(seen: &SeenReason<'_>, call: &AppCall<'_>) -> bool {
    match seen.refused {
        Some(refused) if !refused.is(operation::CREATE) => {
            call.operation == refused.operation && call.id == refused.id
        }
        _ => call.is(operation::CREATE),
    }
}

/// Repetitions that are no second try of a call without an answer.
fn repetitions<'v, 'a>(view: &'v View<'a>, seen: &'v SeenReason<'a>) -> Vec<&'v AppCall<'a>> {
    let calls = steps_after(view, seen).filter(|it| repeats(seen, it));
    let mut counted: Vec<&AppCall<'a>> = Vec::new();
    for call in calls {
        match counted.last_mut() {
            Some(last) if last.may_be_lost() && !last.succeeded() => *last = call,
            _ => counted.push(call),
        }
    }
    counted
}

/// Every repetition needs an event of its own kind before it, and none follows a success.
fn prepared(
    view: &View<'_>,
    seen: &SeenReason<'_>,
    (calls, expected): (&[&AppCall<'_>], &str),
    prepares: impl Fn(&AppCall<'_>) -> bool,
) -> Option<Ruling> {
    let mut since = seen.event;
    for (number, call) in calls.iter().enumerate() {
        let between = view.calls_after(since).take_while(|it| it.event < call.event);
        if between.filter(|it| prepares(it)).count() == 0 {
            return Some(view.missing_before(forbidden(call, expected)));
        }
        let too_often =
            calls[..number].iter().any(|it| it.succeeded()) || number >= MAX_REPETITIONS;
        if too_often {
            return Some(forbidden(call, "repeated once"));
        }
        since = call.event;
    }
    None
}

fn verified_then_repeated(view: &View<'_>, seen: &SeenReason<'_>) -> Ruling {
    let calls = repetitions(view, seen);
    let verifies = |it: &AppCall<'_>| {
        it.is_one_of(&[operation::AUTHORIZE_NUMBER, operation::CONFIRM_NUMBER])
            || shows_verified(it)
    };
    let expected = "repeated after the number is confirmed";
    if let Some(broken) = prepared(view, seen, (&calls, expected), verifies) {
        return broken;
    }
    if let Some(call) = calls.first() {
        return Ruling::passed(call.event);
    }
    let never = Ruling::failed(seen.event, "the refused call", expected, "not repeated");
    view.missing_after(seen.event, never)
}

/// The guide's text sends the customer to the support instead (C-33).
fn completed_then_repeated(view: &View<'_>, seen: &SeenReason<'_>) -> Ruling {
    let calls = repetitions(view, seen);
    let adds = |it: &AppCall<'_>| {
        it.body().and_then(|it| it.as_object()).is_none_or(|members| !members.is_empty())
    };
    let completes = |it: &AppCall<'_>| {
        it.is_one_of(&[operation::UPDATE_PERSON, operation::CREATE_PERSON]) && adds(it)
    };
    let expected = "repeated after the missing data are added";
    if let Some(broken) = prepared(view, seen, (&calls, expected), completes) {
        return broken;
    }
    if let Some(call) = calls.first() {
        return Ruling::passed(call.event);
    }
    let shown = "no data were added, and the call was not repeated";
    let documented = "the customer adds what is missing, then the call is repeated";
    view.missing_after(seen.event, Ruling::review(seen.event, shown, documented))
}

/// A repetition that succeeds ends the matter.
fn repeated_once(view: &View<'_>, seen: &SeenReason<'_>) -> Ruling {
    let calls = repetitions(view, seen);
    let tries = calls.iter().position(|it| it.succeeded()).map_or(calls.len(), |it| it + 1);
    match calls[..tries] {
        [_, second, ..] => forbidden(second, "repeated at most once"),
        _ => kept(view, seen),
    }
}

/// A repetition right after nothing but one screen is automatic. One that comes later, or after several
/// screens, may be the customer's own.
fn not_repeated(view: &View<'_>, seen: &SeenReason<'_>) -> Ruling {
    if let Some(used) = used_again(view, seen) {
        return used;
    }
    let Some(call) = repetitions(view, seen).first().copied() else { return kept(view, seen) };
    let screens = view.screens_after(seen.event).filter(|it| it.0 < call.event).count();
    let pause = seen.moment.time_until(call).unwrap_or_default();
    if screens == 0 || screens == 1 && pause < CUSTOMER_PAUSE {
        return forbidden(call, "not repeated without the customer");
    }
    let shown = format!("{} was repeated after {screens} screens", call.name());
    Ruling::review(call.event, shown, "Solaris is contacted; nothing is repeated automatically")
}

/// The use of an identification that has failed.
fn used_again(view: &View<'_>, seen: &SeenReason<'_>) -> Option<Ruling> {
    let has_failed = seen.refused.is_none();
    never_again(view, seen.moment, seen.identification).filter(|_| has_failed)
}

/// Step 3 allows another IBAN after any refusal by SCHUFA; the guide's row on the reason does not.
fn method_given_up(view: &View<'_>, seen: &SeenReason<'_>) -> Ruling {
    if let Some(used) = used_again(view, seen) {
        return used;
    }
    let Some(call) = creates_after(view, seen).next() else { return kept(view, seen) };
    let is_other = call.text("iban").is_some_and(|it| !is_same_iban(it, seen.iban));
    if is_other && seen.reason == Reason::MatchForPersonDataNotFound {
        let shown = "the customer tried another IBAN";
        return Ruling::review(call.event, shown, "another method; Step 3 allows another IBAN");
    }
    forbidden(call, "not called after this reason")
}

fn no_same_iban(view: &View<'_>, seen: &SeenReason<'_>) -> Ruling {
    let same =
        |it: &&AppCall<'_>| it.text("iban").is_some_and(|iban| is_same_iban(iban, seen.iban));
    if let Some(call) = creates_after(view, seen).find(same).filter(|_| !seen.iban.is_empty()) {
        return Ruling::failed(call.event, "iban", "another IBAN", "the same IBAN");
    }
    let used = never_again(view, seen.moment, seen.identification);
    used.unwrap_or_else(|| kept(view, seen))
}

fn old_given_up(view: &View<'_>, seen: &SeenReason<'_>) -> Ruling {
    if let Some(used) = never_again(view, seen.moment, seen.identification) {
        return used;
    }
    if let Some(call) = creates_after(view, seen).next() {
        return Ruling::passed(call.event);
    }
    let shown = "no new identification was created";
    let documented = "a new identification, so that the customer can begin again";
    view.missing_after(seen.event, Ruling::review(seen.event, shown, documented))
}
