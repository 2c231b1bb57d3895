//! The electronic signature (Step 5): order, and the time between two codes.

use jiff::SignedDuration;

use crate::api::{Status, operation};

use super::calls::AppCall;
use super::identifications::{AppIdentification, NewsSource};
use super::rule::{AppRule, Judge};
use super::ruling::Ruling;
use super::view::View;

/// Time that passes before another code is ordered, less what clocks may differ.
const RESEND_GAP: SignedDuration = SignedDuration::from_secs(295);
const NONE: &str = "no identification got to the signature";

/// Rules about the order of calls and about the body of the last one.
pub const RULES: &[AppRule] = &[
    AppRule {
        requirement: "BI-003",
        statement: "registration, account check and signature follow each other",
        correct: "The app registers the customer, has the account checked, and then has them sign.",
        judge: Judge::Trace(phases),
    },
    AppRule {
        requirement: "BI-013",
        statement: "the signature is confirmed with the token in a JSON body",
        correct: "The app sends PATCH confirm with a JSON object that has the text member token.",
        judge: Judge::Trace(token_in_body),
    },
    AppRule {
        requirement: "BI-103",
        statement: "the signature is not started before the payment",
        correct: "The app calls PATCH authorize only after the payment succeeded.",
        judge: Judge::Trace(not_before_payment),
    },
    AppRule {
        requirement: "BI-106",
        statement: "the signature is started at authorization_required",
        correct: "The app waits until the identification is authorization_required.",
        judge: Judge::Trace(started_in_time),
    },
    AppRule {
        requirement: "BI-110",
        statement: "five minutes pass before another code is ordered",
        correct: "The app lets five minutes pass between two calls of PATCH authorize.",
        judge: Judge::Trace(resend_gap),
    },
    AppRule {
        requirement: "BI-115",
        statement: "the signature is confirmed at confirmation_required",
        correct: "The app calls PATCH confirm only while the identification waits for it.",
        judge: Judge::Trace(confirmed_in_time),
    },
    AppRule {
        requirement: "BI-133",
        statement: "after the payment the signature is started next",
        correct: "The app calls PATCH authorize as its next step at authorization_required.",
        judge: Judge::Trace(started_next),
    },
    AppRule {
        requirement: "BI-134",
        statement: "after the SMS the signature is confirmed next",
        correct: "The app calls PATCH confirm as its next step at confirmation_required.",
        judge: Judge::Trace(confirmed_next),
    },
];

/// Calls of one operation for one identification, in order.
fn calls_of<'v, 'a>(
    view: &'v View<'a>,
    operation: operation::Operation,
    id: &'v str,
) -> impl Iterator<Item = &'v AppCall<'a>> {
    view.calls.iter().filter(move |it| it.is(operation) && it.id == id)
}

fn each(view: &View<'_>, ruling: impl Fn(&AppIdentification<'_>) -> Option<Ruling>) -> Ruling {
    Ruling::worst(view.identifications.iter().filter_map(ruling), NONE)
}

/// Only identifications whose beginning the trace shows can be out of order.
fn phases(view: &View<'_>) -> Ruling {
    each(view, |it| {
        it.created?;
        let first = |operation| calls_of(view, operation, it.id).next();
        let (request, authorize) = (first(operation::REQUEST), first(operation::AUTHORIZE));
        let confirm = first(operation::CONFIRM);
        let early = |earlier: Option<&AppCall<'_>>, later: &AppCall<'_>| {
            earlier.is_none_or(|earlier| earlier.event > later.event)
        };
        let broken = |call: &AppCall<'_>, first: &str| {
            let expected = format!("after {first}");
            view.missing_before(Ruling::failed(call.event, call.name(), expected, "before it"))
        };
        match (authorize, confirm) {
            (Some(call), _) if early(request, call) => Some(broken(call, "PATCH request")),
            (_, Some(call)) if early(authorize, call) => Some(broken(call, "PATCH authorize")),
            (Some(call), _) => Some(Ruling::passed(call.event)),
            _ => None,
        }
    })
}

fn token_in_body(view: &View<'_>) -> Ruling {
    let calls = view.calls.iter().filter(|it| it.is(operation::CONFIRM));
    let rulings = calls.map(|call| {
        let actual = match (call.body(), call.member("token")) {
            (None, _) => "no JSON body",
            (_, None) => "absent",
            (_, Some(token)) if token.as_str().is_none_or(|it| it.trim().is_empty()) => "no text",
            _ => return Ruling::passed(call.event),
        };
        Ruling::failed(call.event, "token", "the code as a text member of the body", actual)
    });
    Ruling::worst(rulings, "no signature was confirmed")
}

/// Statuses in which the payment has succeeded.
const PAID: [Status; 4] = [
    Status::AuthorizationRequired,
    Status::ConfirmationRequired,
    Status::Confirmed,
    Status::Successful,
];

fn not_before_payment(view: &View<'_>) -> Ruling {
    each(view, |it| {
        let calls = calls_of(view, operation::AUTHORIZE, it.id).map(|call| {
            let early =
                call.was_refused() && !it.knew(&PAID, call.event) && it.end_before(call).is_none();
            let ruling = Ruling::unless(
                !early,
                call.event,
                "PATCH authorize",
                "after the payment",
                "before it, and refused",
            );
            if early { view.missing_before(ruling) } else { ruling }
        });
        Some(Ruling::worst(calls, NONE)).filter(|it| !it.is_unseen())
    })
}

