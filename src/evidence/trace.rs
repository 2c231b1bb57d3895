//! Trace of a partner's app: everything that passed between the app, the bank and the customer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Exchange, Outcome, Unobserved};

/// Observations of a partner's app, in order. Unmasked, because judges compare values; it is masked
/// before it is written.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
pub struct Trace {
    /// The events, the oldest first.
    pub events: Vec<TraceEvent>,
    /// Reason why the trace does not show everything; `None` if it is complete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<String>,
}

/// An event of a trace.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
pub struct TraceEvent {
    /// Time on the clock of the bank, or of the capture, ISO 8601 UTC.
    pub at: String,
    /// Kind of the event, with its details.
    #[serde(flatten)]
    pub kind: TraceEventKind,
}

/// Kinds of events.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(tag = "event", content = "detail", rename_all = "kebab-case")]
pub enum TraceEventKind {
    /// The app called the API.
    Call(Exchange),
    /// Somebody opened the hosted bank page, or submitted a form of it.
    BankPage(Exchange),
    /// The same call or page with the same answer as the event with this index.
    Again(usize),
    /// The bank sent an SMS to the customer.
    Sms(TracedSms),
    /// The bank sent a webhook to the app.
    Webhook(TracedWebhook),
    /// The clock was moved forward by this many milliseconds.
    ClockMoved(i64),
    /// The customer was sent to the bank page by the app.
    Visit(TracedVisit),
    /// The app showed something to the customer.
    Shown(TracedScreen),
    /// The tester answered a question about the app.
    Attested(Attestation),
    /// The app came to its end.
    Done,
}

/// An SMS to the customer.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct TracedSms {
    /// Number it was sent to.
    pub number: String,
    /// OTP or TAN in the message.
    pub token: String,
    /// The identification to sign; `None` if the token verifies a mobile number.
    pub identification_id: Option<String>,
}

/// A webhook to the app, and its answer.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
pub struct TracedWebhook {
    /// The delivery; its answer is that of the app.
    pub exchange: Exchange,
    /// Whether it was signed with a wrong secret on purpose.
    #[serde(default)]
    pub is_forged: bool,
}

/// A visit of the customer to the bank page.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct TracedVisit {
    /// Address that the app sent the customer to.
    pub url: String,
    /// Action of the customer: `pay`, `log-in-only` or `abandon`.
    pub action: String,
    /// How the visit ended, in words.
    pub outcome: String,
}

impl TracedVisit {
    /// Whether the customer went through the whole page.
    pub fn is_payment(&self) -> bool {
        self.action == "pay"
    }
}

/// Something that the app showed.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct TracedScreen {
    /// Name that the app or the tester gave to the screen.
    #[serde(default)]
    pub screen: String,
    /// Text on the screen.
    pub text: String,
    /// Language of the text: `de` or `en`.
    #[serde(default)]
    pub language: Option<String>,
    /// Name of the attached picture of the screen, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
}

/// An answer of the tester.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct Attestation {
    /// Id of the question, or its text.
    pub question: String,
    /// The answer.
    pub answer: String,
}

/// An exchange of a trace with the time when it took place.
#[derive(Clone, Copy, Debug)]
pub struct TracedExchange<'a> {
    /// Index of its event in the trace.
    pub event: usize,
    /// Time on the clock of the bank, ISO 8601 UTC.
    pub at: &'a str,
    /// The exchange; that of an earlier event if both are the same.
    pub exchange: &'a Exchange,
}

/// Detail of an exchange whose end was not seen.
pub const UNANSWERED: &str =
    "the caller closed the connection before it was answered, or the answer is still due";

impl Trace {
    /// Whether the app has not answered a genuine webhook yet.
    pub fn has_open_webhook(&self) -> bool {
        let is_open = |outcome: &Outcome| match outcome {
            Outcome::Unobserved(Unobserved::Broken { detail, .. }) => detail == UNANSWERED,
            _ => false,
        };
        self.events.iter().any(|it| match &it.kind {
            TraceEventKind::Webhook(it) => !it.is_forged && is_open(&it.exchange.outcome),
            _ => false,
        })
    }

    /// Calls of the app to the API, in order.
    pub fn calls(&self) -> impl Iterator<Item = TracedExchange<'_>> {
        self.exchanges(|kind| match kind {
            TraceEventKind::Call(exchange) => Some(exchange),
            _ => None,
        })
    }

    /// Requests for the hosted bank page, in order.
    pub fn bank_pages(&self) -> impl Iterator<Item = TracedExchange<'_>> {
        self.exchanges(|kind| match kind {
            TraceEventKind::BankPage(exchange) => Some(exchange),
            _ => None,
        })
    }

    /// Events that are an exchange of one kind, or the repetition of one.
    fn exchanges<'a>(
        &'a self,
        of_kind: impl Fn(&'a TraceEventKind) -> Option<&'a Exchange>,
    ) -> impl Iterator<Item = TracedExchange<'a>> {
        self.events.iter().enumerate().filter_map(move |(event, it)| {
            let kind = match it.kind {
                TraceEventKind::Again(earlier) => &self.events.get(earlier)?.kind,
                _ => &it.kind,
            };
            Some(TracedExchange { event, at: &it.at, exchange: of_kind(kind)? })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_call_is_the_earlier_one_at_a_later_time() {
        let event = |at: &str, kind| TraceEvent { at: at.to_owned(), kind };
        let poll = Exchange::sample("GET /v1/persons/{person_id}", 200);
        let events = vec![
            event("1", TraceEventKind::Call(poll.clone())),
            event("2", TraceEventKind::Done),
            event("3", TraceEventKind::Again(0)),
            event("4", TraceEventKind::Again(9)),
        ];
        let trace = Trace { events, gap: None };
        let calls: Vec<_> = trace.calls().map(|it| (it.event, it.at, it.exchange)).collect();
        assert_eq!(calls, [(0, "1", &poll), (2, "3", &poll)]);
        assert_eq!(trace.bank_pages().count(), 0);
    }
}
