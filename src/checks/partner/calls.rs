//! Calls of the app to the API, as judges look at them.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::api::Reason;
use crate::api::operation::{self, Operation};
use crate::evidence::{Exchange, Outcome, Payload, Received, TracedExchange, error_codes};

/// Duration from which an answer may have come too late for the app.
const SLOW_MS: u64 = 5_000;
/// Methods of `POST identifications` that are not Bankident.
const OTHER_METHODS: [&str; 8] = [
    "idnow",
    "idnow_autoident",
    "idnow_custom",
    "manual",
    "postident",
    "fourthline",
    "bank_id",
    "bank_plus",
];

/// The time from a call to its answer. A trace has its calls in the order in which they arrived.
#[derive(Clone, Copy, Debug)]
pub struct CallTime {
    /// Index of the event in the trace.
    pub event: usize,
    begin: Option<Timestamp>,
    end: Option<Timestamp>,
}

impl CallTime {
    /// A moment that has no length.
    pub fn of_event(event: usize) -> Self {
        Self { event, begin: None, end: None }
    }

    /// Whether the answer came before a call was made.
    pub fn is_before(&self, call: &AppCall<'_>) -> bool {
        let is_open = match (self.begin, self.end, call.at) {
            (Some(begin), Some(end), Some(at)) => begin < at && at < end,
            _ => false,
        };
        self.event < call.event && !is_open
    }

    /// Time from the answer to a call.
    pub fn time_until(&self, call: &AppCall<'_>) -> Option<SignedDuration> {
        Some(call.at?.duration_since(self.end?))
    }
}

/// A call of the app to the API.
#[derive(Clone, Copy, Debug)]
pub struct AppCall<'a> {
    /// Index of its event in the trace.
    pub event: usize,
    /// Time on the clock of the bank.
    pub at: Option<Timestamp>,
    /// The operation; `None` if the API has no such one.
    pub operation: Option<&'static Operation>,
    /// Id of the person in the URL; empty if there is none.
    pub person: &'a str,
    /// Id of the identification, document or subscription in the URL; empty if there is none.
    pub id: &'a str,
    /// Query of the URL, still encoded.
    pub query: &'a str,
    /// The exchange.
    pub exchange: &'a Exchange,
}

impl<'a> AppCall<'a> {
    /// Reads operation and ids from the URL.
    pub fn of(traced: TracedExchange<'a>) -> Self {
        let sent = &traced.exchange.sent;
        let (path, query) = path_and_query(&sent.url);
        let operation = if path.is_empty() {
            Operation::named(&traced.exchange.operation)
        } else {
            Operation::called(&sent.method, path)
        };
        let segments: Vec<&str> = path.split('/').collect();
        let segment = |index: usize| segments.get(index).copied().unwrap_or_default();
        let (person, id) = match (segment(2), segment(4)) {
            ("persons", "identifications" | "documents") => (segment(3), segment(5)),
            ("persons", _) => (segment(3), ""),
            ("webhooks", _) => ("", segment(3)),
            _ => ("", ""),
        };
        Self {
            event: traced.event,
            at: traced.at.parse().ok(),
            operation,
            person,
            id,
            query,
            exchange: traced.exchange,
        }
    }

    /// Whether it calls this operation.
    pub fn is(&self, operation: Operation) -> bool {
        self.operation.is_some_and(|it| *it == operation)
    }

    /// Whether it calls one of these operations.
    pub fn is_one_of(&self, operations: &[Operation]) -> bool {
        operations.iter().any(|it| self.is(*it))
    }

    /// Name of the operation, without values.
    pub fn name(&self) -> String {
        self.operation.map_or_else(|| "an unknown operation".to_owned(), Operation::name)
    }

