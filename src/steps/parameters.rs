//! Words of the features that stand for one of a few things.

use std::str::FromStr;
use std::time::Duration;

use cucumber::Parameter;
use serde_json::{Value, json};

use crate::api::{EventType, MockedIban, Reason, STATIC_NUMBER, STATIC_OTP, Status};
use crate::checks::{self, NumberAnswer, RefusalCause, Reporting};
use crate::client::Window;
use crate::evidence::{Mismatch, Reply};
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
    /// A provider behind the target.
    ServiceProvider(&'static str) = "provider" {
        "SCHUFA" => "schufa",
        "FinTecSystems" => "fts",
        "Swisscom" => "swisscom",
    }
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

/// A mocked account of Appendix II, as in "the joint IBAN".
#[derive(Clone, Copy, Debug, Parameter)]
#[param(
    name = "account",
    regex = "good|authorised-holder|unknown-person|never-identified|mismatched|joint|snapshot-failing|Swisscom-failing"
)]
pub struct Account(pub MockedIban);

impl FromStr for Account {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        MockedIban::named(word).map(Self).ok_or_else(|| format!("`{word}` is no mocked account"))
    }
}

/// A status of Appendix I.
#[derive(Clone, Copy, Debug, Parameter)]
#[param(
    name = "status",
    regex = "created|pending|authorization_required|confirmation_required|confirmed|successful|failed|expired"
)]
pub struct StatusWord(pub Status);

impl FromStr for StatusWord {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Status::named(word).map(Self).ok_or_else(|| format!("`{word}` is no status"))
    }
}

/// An error code, or another cause of a refusal, as in "for missing data".
#[derive(Clone, Copy, Debug, Parameter)]
#[param(name = "refusal", regex = "[A-Za-z_]+|[a-z]+ data|too many [a-z ]+")]
pub struct Refusal(pub RefusalCause);

impl FromStr for Refusal {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        RefusalCause::named(word)
            .map(Self)
            .ok_or_else(|| format!("`{word}` is no cause of a refusal"))
    }
}

/// A reason of Appendix III.
#[derive(Clone, Copy, Debug, Parameter)]
#[param(name = "reason", regex = "[A-Z][A-Z_]+[A-Z]")]
pub struct ReasonCode(pub Reason);

impl FromStr for ReasonCode {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Reason::named(word)
            .map(Self)
            .ok_or_else(|| format!("`{word}` is no reason of Appendix III"))
    }
}

/// What is done with an identification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(
    name = "deed",
    regex = "retrieves|requests|looks at the snapshot of|starts the QES of|confirms the QES of"
)]
pub enum Deed {
    /// GET it.
    Retrieve,
    /// PATCH request.
    Request,
    /// GET its account snapshot.
    Snapshot,
    /// PATCH authorize.
    Authorize,
    /// PATCH confirm.
    Confirm,
}

impl FromStr for Deed {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Ok(match word {
            "retrieves" => Self::Retrieve,
            "requests" => Self::Request,
            "looks at the snapshot of" => Self::Snapshot,
            "starts the QES of" => Self::Authorize,
            "confirms the QES of" => Self::Confirm,
            other => return Err(format!("`{other}` is nothing that is done here")),
        })
    }
}

/// A method and a path below a person, as in `PATCH /identifications/x/request`.
#[derive(Clone, Copy, Debug, Parameter)]
#[param(name = "operation", regex = "(?:GET|POST|PATCH|DELETE) /[a-z_/{}]*")]
pub struct Operation(pub &'static str);

impl FromStr for Operation {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        let known = OPERATIONS.into_iter().find(|it| *it == words);
        known.map(Self).ok_or_else(|| format!("`{words}` is none of {}", OPERATIONS.join(", ")))
    }
}

