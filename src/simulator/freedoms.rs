//! Freedoms: what a conforming server may choose although no reading names it. Notation and transfer
//! of answers, and behaviour that the guide leaves open.

use jiff::SignedDuration;

use super::choices::choices;

choices! {
    /// One choice per freedom; the default is the first of each.
    Freedoms

    /// Members that have no value.
    UnsetMembers, unset_members, "unset-members" {
        /// Each member as the guide prints it.
        #[default]
        AsPrinted => "as-printed",
        /// Every documented member of a resource is shown, as null if it has no value.
        ShownAsNull => "shown-as-null",
        /// No member without a value is shown.
        LeftOut => "left-out",
    }
    /// Order of the members of an object.
    MemberOrder, member_order, "member-order" {
        /// The order in the guide.
        #[default]
        AsPrinted => "as-printed",
        /// Reversed.
        Reversed => "reversed",
    }
    /// Blanks between the tokens of JSON.
    WhiteSpace, white_space, "white-space" {
        /// None.
        #[default]
        Compact => "compact",
        /// Line feeds and indentation.
        Pretty => "pretty",
    }
    /// Characters in the texts of JSON.
    Escapes, escapes, "escapes" {
        /// The characters themselves.
        #[default]
        Plain => "plain",
        /// `\u` escapes for all characters except ASCII letters and digits.
        Unicode => "unicode",
    }
    /// Members that the guide does not print.
    ExtraMembers, extra_members, "extra-members" {
        /// None.
        #[default]
        None => "none",
        /// Several.
        Some => "some",
    }
    /// Notation of timestamps, all in UTC.
    TimestampNotation, timestamps, "timestamps" {
        /// `2021-03-24T12:00:00.000Z`.
        #[default]
        Milliseconds => "milliseconds",
        /// Whole seconds with an offset, `2021-03-24T12:00:00+00:00`, unless that loses a fraction.
        Offset => "offset",
        /// Whole seconds, `2021-03-24T12:00:00Z`, unless that loses a fraction.
        Seconds => "seconds",
        /// Six digits of a second.
        Microseconds => "microseconds",
    }
    /// Notation of addresses.
    AddressNotation, addresses, "addresses" {
        /// The lines as the partner sent them.
        #[default]
        AsSent => "as-sent",
        /// Lines in capitals, with the house number in the second line.
        Normalised => "normalised",
    }
    /// Form of the ids of errors.
    ErrorIds, error_ids, "error-ids" {
        /// Like the ids of resources.
        #[default]
        Plain => "plain",
        /// UUIDs.
        Uuid => "uuid",
    }
    /// Status code of a call that created a resource.
    CreatedStatus, created_status, "created-status" {
        /// 201.
        #[default]
        Created => "created",
        /// 200.
        Ok => "ok",
        /// 202.
        Accepted => "accepted",
    }
    /// Moment at which a change of status becomes visible.
    Settling, settling, "settling" {
        /// The change is visible at once.
        #[default]
        AtOnce => "at-once",
        /// The change is visible at the third retrieval.
        ThirdRetrieval => "third-retrieval",
        /// The change is visible two seconds later.
        TwoSeconds => "two-seconds",
        /// The change is visible ten seconds later.
        TenSeconds => "ten-seconds",
        /// The change is visible thirty seconds later.
        HalfAMinute => "half-a-minute",
    }
    /// Effect of a wrong TAN on the right one.
    WrongTan, wrong_tan, "wrong-tan" {
        /// None.
        #[default]
        Harmless => "harmless",
        /// The right one is void; another must be requested.
        VoidsRightOne => "voids-right-one",
    }
    /// Time from the payment to the end of the QES (C-09).
    SignatureTimer, signature_timer, "signature-timer" {
        /// Ten minutes.
        #[default]
        TenMinutes => "ten-minutes",
        /// An hour.
        Hour => "an-hour",
    }
    /// The event of an identification that was created.
    CreatedEvent, created_event, "created-event" {
        /// An event reports the status `created`.
        #[default]
        Sent => "sent",
        /// No event reports the status `created`.
        NotSent => "not-sent",
    }
    /// Deliveries of an event that the receiver accepted.
    AcceptedDelivery, accepted_delivery, "accepted-deliveries" {
        /// One.
        #[default]
        Once => "once",
        /// Two, with the same id and attempt number.
        Twice => "twice",
    }
    /// The birth city of a customer, which the guide does not list among the data of a person (C-15).
    BirthCity, birth_city, "birth-city" {
        /// An identification needs it.
        #[default]
        Required => "required",
        /// An identification does not need it.
        Optional => "optional",
    }
    /// Operations that the API does not offer, because the guide does not print them, or calls them
    /// optional.
    NotOffered, not_offered, "not-offered" {
        /// None.
        #[default]
        None => "none",
        /// The retrieval of a person.
        Person => "get-person",
        /// The retrieval and the deletion of a mobile number.
        MobileNumber => "mobile-number",
        /// The list of identifications.
        Identifications => "list-identifications",
        /// Subscriptions to webhooks.
        Subscriptions => "subscriptions",
        /// The check whether a person is eligible.
        EligibilityCheck => "eligibility-check",
        /// The lookup of an IBAN.
        IbanLookup => "iban-lookup",
        /// All of these.
        All => "all",
    }
    /// Answer to a call of an operation that is not offered.
    Absence, absence, "absence" {
        /// 404 without a body.
        #[default]
        Bare => "bare-404",
        /// 404 `model_not_found`, as for a resource that does not exist.
        ModelNotFound => "model-not-found",
        /// 404 with a page.
        Page => "page-404",
        /// 405.
        MethodNotAllowed => "405",
        /// 501.
        NotImplemented => "501",
    }
    /// Permissions of the credentials.
    Permissions, permissions, "permissions" {
        /// Every operation.
        #[default]
        All => "all",
        /// All but the change of a person.
        NoChanges => "no-changes",
        /// All but the list of attempts.
        NoAttempts => "no-attempts",
    }
    /// Limit on the number of calls.
    CallLimit, call_limit, "call-limit" {
        /// None.
        #[default]
        None => "none",
        /// Every 33rd call is answered with 429 and `Retry-After: 1`.
        ThreePercent => "three-percent",
    }
    /// Limit on the SMS to one mobile number.
    SmsLimit, sms_limit, "sms-limit" {
        /// None.
        #[default]
        None => "none",
        /// Further ones within an hour are refused with 429.
        SixtyAnHour => "sixty-an-hour",
    }
    /// Drawing of the bank page.
    BankPage, bank_page, "bank-page" {
        /// Forms that work without scripts.
        #[default]
        Forms => "forms",
        /// Scripts draw the forms.
        Scripts => "scripts",
    }
    /// Media types of JSON and of files.
    JsonType, json_type, "json-type" {
        /// `application/json`, `application/pdf`.
        #[default]
        Plain => "plain",
        /// In capitals, with a charset.
        WithCharset => "with-charset",
    }
    /// Number of header fields of an answer.
    HeaderFields, header_fields, "header-fields" {
        /// The necessary header fields only.
        #[default]
        Few => "few",
        /// 150 more.
        Many => "many",
    }
    /// Letter case of the names of header fields.
    HeaderCase, header_case, "header-case" {
        /// Lower case.
        #[default]
        Lower => "lower",
        /// Upper case.
        Upper => "upper",
    }
    /// Delimitation of a body.
    Framing, framing, "framing" {
        /// The length of the body is sent.
        #[default]
        Length => "content-length",
        /// The body is sent in chunks.
        Chunked => "chunked",
    }
    /// Content coding of a body. It is applied although no coding was asked for.
    Coding, coding, "content-coding" {
        /// None.
        #[default]
        Identity => "identity",
        /// gzip.
        Gzip => "gzip",
        /// zlib.
        Deflate => "deflate",
    }
    /// Connection after an answer.
    ConnectionEnd, connection, "connection" {
        /// Kept.
        #[default]
        Kept => "kept",
        /// Closed, as `Connection: close` says.
        Closed => "closed",
        /// Closed without notice.
        ClosedSilently => "closed-silently",
    }
    /// Version of HTTP in the status line.
    HttpVersion, http_version, "http-version" {
        /// HTTP/1.1.
        #[default]
        OneOne => "1.1",
        /// HTTP/1.0.
        OneZero => "1.0",
    }
    /// Interim answers before the final one.
    Interim, interim, "interim-answers" {
        /// None.
        #[default]
        None => "none",
        /// 103 Early Hints.
        EarlyHints => "early-hints",
        /// 100 Continue, although nobody asked for it.
        Continue => "continue",
    }
}

