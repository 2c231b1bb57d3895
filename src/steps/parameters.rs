//! Words of the features that stand for one of a few things.

use std::str::FromStr;

use cucumber::Parameter;
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date, tz::Offset};

use crate::api::{EventType, MockedIban, Reason, Status};
use crate::checks::RefusalCause;

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
#[param(name = "refusal", regex = "[A-Za-z_]+|[a-z]+ data|wrong credentials|too many [a-z ]+")]
pub struct Refusal(pub RefusalCause);

impl FromStr for Refusal {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        RefusalCause::named(word)
            .map(Self)
            .ok_or_else(|| format!("`{word}` is no cause of a refusal"))
    }
}

/// A mocked IBAN, as in "the good IBAN", or any text in quotes.
#[derive(Clone, Debug, Parameter)]
#[param(name = "iban", regex = r#"the [A-Za-z-]+ IBAN|"[^"]*""#)]
pub struct Iban(pub String);

impl FromStr for Iban {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        let word = words.strip_prefix("the ").and_then(|it| it.strip_suffix(" IBAN"));
        let mocked = word.map(|it| it.parse().map(|it: Account| it.0.iban().to_owned()));
        mocked.unwrap_or_else(|| Ok(words.trim_matches('"').to_owned())).map(Self)
    }
}

/// Properties of a person, as in "email, job_title and address.city".
#[derive(Clone, Debug, Parameter)]
#[param(
    name = "properties",
    regex = r"[a-z_0-9]+(?:\.[a-z_0-9]+)?(?:, [a-z_.0-9]+)*(?: and [a-z_.0-9]+)?"
)]
pub struct Properties(pub Vec<String>);

impl FromStr for Properties {
    type Err = std::convert::Infallible;

    fn from_str(words: &str) -> Result<Self, Self::Err> {
        Ok(Self(words.replace(" and ", ", ").split(", ").map(str::to_owned).collect()))
    }
}

/// A request for a resource that nobody created.
#[derive(Clone, Copy, Debug, Parameter)]
#[param(
    name = "missing",
    regex = "retrieves a person|changes a person|creates an identification for a person|retrieves an identification"
)]
pub enum MissingResource {
    /// GET a person.
    Person,
    /// PATCH a person.
    PersonToChange,
    /// POST an identification of a person.
    PersonToIdentify,
    /// GET an identification of a registered person.
    Identification,
}

impl FromStr for MissingResource {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        Ok(match words {
            "retrieves a person" => Self::Person,
            "changes a person" => Self::PersonToChange,
            "creates an identification for a person" => Self::PersonToIdentify,
            "retrieves an identification" => Self::Identification,
            other => return Err(format!("`{other}` is no request")),
        })
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

impl Day {
    /// Returns the day in UTC and in Berlin. Where these differ, or are about to, the date is chosen
    /// such that it means the same in both.
    pub fn date(self, now: Timestamp) -> Date {
        let margin = SignedDuration::from_mins(1);
        let at = |hours: i8, shift: SignedDuration| {
            let moment = now.checked_add(shift).unwrap_or(now);
            Offset::constant(hours).to_datetime(moment).date()
        };
        let (earliest, latest) = (at(0, -margin), at(2, margin));
        match self {
            Self::Yesterday => earliest.saturating_sub(1.day()),
            Self::Today => latest,
            Self::Tomorrow => earliest.saturating_add(1.day()),
            Self::InTwoDays => latest.saturating_add(2.days()),
        }
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

    #[test]
    fn around_midnight_the_date_means_the_same_in_utc_and_berlin() {
        let date = |day: Day, now: &str| day.date(now.parse().unwrap()).to_string();
        let days = [Day::Yesterday, Day::Today, Day::Tomorrow, Day::InTwoDays];
        let at = |now| days.map(|day| date(day, now));
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
