//! Words of the features, each with its meaning, as tables.

use std::str::FromStr;
use std::time::Duration;

use cucumber::Parameter;
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date, tz::Offset};
use serde_json::{Value, json};

use crate::api::operation as op;
use crate::api::{STATIC_NUMBER, STATIC_OTP};
use crate::checks::{
    self, Expectation, NumberAnswer, RepeatedAnswer, Reporting, SnapshotState, TanQuestion,
};
use crate::client::{Caller, Window};
use crate::evidence::{Mismatch, Reply};
use crate::steps::Step;
use crate::steps::actions::addressing::{INVENTED_TOKEN, IdentificationAction, MissingCall};
use crate::steps::actions::customer::{TanChoice, Visit};
use crate::steps::actions::time::{self, Part};
use crate::steps::actions::webhooks::SubscriptionCall;
use crate::steps::world::World;

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
        "the static OTP with another last digit" => "212213",
        "the static OTP with another first digit" => "312212",
        "the static OTP without its last digit" => "21221",
        "the static OTP with a digit too many" => "2122120",
    }
    /// Whether a person enters the OTP of the other person, or the static one.
    ForeignOtp(bool) = "foreign_otp" {
        "the OTP of the other person" => true,
        "the static OTP for a number of their own" => false,
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
        "created unverified, unless it was kept" => NumberAnswer::CreatedAgain,
        "not verified, unless it was kept" => NumberAnswer::NotVerified,
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
        "opens" => Visit::Open,
    }
    /// State of an account snapshot.
    SnapshotWord(SnapshotState) = "snapshot" {
        "becomes available" => SnapshotState::Available,
        "is pending or available" => SnapshotState::Begun,
        "is not available" => SnapshotState::NotAvailable,
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
    /// Body of a confirmation without a TAN.
    MissingToken(fn() -> Value) = "missing_token" {
        "without a token" => || json!({}),
        "with an empty token" => || json!({ "token": "" }),
        "with a number for a token" => || json!({ "token": 7 }),
    }
    /// A TAN that the customer enters.
    TanWord(TanChoice) = "tan" {
        "the TAN" => TanChoice::Latest,
        "a wrong TAN" => TanChoice::Wrong,
        "a TAN that may be right" => TanChoice::Likely,
        "the TAN of the other identification" => TanChoice::OfOtherIdentification,
        "the static OTP as a TAN" => TanChoice::StaticOtp,
        "the TAN with another last digit" => TanChoice::Similar(checks::with_other_last_digit),
        "the TAN with another first digit" => TanChoice::Similar(checks::with_other_first_digit),
        "the TAN without its last digit" => TanChoice::Similar(checks::without_last_digit),
        "the TAN with a digit too many" => TanChoice::Similar(|tan| format!("{tan}0")),
    }
    /// Number of SMS.
    SmsCount(usize) = "sms_count" {
        "no" => 0,
        "one" => 1,
    }
    /// A question that the TANs of several customers answer.
    TanQuestionWord(TanQuestion) = "tan_question" {
        "C-05" => TanQuestion::Lifetime,
        "C-06" => TanQuestion::SecondTan,
    }
    /// A rule for the documents of an identification, which is named by its id.
    DocumentRule(for<'a> fn(&'a Reply, &str, Timestamp) -> Expectation<'a>) = "document_rule" {
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
    /// The access token in a request, given the scenario's own, and whether it is the scenario's own.
    TokenWord((bool, for<'a> fn(&'a str) -> Caller<'a>)) = "token" {
        "no access token" => (false, |_| Caller::Nobody),
        "an invented access token" => (false, |_| Caller::Holder(INVENTED_TOKEN)),
        "that access token" => (true, |held| Caller::Holder(held)),
        "its access token in the URL" => (true, |held| Caller::HolderInUrl(held)),
    }
    /// A caller whom the target does not know.
    Stranger(Caller<'static>) = "stranger" {
        "no access token" => Caller::Nobody,
        "an invented access token" => Caller::Holder(INVENTED_TOKEN),
    }
    /// Whether the secret that is sent with the client id is the right one.
    SecretWord(bool) = "secret" {
        "with its secret" => true,
        "with a wrong secret" => false,
    }
    /// Time since an access token was issued, given the announced lifetime, which may be a second less
    /// than the granted one.
    TokenAge(fn(Duration) -> Duration) = "token_age" {
        "expires in one second" => |lifetime| lifetime.saturating_sub(Duration::from_secs(1)),
        "has expired" => |lifetime| lifetime + Duration::from_secs(2),
    }
    /// A request for a resource that nobody created.
    MissingResource(MissingCall) = "missing" {
        "retrieves a person" => MissingCall::Person,
        "changes a person" => MissingCall::PersonToChange,
        "creates an identification for a person" => MissingCall::PersonToIdentify,
        "retrieves an identification" => MissingCall::Identification,
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
    /// A day, given the earliest and the latest date that today is in UTC or in Berlin.
    Day(fn(Date, Date) -> Date) = "day" {
        "yesterday" => |earliest, _| earliest.saturating_sub(1.day()),
        "today" => |_, latest| latest,
        "tomorrow" => |earliest, _| earliest.saturating_add(1.day()),
        "in two days" => |_, latest| latest.saturating_add(2.days()),
    }
    /// Members that explain a self-employment: those with a value, and those that are null.
    Explanation([&'static [&'static str]; 2]) = "explanation" {
        "without explanation" => [&[], &[]],
        "with a NACE code" => [&["nace_code"], &[]],
        "with a NACE code of null" => [&[], &["nace_code"]],
        "with industry and key cleared" => [&[], &["industry", "industry_key"]],
        "with the industry cleared" => [&[], &["industry"]],
        "with the key cleared" => [&[], &["industry_key"]],
        "with a NACE code and the industry cleared" => [&["nace_code"], &["industry"]],
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

impl Day {
    /// Returns the date of this day. Where the date in UTC and in Berlin differs, or is about to, the
    /// returned one means the same in both.
    pub fn date(self, now: Timestamp) -> Date {
        let margin = SignedDuration::from_mins(1);
        let at = |hours: i8, shift: SignedDuration| {
            let moment = now.checked_add(shift).unwrap_or(now);
            Offset::constant(hours).to_datetime(moment).date()
        };
        (self.0)(at(0, -margin), at(2, margin))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn around_midnight_the_date_means_the_same_in_utc_and_berlin() {
        let date = |day: &str, now: &str| {
            day.parse::<Day>().unwrap().date(now.parse().unwrap()).to_string()
        };
        let at = |now| ["yesterday", "today", "tomorrow", "in two days"].map(|day| date(day, now));
        assert_eq!(
            at("2026-05-10T12:00:00Z"),
            ["2026-05-09", "2026-05-10", "2026-05-11", "2026-05-12"]
        );
        assert_eq!(
            at("2026-05-10T23:00:00Z"),
            ["2026-05-09", "2026-05-11", "2026-05-11", "2026-05-13"]
        );
        assert_eq!(
            at("2026-05-11T00:00:10Z"),
            ["2026-05-09", "2026-05-11", "2026-05-11", "2026-05-13"]
        );
    }
}
