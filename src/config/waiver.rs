//! Known failures that are accepted until a day, each with a responsible person.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::ConfigError;

/// A failure that does not make a run fail, with its reason and its last day.
///
/// Written as a table of `[[waivers]]` in TOML, with either `scenario` or `requirement`:
///
/// ```toml
/// [[waivers]]
/// requirement = "BI-142"
/// owner = "kyc-team"
/// reason = "The Sandbox does not expire authorizations."
/// ticket = "KYC-1234"
/// expires = 2027-01-31
/// scope = "https://api.example.com" # only for the target of this name
/// ```
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Waiver {
    /// The scenario or requirement that may fail.
    pub subject: Subject,
    /// The responsible person or team.
    pub owner: String,
    /// Reason for accepting it.
    pub reason: String,
    /// Ticket of the fix.
    pub ticket: String,
    /// Last day of the waiver.
    pub expires: Date,
    /// Name of its target; every target if `None`.
    pub scope: Option<String>,
}

/// The subject of a waiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// One scenario, by its id.
    Scenario(String),
    /// Every scenario of a requirement, by its id.
    Requirement(String),
}

impl Waiver {
    /// The id of the scenario or requirement.
    pub fn id(&self) -> &str {
        match &self.subject {
            Subject::Scenario(id) | Subject::Requirement(id) => id,
        }
    }

    /// Whether the waiver covers a scenario.
    pub fn covers(&self, scenario: &str, requirements: &[String]) -> bool {
        match &self.subject {
            Subject::Scenario(id) => id == scenario,
            Subject::Requirement(id) => requirements.contains(id),
        }
    }

    /// Reads the waivers of a TOML document that contains nothing else; errors name `file`.
    ///
    /// # Errors
    /// When it is not TOML, has unknown members, or a waiver is incomplete; the message has the line.
    pub fn parse(text: &str, file: &str) -> Result<Vec<Self>, ConfigError> {
        let document: WaiverFile = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| line(text, span.start));
            ConfigError::new(format!(
                "failed to read the waivers in {file}, line {line}: {}",
                error.message().replace('\n', " ")
            ))
        })?;
        Ok(document.waivers)
    }
}

fn line(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WaiverFile {
    #[serde(default)]
    waivers: Vec<Waiver>,
}

/// A waiver in TOML.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scenario: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    requirement: Option<String>,
    owner: String,
    reason: String,
    ticket: String,
    expires: WrittenDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
}

/// A day, as text or as a TOML date.
#[derive(Deserialize, Serialize)]
#[serde(untagged)]
enum WrittenDate {
    Text(String),
    Toml(toml::value::Datetime),
}

impl WrittenDate {
    fn date(&self) -> Result<Date, String> {
        let text = match self {
            Self::Text(text) => text.clone(),
            Self::Toml(datetime) => datetime.to_string(),
        };
        // A time of day would also be read, but it has no meaning here.
        let day = text.parse().ok().filter(|day: &Date| day.to_string() == text);
        day.ok_or_else(|| format!("`{text}` is not a day: write expires = 2027-01-31"))
    }
}

impl TryFrom<Written> for Waiver {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let subject = match (written.scenario, written.requirement) {
            (Some(id), None) => Subject::Scenario(id),
            (None, Some(id)) => Subject::Requirement(id),
            (None, None) => return Err("a waiver needs a `scenario` or a `requirement`".into()),
            (Some(_), Some(_)) => {
                return Err("a waiver has a `scenario` or a `requirement`, not both".into());
            }
        };
        let texts =
            [("owner", &written.owner), ("reason", &written.reason), ("ticket", &written.ticket)];
        if let Some((name, _)) = texts.into_iter().find(|(_, text)| text.trim().is_empty()) {
            return Err(format!("the `{name}` of a waiver must not be empty"));
        }
        Ok(Self {
            subject,
            expires: written.expires.date()?,
            owner: written.owner,
            reason: written.reason,
            ticket: written.ticket,
            scope: written.scope,
        })
    }
}

impl From<Waiver> for Written {
    fn from(waiver: Waiver) -> Self {
        let (scenario, requirement) = match waiver.subject {
            Subject::Scenario(id) => (Some(id), None),
            Subject::Requirement(id) => (None, Some(id)),
        };
        Self {
            scenario,
            requirement,
            owner: waiver.owner,
            reason: waiver.reason,
            ticket: waiver.ticket,
            expires: WrittenDate::Text(waiver.expires.to_string()),
            scope: waiver.scope,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "[[waivers]]
requirement = \"BI-142\"
owner = \"kyc\"
reason = \"known\"
ticket = \"K-1\"
expires = 2027-01-31
";

    #[test]
    fn a_waiver_is_read_and_written_without_loss() {
        let waiver = Waiver::parse(GOOD, "w.toml").unwrap().remove(0);
        assert_eq!((waiver.id(), waiver.expires.to_string().as_str()), ("BI-142", "2027-01-31"));
        assert!(waiver.covers("x", &["BI-142".to_owned()]) && !waiver.covers("BI-142", &[]));
        let json = serde_json::to_string(&waiver).unwrap();
        assert_eq!(serde_json::from_str::<Waiver>(&json).unwrap(), waiver);
        let text = GOOD.replace("2027-01-31", "\"2027-01-31\"").replace("requirement", "scenario");
        let scenario = Waiver::parse(&text, "w.toml").unwrap().remove(0);
        assert!(scenario.covers("BI-142", &[]));
        assert_eq!(Waiver::parse("", "w.toml"), Ok(Vec::new()));
    }

    #[test]
    fn what_is_wrong_is_message_text_with_file_and_line() {
        let both = GOOD.replace("owner", "scenario = \"x\"\nowner");
        let rows = [
            ("[[waiver]]\n".to_owned(), "line 1: unknown field `waiver`"),
            (GOOD.replace("ticket", "tickets"), "line 5: unknown field `tickets`"),
            (GOOD.replace("owner = \"kyc\"\n", ""), "missing field `owner`"),
            (GOOD.replace("\"known\"", "\" \""), "the `reason` of a waiver must not be empty"),
            (GOOD.replace("2027-01-31", "2027-02-30"), "line 6"),
            (GOOD.replace("2027-01-31", "\"soon\""), "`soon` is not a day"),
            (GOOD.replace("2027-01-31", "2027-01-31T10:00:00Z"), "is not a day"),
            (
                GOOD.replace("requirement = \"BI-142\"\n", ""),
                "needs a `scenario` or a `requirement`",
            ),
            (both, "not both"),
        ];
        for (text, message) in rows {
            let message_text = Waiver::parse(&text, "w.toml").unwrap_err().to_string();
            assert!(
                message_text.contains("w.toml") && message_text.contains(message),
                "{message}: {message_text}"
            );
            assert_eq!(message_text.lines().count(), 1, "{message_text}");
        }
    }
}
