//! Defects of reference apps, as switches at the places where an app decides.

use super::damage::Damage;

/// The one thing that an app does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppDefect {
    /// A member of POST persons is damaged.
    Person(&'static str, Damage),
    /// A part of the address is left out.
    AddressWithout(&'static str),
    /// The person of the guide's sample is created instead of the customer.
    SamplePerson,
    /// The person is created twice.
    PersonTwice,
    /// The customer becomes self-employed without `nace_code`.
    WithoutNaceCode,
    /// The number is neither created nor confirmed.
    NoNumber,
    /// The number is created and confirmed only after the bank refused the identification.
    NumberLater,
    /// The number of the guide's sample is created instead of that of the customer.
    SampleNumber,
    /// The number is confirmed with a fixed code.
    FixedCode,
    /// The code of the guide's number is tried before the customer's.
    TriesSampleCode,
    /// The number is confirmed without a code being ordered.
    CodeNotOrdered,
    /// A member of POST identifications is damaged.
    Creation(&'static str, Damage),
    /// The identification is never requested.
    NotRequested,
    /// The identification is read under the id of another person.
    StrangeId,
    /// The customer is sent to the address with a parameter more.
    ChangedUrl,
    /// The customer is never sent to the bank page.
    NoBankPage,
    /// The server opens the bank page before the customer does.
    ServerOpensPage,
    /// The signature is started before the payment.
    AuthorizesEarly,
    /// The signature is started before the identification is requested.
    AuthorizesAtOnce,
    /// The signature is confirmed before it is started.
    ConfirmsEarly,
    /// The signature is confirmed again after its success.
    ConfirmsTwice,
    /// The signature is never started.
    NeverAuthorizes,
    /// The signature is never confirmed.
    NeverConfirms,
    /// The signature is confirmed with a fixed code.
    FixedTan,
    /// The code of the guide's number is tried for the signature before the customer's.
    TriesSampleTan,
    /// The code has another name in the body of PATCH confirm.
    RenamedToken,
    /// The code is a number in the body of PATCH confirm.
    NumericToken,
    /// The code is in the query of PATCH confirm.
    TokenInQuery,
    /// Two codes are ordered at once.
    AuthorizesTwice,
    /// Another code is ordered after seconds.
    ResendsAtOnce,
    /// A success is shown before the signature.
    ClaimsEarly,
    /// The code that is too late is sent three times.
    RepeatsLateCode,
    /// The documents are neither fetched nor mentioned.
    NoDocuments,
    /// A success is shown after a refusal.
    ClaimsSuccess,
    /// The app shows nothing after a refusal.
    Silent,
    /// The refused call is repeated as it was.
    RepeatsBlindly,
    /// The app gives up where it should continue.
    GivesUp,
    /// The app goes to the next account after a refusal.
    OtherIbanAnyway,
    /// The identification that ended is requested again.
    UsesOldAgain,
    /// Only codes in the notation of the guide are known.
    CaseSensitive,
    /// A status that is unknown ends the app.
    EndsAtUnknown,
    /// There is no subscription for IDENTIFICATION.
    NotSubscribed,
    /// Each subscription is made twice.
    SubscribesTwice,
    /// Webhooks are answered with 500.
    RefusesWebhooks,
    /// Copies of webhooks are answered with 500.
    RefusesCopies,
    /// Webhooks are believed whatever their signature.
    BelievesForged,
    /// Each copy of a webhook has its effect.
    ActsOnCopies,
    /// The status in a webhook is believed without reading the identification.
    ActsUnread,
    /// A failure in a webhook is shown without reading the identification.
    FailsUnread,
    /// Each call has a token of its own.
    TokenPerCall,
    /// The token is in the query, too.
    TokenInUrl,
    /// A token that was refused is kept.
    TokenKept,
    /// The e-mail address is in the query of POST persons.
    PersonalDataInUrl,
    /// Five polls in a second.
    PollsFast,
    /// The app polls after the end of the identification.
    PollsAfterEnd,
    /// The tester denies the question of this requirement.
    Denied(&'static str),
}
