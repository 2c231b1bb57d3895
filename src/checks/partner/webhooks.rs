//! Subscriptions and webhooks.

use std::collections::{HashMap, HashSet};

use jiff::SignedDuration;
use serde_json::Value;

use crate::api::{EventType, Status, operation};

use super::calls::AppCall;
use super::deliveries::AppDelivery;
use super::identifications::{AppIdentification, NewsSource, StatusNews};
use super::rule::{AppRule, Judge};
use super::ruling::Ruling;
use super::success_claims::{claims, false_success};
use super::view::View;

/// Time within which a webhook is answered.
const LIMIT: SignedDuration = SignedDuration::from_secs(30);
/// Time within which a second call of the same kind is the effect of a second copy.
const DOUBLE: SignedDuration = SignedDuration::from_secs(295);
/// Code of a subscription whose receiver did not answer the verification call.
const UNVERIFIED: &str = "invalid_webhook_url";
const STILL_SUBSCRIBING: &str = "the trace ends among the subscriptions";
const NO_SUBSCRIPTION: &str = "the trace shows no subscription";

/// Rules about webhooks.
pub const RULES: &[AppRule] = &[
    AppRule {
        requirement: "BI-002",
        statement: "there is one subscription for each recommended event",
        correct: "The app holds one subscription for each event type that the guide recommends.",
        judge: Judge::Trace(all_events),
    },
    AppRule {
        requirement: "BI-120",
        statement: "the app subscribes to IDENTIFICATION",
        correct: "The app subscribes to IDENTIFICATION once.",
        judge: Judge::Trace(identification_event),
    },
    AppRule {
        requirement: "PA-006",
        statement: "every webhook is answered 2xx within 30 s",
        correct: "The app answers every genuine webhook with 2xx before it does anything slow.",
        judge: Judge::Trace(answered_in_time),
    },
    AppRule {
        requirement: "PA-007",
        statement: "a forged webhook has no effect",
        correct: "The app checks the signature, answers no 2xx to a wrong one, and does nothing.",
        judge: Judge::Situation(forged_without_effect),
    },
    AppRule {
        requirement: "PA-008",
        statement: "a doubled webhook has no doubled effect",
        correct: "The app recognises a delivery that it has seen by its id.",
        judge: Judge::Situation(doubled_without_effect),
    },
    AppRule {
        requirement: "PA-009",
        statement: "the status is read again before a webhook is acted upon",
        correct: "The app takes a webhook as a hint and reads the identification before it acts.",
        judge: Judge::Trace(read_before_acting),
    },
];

/// Subscriptions by event type, each with the event that showed it.
struct Subscribed<'a> {
    first: HashMap<&'a str, usize>,
    /// The first subscription that was made twice.
    doubled: Option<(usize, &'a str)>,
    /// Subscriptions that were refused because the receiver did not answer the verification call.
    unverified: HashMap<&'a str, usize>,
}

impl Subscribed<'_> {
    /// A subscription that never came about because of its receiver.
    fn lacks_receiver(&self) -> Option<Ruling> {
        let refused = self.unverified.iter().filter(|(kind, _)| !self.first.contains_key(*kind));
        let event = refused.map(|(_, event)| *event).min()?;
        Some(Ruling::failed(event, "answer to the verification call", "2xx", "another or none"))
    }
}