impl Freedoms {
    /// Minutes from the payment to the end of the QES.
    pub fn signature_minutes(&self) -> i64 {
        match self.signature_timer {
            SignatureTimer::TenMinutes => 10,
            SignatureTimer::Hour => 60,
        }
    }

    /// Number of retrievals before a change of status becomes visible.
    pub fn looks_to_settle(&self) -> u32 {
        match self.settling {
            Settling::ThirdRetrieval => 3,
            _ => 0,
        }
    }

    /// These freedoms without those for which time must pass.
    #[must_use]
    pub fn without_time(self) -> Self {
        let settling = match self.settling {
            Settling::ThirdRetrieval => Settling::ThirdRetrieval,
            _ => Settling::AtOnce,
        };
        Self { settling, sms_limit: SmsLimit::None, ..self }
    }

    /// Time until a change of status becomes visible.
    pub fn time_to_settle(&self) -> SignedDuration {
        SignedDuration::from_secs(match self.settling {
            Settling::TwoSeconds => 2,
            Settling::TenSeconds => 10,
            Settling::HalfAMinute => 30,
            _ => 0,
        })
    }

    /// Maximum number of SMS to one number within an hour.
    pub fn sms_per_hour(&self) -> usize {
        match self.sms_limit {
            SmsLimit::None => usize::MAX,
            SmsLimit::SixtyAnHour => 60,
        }
    }
}
