//! Words of the features, each with its meaning, as tables.

use std::str::FromStr;
use std::time::Duration;

use cucumber::Parameter;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::api::STATIC_NUMBER;
use crate::api::operation as op;
use crate::checks::{
    self, Expectation, KnownIdentification, NumberAnswer, RepeatedAnswer, SnapshotState,
};
use crate::client::{Caller, Capability, Window};
use crate::evidence::{Mismatch, Reply};
use crate::steps::Step;
use crate::steps::actions::addressing::{INVENTED_TOKEN, IdentificationAction, MissingCall};
use crate::steps::actions::arrivals::Arrival;
use crate::steps::actions::partner::PersonList;
use crate::steps::actions::time::{self, Part};
use crate::steps::actions::webhooks::SubscriptionCall;
use crate::steps::needs::{Need, ValueNeeds};
use crate::steps::world::World;
use crate::steps::wrong_values::{NO_NUMBERS, NOTHING, OTHER_TYPES, with_each};

/// Defines parameters by a table of their words, with the value of each.
macro_rules! word_tables {
    ($($(#[$doc:meta])* $type:ident($value:ty) = $name:literal {
        $first:literal => $first_value:expr, $($word:literal => $word_value:expr,)*
    })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $type(pub $value);

        impl Parameter for $type {
            const REGEX: &'static str = concat!($first $(, "|", $word)*);
            const NAME: &'static str = $name;
        }

        impl FromStr for $type {
            type Err = String;

            fn from_str(words: &str) -> Result<Self, String> {
                match words {
                    $first => Ok(Self($first_value)),
                    $($word => Ok(Self($word_value)),)*
                    other => Err(format!("`{other}` is not one of {}", Self::REGEX)),
                }
            }
        }
    )+};
}
pub(super) use word_tables;

/// Leaves out deliveries that repeat others.
type Distinct = fn(Vec<Reply>) -> Vec<Reply>;

