//! The mobile number of a person (Step 2).

use serde::Serialize;

/// A mobile number (BI-052).
#[derive(Clone, Debug, Serialize)]
pub struct MobileNumber {
    /// `…cmno`.
    pub id: String,
    /// E.164.
    pub number: String,
    /// Whether its owner entered the OTP.
    pub verified: bool,
}
