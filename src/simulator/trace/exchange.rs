//! Exchanges of a trace: added when they begin, replaced when they have ended.

use std::time::Instant;

use axum::body::Bytes;
use axum::http::HeaderMap;
use ring::digest::{Context, SHA256};

use super::log::{ContentDigest, LogPlace};
use super::payload;
use crate::evidence::{
    Exchange, Outcome, Received, Sent, TraceEventKind, TracedWebhook, UNANSWERED, Unobserved,
};
use crate::simulator::answer::Answer;
use crate::simulator::clock::printed;
use crate::simulator::state::Tenant;

/// Sender and receiver of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TracedSubject {
    /// A call of the API.
    Call,
    /// A request for the bank page.
    BankPage,
    /// A call of the token endpoint.
    Token,
    /// A request of the simulator to a receiver, and whether it is forged.
    Webhook(bool),
}

/// A request in a trace.
#[derive(Clone, Debug)]
pub struct TracedRequest {
    /// Sender and receiver.
    pub subject: TracedSubject,
    /// Method and path template.
    pub operation: String,
    /// HTTP method.
    pub method: String,
    /// Full URL.
    pub url: String,
    /// Header fields.
    pub headers: HeaderMap,
    /// Body.
    pub body: Bytes,
}

/// An exchange that has not ended. Without [`OpenExchange::end`] the trace shows it without an answer.
#[derive(Debug)]
pub struct OpenExchange<'a> {
    tenant: &'a Tenant,
    place: LogPlace,
    request: TracedRequest,
    began: Instant,
}

impl<'a> OpenExchange<'a> {
    /// Adds an exchange to the trace of a tenant that has one. A call about a customer of a tenant that
    /// was replaced belongs to no trace.
    pub fn begin(tenant: &'a Tenant, request: impl FnOnce() -> TracedRequest) -> Option<Self> {
        let tenant_state = &mut tenant.tenant_state();
        let now = tenant_state.clock.now();
        tenant_state.trace.as_ref()?;
        let request = request();
        if tenant_state.names_former_person(&request.url) {
            return None;
        }
        let trace = tenant_state.trace.as_mut()?;
        let detail = UNANSWERED.to_owned();
        let unobserved = Unobserved::Broken { operation: request.operation.clone(), detail };
        let kind = request.with_outcome(Outcome::Unobserved(unobserved), printed(now), 0);
        let place = trace.add(now, &kind)?;
        Some(Self { tenant, place, request, began: Instant::now() })
    }

    /// Ends it with its answer, or with the reason why there is none.
    pub fn end(self, answer: Result<&Answer, Unobserved>) {
        let duration_ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let content = answer.as_ref().ok().and_then(|it| self.request.content(it));
        let outcome = match answer {
            Ok(answer) => Outcome::Received(received(answer)),
            Err(unobserved) => Outcome::Unobserved(unobserved),
        };
        let kind = self.request.with_outcome(outcome, printed(self.place.at), duration_ms);
        if let Some(trace) = &mut self.tenant.tenant_state().trace {
            trace.replace(self.place, &kind, content);
        }
    }
}

impl TracedRequest {
    fn with_outcome(&self, outcome: Outcome, at: String, duration_ms: u64) -> TraceEventKind {
        let is_secret = matches!(self.subject, TracedSubject::Token | TracedSubject::BankPage);
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        let headers = self.headers.iter();
        let exchange = Exchange {
            operation: self.operation.clone(),
            sent: Sent {
                method: self.method.clone(),
                url: self.url.clone(),
                headers: headers
                    .map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes())))
                    .collect(),
                body: payload::sent(&self.headers, &self.body, is_secret),
            },
            outcome,
            at,
            duration_ms,
            retry: 0,
            availability: None,
        };
        match self.subject {
            TracedSubject::Call | TracedSubject::Token => TraceEventKind::Call(exchange),
            TracedSubject::BankPage => TraceEventKind::BankPage(exchange),
            TracedSubject::Webhook(is_forged) => {
                TraceEventKind::Webhook(TracedWebhook { exchange, is_forged })
            }
        }
    }

    /// Digest of the request and its answer; `None` for a webhook, which is never the same again.
    fn content(&self, answer: &Answer) -> Option<ContentDigest> {
        if matches!(self.subject, TracedSubject::Webhook(_)) {
            return None;
        }
        let mut content = DigestWriter(Context::new(&SHA256));
        content.part(self.method.as_bytes());
        content.part(self.url.as_bytes());
        content.part(&self.headers.len().to_be_bytes());
        for (name, value) in &self.headers {
            content.part(name.as_str().as_bytes());
            content.part(value.as_bytes());
        }
        content.part(&self.body);
        content.part(&answer.status.to_be_bytes());
        content.part(answer.content_type.as_bytes());
        for (name, value) in &answer.headers {
            content.part(name.as_bytes());
            content.part(value.as_bytes());
        }
        content.part(&answer.body);
        content.digest()
    }
}

/// A digest of parts, each with its length before it.
struct DigestWriter(Context);

impl DigestWriter {
    fn part(&mut self, bytes: &[u8]) {
        self.0.update(&(bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }

    fn digest(self) -> Option<ContentDigest> {
        self.0.finish().as_ref().try_into().ok()
    }
}

fn received(answer: &Answer) -> Received {
    let headers = std::iter::once(("content-type", answer.content_type))
        .chain(answer.headers.iter().map(|(name, value)| (*name, value.as_str())));
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    Received { status: answer.status, headers, body: payload::received(answer) }
}
