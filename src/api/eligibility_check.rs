//! The answer of POST Check identification eligibility.

use serde::Serialize;

/// Whether a person may identify with a method (BI-065, BI-066).
#[derive(Clone, Debug, Serialize)]
pub struct EligibilityCheck {
    /// The method asked about.
    pub method: String,
    /// Whether it may be used.
    pub eligible: bool,
    /// Reason why the person is not eligible; null if the person is (C-21).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure_reason: Option<Option<String>>,
    /// The same reason, in the other member (C-21).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasons: Option<Vec<String>>,
}
