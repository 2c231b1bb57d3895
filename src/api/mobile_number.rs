//! The mobile number of a person (Step 2).

resource! {
    /// A mobile number (BI-052).
    MobileNumber {
        /// `…cmno`.
        id: String,
        /// E.164.
        number: String,
        /// Whether its owner entered the OTP.
        verified: bool,
    }
}
