//! The answer of POST Validate IBAN.

use serde::Serialize;
use serde_json::Value;

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

/// Parts of the names of members that may be about a bank.
const BANK_WORDS: [&str; 6] = ["bank", "bic", "blz", "institut", "name", "sort_code"];

/// Whether a member that is named after a bank has a value.
pub fn names_bank(json: &Value) -> bool {
    has_bank(json, false)
}

/// `named` is whether a member around the value is named after a bank.
fn has_bank(json: &Value, named: bool) -> bool {
    match json {
        Value::String(text) => named && !text.trim().is_empty() && text != "null",
        Value::Number(_) => named,
        Value::Array(items) => items.iter().any(|item| has_bank(item, named)),
        Value::Object(members) => members.iter().any(|(name, value)| {
            let name = name.to_lowercase();
            has_bank(value, named || BANK_WORDS.iter().any(|word| name.contains(word)))
        }),
        Value::Null | Value::Bool(_) => false,
    }
}
