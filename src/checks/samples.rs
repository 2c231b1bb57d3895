//! Answers for the tests of this room.

use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};

use crate::api::EventType;
use crate::evidence::Reply;

use super::expectation::Expectation;
use super::known::KnownSubscription;

/// An answer to `operation` with a JSON body.
pub fn reply(operation: &str, status: u16, json: &Value) -> Reply {
    Reply::new(operation.into(), 0, status, HeaderMap::new(), json.to_string().into_bytes())
}

/// A refusal with this error code.
pub fn refusal(status: u16, code: &str) -> Reply {
    reply("PATCH /x", status, &json!({ "errors": [{ "code": code }] }))
}

/// A retrieved identification with this status.
pub fn identification(status: &str) -> Reply {
    reply("GET /x/{id}", 200, &json!({ "status": status }))
}

/// A retrieved identification that failed for this reason.
pub fn failed(reason: &str) -> Reply {
    reply("GET /x/{id}", 200, &json!({ "status": "failed", "failure_reason": reason }))
}

/// A webhook delivery with these header fields and this body.
pub fn delivery(headers: &[(&str, &str)], body: &str) -> Reply {
    let headers = headers.iter().map(|(name, value)| {
        (HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap())
    });
    Reply::new("webhook delivery".into(), 0, 200, headers.collect(), body.into())
}

/// A subscription to `PERSON_CHANGED`.
pub fn subscription(id: &str, secret: &str) -> KnownSubscription {
    KnownSubscription { id: id.into(), event: EventType::PersonChanged, secret: secret.into() }
}

/// Paths of the mismatches of an expectation.
pub fn paths(expectation: Expectation<'_>) -> Vec<String> {
    expectation.conclude("").0.mismatches.into_iter().map(|it| it.path).collect()
}
