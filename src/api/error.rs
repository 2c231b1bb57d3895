//! Error codes of the API (Appendix III) and how they are compared.

/// Code of the 409 that the mocked joint and failed-snapshot accounts answer with (Appendix II).
pub const EXPECTATION_MISMATCH: &str = "expectation_mismatch";

/// Compares two error codes as clients of the API do: letter case does not matter, and both
/// spellings of `ACCESS_BY_AT(H)ORIZED_HOLDER` are one code (C-04, C-29).
pub fn same_code(left: &str, right: &str) -> bool {
    normal(left) == normal(right)
}

fn normal(code: &str) -> String {
    code.trim().to_ascii_uppercase().replace("ATHORIZED", "AUTHORIZED")
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident => $status:literal, $code:literal;)+) => {
        /// Rejection reasons of Appendix III.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Reason { $($(#[$doc])* $name,)+ }

        impl Reason {
            /// All of them, in the guide's order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The code as the guide prints it.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The HTTP status code the guide gives it.
            pub fn status_code(self) -> u16 {
                match self { $(Self::$name => $status,)+ }
            }
        }
    };
}

reasons! {
    /// Too many failed attempts with this IBAN (BI-156).
    IbanUsageLimitExceeded => 412, "IBAN_USAGE_LIMIT_EXCEEDED";
    /// The person has no verified mobile number (BI-158).
    MobileNumberNotVerified => 412, "MOBILE_NUMBER_NOT_VERIFIED";
    /// Too many failed attempts for this number or name (BI-160).
    IdentificationAttemptsExceeded => 412, "IDENTIFICATION_ATTEMPTS_EXCEEDED";
    /// The person is identified already (BI-162).
    AlreadyIdentifiedSuccessfully => 422, "ALREADY_IDENTIFIED_SUCCESSFULLY";
    /// SCHUFA does not know the person (BI-164).
    MatchForPersonDataNotFound => 412, "MATCH_FOR_PERSON_DATA_NOT_FOUND";
    /// SCHUFA does not connect person and IBAN (BI-166).
    PersonAccountMatchNotFound => 412, "PERSON_ACCOUNT_MATCH_NOT_FOUND";
    /// The person was never identified with the bank (BI-168).
    PreviousIdentNotFound => 412, "PREVIOUS_IDENT_NOT_FOUND";
    /// Required data of the person is missing (BI-170).
    PersonMissingRequiredData => 412, "PERSON_MISSING_REQUIRED_DATA";
    /// An external provider failed (BI-172).
    DependencyError => 412, "DEPENDENCY_ERROR";
    /// The request is defective (BI-174).
    InvalidModel => 412, "INVALID_MODEL";
    /// Internal fault (BI-176).
    InternalRequestError => 412, "INTERNAL_REQUEST_ERROR";
    /// Internal fault (BI-178).
    GenericError => 412, "GENERIC_ERROR";
    /// The customer is only authorised on the account (BI-180); spelled as the guide prints it.
    AccessByAuthorizedHolder => 412, "ACCESS_BY_ATHORIZED_HOLDER";
    /// Older than thirty days (BI-182).
    Expired => 412, "EXPIRED";
    /// The cent transfer failed (BI-184).
    AccountSnapshotFailed => 412, "ACCOUNT_SNAPSHOT_FAILED";
    /// The account belongs to several people (BI-186).
    JointAccount => 412, "JOINT_ACCOUNT";
    /// The cent transfer was not finished in time (BI-188).
    AccountSnapshotExpired => 412, "ACCOUNT_SNAPSHOT_EXPIRED";
}

impl Reason {
    /// Returns the reason that a code names, in any letter case and either spelling.
    pub fn named(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| same_code(reason.code(), code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_the_misspelling_do_not_count() {
        assert_eq!(Reason::named("joint_account"), Some(Reason::JointAccount));
        assert_eq!(
            Reason::named("access_by_authorized_holder"),
            Some(Reason::AccessByAuthorizedHolder)
        );
        assert_eq!(Reason::named("conflict"), None);
    }
}
