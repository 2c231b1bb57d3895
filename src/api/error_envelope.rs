//! The body of every answer that refuses something.

use serde::Serialize;

/// One or more reasons for a refusal.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorEnvelope {
    /// All errors, at least one.
    pub errors: Vec<ErrorItem>,
}

/// One reason of a refusal.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorItem {
    /// `…ex`, to quote to support.
    pub id: String,
    /// The HTTP status code, repeated.
    pub status: u16,
    /// Code for programs.
    pub code: String,
    /// Text for people, the same for all errors of this code.
    pub title: String,
    /// Text for people about this request.
    pub detail: String,
    /// The member at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<ErrorSource>,
}

/// The member of the request that is at fault, and the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ErrorSource {
    /// Name of the member.
    pub field: String,
    /// Description of the fault.
    pub message: String,
}
