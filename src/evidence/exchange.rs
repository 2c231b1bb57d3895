//! A recorded request and its answer: secrets masked, bodies bounded.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Availability;
use super::instant::INSTANT;
use super::reply::Reply;

/// Operation with which the control interface of a simulator shows the state of an identification.
pub const SHOWN_STATE: &str = "control GET /tenants/{id}/identifications";

/// A request and its outcome.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
pub struct Exchange {
    /// Method and path template: `PATCH /v1/persons/{person_id}/identifications/{id}/request`.
    pub operation: String,
    /// The request.
    pub sent: Sent,
    /// The answer, or the reason why it is missing.
    pub outcome: Outcome,
    /// Time of sending, ISO 8601 UTC.
    #[schemars(regex(pattern = INSTANT))]
    pub at: String,
    /// Time from sending to the last byte, in milliseconds.
    pub duration_ms: u64,
    /// Number of the retry of the same request; 0 for the first attempt.
    #[serde(default, skip_serializing_if = "is_first")]
    pub retry: u32,
    /// Availability of the operation, as the answer shows it; `None` for a call beside the API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub availability: Option<Availability>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_first(retry: &u32) -> bool {
    *retry == 0
}

/// The request half of an exchange.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
pub struct Sent {
    /// HTTP method.
    pub method: String,
    /// Full URL.
    pub url: String,
    /// Header fields, secrets masked.
    pub headers: Vec<(String, String)>,
    /// Body, secrets masked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Payload>,
}

/// The response half of an exchange.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
pub struct Received {
    /// Status code.
    pub status: u16,
    /// Header fields, secrets masked.
    pub headers: Vec<(String, String)>,
    /// Body, secrets masked.
    pub body: Payload,
}

/// End of an exchange.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The target answered.
    Received(Received),
    /// Nothing could be observed.
    Unobserved(Unobserved),
}

/// A recorded body: JSON with masked members, an excerpt of text, or only its size.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Payload {
    /// No body.
    Empty,
    /// A JSON body.
    Json(serde_json::Value),
    /// The beginning of a text that is not JSON, and the whole length in bytes.
    Text {
        /// Beginning of the body, at most a few hundred characters.
        excerpt: String,
        /// Bytes received.
        length: usize,
    },
    /// Bytes that are not text.
    Binary {
        /// Bytes received.
        length: usize,
    },
}

/// Reason why the target could not be observed. It makes a scenario inconclusive, not failed.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Unobserved {
    /// No connection: refused, unresolvable, TLS failure.
    #[error("no connection to {address}: {detail}")]
    NoConnection {
        /// Scheme, host and port.
        address: String,
        /// Message of the operating system or TLS library.
        detail: String,
    },
    /// No complete answer within the request time-out.
    #[error("no complete answer to {operation} within {limit_ms} ms")]
    TimedOut {
        /// Operation that was sent.
        operation: String,
        /// The limit, in milliseconds.
        limit_ms: u64,
    },
    /// The connection ended, or the answer was not HTTP.
    #[error("the answer to {operation} broke off or is not HTTP: {detail}")]
    Broken {
        /// Operation that was sent.
        operation: String,
        /// Message of the HTTP library.
        detail: String,
    },
    /// The body exceeds the limit.
    #[error("the answer to {operation} is larger than {limit_bytes} bytes")]
    TooLarge {
        /// Operation that was sent.
        operation: String,
        /// The limit, in bytes.
        limit_bytes: usize,
    },
    /// The target or its gateway cannot answer now: 429, 501, 502, 503, 504.
    #[error("{operation} was answered {status}: {detail}")]
    Unavailable {
        /// Operation that was sent.
        operation: String,
        /// The status code.
        status: u16,
        /// Error code or reason.
        detail: String,
    },
    /// The target did not reach the awaited state in time.
    #[error("{what} within {limit_ms} ms; last seen: {last_seen}")]
    NotReached {
        /// Description of the awaited state.
        what: String,
        /// The limit, in milliseconds.
        limit_ms: u64,
        /// The last observed state.
        last_seen: String,
    },
    /// The target has a property that leaves nothing to observe, so that the scenario does not apply.
    #[error("{detail}")]
    Inapplicable {
        /// The property.
        detail: String,
    },
    /// Something the harness needs in addition to the target: a TAN, the hosted page, the control
    /// interface.
    #[error("{what}: {detail}")]
    #[serde(alias = "aid")]
    Dependency {
        /// Description of the missing thing.
        what: String,
        /// Reason why it is missing.
        detail: String,
    },
}

impl Unobserved {
    /// A resource without an id: nothing about it can be observed.
    pub fn without_id(resource: &str) -> Self {
        let detail = "the target did not give it an id".to_owned();
        Self::Dependency { what: format!("there is no {resource}"), detail }
    }

    /// An answer that hides what was to be observed.
    pub fn blocked_by(reply: &Reply, detail: impl Into<String>) -> Self {
        let (operation, status) = (reply.operation.clone(), reply.status);
        Self::Unavailable { operation, status, detail: detail.into() }
    }

    /// An answer that shows only that a limit of failed attempts is used up.
    pub fn blocked_by_limit(reply: &Reply) -> Self {
        Self::blocked_by(reply, LIMIT_OF_ATTEMPTS)
    }

    /// Whether a limit of failed attempts is used up.
    pub fn is_limit_of_attempts(&self) -> bool {
        matches!(self, Self::Unavailable { detail, .. } if detail == LIMIT_OF_ATTEMPTS)
    }
}

/// Detail of an answer that shows only a limit of failed attempts.
const LIMIT_OF_ATTEMPTS: &str = "the limit of failed attempts is reached";
