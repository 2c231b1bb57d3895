//! Parameters of sentences that follow a pattern, or repeat words of the API.

use std::str::FromStr;

use cucumber::Parameter;
use serde_json::{Value, json};

use crate::api::{
    EMPLOYMENT_STATUSES, EventType, MockedIban, Reason, Status, UPDATABLE_PROPERTIES, is_country,
    operation as api,
};
use crate::checks::{AnswerPlace, RefusalCause};
use crate::client::Capability;
use crate::steps::needs::{Need, ValueNeeds};
use crate::steps::person_samples::bodies_of;
use crate::steps::wrong_values::{NOTHING, OTHER_TYPES, values_of};

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
        MockedIban::named(word).map(Self).ok_or_else(|| format!("`{word}` is not a mocked account"))
    }
}

/// SCHUFA refuses an account before the bank page is needed.
impl ValueNeeds for Account {
    fn needs(&self) -> Vec<Need> {
        let is_refused = self.0.schufa_reason().is_some();
        if is_refused { Vec::new() } else { vec![Need::Of(Capability::Wizard)] }
    }
}

/// A mocked account with which an identification fails.
#[derive(Clone, Copy, Debug, Parameter)]
#[param(
    name = "failing_account",
    regex = "unknown-person|never-identified|mismatched|joint|snapshot-failing|Swisscom-failing"
)]
pub struct FailingAccount(pub MockedIban);

impl FromStr for FailingAccount {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        word.parse().map(|it: Account| Self(it.0))
    }
}

/// Swisscom fails when the TAN is entered.
impl ValueNeeds for FailingAccount {
    fn needs(&self) -> Vec<Need> {
        let mut needs = Account(self.0).needs();
        needs.extend((self.0 == MockedIban::SwisscomFails).then_some(Need::Of(Capability::Tan)));
        needs
    }
}

/// A status that an identification can be brought to.
#[derive(Clone, Copy, Debug, Parameter)]
#[param(
    name = "reached_status",
    regex = "created|pending|authorization_required|confirmation_required|successful"
)]
pub struct ReachedStatus(pub Status);

impl FromStr for ReachedStatus {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        word.parse().map(|it: StatusWord| Self(it.0))
    }
}

/// The bank page is behind `pending`, the TAN behind `confirmation_required`.
impl ValueNeeds for ReachedStatus {
    fn needs(&self) -> Vec<Need> {
        let (wizard, tan) = (Need::Of(Capability::Wizard), Need::Of(Capability::Tan));
        match self.0 {
            Status::Created | Status::Pending => Vec::new(),
            Status::AuthorizationRequired | Status::ConfirmationRequired => vec![wizard],
            _ => vec![wizard, tan],
        }
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
        Status::named(word).map(Self).ok_or_else(|| format!("`{word}` is not a status"))
    }
}

/// An error code, or another cause of a refusal, as in "for missing data".
#[derive(Clone, Copy, Debug, Parameter)]
#[param(name = "refusal", regex = "[A-Za-z_]+|[a-z]+ data|wrong credentials|too many [a-z ]+")]
pub struct RefusalWord(pub RefusalCause);

impl RefusalWord {
    /// All of them.
    pub fn words() -> Vec<String> {
        RefusalCause::words().into_iter().map(str::to_owned).collect()
    }
}

impl FromStr for RefusalWord {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        RefusalCause::named(word)
            .map(Self)
            .ok_or_else(|| format!("`{word}` is not a cause of a refusal"))
    }
}

/// A mocked IBAN, as in "the good IBAN", any text in quotes, or values that are none.
#[derive(Clone, Debug, Parameter)]
#[param(
    name = "iban",
    regex = r#"the [A-Za-z-]+ IBAN|"[^"]*"|nothing instead of an IBAN|an IBAN of another type"#
)]
pub struct Iban(pub Vec<Value>);

impl FromStr for Iban {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        let word = words.strip_prefix("the ").and_then(|it| it.strip_suffix(" IBAN"));
        let mocked = word.map(|it| it.parse().map(|it: Account| vec![json!(it.0.iban())]));
        let values = match words {
            "nothing instead of an IBAN" => values_of(NOTHING),
            "an IBAN of another type" => values_of(OTHER_TYPES),
            text => vec![json!(text.trim_matches('"'))],
        };
        mocked.unwrap_or(Ok(values)).map(Self)
    }
}

/// Properties of a person, as in `email, job_title and address.city`.
#[derive(Clone, Debug, Parameter)]
#[param(
    name = "properties",
    regex = r"[a-z_0-9]+(?:\.[a-z_0-9]+)?(?:, [a-z_.0-9]+)*(?: and [a-z_.0-9]+)?(?: to zero| to another type)?"
)]
pub struct Properties(pub Vec<String>);

impl FromStr for Properties {
    type Err = std::convert::Infallible;

    fn from_str(words: &str) -> Result<Self, Self::Err> {
        Ok(Self(words.replace(" and ", ", ").split(", ").map(str::to_owned).collect()))
    }
}

impl Properties {
    /// The first one that no person has.
    pub fn unknown(&self) -> Option<String> {
        let one = |name: &&String| bodies_of(&[(*name).clone()], &Value::Null).is_err();
        self.0.iter().find(one).cloned()
    }

    /// Those that a request can change, without the members of an address.
    pub fn words() -> Vec<String> {
        UPDATABLE_PROPERTIES.map(str::to_owned).to_vec()
    }
}