fn started_in_time(view: &View<'_>) -> Ruling {
    let open = [Status::AuthorizationRequired, Status::ConfirmationRequired];
    each(view, |it| {
        let calls = calls_of(view, operation::AUTHORIZE, it.id).map(|call| {
            let path = "status at PATCH authorize";
            let expected = "authorization_required, as an answer or a webhook showed it";
            if let Some(end) = it.end_before(call) {
                let status = end.status.map_or("final", Status::word);
                return Ruling::failed(call.event, path, expected, status);
            }
            if it.knew(&open, call.event) {
                return Ruling::passed(call.event);
            }
            if it.created.is_none() {
                return Ruling::unseen("the identification is older than the trace");
            }
            view.missing_before(Ruling::failed(call.event, path, expected, "not known"))
        });
        Some(Ruling::worst(calls, NONE)).filter(|it| !it.is_unseen())
    })
}

/// An answer that may not have reached the app counts for nothing.
fn resend_gap(view: &View<'_>) -> Ruling {
    let rulings = view.identifications.iter().flat_map(|it| {
        let calls: Vec<&AppCall<'_>> = calls_of(view, operation::AUTHORIZE, it.id).collect();
        let pairs: Vec<Ruling> = calls
            .windows(2)
            .filter_map(|pair| {
                let [first, second] = pair else { return None };
                let counts = first.succeeded() && !first.may_be_lost();
                let gap = second.since(first).filter(|_| counts)?;
                let actual = format!("{} s", gap.as_secs());
                Some(Ruling::unless(
                    gap >= RESEND_GAP,
                    second.event,
                    "time since the last code",
                    "300 s",
                    actual,
                ))
            })
            .collect();
        pairs
    });
    Ruling::worst(rulings, "no second code was ordered")
}

fn confirmed_in_time(view: &View<'_>) -> Ruling {
    each(view, |it| {
        let calls = calls_of(view, operation::CONFIRM, it.id).map(|call| {
            let path = "status at PATCH confirm";
            let expected = "confirmation_required";
            let over = it.news.iter().find(|news| {
                news.source == NewsSource::Answer
                    && news.moment.is_before(call)
                    && news.status.is_some_and(|it| it.is_final() || it == Status::Confirmed)
            });
            if let Some(over) = over {
                let status = over.status.map_or("final", Status::word);
                return Ruling::failed(call.event, path, expected, status);
            }
            let starts: Vec<&AppCall<'_>> = calls_of(view, operation::AUTHORIZE, it.id)
                .take_while(|it| it.event < call.event)
                .collect();
            // A start that succeeded is as good as the status that follows from it.
            let started = starts.iter().any(|it| it.succeeded());
            let known = started || it.knew(&[Status::ConfirmationRequired], call.event);
            if known {
                return Ruling::passed(call.event);
            }
            if starts.iter().any(|it| it.may_be_repeated()) || it.created.is_none() {
                return Ruling::unseen("the trace does not show the status that the app knew");
            }
            view.missing_before(Ruling::failed(call.event, path, expected, "not known"))
        });
        Some(Ruling::worst(calls, NONE)).filter(|it| !it.is_unseen())
    })
}

/// The next call that changes an identification after an event.
fn next_step<'v, 'a>(view: &'v View<'a>, id: &str, after: usize) -> Option<&'v AppCall<'a>> {
    let own = |it: &&AppCall<'_>| it.id == id && it.is_step();
    view.calls_after(after).find(own)
}

fn started_next(view: &View<'_>) -> Ruling {
    each(view, |it| {
        let paid = it.news.iter().find(|news| {
            news.source != NewsSource::Snapshot
                && news.status == Some(Status::AuthorizationRequired)
        })?;
        let path = "next step at authorization_required";
        match next_step(view, it.id, paid.event) {
            Some(call) => {
                // A code that was ordered before this answer was seen is confirmed next.
                let started =
                    calls_of(view, operation::AUTHORIZE, it.id).any(|it| it.event < paid.event);
                let right = call.is(operation::AUTHORIZE) || started;
                Some(Ruling::unless(right, call.event, path, "PATCH authorize", call.name()))
            }
            None if it.end().is_some() => None,
            None => {
                let never = Ruling::failed(paid.event, path, "PATCH authorize", "none");
                Some(view.missing_after(paid.event, never))
            }
        }
    })
}

fn confirmed_next(view: &View<'_>) -> Ruling {
    each(view, |it| {
        let started = calls_of(view, operation::AUTHORIZE, it.id).find(|it| it.succeeded())?;
        let path = "next step at confirmation_required";
        let mut steps =
            view.calls_after(started.event).filter(|call| call.id == it.id && call.is_step());
        // Another code may be ordered in between.
        match steps.find(|it| !it.is(operation::AUTHORIZE)) {
            Some(call) => {
                let right = call.is(operation::CONFIRM);
                Some(Ruling::unless(right, call.event, path, "PATCH confirm", call.name()))
            }
            None if it.end().is_some() || is_dawdling(view, started) => None,
            None => {
                let never = Ruling::failed(started.event, path, "PATCH confirm", "none");
                Some(view.missing_after(started.event, never))
            }
        }
    })
}

/// Whether the life of the code ended while the customer did nothing.
fn is_dawdling(view: &View<'_>, started: &AppCall<'_>) -> bool {
    let last = view.calls.last().and_then(|it| it.since(started));
    view.clock_moved(started.event) >= RESEND_GAP || last.is_some_and(|it| it >= RESEND_GAP)
}
