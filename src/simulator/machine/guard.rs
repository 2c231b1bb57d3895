//! Guards: rules that the API enforces, one by one.

use crate::api::Status;

/// A call that changes the status of an identification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transition {
    /// PATCH Request identification.
    Request,
    /// PATCH Start QES process.
    Authorize,
    /// PATCH Confirm QES.
    Confirm,
}

/// A rule that the API enforces and a fault can switch off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// A call without a token is refused.
    TokenPresent,
    /// A call with an unknown token is refused.
    TokenKnown,
    /// A token expires after an hour.
    TokenLifetime,
    /// A client that holds a token can get another one.
    TokenAgain,
    /// Data of another partner are refused.
    OwnPartner,
    /// The list of subscriptions has those of the partner only.
    OwnSubscriptions,
    /// A partner gets its own events only.
    OwnEvents,
    /// Client credentials must be right.
    Credentials,
    /// The named member of the body is required.
    Mandatory(&'static str),
    /// The named member of the body must have the right form.
    Format(&'static str),
    /// Unknown members are ignored.
    UnknownIgnored,
    /// A person can be created with the named member.
    Takes(&'static str),
    /// A person has the named member from the start.
    Keeps(&'static str),
    /// The named property of a person can be changed.
    Updates(&'static str),
    /// A change of a person is stored.
    UpdateStored,
    /// All properties of a request change, not only the first.
    UpdateWhole,
    /// Properties that are not in the request do not change.
    UpdateKeepsOthers,
    /// A change of the address leaves the contact address alone.
    AddressLeavesContact,
    /// Only the listed properties of a person change.
    Updatable,
    /// The AML confirmation may have the date of tomorrow.
    AmlTomorrow,
    /// A NACE code explains self-employment.
    NaceExplains,
    /// A NACE code explains self-employment only in the same request.
    ExplainedAtOnce,
    /// Any other employment needs no explanation.
    OthersUnexplained,
    /// A cleared industry explains self-employment.
    NullsExplain,
    /// Industry and key must both be cleared to explain self-employment.
    BothNulls,
    /// Nulls clear the industry as well as its key.
    NullsClearBoth,
    /// Changing to self-employment needs the industry cleared or a NACE code.
    Industry,
    /// Maximum number of identical persons.
    IdenticalPersons,
    /// Persons born in different places are not identical.
    BirthCityDiffers,
    /// A person has one mobile number.
    OneNumber,
    /// The number of the request must be the person's.
    NumberMatches,
    /// Some countries' numbers are refused.
    NumberCountry,
    /// All other countries' numbers are accepted.
    AnyCountry,
    /// A deleted number is gone.
    NumberDeleted,
    /// The OTP of the mobile number is sent.
    OtpSent,
    /// The OTP of the mobile number is required.
    OtpGiven,
    /// The OTP of the mobile number must be right.
    OtpMatches,
    /// The right OTP verifies.
    OtpVerifies,
    /// The OTP must have been requested.
    OtpRequested,
    /// The OTP of a deleted number does not verify a new one.
    OtpEndsWithNumber,
    /// A number that was verified before its deletion is unverified again.
    UnverifiedAgain,
    /// Sub-resources are reached through their own person only.
    OwnPerson,
    /// A person that was identified cannot be identified again.
    NotYetIdentified,
    /// A change of the person does not undo an identification.
    StaysIdentified,
    /// An identification that is not signed yet identifies nobody.
    SignatureIdentifies,
    /// The offset of a consent counts.
    OffsetCounts,
    /// An identification has the consent that it was created with.
    ConsentIsOwn,
    /// Identical persons are different persons.
    PersonsDiffer,
    /// A step of an identification does not change the person's others.
    LeavesOthers(Transition),
    /// A payment does not change the person's other identifications.
    PaymentLeavesOthers,
    /// A change of the person does not change identifications.
    ChangeLeavesIdentifications,
    /// A wrong TAN does not void those of the person's other identifications.
    WrongTanLeavesOthers,
    /// A success keeps the mobile number.
    NumberStays,
    /// A success leaves the person's earlier attempts listed.
    AttemptsStay,
    /// An expired identification does not prevent another one.
    ExpiredPreventsNothing,
    /// An identification has an account snapshot of its own.
    SnapshotIsOwn,
    /// Each start of a QES has a reference token of its own.
    ReferenceIsOwn,
    /// The mobile number must be verified.
    NumberVerified,
    /// Only valid IBANs are accepted.
    IbanChecked,
    /// Only German IBANs are accepted.
    GermanIban,
    /// Customers may live anywhere.
    AnyAddress,
    /// The eligibility check creates nothing.
    CheckCreatesNothing,
    /// Every create makes a new identification.
    CreateIsNew,
    /// The attempt limits.
    Attempts,
    /// A failure counts once.
    FailureCountedOnce,
    /// Every attempt is recorded, failed ones too.
    FailedAttemptsRecorded,
    /// Every attempt is listed once.
    AttemptListedOnce,
    /// A mocked IBAN has the same behaviour for all customers.
    IbanAlone,
    /// A transition is refused in this status.
    State(Transition, Status),
    /// A call that is refused for the status does not change it.
    WrongStepHarmless,
    /// A hosted page belongs to one identification.
    PageIsOwn,
    /// The hosted page expires ten minutes after the request.
    WizardWindow,
    /// A visit of the hosted page does not end its time limit.
    VisitKeepsWindow,
    /// A refused request is not reported.
    RefusedRequestUnreported,
    /// The QES must end ten minutes after the payment.
    AuthorizationWindow,
    /// A TAN expires.
    TanWindow,
    /// An identification expires after thirty days.
    ThirtyDays,
    /// An expired identification is refused with its own code.
    ExpiredCode,
    /// A finished payment changes the status.
    PaymentCounts,
    /// An identification that SCHUFA refuses has failed.
    SchufaRefusalFails,
    /// A successful or failed identification does not expire.
    FinalStays,
    /// A completed bank page changes nothing when it is opened again.
    CompletedPage,
    /// The transfer needs the customer's TAN.
    TransferAuthorised,
    /// The QES TAN must be right.
    TanMatches,
    /// The TAN must have been sent for this identification.
    TanIsOwn,
    /// The TAN must have been sent for this identification of the person.
    TanOfIdentification,
    /// The OTP of the static mobile number is not a TAN.
    StaticOtpIsNoTan,
    /// A TAN does not outlive the time for signing.
    TanEndsInTime,
    /// A start of the QES that changes no status is not reported.
    ChangesReportedOnly,
    /// A new TAN voids the previous one.
    NewTanVoidsOld,
    /// A second TAN is accepted.
    RepeatedTanUsable,
    /// The TAN is sent.
    TanSent,
    /// The TAN is sent once.
    TanSentOnce,
    /// The TAN goes to the person's own number.
    TanToOwnNumber,
    /// A refused TAN does not change the status.
    WrongTanHarmless,
    /// The contract to be signed is listed.
    UnsignedDocument,
    /// The signed contract is listed.
    SignedDocument,
    /// A signed contract has the time when it was signed.
    SignedNow,
    /// Documents that are not wanted are left out.
    UnwantedDocuments,
    /// The file of a document is a PDF.
    DocumentIsPdf,
    /// Ids end in the letters of their class.
    IdSuffix,
    /// A person not identified within ninety days is deleted.
    UnidentifiedDeleted,
    /// An identified person is never deleted.
    CustomersKept,
    /// A webhook's receiver must answer the verification call.
    WebhookVerified,
    /// A receiver that did not answer the verification call has no subscription.
    UnverifiedRemoved,
    /// A webhook's receiver must use TLS.
    WebhookUrlSafe,
    /// An event type has one subscription.
    OneSubscription,
    /// Another event may have a subscription as well.
    SubscriptionPerEvent,
    /// Only the answer to create shows a webhook's secret.
    SecretShownOnce,
    /// A deleted subscription gets no more deliveries.
    WebhookDeleted,
    /// A delivery that was not accepted is retried.
    Retried,
    /// The interval between retries grows.
    BackOff,
    /// A delivery answered with 422 is not retried.
    RejectedIsFinal,
    /// A delivery answered with 410 is not retried.
    GoneCancels,
    /// A receiver that answers 410 loses its subscription.
    GoneIsForgotten,
}

impl Guard {
    /// Whether calls are refused while it is in force.
    pub fn refuses(self) -> bool {
        matches!(
            self,
            Self::Mandatory(_)
                | Self::Format(_)
                | Self::Updatable
                | Self::Industry
                | Self::IdenticalPersons
                | Self::OneNumber
                | Self::NumberMatches
                | Self::NumberCountry
                | Self::OtpGiven
                | Self::OtpMatches
                | Self::OtpRequested
                | Self::OwnPerson
                | Self::NotYetIdentified
                | Self::NumberVerified
                | Self::IbanChecked
                | Self::GermanIban
                | Self::Attempts
                | Self::State(..)
                | Self::WizardWindow
                | Self::AuthorizationWindow
                | Self::TanWindow
                | Self::ThirtyDays
                | Self::ExpiredCode
                | Self::TransferAuthorised
                | Self::TanMatches
                | Self::WebhookVerified
                | Self::WebhookUrlSafe
                | Self::OneSubscription
        )
    }
}