fn subscribed<'a>(view: &View<'a>) -> Subscribed<'a> {
    let mut alive: HashMap<&str, &str> = HashMap::new();
    let mut found = Subscribed { first: HashMap::new(), doubled: None, unverified: HashMap::new() };
    for call in view.calls.iter().filter(|it| it.succeeded() || it.was_refused()) {
        if call.is(operation::SUBSCRIBE) && call.was_refused() {
            let kind = call.text("event_type").unwrap_or_default();
            if call.codes().iter().any(|it| it == UNVERIFIED) {
                found.unverified.entry(kind).or_insert(call.event);
            } else if alive.contains_key(kind) {
                found.doubled = found.doubled.or(Some((call.event, kind)));
            }
        } else if call.is(operation::UNSUBSCRIBE) && call.succeeded() {
            alive.retain(|_, id| *id != call.id);
        } else if call.is(operation::SUBSCRIBE) {
            let kind = call.text("event_type").or(call.answered("event_type")).unwrap_or_default();
            found.first.entry(kind).or_insert(call.event);
            let id = call.answered("id").unwrap_or_default();
            let earlier = alive.insert(kind, id);
            if earlier.is_some_and(|it| it != id) && found.doubled.is_none() {
                found.doubled = Some((call.event, kind));
            }
        } else if call.is_one_of(&[operation::LIST_SUBSCRIPTIONS, operation::GET_SUBSCRIPTION]) {
            let Some(answer) = call.answer() else { continue };
            let items = answer.as_array().map_or(std::slice::from_ref(answer), Vec::as_slice);
            for kind in items.iter().filter_map(|it| it.get("event_type").and_then(Value::as_str)) {
                found.first.entry(kind).or_insert(call.event);
            }
        }
    }
    found
}

/// The list of the guide is lost in its text; the five types are those of its web page.
fn all_events(view: &View<'_>) -> Ruling {
    let found = subscribed(view);
    if let Some(lacking) = found.lacks_receiver() {
        return view.missing_before(lacking);
    }
    let Some(last) = found.first.values().max().copied() else {
        return Ruling::unseen(NO_SUBSCRIPTION);
    };
    let is_over = is_subscribing_over(view, last);
    if let Some((event, kind)) = found.doubled {
        let actual = format!("two for {kind}");
        return Ruling::failed(event, "subscriptions", "one for each event type", actual);
    }
    let known: Vec<&str> = EventType::ALL.iter().map(|it| it.word()).collect();
    let missing: Vec<&str> =
        known.iter().filter(|it| !found.first.contains_key(**it)).copied().collect();
    if missing.is_empty() {
        return Ruling::passed(last);
    }
    if !is_over {
        return Ruling::unseen(STILL_SUBSCRIBING);
    }
    if missing.contains(&EventType::Identification.word()) {
        return Ruling::failed(last, "subscriptions", "IDENTIFICATION among them", "without it");
    }
    Ruling::review(last, format!("no subscription for {}", missing.join(", ")), known.join(", "))
}

/// Whether the app did something else after its last subscription.
fn is_subscribing_over(view: &View<'_>, last: usize) -> bool {
    let of_webhooks = [operation::SUBSCRIBE, operation::LIST_SUBSCRIPTIONS, operation::TOKEN];
    view.done.is_some() || view.calls_after(last).any(|it| !it.is_one_of(&of_webhooks))
}

fn identification_event(view: &View<'_>) -> Ruling {
    let found = subscribed(view);
    let wanted = EventType::Identification.word();
    match (found.first.get(wanted), found.first.values().max()) {
        (Some(event), _) => match found.doubled {
            Some((second, kind)) if kind == wanted => {
                Ruling::failed(second, "subscriptions to IDENTIFICATION", "one", "two")
            }
            _ => in_time(view, *event),
        },
        (None, _) if found.unverified.contains_key(wanted) => {
            found.lacks_receiver().unwrap_or_else(|| Ruling::unseen(NO_SUBSCRIPTION))
        }
        (None, Some(last)) if !is_subscribing_over(view, *last) => {
            Ruling::unseen(STILL_SUBSCRIBING)
        }
        (None, Some(last)) => {
            Ruling::failed(*last, "subscriptions", "IDENTIFICATION among them", "without it")
        }
        (None, None) => Ruling::unseen(NO_SUBSCRIPTION),
    }
}