/// Operations that are tried without a token.
const OPERATIONS: [&str; 9] = [
    "POST /persons",
    "PATCH /persons/{person_id}",
    "POST /persons/{person_id}/mobile_number",
    "POST /persons/{person_id}/identifications",
    "GET /persons/{person_id}/identifications",
    "GET /persons/{person_id}/bank_identification_attempts",
    "GET /persons/{person_id}/documents",
    "POST /iban_lookups",
    "GET /webhooks",
];

/// An event that can be subscribed to.
#[derive(Clone, Copy, Debug, Parameter)]
#[param(
    name = "event",
    regex = "IDENTIFICATION|PERSON_CHANGED|PERSON_DELETED|PERSON_MOBILE_NUMBER_CREATED|PERSON_MOBILE_NUMBER_DELETED"
)]
pub struct EventWord(pub EventType);

impl FromStr for EventWord {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        EventType::named(word).map(Self).ok_or_else(|| format!("`{word}` is no event"))
    }
}

/// One of the TANs of an identification, by the order in which they were sent.
#[derive(Clone, Copy, Debug, Parameter)]
#[param(name = "nth", regex = "first|second")]
pub struct Nth(pub usize);

impl FromStr for Nth {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Ok(Self(usize::from(word == "second")))
    }
}

/// A day, seen from the target's today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(name = "day", regex = "yesterday|today|tomorrow|in two days")]
pub enum Day {
    /// The day before.
    Yesterday,
    /// This day.
    Today,
    /// The day after.
    Tomorrow,
    /// The day after tomorrow.
    InTwoDays,
}

impl FromStr for Day {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Ok(match word {
            "yesterday" => Self::Yesterday,
            "today" => Self::Today,
            "tomorrow" => Self::Tomorrow,
            "in two days" => Self::InTwoDays,
            other => return Err(format!("`{other}` is no day")),
        })
    }
}

/// What comes along with a change to self-employment.
#[derive(Clone, Copy, Debug, Parameter)]
#[param(
    name = "explanation",
    regex = "without explanation|with a NACE code|with industry and key cleared|with the industry cleared|with the key cleared|with a NACE code and the industry cleared"
)]
pub struct Explanation {
    /// A NACE code.
    pub nace: bool,
    /// Members that are null.
    pub nulls: &'static [&'static str],
}

impl FromStr for Explanation {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        let nulls: &[&str] = match words {
            words if words.contains("industry and key") => &["industry", "industry_key"],
            words if words.contains("the industry") => &["industry"],
            words if words.contains("the key") => &["industry_key"],
            _ => &[],
        };
        Ok(Self { nace: words.contains("NACE"), nulls })
    }
}

/// Something a target allows so many times, by the name of its limit.
#[derive(Clone, Copy, Debug, Parameter)]
#[param(
    name = "quota",
    regex = "failed attempts? per (?:IBAN|name|mobile number)|identical persons?"
)]
pub struct Quota(pub &'static str);

impl FromStr for Quota {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        Ok(Self(match words.rsplit(' ').next() {
            Some("IBAN") => "attempts_per_iban",
            Some("name") => "attempts_per_name",
            Some("number") => "attempts_per_number",
            Some("person" | "persons") => "identical_persons",
            _ => return Err(format!("`{words}` is no quota")),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_account_status_and_reason_can_be_written() {
        let accounts = regex::Regex::new(&format!("^({})$", Account::REGEX)).unwrap();
        for mocked in MockedIban::ALL {
            assert!(accounts.is_match(mocked.word()), "{}", mocked.word());
        }
        let statuses = regex::Regex::new(&format!("^({})$", StatusWord::REGEX)).unwrap();
        for status in Status::ALL {
            assert!(statuses.is_match(status.word()), "{status}");
        }
        let events = regex::Regex::new(&format!("^({})$", EventWord::REGEX)).unwrap();
        for event in EventType::ALL {
            assert!(events.is_match(event.word()), "{}", event.word());
        }
        let reasons = regex::Regex::new(&format!("^({})$", ReasonCode::REGEX)).unwrap();
        for reason in Reason::ALL {
            assert!(reasons.is_match(reason.code()), "{}", reason.code());
        }
    }
}
