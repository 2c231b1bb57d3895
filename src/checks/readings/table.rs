//! Readings that an observation can show, and those that none can, with the reason.

/// A documented reading of an open question, both named as in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DocumentedReading {
    /// Id of the question: `C-01` …
    pub question: &'static str,
    /// Id of the reading: `http-412` …
    pub reading: &'static str,
}

macro_rules! readings {
    ($($question:literal { $($name:ident => $reading:literal,)+ })+) => {
        $($(
            #[doc = concat!("Reading `", $reading, "` of question ", $question, ".")]
            pub const $name: DocumentedReading =
                DocumentedReading { question: $question, reading: $reading };
        )+)+

        /// Every reading that an observation can show.
        pub const RECOGNISED: &[DocumentedReading] = &[$($($name,)+)+];
    };
}

readings! {
    "C-01" { SCHUFA_HTTP_412 => "http-412", SCHUFA_FAILED_REASON => "failed-reason", }
    "C-02" {
        ACCOUNT_HTTP_409 => "http-409",
        ACCOUNT_HTTP_412 => "http-412",
        ACCOUNT_FAILED_REASON => "failed-reason",
    }
    "C-03" { HOLDER_SUCCESS => "success", HOLDER_REFUSED => "refused", }
    "C-04" { SPELLED_ATHORIZED => "athorized", SPELLED_AUTHORIZED => "authorized", }
    "C-05" { TAN_5_MIN => "5-min", TAN_8_MIN => "8-min", TAN_10_MIN => "10-min", }
    "C-06" {
        PREVIOUS_TAN_DEAD => "previous-dead",
        NEW_TAN_DEAD => "new-dead",
        SECOND_TAN_REFUSED => "second-refused",
    }
    "C-07" {
        SWISSCOM_FAILS_AFTER_CONFIRM => "swisscom-fails-after-confirm",
        SWISSCOM_REFUSES_CONFIRM => "swisscom-refuses-confirm",
    }
    "C-08" { SEVEN_STATUSES => "seven-values", CONFIRMED_STATUS => "with-confirmed", }
    "C-09" {
        PAYMENT_TO_QES => "payment-to-qes",
        REQUEST_TO_PAYMENT => "request-to-payment",
    }
    "C-10" {
        LATE_PAYMENT_FAILED => "failed-snapshot-expired",
        LATE_PAYMENT_EXPIRED => "status-expired",
    }
    "C-11" { PAYMENT_OPEN => "payment-open", PAYMENT_DONE => "payment-done", }
    "C-12" { SIX_DIGITS => "six-digits", FOUR_DIGITS => "four-digits", }
    "C-13" { JSON_NULL => "json-null", NULL_STRING => "null-string", }
    "C-14" { FATCA_STRING => "string", FATCA_BOOLEAN => "boolean", }
    "C-15" { HAPPY_PATH_MEMBERS => "happy-path", LISTED_MEMBERS => "mandatory-list", }
    "C-16" { STATE_OPTIONAL => "state-optional", STATE_REQUIRED => "state-required", }
    "C-17" { NULL_CLEARS => "null-clears", NULL_IGNORED => "null-ignored", }
    "C-18" { SCHUFA_ON_CREATE => "identification-create", SCHUFA_IN_WIZARD => "wizard", }
    "C-19" { IBAN_IN_FRONTEND => "partner-frontend", }
    "C-20" { VERIFIED_BEFORE => "before-identification", }
    "C-21" { FAILURE_REASON => "failure-reason", REASONS_ARRAY => "reasons-array", }
    "C-22" { FINTECSYSTEMS => "fintecsystems", FINREACH => "finreach", }
    "C-23" { IDENTIFICATION_EVENT => "identification-event", }
    "C-24" { ANY_STATUS => "any-status", }
    "C-25" { DOCUMENTS_ON_REQUEST => "only-on-request", DOCUMENTS_ALWAYS => "always", }
    "C-26" {
        WAITING_TIME_ON_REQUEST => "request-and-authorize",
        WAITING_TIME_ALWAYS => "every-answer",
    }
    "C-27" { DEFECT_HTTP_400 => "http-400", DEFECT_HTTP_412 => "http-412", }
    "C-28" { GENERIC_HTTP_412 => "http-412", GENERIC_HTTP_500 => "http-500", }
    "C-29" { CODES_AS_PRINTED => "as-printed", CODES_LOWER => "lower", }
    "C-30" { REFERENCE_PLAIN => "plain", REFERENCE_PREFIXED => "prefixed", }
    "C-31" { PARTNER_HANDS_OVER => "partner-hands-over", CUSTOMER_ACCESS => "customer-access", }
    "C-35" { PER_PERSON => "per-person", PER_IBAN_AND_HOLDER => "per-iban-and-holder", }
    "C-36" { SAME_CALLS => "same-calls", }
    "C-38" { STATUS_INTEGER => "integer", STATUS_STRING => "string", }
    "C-39" { RETRIES_25 => "25-retries-5-days", RETRIES_20 => "20-retries-7-days", }
    "C-40" { CONSENT_AGE_UNLIMITED => "age-unlimited", }
    "C-42" { TAN_IN_PARTNER_UI => "partner-ui", }
    "C-43" { CHANGED_AT_ONCE => "at-once", CHANGE_REQUESTED => "change-request", }
}