word_tables! {
    /// Subject of a count: attempts to deliver, or events, of which each may be delivered several times.
    CountedDeliveries(Distinct) = "counted_deliveries" {
        "delivery" => checks::attempts,
        "deliveries" => checks::attempts,
        "event" => checks::events,
        "events" => checks::events,
    }
    /// Something that the target sends.
    ArrivalWord(Arrival) = "arrival" {
        "webhook" => Arrival::Webhook,
        "SMS" => Arrival::Sms,
    }
    /// A period that the guide limits something to.
    Period(Window) = "period" {
        "time for the bank page" => Window::Snapshot,
        "time for signing" => Window::Authorization,
        "shortest life of a TAN" => Window::TanAtLeast,
        "longest life of a TAN" => Window::TanAtMost,
        "life of an identification" => Window::Expiry,
    }
    /// Part of a period that passes.
    Passage(Part) = "passage" {
        "has one second left" => Part::AllButASecond,
        "is over" => Part::Whole,
        "ends" => Part::Rest,
    }
    /// A member of the answer to the start of the QES that announces an end.
    Deadline(&'static str) = "deadline" {
        "life of the TAN" => time::CONFIRMATION_END,
        "time for signing" => time::AUTHORIZATION_END,
    }
    /// A unit of the time that passes.
    TimeUnit(Duration) = "unit" {
        "hour" => Duration::from_secs(3600),
        "hours" => Duration::from_secs(3600),
        "day" => Duration::from_secs(86_400),
        "days" => Duration::from_secs(86_400),
    }
    /// Whether a status is compared at once, or also a moment later.
    Persistence(bool) = "persistence" {
        "is still" => false,
        "stays" => true,
    }
    /// Whether an accepted change is read again a moment later.
    AcceptedWord(bool) = "acceptance" {
        "accepted" => false,
        "accepted and kept" => true,
    }
    /// Something that a person has several of.
    OwnedList(PersonList) = "owned_list" {
        "identification" => PersonList::Identifications,
        "attempt" => PersonList::Attempts,
    }
    /// Bodies that create a mobile number.
    NewNumber(fn() -> Vec<Value>) = "new_number" {
        "the static mobile number" => || vec![json!({ "number": STATIC_NUMBER })],
        "a second mobile number" => || vec![json!({ "number": OTHER_NUMBER })],
        "a mobile number without a number" => || vec![json!({})],
        "a mobile number that is nothing" => || with_each("number", NOTHING),
        "a mobile number of another type" => || with_each("number", OTHER_TYPES),
    }
    /// The customer of a scenario, or another one with the same mobile number.
    CustomerWord(bool) = "customer" {
        "the customer" => false,
        "another customer" => true,
    }
    /// Member that names an identification or its QES, and its value.
    Designation((&'static str, fn(&KnownIdentification) -> String)) = "designation" {
        "ids" => ("id", |it| it.id.clone()),
        "reference tokens" => (REFERENCE_TOKEN, |it| {
            it.authorized[REFERENCE_TOKEN].as_str().unwrap_or_default().to_owned()
        }),
    }
    /// Bodies that authorise a number, given the customer's.
    Number(fn(&str) -> Vec<Value>) = "number" {
        "the mobile number without naming it" => |_| vec![json!({})],
        "the mobile number" => |_| vec![json!({ "number": STATIC_NUMBER })],
        "their mobile number again" => |own| vec![json!({ "number": own })],
        "another number" => |_| vec![json!({ "number": OTHER_NUMBER })],
        "the mobile number as nothing" => |_| with_each("number", NOTHING),
        "the mobile number as another type" => |_| with_each("number", OTHER_TYPES),
        "no mobile number but a word" => |_| with_each("number", NO_NUMBERS),
    }
    /// State of the mobile number that an answer shows.
    NumberState(NumberAnswer) = "number_state" {
        "created unverified" => NumberAnswer::Created,
        "still unverified" => NumberAnswer::Unverified,
        "verified" => NumberAnswer::Verified,
        "created unverified, unless it was kept" => NumberAnswer::CreatedAgain,
        "not verified, unless it was kept" => NumberAnswer::NotVerified,
    }
    /// The mobile number that a person has, and whether it is retrieved a moment later.
    OwnedNumber((Option<bool>, bool)) = "owned_number" {
        "has no mobile number" => (None, false),
        "has an unverified mobile number" => (Some(false), false),
        "has a verified mobile number" => (Some(true), false),
        "keeps an unverified mobile number" => (Some(false), true),
    }
    /// A call about subscriptions.
    SubscriptionAction(SubscriptionCall) = "subscription_action" {
        "retrieves" => SubscriptionCall::Retrieve,
        "lists" => SubscriptionCall::List,
        "deletes" => SubscriptionCall::Delete,
    }
    /// A rule for the attempts to deliver one event.
    AttemptRule(fn(&[Reply]) -> Option<Mismatch>) = "attempt_rule" {
        "carry the same id" => checks::same_id,
        "are numbered from 1" => checks::numbered_attempts,
    }
    /// State of an account snapshot.
    SnapshotWord(SnapshotState) = "snapshot" {
        "becomes available" => SnapshotState::Available,
        "is pending or available" => SnapshotState::Begun,
        "is not available" => SnapshotState::NotAvailable,
        "failed, or does not exist" => SnapshotState::Failed,
        "does not exist yet" => SnapshotState::Missing,
    }
    /// Outcome of an attempt; `None` if the guide allows both.
    Outcome(Option<bool>) = "outcome" {
        "an" => None,
        "a failed" => Some(false),
        "a successful" => Some(true),
    }
    /// Earlier answer that a later one repeats.
    RepeatedAnswerWord(RepeatedAnswer) = "stage" {
        "it was created" => RepeatedAnswer::Created,
        "it was requested" => RepeatedAnswer::Requested,
        "the QES was started" => RepeatedAnswer::Authorized,
    }
    /// Cause of an identification's end.
    EndingWord(Ending) = "ending" {
        "the bank page was not completed in time" => Ending::LateBankPage,
        "the QES was not confirmed in time" => Ending::LateSignature,
        "it was too old" => Ending::Age,
    }
    /// Number of SMS.
    SmsCount(usize) = "sms_count" {
        "no" => 0,
        "one" => 1,
        "two" => 2,
    }
    /// A rule for the documents of an identification, which is named by its id.
    DocumentRule(for<'a> fn(&'a Reply, &str, Timestamp) -> Expectation<'a>) = "document_rule" {
        "complete" => checks::complete_documents,
        "dated in order" => checks::ordered_documents,
        "named after the identification" => checks::named_documents,
    }
    /// Information about a bank that an answer has, or has not.
    BankWord(for<'a> fn(&'a Reply) -> Expectation<'a>) = "bank" {
        "a bank" => checks::named_bank,
        "no bank" => checks::no_bank,
    }
    /// Whether documents are asked for.
    DocumentRequest(bool) = "document_request" {
        "shown" => true,
        "hidden" => false,
    }
    /// The SMS that are counted before the next one: the OTPs of the static number, or all SMS of the
    /// customer's number.
    CountedSms(bool) = "counted_sms" {
        "so far" => true,
        "to that number" => false,
    }
    /// Bodies of an eligibility check.
    EligibilityMethod(fn() -> Vec<Value>) = "method" {
        "for Bankident" => || vec![json!({ "method": "bank" })],
        "for an unknown method" => || with_each("method", [r#""carrier_pigeon""#, r#""BANK""#]),
        "for another type of method" => || with_each("method", OTHER_TYPES),
        "without naming a method" => || vec![json!({})],
    }
    /// A provider behind the target.
    ServiceProvider(&'static str) = "provider" {
        "SCHUFA" => "schufa",
        "FinTecSystems" => "fts",
        "Swisscom" => "swisscom",
    }
    /// The access token in a request, given the scenario's own, and whether it is the scenario's own.
    TokenWord((bool, for<'a> fn(&'a str) -> Caller<'a>)) = "token" {
        "no access token" => (false, |_| Caller::Nobody),
        "an invented access token" => (false, |_| Caller::Holder(INVENTED_TOKEN)),
        "that access token" => (true, |held| Caller::Holder(held)),
        "its access token without the last character" => {
            (true, |held| Caller::Holder(held.split_at(held.len().saturating_sub(1)).0))
        },
        "its access token in the URL" => (true, |held| Caller::HolderInUrl(held)),
    }
    /// A caller whom the target does not know.
    Stranger(Caller<'static>) = "stranger" {
        "no access token" => Caller::Nobody,
        "an invented access token" => Caller::Holder(INVENTED_TOKEN),
    }
    /// The secret that is sent with the client id, given the right one.
    SecretWord(fn(&str) -> String) = "secret" {
        "with its secret" => str::to_owned,
        "with a wrong secret" => |_| "not-the-secret-of-this-client".to_owned(),
        "with an empty secret" => |_| String::new(),
        "with its secret without the last character" => checks::without_last_digit,
    }
    /// Part of the lifetime of an access token that has passed, and time to add to the announced lifetime:
    /// it may be a second less than the granted one.
    TokenAge((Part, Duration)) = "token_age" {
        "expires in one second" => (Part::AllButASecond, Duration::ZERO),
        "has expired" => (Part::Whole, Duration::from_secs(2)),
    }
    /// A request for a resource that nobody created.
    MissingResource(MissingCall) = "missing" {
        "retrieves a person" => MissingCall::Person,
        "changes a person" => MissingCall::PersonToChange,
        "creates an identification for a person" => MissingCall::PersonToIdentify,
        "retrieves an identification" => MissingCall::Identification(IdentificationAction::Retrieve),
        "requests an identification" => MissingCall::Identification(IdentificationAction::Request),
        "looks at the snapshot of an identification" => {
            MissingCall::Identification(IdentificationAction::Snapshot)
        },
        "starts the QES of an identification" => {
            MissingCall::Identification(IdentificationAction::Authorize)
        },
        "confirms the QES of an identification" => {
            MissingCall::Identification(IdentificationAction::Confirm)
        },
        "asks for the attempts of a person" => MissingCall::OfPerson(&op::LIST_ATTEMPTS),
        "checks the eligibility of a person" => MissingCall::OfPerson(&op::CHECK_ELIGIBILITY),
    }
    /// Subject of the following steps.
    Subject(fn(&mut World) -> Step) = "subject" {
        "person" => World::turn_to_next_person,
        "identification" => World::turn_to_other_identification,
    }
    /// A call about an identification.
    IdentificationActionWord(IdentificationAction) = "identification_action" {
        "retrieves" => IdentificationAction::Retrieve,
        "requests" => IdentificationAction::Request,
        "looks at the snapshot of" => IdentificationAction::Snapshot,
        "starts the QES of" => IdentificationAction::Authorize,
        "confirms the QES of" => IdentificationAction::Confirm,
    }
    /// The name of a limit.
    Quota(&'static str) = "quota" {
        "failed attempt per IBAN" => "attempts_per_iban",
        "failed attempts per IBAN" => "attempts_per_iban",
        "failed attempt per name" => "attempts_per_name",
        "failed attempts per name" => "attempts_per_name",
        "failed attempt per mobile number" => "attempts_per_number",
        "failed attempts per mobile number" => "attempts_per_number",
        "identical person" => "identical_persons",
        "identical persons" => "identical_persons",
    }
    /// Failure of a provider, by the word of the control interface.
    ProviderFailure(&'static str) = "provider_failure" {
        "does not answer" => "down",
        "cannot be called" => "internal-error",
        "fails unexpectedly" => "generic-error",
    }
}

/// Without a clock the period passes in real time.
impl ValueNeeds for Period {
    fn needs(&self) -> Vec<Need> {
        vec![Need::Of(Capability::Clock), Need::Waits(self.0)]
    }
}

impl ValueNeeds for ArrivalWord {
    fn needs(&self) -> Vec<Need> {
        vec![Need::Of(match self.0 {
            Arrival::Webhook => Capability::Webhooks,
            Arrival::Sms => Capability::Outbox,
        })]
    }
}

/// Without a clock the announced time passes in real time.
impl ValueNeeds for Deadline {
    fn needs(&self) -> Vec<Need> {
        let of_tan = self.0 == time::CONFIRMATION_END;
        vec![Need::Waits(if of_tan { Window::TanAtMost } else { Window::Authorization })]
    }
}

/// Member that names the QES to the customer.
const REFERENCE_TOKEN: &str = "current_reference_token";

/// Cause of an identification's end.
#[derive(Clone, Copy, Debug)]
pub enum Ending {
    /// The bank page was not completed in time.
    LateBankPage,
    /// The QES was not started or confirmed in time.
    LateSignature,
    /// The identification was not completed within thirty days.
    Age,
}

/// A mobile number other than the static one, from a range without real customers.
pub const OTHER_NUMBER: &str = "+15550102";
