//! Readings of the simulator: one for each ambiguous question of the guide.

use super::choices::{UnknownChoice, choices};

choices! {
    /// One reading per question; the default is the first of each.
    Readings

    /// Answer to create when SCHUFA refuses (C-01).
    Schufa, schufa, "C-01" {
        /// The call is refused with 412.
        #[default]
        Http412 => "http-412",
        /// The identification exists and has failed.
        FailedReason => "failed-reason",
    }
    /// Answer of a QES call to an identification that ended at the bank (C-02).
    Account, account, "C-02" {
        /// 409 `expectation_mismatch`.
        #[default]
        Http409 => "http-409",
        /// 412 with the reason's code.
        Http412 => "http-412",
        /// 422 `invalid_status`; only the identification has the reason.
        FailedReason => "failed-reason",
    }
    /// Treatment of an authorised holder (C-03).
    Holder, holder, "C-03" {
        /// The holder may identify.
        #[default]
        Success => "success",
        /// The holder is refused after the payment.
        Refused => "refused",
    }
    /// Lifetime of a TAN (C-05).
    TanWindow, tan_window, "C-05" {
        /// Five minutes.
        #[default]
        Five => "5-min",
        /// Eight minutes.
        Eight => "8-min",
        /// Ten minutes.
        Ten => "10-min",
    }
    /// The valid TAN after a second one was requested (C-06).
    SecondTan, second_tan, "C-06" {
        /// The new TAN.
        #[default]
        PreviousDead => "previous-dead",
        /// The first TAN, until it expires.
        NewDead => "new-dead",
        /// The first TAN: while it lives, no second one is sent.
        SecondRefused => "second-refused",
    }
    /// Effect of a null on the industry of a person (C-17).
    NullIndustry, null_industry, "C-17" {
        /// The industry is cleared.
        #[default]
        Clears => "null-clears",
        /// None.
        Ignored => "null-ignored",
    }
    /// Member of the eligibility answer that gives the reason (C-21).
    Ineligible, ineligible, "C-21" {
        /// `failure_reason`.
        #[default]
        FailureReason => "failure-reason",
        /// `reasons`, an array.
        Reasons => "reasons-array",
    }
    /// The status code of a defective request to create an identification (C-27).
    Defect, defect, "C-27" {
        /// The status code of the general list of errors.
        #[default]
        Http400 => "http-400",
        /// The status code of Appendix III.
        Http412 => "http-412",
    }
    /// The status code of a failure without a cause (C-28).
    Generic, generic, "C-28" {
        /// The status code of Appendix III.
        #[default]
        Http412 => "http-412",
        /// The status code of the general list of errors.
        Http500 => "http-500",
    }
    /// Effect of changing a property that already has a value (C-43).
    Change, change, "C-43" {
        /// The property changes at once.
        #[default]
        AtOnce => "at-once",
        /// The customer must authorise it first.
        Request => "change-request",
    }
    /// Final status of an identification whose payment came too late (C-10).
    LateWizard, late_wizard, "C-10" {
        /// `failed` with `account_snapshot_expired`.
        #[default]
        Failed => "failed-snapshot-expired",
        /// `expired`.
        Expired => "status-expired",
    }
    /// Spelling of the code for an authorised holder (C-04).
    HolderCode, holder_code, "C-04" {
        /// As the guide prints it.
        #[default]
        AsPrinted => "athorized",
        /// The word with the missing letter, `AUTHORIZED`.
        AsEnglish => "authorized",
    }
    /// The call that shows that Swisscom fails (C-07).
    Swisscom, swisscom, "C-07" {
        /// None: the confirmation is accepted, and the identification fails afterwards.
        #[default]
        Afterwards => "swisscom-fails-after-confirm",
        /// The confirmation is refused.
        RefusesConfirm => "swisscom-refuses-confirm",
    }
    /// Whether `confirmed` is a status (C-08).
    Confirmed, confirmed, "C-08" {
        /// The status `confirmed` precedes `successful`.
        #[default]
        Shown => "with-confirmed",
        /// The right TAN leads to `successful` at once.
        Skipped => "seven-values",
    }
    /// State of the payment when the status asks for the QES (C-11).
    Payment, payment, "C-11" {
        /// The customer has authorised it.
        #[default]
        Done => "payment-done",
        /// The payment waits for the customer's TAN.
        Open => "payment-open",
    }
    /// JSON type of `fatca_relevant` in answers (C-14).
    Fatca, fatca, "C-14" {
        /// The type in which it was sent, which is a text in the guide's example.
        #[default]
        AsSent => "string",
        /// A boolean.
        Boolean => "boolean",
    }
    /// Members that are mandatory when a person is created (C-15).
    MandatoryMembers, mandatory_members, "C-15" {
        /// The members in the guide's example.
        #[default]
        HappyPath => "happy-path",
        /// The members in the printed list.
        PrintedList => "mandatory-list",
    }
    /// Whether an address needs a state (C-16).
    AddressState, address_state, "C-16" {
        /// No.
        #[default]
        Optional => "state-optional",
        /// Yes.
        Required => "state-required",
    }
    /// The call that makes SCHUFA check the customer (C-18).
    SchufaCall, schufa_call, "C-18" {
        /// The creation of the identification.
        #[default]
        Create => "identification-create",
        /// The login to the bank page.
        Wizard => "wizard",
    }
    /// Length of a TAN (C-12).
    TanLength, tan_length, "C-12" {
        /// The length of an OTP of a mobile number.
        #[default]
        Six => "six-digits",
        /// The length in the example of the confirmation.
        Four => "four-digits",
    }
    /// Notation of a missing value where the guide prints a text (C-13).
    Missing, missing, "C-13" {
        /// JSON null.
        #[default]
        Null => "json-null",
        /// The text `null`.
        Text => "null-string",
    }
    /// The provider that the account snapshot names (C-22).
    Provider, provider, "C-22" {
        /// The provider in the text of the guide.
        #[default]
        FinTecSystems => "fintecsystems",
        /// The provider in the guide's example.
        Finreach => "finreach",
    }
    /// When documents are listed (C-25).
    Listing, listing, "C-25" {
        /// Documents are listed on request.
        #[default]
        OnRequest => "only-on-request",
        /// Documents are always listed.
        Always => "always",
    }
    /// Answers that carry a waiting time (C-26).
    WaitingTime, waiting_time, "C-26" {
        /// The answers to request and authorize.
        #[default]
        Some => "request-and-authorize",
        /// Every answer with an identification.
        Every => "every-answer",
    }
    /// The letter case of error codes (C-29).
    CodeCase, code_case, "C-29" {
        /// As the guide prints them.
        #[default]
        AsPrinted => "as-printed",
        /// Lower case.
        Lower => "lower",
    }
    /// The form of a reference token (C-30).
    Reference, reference, "C-30" {
        /// Two groups of digits.
        #[default]
        Plain => "plain",
        /// Two groups of digits with a word before them.
        Prefixed => "prefixed",
    }
    /// Whether customers have access to documents themselves (C-31).
    Handover, handover, "C-31" {
        /// No: the partner passes them on.
        #[default]
        ByPartner => "partner-hands-over",
        /// Yes.
        CustomerAccess => "customer-access",
    }
    /// The type of the status code inside an error (C-38).
    ErrorStatus, error_status, "C-38" {
        /// A number.
        #[default]
        Integer => "integer",
        /// A text.
        Text => "string",
    }
    /// Retries of an undelivered webhook (C-39).
    Retries, retries, "C-39" {
        /// 25 attempts in about five days.
        #[default]
        TwentyFive => "25-retries-5-days",
        /// 20 attempts in seven days.
        Twenty => "20-retries-7-days",
    }
}

