//! Statuses of an identification (Appendix I) and of its account snapshot.

use super::Document;

words! {
    /// Status of a Bankident identification (Appendix I, and `confirmed` of the examples, C-08).
    Status {
        /// The resource exists.
        Created => "created",
        /// The process was triggered and the hosted page handed out.
        Pending => "pending",
        /// The payment was initiated; the QES must be started.
        AuthorizationRequired => "authorization_required",
        /// The TAN was sent and must be confirmed.
        ConfirmationRequired => "confirmation_required",
        /// The TAN was right; the documents are being signed.
        Confirmed => "confirmed",
        /// Done.
        Successful => "successful",
        /// Refused for good.
        Failed => "failed",
        /// Too late.
        Expired => "expired",
    }
}

impl Status {
    /// Whether the status is final (BI-135, BI-136, BI-137).
    pub fn is_final(self) -> bool {
        matches!(self, Self::Successful | Self::Failed | Self::Expired)
    }

    /// Whether an identification with this status can still reach `later`.
    pub fn can_become(self, later: Self) -> bool {
        let place = |it| Self::ALL.iter().position(|known| *known == it);
        !self.is_final() && place(self) < place(later)
    }
}

words! {
    /// Status of an account snapshot.
    SnapshotStatus {
        /// Waiting for the customer.
        Pending => "pending",
        /// The cent transfer was initiated.
        Available => "available",
        /// The customer was too late.
        Expired => "expired",
        /// The bank or the provider refused.
        Failed => "failed",
    }
}

resource! {
    /// An identification as the API shows it. Members are null or absent exactly as in the guide's
    /// example answers (BI-080, BI-089, BI-113, BI-116, BI-121).
    Identification {
        /// `…cidt` (BI-078).
        id: String,
        /// The partner's own reference.
        reference: Option<String>,
        /// The hosted bank page, once requested (BI-088).
        url: Option<String>,
        /// Status of the identification.
        status: Status,
        /// Time of the success.
        completed_at: Option<String>,
        /// `bank`.
        method: String,
        /// Not used by this method.
        proof_of_address_type: Option<String>,
        /// Not used by this method.
        proof_of_address_issued_at: Option<String>,
        /// Always null; shown together with the documents.
        #[serde(skip_serializing_if = "Option::is_none")]
        address: Option<()>,
        /// Contracts, when they were asked for (BI-119).
        #[serde(skip_serializing_if = "Option::is_none")]
        documents: Option<Vec<Document>>,
        /// The IBAN given on create.
        iban: String,
        /// Consent to Swisscom's terms.
        terms_and_conditions_signed_at: String,
        /// Latest end of the QES.
        authorization_expires_at: Option<String>,
        /// Latest moment to enter the TAN.
        confirmation_expires_at: Option<String>,
        /// Reference that the customer compares with the SMS, once a TAN was sent.
        #[serde(skip_serializing_if = "Option::is_none")]
        current_reference_token: Option<String>,
        /// Null in the answers to request and authorize, absent elsewhere (C-26).
        #[serde(skip_serializing_if = "Option::is_none")]
        estimated_waiting_time: Option<()>,
        /// Reason of the failure, in lower case; absent unless it failed (BI-136).
        #[serde(skip_serializing_if = "Option::is_none")]
        failure_reason: Option<String>,
    }
}
