//! The answer of POST Check identification eligibility.

use serde::Serialize;

/// Whether a person may identify with a method (BI-065, BI-066).
#[derive(Clone, Debug, Serialize)]
pub struct EligibilityCheck {
    /// The method asked about.
    pub method: String,
    /// Whether it may be used.
    pub eligible: bool,
    /// Why not.
    pub failure_reason: Option<String>,
}