    /// JSON body of the request.
    pub fn body(&self) -> Option<&'a Value> {
        match self.exchange.sent.body.as_ref()? {
            Payload::Json(value) => Some(value),
            _ => None,
        }
    }

    /// A member of the request that is not null.
    pub fn member(&self, name: &str) -> Option<&'a Value> {
        self.body()?.get(name).filter(|it| !it.is_null())
    }

    /// A member of the request as text.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.member(name)?.as_str()
    }

    /// A header field of the request.
    pub fn header(&self, name: &str) -> Option<&'a str> {
        header(self.exchange, name)
    }

    fn received(&self) -> Option<&'a Received> {
        match &self.exchange.outcome {
            Outcome::Received(received) => Some(received),
            Outcome::Unobserved(_) => None,
        }
    }

    /// Status code of the answer.
    pub fn status(&self) -> Option<u16> {
        self.received().map(|it| it.status)
    }

    /// JSON body of the answer.
    pub fn answer(&self) -> Option<&'a Value> {
        match &self.received()?.body {
            Payload::Json(value) => Some(value),
            _ => None,
        }
    }

    /// A member of the answer as text.
    pub fn answered(&self, name: &str) -> Option<&'a str> {
        self.answer()?.get(name)?.as_str()
    }

    /// Codes of the errors in the answer.
    pub fn codes(&self) -> Vec<String> {
        self.answer().filter(|_| !self.succeeded()).map(error_codes).unwrap_or_default()
    }

    /// Whether the answer is 2xx.
    pub fn succeeded(&self) -> bool {
        self.status().is_some_and(|it| (200..300).contains(&it))
    }

    /// Whether the bank refused the call for its content or its state.
    pub fn was_refused(&self) -> bool {
        self.status().is_some_and(|it| (400..500).contains(&it)) && !self.may_be_repeated()
    }

    /// Whether the answer says nothing about the call, so that it may be repeated: none, 401, 408,
    /// 429, 5xx.
    pub fn may_be_repeated(&self) -> bool {
        self.status().is_none_or(|it| matches!(it, 401 | 408 | 425 | 429) || it >= 500)
    }

    /// Whether the answer may not have reached the app in time.
    pub fn may_be_lost(&self) -> bool {
        self.may_be_repeated() || self.exchange.duration_ms >= SLOW_MS
    }

    /// The latest time at which it was made, by the clock of the bank or of the recorder.
    pub fn latest(&self) -> Option<Timestamp> {
        self.at.max(self.exchange.at.parse().ok())
    }

    /// Time from an earlier call to this one.
    pub fn since(&self, earlier: &Self) -> Option<SignedDuration> {
        Some(self.at?.duration_since(earlier.at?))
    }

    /// The time from the call to its answer.
    pub fn moment(&self) -> CallTime {
        let duration = i64::try_from(self.exchange.duration_ms).unwrap_or(i64::MAX);
        let duration = SignedDuration::from_millis(duration);
        let end = self.at.and_then(|it| it.checked_add(duration).ok());
        CallTime { event: self.event, begin: self.at, end }
    }

    /// Whether it creates an identification by another method than Bankident.
    pub fn is_other_method(&self) -> bool {
        self.is(operation::CREATE)
            && self.text("method").is_some_and(|it| OTHER_METHODS.contains(&it))
    }

    /// Whether it creates, requests, authorises or confirms an identification by Bankident.
    pub fn is_step(&self) -> bool {
        self.is_one_of(&[operation::REQUEST, operation::AUTHORIZE, operation::CONFIRM])
            || self.is(operation::CREATE) && !self.is_other_method()
    }
}

/// A header field of a request.
pub fn header<'a>(exchange: &'a Exchange, name: &str) -> Option<&'a str> {
    let mut headers = exchange.sent.headers.iter();
    headers.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// The reason that a code names in any notation: letter case, both spellings, and any separators.
pub fn reason_named(code: &str) -> Option<Reason> {
    let parts = code.split(|it: char| !it.is_ascii_alphanumeric()).filter(|it| !it.is_empty());
    Reason::named(&parts.collect::<Vec<_>>().join("_"))
}

/// Path from `/v1` on, or that of the token endpoint, and the query of a URL.
fn path_and_query(url: &str) -> (&str, &str) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let target = rest.find('/').map_or("", |start| &rest[start..]);
    let target = target.split('#').next().unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let path = if path.len() > 1 { path.trim_end_matches('/') } else { path };
    let from_version = path.find("/v1/").map(|start| &path[start..]);
    let token = ["/oauth2/token", "/oauth/token"].iter().any(|it| path.ends_with(it));
    (from_version.unwrap_or(if token { operation::TOKEN.path } else { path }), query)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Sent;

    fn exchange(method: &str, url: &str) -> Exchange {
        let sent = Sent { method: method.into(), url: url.into(), ..Sent::default() };
        Exchange { sent, ..Exchange::sample("GET /v1/persons/{person_id}", 200) }
    }

    #[test]
    fn operation_and_ids_are_read_from_the_url() {
        let rows = [
            (
                "PATCH",
                "http://h:1/v1/persons/p/identifications/i/request",
                "p",
                "i",
                "",
                operation::REQUEST,
            ),
            (
                "GET",
                "http://h/api/v1/persons/p/identifications/i/?a=b#c",
                "p",
                "i",
                "a=b",
                operation::GET,
            ),
            ("POST", "https://h/v1/persons", "", "", "", operation::CREATE_PERSON),
            (
                "POST",
                "http://h/v1/persons/p/mobile_number/confirm",
                "p",
                "",
                "",
                operation::CONFIRM_NUMBER,
            ),
            ("GET", "http://h/v1/persons/p/documents/d/file", "p", "d", "", operation::GET_FILE),
            ("DELETE", "http://h/v1/webhooks/w", "", "w", "", operation::UNSUBSCRIBE),
            ("POST", "http://auth/t1/oauth2/token", "", "", "", operation::TOKEN),
            ("GET", "", "", "", "", operation::GET_PERSON),
        ];
        for (method, url, person, id, query, operation) in rows {
            let exchange = exchange(method, url);
            let call = AppCall::of(TracedExchange { event: 0, at: "", exchange: &exchange });
            assert!(call.is(operation), "{url}: {}", call.name());
            assert_eq!((call.person, call.id, call.query), (person, id, query), "{url}");
        }
        let unknown = exchange("GET", "http://h/v2/x");
        let call = AppCall::of(TracedExchange { event: 0, at: "", exchange: &unknown });
        assert_eq!((call.operation, call.name().as_str()), (None, "an unknown operation"));
    }

    #[test]
    fn answers_that_decide_nothing_may_be_repeated() {
        let rows =
            [(200, false, false), (412, true, false), (401, false, true), (502, false, true)];
        for (status, refused, repeated) in rows {
            let exchange = Exchange::sample("GET /v1/persons/{person_id}", status);
            let call = AppCall::of(TracedExchange { event: 0, at: "", exchange: &exchange });
            assert_eq!(
                (call.was_refused(), call.may_be_repeated()),
                (refused, repeated),
                "{status}"
            );
        }
    }
}
