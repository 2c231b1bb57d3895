//! Attempts of a person to identify (GET Index person bank identification attempts).

use serde::Serialize;

/// One attempt (BI-128).
#[derive(Clone, Debug, Serialize)]
pub struct BankIdentificationAttempt {
    /// `…iatm`.
    pub id: String,
    /// The person.
    pub person_id: String,
    /// The identification it belongs to.
    pub identification_id: String,
    /// Whether the attempt was not refused so far.
    pub successful: bool,
    /// Reason of a failure, in lower case.
    pub failure_reason: Option<String>,
    /// The IBAN tried.
    pub iban: String,
    /// Time of the attempt.
    pub created_at: String,
}
