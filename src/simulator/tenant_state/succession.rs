//! Succession of a tenant: the same partner, with other customers at another time.

use jiff::Timestamp;

use super::TenantState;
use crate::api::operation;
use crate::evidence::{Exchange, Outcome, Payload, Received, TraceEventKind};

impl TenantState {
    /// Takes over the access tokens and the subscriptions of a tenant that this one replaces. The trace
    /// begins with the calls by which the partner got them.
    pub fn take_over(&mut self, former: &Self) {
        let (then, now) = (former.clock.now(), self.clock.now());
        let shifted = |end: Timestamp| now.checked_add(end.duration_since(then));
        let alive = former.tokens.iter().filter(|(_, end)| **end > then);
        self.tokens = alive
            .map(|(token, end)| (token.clone(), shifted(*end).unwrap_or(Timestamp::MAX)))
            .collect();
        for it in former.webhooks.subscriptions().iter().filter(|it| it.verified) {
            self.webhooks.subscribe(it.clone());
        }
        self.former_persons.clone_from(&former.former_persons);
        self.former_persons.extend(former.persons.keys().cloned());
        let effective = former.calls_in_effect();
        if let Some(trace) = &mut self.trace {
            for call in effective {
                trace.add(now, &TraceEventKind::Call(call));
            }
        }
    }

    /// Calls that still have an effect: that of the last token, and those of the subscriptions.
    fn calls_in_effect(&self) -> Vec<Exchange> {
        let calls =
            self.trace.as_ref().map(|it| it.calls(&[operation::TOKEN, operation::SUBSCRIBE]));
        let mut calls = calls.unwrap_or_default();
        let is_token = |it: &Exchange| answered(it, "access_token").is_some();
        let last_token = calls.iter().rposition(is_token);
        let mut index = 0;
        calls.retain(|it| {
            index += 1;
            if is_token(it) { Some(index - 1) == last_token } else { self.has_subscription(it) }
        });
        calls
    }

    fn has_subscription(&self, call: &Exchange) -> bool {
        answered(call, "id")
            .is_some_and(|id| self.webhooks.subscriptions().iter().any(|it| it.id == id))
    }

    /// Whether a URL names a person of a tenant that this one replaced. An app may look for its former
    /// customer until it notices that there is another one.
    pub fn names_former_person(&self, url: &str) -> bool {
        let mut parts = url.split(['/', '?']);
        !self.former_persons.is_empty() && parts.any(|it| self.former_persons.contains(it))
    }
}

/// A member of the answer as text.
fn answered<'a>(call: &'a Exchange, name: &str) -> Option<&'a str> {
    match &call.outcome {
        Outcome::Received(Received { body: Payload::Json(answer), .. }) => {
            answer.get(name)?.as_str()
        }
        _ => None,
    }
}
