//! Parameters: numbers, statuses and forms that a fault can change.

use super::Mistake;
use crate::api::{MockedIban, Status};
use crate::simulator::operation::Operation;
use crate::simulator::outbox::Purpose;

/// A number or status that a fault can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// The first mocked account behaves like the second.
    Account(MockedIban, MockedIban),
    /// Status after create.
    AfterCreate(Status),
    /// Status after request.
    AfterRequest(Status),
    /// Status after authorize.
    AfterAuthorize(Status),
    /// Status after a right TAN.
    AfterConfirm(Status),
    /// Length of the TAN window.
    TanMinutes(i64),
    /// Length of the hosted page's window.
    WizardMinutes(i64),
    /// Amount that the bank page transfers.
    TransferCents(u32),
    /// Length of the QES window.
    AuthorizationMinutes(i64),
    /// Age at which an identification expires.
    ExpiryDays(i64),
    /// Maximum number of failed attempts of a person.
    AttemptsPerPerson(u32),
    /// Number by which the failed attempts with an IBAN are below their limit.
    IbanLimitShortBy(u32),
    /// Number of attempts to deliver a webhook.
    WebhookAttempts(u32),
    /// A deadline is moved by some seconds, or a limit by some attempts.
    Moved(Quantity, i64),
    /// A rule is broken for some values, or some time later.
    Makes(Mistake),
    /// An SMS is sent after this call, which nobody asked for.
    SmsAfter(Operation),
    /// A change that is refused stores this property.
    StoresRefused(&'static str),
    /// Number of digits of an OTP.
    OtpDigits(u32),
    /// Number of digits of a TAN.
    TanDigits(u32),
    /// SMS of this purpose, as they are sent.
    Sends(Purpose, Sending),
    /// The bank page accepts one value of this field only: the first that is typed.
    Only(&'static str),
}

/// Way in which an SMS is sent wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    /// Not at all.
    Never,
    /// Twice.
    Twice,
    /// The SMS is sent to another number.
    Elsewhere,
    /// Only the first to a number for an identification.
    Once,
    /// Only the first two to a number for an identification.
    TwoAtMost,
    /// The SMS is sent to the number that the person had before.
    Former,
}

/// A deadline or a limit that can be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Length of the hosted page's window.
    BankPage,
    /// Amount that the bank page transfers.
    TransferCents(u32),
    /// Length of the QES window.
    Signature,
    /// Length of the TAN window.
    Tan,
    /// Age at which an identification expires.
    Expiry,
    /// End of the QES, apart from the announced one.
    SignatureDeadline,
    /// End of a TAN, apart from the announced one.
    TanDeadline,
    /// Failed attempts of a person.
    PersonLimit,
    /// Failed attempts with an IBAN.
    IbanLimit,
    /// Failed attempts with a mobile number.
    NumberLimit,
    /// Failed attempts with a name.
    NameLimit,
    /// Identical persons.
    IdenticalPersons,
    /// Life of an access token, apart from the announced one.
    Token,
}
