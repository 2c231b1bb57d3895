//! Mistakes: rules that the simulator breaks only for some values, or only later.

macro_rules! mistakes {
    ($($(#[$doc:meta])* $name:ident => $subject:literal, $word:literal;)+) => {
        /// A rule that is broken for some values, or some time later.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Mistake { $($(#[$doc])* $name,)+ }

        impl Mistake {
            /// Every mistake with its subject and its word.
            pub const ALL: &[(Self, &str, &str)] = &[$((Self::$name, $subject, $word),)+];
        }
    };
}

mistakes! {
    /// A client is admitted without its secret.
    SecretEmpty => "secret", "empty";
    /// The beginning of a client's secret is enough.
    SecretCutOff => "secret", "cut-off";
    /// A TAN that is greater or less by one is accepted.
    TanNeighbour => "tan", "neighbour";
    /// The TAN is accepted from back to front.
    TanBackwards => "tan", "backwards";
    /// The reference token is accepted as a TAN.
    TanReference => "tan", "reference-token";
    /// The OTP that verified the mobile number is accepted as a TAN.
    TanOwnOtp => "tan", "own-otp";
    /// A wrong TAN is refused and signs a second later.
    TanLater => "tan", "wrong-one-signs-later";
    /// A second SMS carries the first TAN again, which is void.
    TanSentAgain => "tan", "first-one-sent-again";
    /// The TAN of a failed identification is accepted again.
    TanAfterFailure => "tan", "after-failure";
    /// An OTP that is greater or less by one is accepted.
    OtpNeighbour => "otp", "neighbour";
    /// The OTP is accepted from back to front.
    OtpBackwards => "otp", "backwards";
    /// An empty OTP is accepted.
    OtpEmpty => "otp", "empty";
    /// A wrong OTP is refused and verifies a second later.
    OtpLater => "otp", "wrong-one-verifies-later";
    /// The list of identifications has those of persons with equal data.
    ListOfNamesake => "namesake", "identifications";
    /// The list of attempts has those of persons with equal data.
    AttemptsOfNamesake => "namesake", "attempts";
    /// A person of the same name as an identified one counts as identified.
    NamesakeIdentified => "namesake", "identified";
    /// A person whose signature failed counts as identified.
    FailureIdentifies => "identified", "by-a-failed-signature";
    /// The eligibility check is listed as an attempt.
    CheckCounts => "eligibility", "counts-as-attempt";
    /// SCHUFA's second refusal has the reason of the first.
    EarlierReason => "schufa", "reason-of-the-first-refusal";
    /// Identifications of persons who are not German fail at Swisscom.
    ForeignersFail => "nationality", "foreigners-fail";
    /// Day and month of a consent are swapped.
    ConsentSwapped => "consent", "day-and-month-swapped";
    /// A success makes the person's other identifications successful.
    SuccessSpreads => "success", "of-all-identifications";
    /// The AML confirmation may be of any day before yesterday.
    AmlPast => "aml_confirmed_on", "past";
    /// The AML confirmation may be of any day after the next two.
    AmlFuture => "aml_confirmed_on", "future";
    /// A change of the address removes the contact address.
    ContactWiped => "change", "wipes-contact-address";
    /// A zero is accepted and not stored.
    ZeroLost => "change", "zero-lost";
    /// A change of a value is undone a second later.
    ChangeReverts => "change", "reverts-later";
    /// The birth name can be changed.
    BirthNameChanges => "change", "birth-name";
    /// Self-employment is explained by industry and key.
    ValuesExplain => "change", "industry-explains";
    /// A verified mobile number is replaced by another one.
    NumberReplaced => "number", "verified-one-replaced";
    /// Mobile numbers that begin with +8 are refused.
    PlusEight => "number", "eight-refused";
    /// Mobile numbers that begin with +9 are refused.
    PlusNine => "number", "nine-refused";
    /// The bank page refuses odd TANs.
    PageOddTan => "bank-page", "odd-tan-refused";
    /// The bank page refuses even account numbers.
    PageEvenAccount => "bank-page", "even-account-refused";
    /// The bank page refuses account numbers that start with a zero.
    PageLeadingZero => "bank-page", "leading-zero-refused";
    /// Both documents have the name of the unsigned one.
    DocumentsAlike => "document", "names-alike";
    /// The names of documents lack the id of the identification.
    DocumentsNameless => "document", "names-without-id";
    /// Line ends in the file of a document are converted.
    DocumentConverted => "document", "line-ends-converted";
    /// Blanks around a text are kept.
    BlanksKept => "blanks", "kept";
    /// An IBAN that is missing or empty is looked up.
    LookupOfNothing => "lookup", "of-nothing";
}
