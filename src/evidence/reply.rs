//! Answers of the target, correct or not.

use std::any::Any;
use std::sync::Arc;

use http::HeaderMap;
use serde_json::Value;

use super::json::{JsonDocument, read_json};

/// Reason why a body is not JSON.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} ({content_type}, {length} bytes)")]
pub struct JsonFault {
    /// Description of the fault.
    pub what: String,
    /// Content type of the body.
    pub content_type: String,
    /// Length of the body in bytes.
    pub length: usize,
}

/// An answer, complete and as sent.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Method and path template.
    pub operation: String,
    /// Index of the exchange in the scenario's evidence.
    pub exchange: usize,
    /// Status code.
    pub status: u16,
    /// Header fields.
    pub headers: HeaderMap,
    /// Body as received; clones share it.
    pub body: Arc<[u8]>,
    /// Body as JSON.
    pub json: Result<Value, JsonFault>,
    /// Names of the members that an object of the body has more than once.
    pub doubled_members: Vec<String>,
    /// Permit to keep a large body in memory; returned when the last clone is dropped.
    _permit: Option<Arc<dyn Any + Send + Sync>>,
}

impl Reply {
    /// Parses the body as JSON; a failure becomes part of the reply.
    pub fn new(
        operation: String,
        exchange: usize,
        status: u16,
        headers: HeaderMap,
        body: Vec<u8>,
    ) -> Self {
        let document = parse(&headers, &body);
        let doubled_members = document.as_ref().map_or(Vec::new(), |it| it.doubled.clone());
        let json = document.map(|it| it.value);
        let body = body.into();
        Self { operation, exchange, status, headers, body, json, doubled_members, _permit: None }
    }

    /// Keeps a permit as long as the reply exists.
    #[must_use]
    pub fn holding(self, permit: Option<Arc<dyn Any + Send + Sync>>) -> Self {
        Self { _permit: permit, ..self }
    }

    /// Whether the status code is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The member at a dotted path such as `documents.0.id`; `None` when absent.
    pub fn member(&self, path: &str) -> Option<&Value> {
        path.split('.').try_fold(self.json.as_ref().ok()?, |value, name| match value {
            Value::Object(members) => members.get(name),
            Value::Array(items) => items.get(name.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// The member as text.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.member(path)?.as_str()
    }

    /// The content type, without parameters.
    pub fn content_type(&self) -> String {
        content_type(&self.headers)
    }

    /// The codes of the error envelope; a flat error object counts as well (the older form).
    pub fn error_codes(&self) -> Vec<String> {
        self.json.as_ref().map(error_codes).unwrap_or_default()
    }

    /// Short description: status code and error code, if any.
    pub fn brief(&self) -> String {
        match (self.error_codes().first(), &self.json) {
            (Some(code), _) => format!("{} {code}", self.status),
            (None, Err(fault)) if !self.body.is_empty() => format!("{} with {fault}", self.status),
            _ => self.status.to_string(),
        }
    }
}

/// The codes of an error envelope, or of a flat error object (the older form).
pub fn error_codes(json: &Value) -> Vec<String> {
    let flat = std::slice::from_ref(json);
    let items = json.get("errors").and_then(Value::as_array).map_or(flat, Vec::as_slice);
    items.iter().filter_map(|item| Some(item.get("code")?.as_str()?.to_owned())).collect()
}

fn content_type(headers: &HeaderMap) -> String {
    let value = headers.get("content-type").map(|it| String::from_utf8_lossy(it.as_bytes()));
    value.map_or("no content type".to_owned(), |it| {
        it.split(';').next().unwrap_or("").trim().to_owned()
    })
}

fn parse(headers: &HeaderMap, body: &[u8]) -> Result<JsonDocument, JsonFault> {
    read_json(body).map_err(|error| {
        let what = match body {
            [] => "an empty body".to_owned(),
            _ if std::str::from_utf8(body).is_err() => "a body that is not UTF-8".to_owned(),
            _ => format!("a body that is not JSON: {error}"),
        };
        JsonFault { what, content_type: content_type(headers), length: body.len() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, body: &[u8]) -> Reply {
        Reply::new("GET /x".into(), 0, status, HeaderMap::new(), body.to_vec())
    }

    #[test]
    fn members_are_found_by_path_and_absence_differs_from_null() {
        let reply = reply(200, br#"{"documents":[{"id":"a"}],"url":null}"#);
        assert_eq!(reply.text("documents.0.id"), Some("a"));
        assert_eq!(reply.member("url"), Some(&Value::Null));
        assert_eq!(reply.member("documents.1.id"), None);
    }

    #[test]
    fn error_codes_come_from_the_envelope_or_a_flat_error() {
        let wrapped = reply(412, br#"{"errors":[{"code":"JOINT_ACCOUNT"},{"title":"x"},3]}"#);
        assert_eq!(
            (wrapped.error_codes(), wrapped.brief()),
            (vec!["JOINT_ACCOUNT".to_owned()], "412 JOINT_ACCOUNT".to_owned())
        );
        assert_eq!(reply(404, br#"{"code":"model_not_found"}"#).error_codes(), ["model_not_found"]);
        assert!(reply(500, b"[1,2]").error_codes().is_empty());
    }

    #[test]
    fn any_body_is_survived() {
        let deep = "[".repeat(100_000);
        for body in [&b""[..], b"<html>", b"\xff\xfe", deep.as_bytes(), b"42", b"{\"a\":1e999}"] {
            let _ = reply(200, body).brief();
        }
        assert!(reply(200, deep.as_bytes()).json.unwrap_err().what.contains("recursion"));
    }
}
