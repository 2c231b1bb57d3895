//! An answer before it is sent, so that faults can edit it and the journal can record it.

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Serialize;

use super::machine::Refusal;
use crate::api::{ErrorEnvelope, ErrorItem};

/// Media type of JSON.
pub const JSON: &str = "application/json";
/// Media type of the hosted page.
pub const HTML: &str = "text/html; charset=utf-8";
/// Media type of contracts.
pub const PDF: &str = "application/pdf";

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status code.
    pub status: u16,
    /// Media type of the body.
    pub content_type: &'static str,
    /// Further header fields.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    /// A body with this media type.
    pub fn new(status: u16, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self { status, content_type, headers: Vec::new(), body: body.into() }
    }

    /// A JSON body. A value that cannot be serialized gives 500 instead of a panic.
    pub fn json(status: u16, value: &impl Serialize) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => Self::new(status, JSON, body),
            Err(error) => Self::new(500, "text/plain", error.to_string()),
        }
    }

    /// 200 with a JSON body.
    pub fn ok(value: &impl Serialize) -> Self {
        Self::json(200, value)
    }

    /// 201 with a JSON body.
    pub fn created(value: &impl Serialize) -> Self {
        Self::json(201, value)
    }

    /// A refusal in the error envelope; `id` is the id of the error.
    pub fn refusal(refusal: Refusal, id: String) -> Self {
        let envelope = ErrorEnvelope {
            errors: vec![ErrorItem {
                id,
                status: refusal.status,
                code: refusal.code,
                title: refusal.title.to_owned(),
                detail: refusal.detail,
                source: refusal.source,
            }],
        };
        Self::json(refusal.status, &envelope)
    }

    /// Adds a header field.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The HTTP response, with `body` instead of the answer's own body.
    pub fn into_response(self, request_id: &str, body: Option<Body>) -> Response {
        let length = self.body.len();
        let mut response = Response::new(body.unwrap_or_else(|| Body::from(self.body)));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        let own = std::iter::once(("x-request-id", request_id.to_owned()));
        for (name, value) in own.chain(self.headers) {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        response
    }
}
