//! The answer of POST Validate IBAN.

use serde::Serialize;

/// The bank behind an IBAN (BI-070).
#[derive(Clone, Debug, Serialize)]
pub struct IbanLookup {
    /// The IBAN asked about.
    pub iban: String,
    /// The bank's BIC, where known.
    pub bic: Option<String>,
    /// National bank code.
    pub bank_code: String,
    /// Name of the bank.
    pub bank_name: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
}
