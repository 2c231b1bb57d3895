//! Webhooks that the bank sent to the app.

use jiff::SignedDuration;
use serde_json::Value;

use crate::api::EventType;
use crate::evidence::{Exchange, Outcome, Payload, Trace, TraceEventKind, Unobserved};

use super::calls::header;

/// A delivery to the app, with its answer.
#[derive(Clone, Copy, Debug)]
pub struct AppDelivery<'a> {
    /// Index of its event in the trace.
    pub event: usize,
    /// The delivery and the answer.
    pub exchange: &'a Exchange,
    /// Whether it was signed with a wrong secret on purpose.
    pub is_forged: bool,
}

impl<'a> AppDelivery<'a> {
    /// All deliveries of a trace, in order.
    pub fn all(trace: &'a Trace) -> Vec<Self> {
        let events = trace.events.iter().enumerate();
        let delivery = |(event, it): (usize, &'a crate::evidence::TraceEvent)| {
            let kind = match it.kind {
                TraceEventKind::Again(earlier) => &trace.events.get(earlier)?.kind,
                _ => &it.kind,
            };
            let TraceEventKind::Webhook(webhook) = kind else { return None };
            let (exchange, is_forged) = (&webhook.exchange, webhook.is_forged);
            Some(Self { event, exchange, is_forged })
        };
        events.filter_map(delivery).collect()
    }

    /// Event type.
    pub fn kind(&self) -> &'a str {
        header(self.exchange, "solaris-webhook-event-type").unwrap_or_default()
    }

    /// Whether it is about an identification.
    pub fn is_about_identification(&self) -> bool {
        let by_body = || self.kind().is_empty() && self.member("status").is_some();
        self.kind() == EventType::Identification.word() || by_body()
    }

    /// Id of the delivery; the same for each attempt and each copy.
    pub fn id(&self) -> &'a str {
        header(self.exchange, "solaris-webhook-id").unwrap_or_default()
    }

    /// Id of the identification it is about; empty if it names none.
    pub fn identification(&self) -> &'a str {
        let named = self.member("id").and_then(Value::as_str);
        named.or_else(|| header(self.exchange, "solaris-entity-id")).unwrap_or_default()
    }

    /// JSON body.
    pub fn body(&self) -> Option<&'a Value> {
        match self.exchange.sent.body.as_ref()? {
            Payload::Json(value) => Some(value),
            _ => None,
        }
    }

    fn member(&self, name: &str) -> Option<&'a Value> {
        self.body()?.get(name)
    }

    /// Status code of the app's answer.
    pub fn status(&self) -> Option<u16> {
        match &self.exchange.outcome {
            Outcome::Received(received) => Some(received.status),
            Outcome::Unobserved(_) => None,
        }
    }

    /// Whether the app took longer than it may.
    pub fn was_late(&self, limit: SignedDuration) -> bool {
        let timed_out =
            matches!(self.exchange.outcome, Outcome::Unobserved(Unobserved::TimedOut { .. }));
        let took = i64::try_from(self.exchange.duration_ms).unwrap_or(i64::MAX);
        timed_out || SignedDuration::from_millis(took) > limit
    }

    /// Whether the app answered 2xx.
    pub fn was_accepted(&self) -> bool {
        self.status().is_some_and(|it| (200..300).contains(&it))
    }

    /// Whether it reached the app.
    pub fn was_received(&self) -> bool {
        let unreached =
            matches!(self.exchange.outcome, Outcome::Unobserved(Unobserved::NoConnection { .. }));
        !unreached
    }
}
