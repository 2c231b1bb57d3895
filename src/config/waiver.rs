//! Known failures that are accepted until a day, each with a responsible person.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct Waiver {
    /// The scenario or requirement that may fail.
    #[serde(flatten)]
    pub subject: Subject,
    /// The responsible person or team.
    pub owner: String,
    /// Reason for accepting it.
    pub reason: String,
    /// Ticket of the fix.
    pub ticket: String,
    /// Last day of the waiver.
    #[schemars(with = "String", regex(pattern = r"^\d{4}-\d{2}-\d{2}$"))]
    pub expires: Date,
    /// Name of its target; every target if `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
}

/// The subject of a waiver.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
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
}