/// A status of employment.
#[derive(Clone, Debug, Parameter)]
#[param(name = "employment_status", regex = "[A-Z_]+")]
pub struct EmploymentStatus(pub String);

impl EmploymentStatus {
    /// All of them.
    pub fn words() -> Vec<String> {
        EMPLOYMENT_STATUSES.map(str::to_owned).to_vec()
    }
}

impl FromStr for EmploymentStatus {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let is_known = EMPLOYMENT_STATUSES.contains(&word);
        if is_known {
            Ok(Self(word.into()))
        } else {
            Err(format!("`{word}` is not a status of employment"))
        }
    }
}

/// An operation, as in `PATCH /persons/{person_id}`.
#[derive(Clone, Copy, Debug, Parameter)]
#[param(name = "operation", regex = "(?:GET|POST|PATCH|DELETE) /[a-z_/{}]*")]
pub struct OperationName(pub &'static api::Operation);

impl OperationName {
    /// All of them.
    pub fn words() -> Vec<String> {
        api::Operation::all().map(|it| it.name().replacen("/v1", "", 1)).collect()
    }
}

impl FromStr for OperationName {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        let named = words.split_once(' ').map(|(method, path)| format!("{method} /v1{path}"));
        let known = named.and_then(|it| api::Operation::named(&it));
        known.map(Self).ok_or_else(|| format!("`{words}` is not an operation that the suite calls"))
    }
}

/// Subscribing is impossible without a receiver.
impl ValueNeeds for OperationName {
    fn needs(&self) -> Vec<Need> {
        let is_about_webhooks = self.0.path.contains("/webhooks");
        if is_about_webhooks { vec![Need::Of(Capability::Webhooks)] } else { Vec::new() }
    }
}

/// A reason of Appendix III.
#[derive(Clone, Copy, Debug, Parameter)]
#[param(name = "reason", regex = "[A-Z][A-Z_]+[A-Z]")]
pub struct ReasonCode(pub Reason);

impl ReasonCode {
    /// All of them.
    pub fn words() -> Vec<String> {
        Reason::ALL.iter().map(|it| it.code().to_owned()).collect()
    }
}

impl FromStr for ReasonCode {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Reason::named(word)
            .map(Self)
            .ok_or_else(|| format!("`{word}` is not a reason of Appendix III"))
    }
}

/// A method of HTTP.
#[derive(Clone, Debug, Parameter)]
#[param(name = "http_method", regex = "[A-Za-z]+")]
pub struct HttpMethod(pub String);

/// Methods that a request can have.
const METHODS: [&str; 7] = ["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS"];

impl HttpMethod {
    /// All of them.
    pub fn words() -> Vec<String> {
        METHODS.map(str::to_owned).to_vec()
    }
}

impl FromStr for HttpMethod {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let is_known = METHODS.contains(&word);
        if is_known { Ok(Self(word.into())) } else { Err(format!("`{word}` is not a method")) }
    }
}

/// A status code of HTTP.
#[derive(Clone, Copy, Debug, Parameter)]
#[param(name = "status_code", regex = r"-?\d+")]
pub struct StatusCode(pub u16);

impl FromStr for StatusCode {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let code = word.parse().ok().filter(|code| (100..600).contains(code));
        code.map(Self).ok_or_else(|| format!("`{word}` is not a status code"))
    }
}

/// One or several status codes of HTTP, as in `200, 201 or 204`.
#[derive(Clone, Debug, Parameter)]
#[param(name = "status_codes", regex = r"-?\d+(?:, -?\d+)*(?: or -?\d+)?")]
pub struct StatusCodes(pub Vec<u16>);

impl FromStr for StatusCodes {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        let codes = words.split(", ").flat_map(|it| it.split(" or "));
        codes.map(|it| it.parse().map(|it: StatusCode| it.0)).collect::<Result<_, _>>().map(Self)
    }
}

/// A member of an answer, as in `"address.city"`, or a header field, as in `header "location"`.
#[derive(Clone, Debug, Parameter)]
#[param(name = "answer_part", regex = r#"(?:header )?"[^"]*""#)]
pub enum AnswerPart {
    /// A dotted path.
    Member(String),
    /// A name, in any case.
    Header(String),
}

impl AnswerPart {
    /// The place in the answer.
    pub fn place(&self) -> AnswerPlace<'_> {
        match self {
            Self::Member(path) => AnswerPlace::Member(path),
            Self::Header(name) => AnswerPlace::Header(name),
        }
    }
}

impl FromStr for AnswerPart {
    type Err = std::convert::Infallible;

    fn from_str(words: &str) -> Result<Self, Self::Err> {
        let quoted = |it: &str| it.trim_matches('"').to_owned();
        Ok(match words.strip_prefix("header ") {
            Some(name) => Self::Header(quoted(name)),
            None => Self::Member(quoted(words)),
        })
    }
}

/// A country, as in `DE`.
#[derive(Clone, Debug, Parameter)]
#[param(name = "country", regex = r"\w+")]
pub struct Country(pub String);

impl FromStr for Country {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let is_known = is_country(word);
        if is_known { Ok(Self(word.into())) } else { Err(format!("`{word}` is not a country")) }
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
        EventType::named(word).map(Self).ok_or_else(|| format!("`{word}` is not an event"))
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
