//! Identifications of a trace, and what the app learned about each of them.

use std::collections::HashMap;

use serde_json::Value;

use crate::api::{Reason, Status, operation};

use super::calls::{AppCall, CallTime, reason_named};
use super::deliveries::AppDelivery;

/// Way in which the app learned something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewsSource {
    /// By an answer that shows the identification.
    Answer,
    /// By a webhook.
    Webhook,
    /// By the account snapshot.
    Snapshot,
}

/// A status that the app learned.
#[derive(Clone, Copy, Debug)]
pub struct StatusNews {
    /// Index of the event in the trace.
    pub event: usize,
    /// The time until the app knew it.
    pub moment: CallTime,
    /// The status; `None` if the guide does not know it.
    pub status: Option<Status>,
    /// The reason of a failure, if one was given.
    pub reason: Option<Reason>,
    /// Whether the reason is written as the guide prints it.
    pub is_printed: bool,
    /// Way in which the app learned it.
    pub source: NewsSource,
}

impl StatusNews {
    /// A status in an answer.
    fn of(call: &AppCall<'_>, status: Option<Status>) -> Self {
        let (event, moment, source) = (call.event, call.moment(), NewsSource::Answer);
        Self { event, moment, status, reason: None, is_printed: true, source }
    }
}

/// An identification that the app created or asked for.
#[derive(Clone, Debug)]
pub struct AppIdentification<'a> {
    /// Id of the identification.
    pub id: &'a str,
    /// Id of the person.
    pub person: &'a str,
    /// The call that created it; `None` if it was created before the trace began.
    pub created: Option<AppCall<'a>>,
    /// Everything that the app learned, in order.
    pub news: Vec<StatusNews>,
}

impl<'a> AppIdentification<'a> {
    /// IBAN that it was created with; empty if it is unknown.
    pub fn iban(&self) -> &'a str {
        self.created.as_ref().and_then(|it| it.text("iban")).unwrap_or_default()
    }

    /// Whether the app knew one of these statuses before an event.
    pub fn knew(&self, statuses: &[Status], before: usize) -> bool {
        let mut earlier = self.news.iter().filter(|it| it.event < before);
        earlier.any(|it| it.status.is_some_and(|status| statuses.contains(&status)))
    }

    /// The first news of a final status.
    pub fn end(&self) -> Option<&StatusNews> {
        self.news.iter().find(|it| it.status.is_some_and(Status::is_final))
    }

    /// The first final status that an answer showed.
    pub fn answered_end(&self) -> Option<&StatusNews> {
        let is_final = |it: &&StatusNews| it.status.is_some_and(Status::is_final);
        self.news.iter().filter(is_final).find(|it| it.source == NewsSource::Answer)
    }

    /// The final status that an answer showed before a call.
    pub fn end_before(&self, call: &AppCall<'_>) -> Option<&StatusNews> {
        self.answered_end().filter(|it| it.moment.is_before(call))
    }

    /// The event with which the app learned that the payment succeeded.
    pub fn paid(&self) -> Option<usize> {
        let paid = [Status::AuthorizationRequired, Status::ConfirmationRequired];
        let is_paid = |it: &&StatusNews| {
            it.source != NewsSource::Snapshot && it.status.is_some_and(|it| paid.contains(&it))
        };
        self.news.iter().find(is_paid).map(|it| it.event)
    }

    /// The first news of a status.
    pub fn reached(&self, status: Status) -> Option<&StatusNews> {
        self.news.iter().find(|it| it.status == Some(status))
    }
}

/// Identifications while they are collected.
#[derive(Debug, Default)]
pub struct Identifications<'a> {
    all: Vec<AppIdentification<'a>>,
    by_id: HashMap<&'a str, usize>,
}

impl<'a> Identifications<'a> {
    /// All identifications of a trace, in the order in which they appear.
    pub fn of(calls: &[AppCall<'a>], deliveries: &[AppDelivery<'a>]) -> Vec<AppIdentification<'a>> {
        let mut found = Self::default();
        for call in calls.iter().filter(|it| it.succeeded() && !it.is_other_method()) {
            found.read_answer(call);
        }
        for delivery in deliveries {
            found.read_delivery(delivery);
        }
        for it in &mut found.all {
            it.news.sort_by_key(|news| news.event);
        }
        found.all
    }

    fn named(&mut self, id: &'a str, person: &'a str) -> &mut AppIdentification<'a> {
        let next = self.all.len();
        let index = *self.by_id.entry(id).or_insert(next);
        if index == next {
            self.all.push(AppIdentification { id, person, created: None, news: Vec::new() });
        }
        &mut self.all[index]
    }

    fn read_answer(&mut self, call: &AppCall<'a>) {
        let Some(answer) = call.answer() else { return };
        if call.is(operation::LIST) {
            for item in answer.as_array().into_iter().flatten() {
                self.read_shown(call, item);
            }
        } else if call.is(operation::SNAPSHOT) {
            let available = answer.get("status").and_then(Value::as_str) == Some("available");
            if available && !call.id.is_empty() {
                let source = NewsSource::Snapshot;
                let news = StatusNews::of(call, Some(Status::AuthorizationRequired));
                self.named(call.id, call.person).news.push(StatusNews { source, ..news });
            }
        } else if call.is_step() || call.is(operation::GET) {
            self.read_shown(call, answer);
        }
    }

    fn read_shown(&mut self, call: &AppCall<'a>, shown: &'a Value) {
        let text = |name: &str| shown.get(name).and_then(Value::as_str);
        let id = text("id").unwrap_or(call.id);
        let is_bankident = text("method").is_none_or(|it| it.eq_ignore_ascii_case("bank"));
        if id.is_empty() || !is_bankident {
            return;
        }
        let status = text("status").and_then(status_named);
        let code = text("failure_reason");
        let reason = code.and_then(reason_named);
        let is_printed = code.is_none_or(|code| reason.is_some_and(|it| code == it.code()));
        let identification = self.named(id, call.person);
        if call.is(operation::CREATE) && identification.created.is_none() {
            identification.created = Some(*call);
        }
        let news = StatusNews { reason, is_printed, ..StatusNews::of(call, status) };
        identification.news.push(news);
    }

    fn read_delivery(&mut self, delivery: &AppDelivery<'a>) {
        let id = delivery.identification();
        let counts = delivery.is_about_identification()
            && delivery.was_received()
            && !delivery.is_forged
            && !id.is_empty();
        if !counts {
            return;
        }
        let status = delivery.body().and_then(|it| it.get("status")).and_then(Value::as_str);
        let news = StatusNews {
            event: delivery.event,
            moment: CallTime::of_event(delivery.event),
            status: status.and_then(status_named),
            reason: None,
            is_printed: true,
            source: NewsSource::Webhook,
        };
        self.named(id, "").news.push(news);
    }
}

/// Status with this word, whatever its letter case.
fn status_named(word: &str) -> Option<Status> {
    Status::ALL.iter().copied().find(|it| it.word().eq_ignore_ascii_case(word.trim()))
}