impl Readings {
    /// Readings that the simulator always follows, because it cannot follow another reading of
    /// their question.
    pub const ALWAYS: [(&str, &str); 11] = [
        ("C-09", "payment-to-qes"),
        ("C-09", "request-to-payment"),
        ("C-19", "partner-frontend"),
        ("C-20", "before-identification"),
        ("C-23", "identification-event"),
        ("C-24", "any-status"),
        ("C-35", "per-person"),
        ("C-35", "per-iban-and-holder"),
        ("C-36", "same-calls"),
        ("C-40", "age-unlimited"),
        ("C-42", "partner-ui"),
    ];

    /// Sets a reading, unless the simulator always behaves like it.
    ///
    /// # Errors
    /// When the simulator cannot apply the reading.
    pub fn apply(&mut self, question: &str, reading: &str) -> Result<(), UnknownChoice> {
        if Self::ALWAYS.contains(&(question, reading)) {
            return Ok(());
        }
        self.set(question, reading)
    }

    /// Number of attempts to deliver a webhook (C-39).
    pub fn webhook_attempts(&self) -> u32 {
        match self.retries {
            Retries::TwentyFive => 25,
            Retries::Twenty => 20,
        }
    }

    /// Number of digits of a TAN (C-12).
    pub fn tan_digits(&self) -> u32 {
        match self.tan_length {
            TanLength::Six => 6,
            TanLength::Four => 4,
        }
    }

    /// Length of the TAN window (C-05).
    pub fn tan_minutes(&self) -> i64 {
        match self.tan_window {
            TanWindow::Five => 5,
            TanWindow::Eight => 8,
            TanWindow::Ten => 10,
        }
    }
}
