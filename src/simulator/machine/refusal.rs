//! A request that is refused, before it becomes an HTTP answer.

use crate::api::{EXPECTATION_MISMATCH, ErrorSource, Reason};

/// Reason for refusing a request, with its parts of the error envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status code.
    pub status: u16,
    /// Code of the error, for programs.
    pub code: String,
    /// Title of the error, the same for all refusals with this code.
    pub title: &'static str,
    /// Detail about this request.
    pub detail: String,
    /// Member that is wrong.
    pub source: Option<ErrorSource>,
}

impl Refusal {
    /// A refusal that names no member.
    pub fn new(status: u16, code: &str, title: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code: code.to_owned(), title, detail: detail.into(), source: None }
    }

    /// A reason of Appendix III with its own status code.
    pub fn because(reason: Reason, detail: impl Into<String>) -> Self {
        Self::new(reason.status_code(), reason.code(), "Precondition not met", detail)
    }

    /// A resource that does not exist or belongs to another person.
    pub fn not_found(class: &str, id: &str) -> Self {
        let detail = format!("no '{class}' has the id '{id}'");
        Self::new(404, "model_not_found", "Not found", detail)
    }

    /// A value that cannot be accepted.
    pub fn invalid_model(field: &str, message: impl Into<String>) -> Self {
        Self::about(field, message, "invalid_model", "Invalid value")
    }

    /// A value of the wrong JSON type.
    pub fn type_error(field: &str, expected: &str) -> Self {
        Self::about(field, format!("must be {expected}"), "type_error", "Wrong type")
    }

    /// An operation that the status does not allow.
    pub fn wrong_state(detail: impl Into<String>) -> Self {
        Self::new(409, EXPECTATION_MISMATCH, "Expectation mismatch", detail)
    }

    fn about(field: &str, message: impl Into<String>, code: &str, title: &'static str) -> Self {
        let message = message.into();
        let mut refusal = Self::new(400, code, title, format!("{field} {message}"));
        refusal.source = Some(ErrorSource { field: field.to_owned(), message });
        refusal
    }
}
