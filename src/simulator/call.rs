//! The input of a handler. Handlers are plain functions of a [`Call`]; the tenant's lock is held
//! while a handler runs, and never across an await.

use axum::body::Bytes;
use axum::http::{HeaderMap, Method, Uri};
use jiff::Timestamp;
use url::form_urlencoded;

use super::answer::Answer;
use super::body::Fields;
use super::machine::Refusal;
use super::tenant_state::TenantState;

/// The function that answers an operation.
pub type Handler = fn(&mut Call<'_>) -> Result<Answer, Refusal>;

/// A request as received.
#[derive(Clone, Debug)]
pub struct Inbound {
    /// HTTP method.
    pub method: Method,
    /// Parameters of the path, by name.
    pub params: Vec<(String, String)>,
    /// Path and query.
    pub uri: Uri,
    /// Header fields.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

/// An authenticated request with the locked state of its tenant.
#[derive(Debug)]
pub struct Call<'a> {
    /// The tenant's data.
    pub tenant_state: &'a mut TenantState,
    /// Current time of the tenant.
    pub now: Timestamp,
    /// Base URL of the API.
    pub origin: &'a str,
    /// The request itself.
    pub inbound: &'a Inbound,
}

impl<'a> Call<'a> {
    /// A parameter of the path.
    pub fn path(&self, name: &str) -> &'a str {
        let found = self.inbound.params.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// A parameter of the query.
    pub fn query(&self, name: &str) -> Option<String> {
        parameter(self.inbound.uri.query().unwrap_or_default().as_bytes(), name)
    }

    /// A field of a form.
    pub fn form(&self, name: &str) -> Option<String> {
        parameter(&self.inbound.body, name)
    }

    /// The members of the JSON body.
    pub fn fields(&self) -> Result<Fields, Refusal> {
        Fields::read(&self.inbound.body, &self.tenant_state.rules)
    }

    /// Whether a body was sent.
    pub fn has_body(&self) -> bool {
        !self.inbound.body.is_empty()
    }
}

/// Returns the value of a parameter in form-encoded text.
pub fn parameter(encoded: &[u8], name: &str) -> Option<String> {
    form_urlencoded::parse(encoded)
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned())
}
