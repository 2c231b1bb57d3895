//! Words of the features, each with its meaning, as tables.

use std::str::FromStr;
use std::time::Duration;

use cucumber::Parameter;
use serde_json::{Value, json};

use crate::api::{STATIC_NUMBER, STATIC_OTP};
use crate::checks::{
    self, Expectation, NumberAnswer, Reporting, SnapshotState, Stage, TanQuestion,
};
use crate::client::Window;
use crate::evidence::{Mismatch, Reply};
use crate::steps::actions::customer::{TanChoice, Visit};
use crate::steps::actions::webhooks::SubscriptionCall;

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
                    other => Err(format!("`{other}` is none of {}", Self::REGEX)),
                }
            }
        }
    )+};
}

word_tables! {
    /// A period that the guide limits something to.
    Period(Window) = "period" {
        "time for the bank page" => Window::Snapshot,
        "time for signing" => Window::Authorization,
        "shortest life of a TAN" => Window::TanAtLeast,
        "longest life of a TAN" => Window::TanAtMost,
        "life of an identification" => Window::Expiry,
    }
    /// How much of a period passes: on the target's clock, and in real time.
    Passage(fn(Duration) -> (Duration, Duration)) = "passage" {
        "has one second left" => almost_all,
        "is over" => all,
    }
    /// A unit of the time that passes.
    TimeUnit(Duration) = "unit" {
        "hour" => Duration::from_secs(3600),
        "hours" => Duration::from_secs(3600),
        "day" => Duration::from_secs(86_400),
        "days" => Duration::from_secs(86_400),
    }
    /// Body that creates a mobile number.
    NewNumber(fn() -> Value) = "new_number" {
        "the static mobile number" => || json!({ "number": STATIC_NUMBER }),
        "a second mobile number" => || json!({ "number": OTHER_NUMBER }),
        "a mobile number without a number" => || json!({}),
    }
    /// A number that is authorised.
    Number(&'static str) = "number" {
        "the mobile number" => STATIC_NUMBER,
        "another number" => OTHER_NUMBER,
    }
    /// An OTP that the customer enters.
    OtpWord(&'static str) = "otp" {
        "the static OTP" => STATIC_OTP,
        "a wrong OTP" => "313131",
    }
    /// Body that confirms a mobile number.
    NumberConfirmation(fn() -> Value) = "confirmation" {
        "without its number" => || json!({ "token": STATIC_OTP }),
        "without its token" => || json!({ "number": STATIC_NUMBER }),
        "with another number" => || json!({ "number": OTHER_NUMBER, "token": STATIC_OTP }),
    }
    /// State of the mobile number that an answer shows.
    NumberState(NumberAnswer) = "number_state" {
        "created unverified" => NumberAnswer::Created,
        "still unverified" => NumberAnswer::Unverified,
        "verified" => NumberAnswer::Verified,
    }
    /// The mobile number that a person has.
    OwnedNumber(Option<bool>) = "owned_number" {
        "no mobile number" => None,
        "an unverified mobile number" => Some(false),
        "a verified mobile number" => Some(true),
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
    /// A rule for the statuses that events report.
    ReportingWord(Reporting) = "reporting" {
        "once" => Reporting::Once,
        "in this order" => Reporting::InOrder,
    }
    /// Visit of a bank page.
    VisitWord(Visit) = "visit" {
        "completes" => Visit::Complete,
        "tries to complete" => Visit::Try,
        "only logs in at" => Visit::LogIn,
    }
    /// State of an account snapshot.
    SnapshotWord(SnapshotState) = "snapshot" {
        "becomes available" => SnapshotState::Available,
        "is not available" => SnapshotState::NotAvailable,
        "does not exist yet" => SnapshotState::Missing,
    }
    /// Outcome of an attempt; any where the guide leaves it open.
    Outcome(Option<bool>) = "outcome" {
        "an" => None,
        "a failed" => Some(false),
        "a successful" => Some(true),
    }
    /// Earlier answer that a later one repeats.
    StageWord(Stage) = "stage" {
        "it was created" => Stage::Created,
        "it was requested" => Stage::Requested,
        "the QES was started" => Stage::Authorized,
    }
    /// Cause of an identification's end.
    EndingWord(Ending) = "ending" {
        "the bank page was not completed in time" => Ending::LateBankPage,
        "the QES was not confirmed in time" => Ending::LateSignature,
        "it was too old" => Ending::Age,
    }
    /// Body of a confirmation without a TAN.
    MissingToken(fn() -> Value) = "missing_token" {
        "without a token" => || json!({}),
        "with an empty token" => || json!({ "token": "" }),
    }
    /// A TAN that the customer enters.
    TanWord(TanChoice) = "tan" {
        "the TAN" => TanChoice::Latest,
        "the first TAN" => TanChoice::Sent(0),
        "the second TAN" => TanChoice::Sent(1),
        "a wrong TAN" => TanChoice::Wrong,
        "a TAN that may be right" => TanChoice::Likely,
        "the TAN of the other customer" => TanChoice::OfOtherCustomer,
    }
    /// A question that the TANs of several customers answer.
    TanQuestionWord(TanQuestion) = "tan_question" {
        "C-05" => TanQuestion::Lifetime,
        "C-06" => TanQuestion::SecondTan,
    }
    /// A rule for the documents of an identification, which is named by its id.
    DocumentRule(for<'a> fn(&'a Reply, &str) -> Expectation<'a>) = "document_rule" {
        "complete" => checks::complete_documents,
        "dated in order" => checks::ordered_documents,
        "named after the identification" => checks::named_documents,
    }
    /// Body of an eligibility check.
    EligibilityMethod(fn() -> Value) = "method" {
        "for Bankident" => || json!({ "method": "bank" }),
        "for an unknown method" => || json!({ "method": "carrier_pigeon" }),
        "without naming a method" => || json!({}),
    }
    /// A provider behind the target.
    ServiceProvider(&'static str) = "provider" {
        "SCHUFA" => "schufa",
        "FinTecSystems" => "fts",
        "Swisscom" => "swisscom",
    }
    /// Failure of a provider, by the word of the control interface.
    ProviderFailure(&'static str) = "provider_failure" {
        "does not answer" => "down",
        "cannot be called" => "internal-error",
        "fails unexpectedly" => "generic-error",
    }
}

/// Cause of an identification's end.
#[derive(Clone, Copy, Debug)]
pub enum Ending {
    /// The bank page was not completed in time.
    LateBankPage,
    /// The QES was not started or confirmed in time.
    LateSignature,
    /// It was not completed within thirty days.
    Age,
}

/// A mobile number other than the static one, from a range without real customers.
pub const OTHER_NUMBER: &str = "+15550102";

/// All but one second; where time is real, half of the period, and at least a safe margin less.
fn almost_all(period: Duration) -> (Duration, Duration) {
    let margin = (period / 2).min(Duration::from_secs(5));
    (period.saturating_sub(Duration::from_secs(1)), period.saturating_sub(margin))
}

/// The period to its very end; where time is real, a little more.
fn all(period: Duration) -> (Duration, Duration) {
    (period, period + (period / 4).min(Duration::from_secs(2)))
}