/// A subscription that is made after the end of the first identification comes too late for it.
fn in_time(view: &View<'_>, event: usize) -> Ruling {
    let ends = view.identifications.iter().filter_map(|it| it.answered_end());
    let end = ends.map(|it| it.event).min().unwrap_or(usize::MAX);
    let is_new = view.call(event).is_some_and(|it| it.is(operation::SUBSCRIBE));
    let late = is_new && end < event && !view.is_capture();
    let expected = "before the identification ends";
    Ruling::unless(!late, event, "subscription to IDENTIFICATION", expected, "after its end")
}

/// Genuine deliveries, until the app came to its end and may have closed its receiver.
fn genuine<'v, 'a>(view: &'v View<'a>) -> impl Iterator<Item = &'v AppDelivery<'a>> {
    let end = view.done.unwrap_or(usize::MAX);
    view.deliveries.iter().filter(move |it| it.event < end && !it.is_forged)
}

/// A copy may be refused, but it is no error of the app.
fn answered_in_time(view: &View<'_>) -> Ruling {
    let mut accepted: HashSet<&str> = HashSet::new();
    let mut rulings = Vec::new();
    for it in genuine(view) {
        let is_copy = accepted.contains(it.id()) && !it.id().is_empty();
        if it.was_late(LIMIT) {
            let actual = "later, or not at all";
            rulings.push(Ruling::failed(it.event, "answer to a webhook", "within 30 s", actual));
        } else if it.was_accepted() {
            accepted.insert(it.id());
            rulings.push(Ruling::passed(it.event));
        } else if let Some(status) = it.status().filter(|it| !is_copy || *it >= 500) {
            let actual = status.to_string();
            rulings.push(Ruling::failed(it.event, "answer to a webhook", "2xx", actual));
        }
    }
    Ruling::worst(rulings, "no webhook reached the app")
}

/// Steps for an identification after an event, up to the next answer that shows its status.
fn unread_step<'v, 'a>(view: &'v View<'a>, after: usize, id: &str) -> Option<&'v AppCall<'a>> {
    let mut calls = view.calls_after(after).filter(|it| it.id == id || it.is(operation::LIST));
    let reads = |it: &AppCall<'_>| it.is_one_of(&[operation::GET, operation::LIST]);
    let first = calls.find(|it| reads(it) && it.succeeded() || it.is_step())?;
    first.is_step().then_some(first)
}

/// A step that only a status from a forged webhook can have caused.
fn forged_without_effect(view: &View<'_>) -> Ruling {
    let forged = view.deliveries.iter().filter(|it| it.is_forged && it.was_received());
    let rulings = forged.map(|it| {
        let id = it.identification();
        let step = unread_step(view, it.event, id).filter(|call| !was_due(view, call, it.event));
        if let Some(call) = step {
            return Ruling::failed(
                call.event,
                call.name(),
                "not called for a forged webhook",
                "called",
            );
        }
        if let Some(claim) = false_success(view, it.event) {
            return claim;
        }
        match it.status() {
            Some(status) if it.was_accepted() => {
                let shown = format!("a webhook with a wrong signature was answered {status}");
                Ruling::review(it.event, shown, "no 2xx, or no effect")
            }
            Some(_) => Ruling::passed(it.event),
            None => Ruling::unseen("the app did not answer the forged webhook"),
        }
    });
    Ruling::worst(rulings, "no forged webhook was sent")
}

/// Whether a step was the next one anyway, by what the app knew without the webhook.
fn was_due(view: &View<'_>, call: &AppCall<'_>, before: usize) -> bool {
    let due: &[Status] = if call.is(operation::REQUEST) {
        &[Status::Created]
    } else if call.is(operation::AUTHORIZE) {
        &[Status::AuthorizationRequired, Status::ConfirmationRequired]
    } else {
        &[Status::ConfirmationRequired]
    };
    view.identification(call.id).is_some_and(|it| it.knew(due, before))
}

