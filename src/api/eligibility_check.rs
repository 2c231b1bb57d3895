//! The answer of POST Check identification eligibility.

use serde::Serialize;

/// Whether a person may identify with a method (BI-065, BI-066).
#[derive(Clone, Debug, Serialize)]
pub struct EligibilityCheck {
    /// The method asked about.
    pub method: String,
    /// Whether it may be used.
    pub eligible: bool,
    /// Why not; null for who is eligible (C-21).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure_reason: Option<Option<String>>,
    /// Why not, in the other notation (C-21).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasons: Option<Vec<String>>,
}