fn doubled_without_effect(view: &View<'_>) -> Ruling {
    let mut first: HashMap<(&str, &str), &AppDelivery<'_>> = HashMap::new();
    let mut rulings = Vec::new();
    for it in view.deliveries.iter().filter(|it| !it.is_forged && !it.id().is_empty()) {
        let Some(earlier) = first.insert((it.id(), it.identification()), it) else { continue };
        let steps: Vec<&AppCall<'_>> = view
            .calls_after(earlier.event)
            .filter(|call| {
                call.is_one_of(&[operation::REQUEST, operation::AUTHORIZE, operation::CONFIRM])
            })
            .filter(|call| call.id == it.identification())
            .collect();
        rulings.push(twice(&steps).unwrap_or(Ruling::passed(it.event)));
    }
    Ruling::worst(rulings, "no webhook was sent twice")
}

/// The second of two equal calls that follow each other at once.
fn twice(steps: &[&AppCall<'_>]) -> Option<Ruling> {
    steps.iter().enumerate().find_map(|(index, call)| {
        let earlier = steps[..index].iter().find(|it| {
            it.operation == call.operation
                && it.body() == call.body()
                && it.succeeded()
                && !it.may_be_lost()
                && call.since(it).is_none_or(|gap| gap < DOUBLE)
        });
        earlier.map(|_| Ruling::failed(call.event, call.name(), "called once", "called twice"))
    })
}

/// A webhook about something that the app had read already is no news.
fn read_before_acting(view: &View<'_>) -> Ruling {
    let news = genuine(view).filter(|it| it.is_about_identification());
    let mut acted = Vec::new();
    for it in news {
        let Some(identification) = view.identification(it.identification()) else { continue };
        let read = |call: &AppCall<'_>| {
            identification.news.iter().any(|news| {
                news.source != NewsSource::Webhook
                    && news.event < call.event
                    && was_shown(news.status, call)
            })
        };
        if let Some(shown) = shown_unread(view, it, identification) {
            acted.push(shown);
        }
        let next = view.calls_after(it.event).find(|call| {
            call.id == identification.id
                && call.is_one_of(&[operation::AUTHORIZE, operation::CONFIRM])
        });
        if let Some(call) = next {
            let expected = "after GET identification showed the status";
            let holds = read(call);
            acted.push(Ruling::unless(
                holds,
                call.event,
                &call.name(),
                expected,
                "on the webhook alone",
            ));
        }
    }
    Ruling::worst(acted, "the app did nothing on a webhook")
}

/// A screen that only a webhook can have caused, because the app never read the end that it reports: a
/// success, or any text if the app made no call after it. After a refusal the screen may show the
/// reason of the refusal.
fn shown_unread(
    view: &View<'_>,
    webhook: &AppDelivery<'_>,
    identification: &AppIdentification<'_>,
) -> Option<Ruling> {
    let is_end = |it: &&StatusNews| it.status.is_some_and(Status::is_final);
    let ends = identification.news.iter().filter(is_end);
    let was_read = ends.clone().any(|it| it.source != NewsSource::Webhook);
    let reported = ends.clone().find(|it| it.event == webhook.event)?.status;
    let was_refused = view.reasons.iter().any(|it| it.refused.is_some());
    if was_read || was_refused || view.done.is_none() {
        return None;
    }
    let is_idle = view.calls_after(webhook.event).next().is_none();
    let (event, _) = view.screens_after(webhook.event).find(|(_, it)| {
        let is_success = reported == Some(Status::Successful) && claims(&it.text);
        is_success || is_idle && !it.text.trim().is_empty()
    })?;
    let expected = "after GET identification showed the status";
    Some(view.missing_before(Ruling::failed(*event, "screen", expected, "on the webhook alone")))
}

/// Whether a status lets the app make a call.
fn was_shown(status: Option<Status>, call: &AppCall<'_>) -> bool {
    let waiting = status == Some(Status::ConfirmationRequired);
    waiting || call.is(operation::AUTHORIZE) && status == Some(Status::AuthorizationRequired)
}
