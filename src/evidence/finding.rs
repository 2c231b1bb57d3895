//! Findings about a partner's app, and the circumstances under which it was observed.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Mismatch, Trace};

/// The customer who uses the app, as the tester types it in.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub struct CustomerCard {
    /// Salutation: `MR`, `MS` …
    pub salutation: String,
    /// All first names, as on the identity document.
    pub first_name: String,
    /// All parts of the last name, as on the identity document.
    pub last_name: String,
    /// Date of birth, `YYYY-MM-DD`.
    pub birth_date: String,
    /// Place of birth.
    pub birth_city: String,
    /// Country of birth, ISO 3166-1 alpha-2.
    pub birth_country: String,
    /// Nationality, ISO 3166-1 alpha-2.
    pub nationality: String,
    /// E-mail address.
    pub email: String,
    /// Occupation in the word of the API: `EMPLOYED` …
    pub employment_status: String,
    /// Postal address by member: `line_1`, `line_2`, `postal_code`, `city`, `country`.
    pub address: BTreeMap<String, String>,
    /// Mobile number in international notation.
    pub mobile_number: String,
}

/// Facts that a judge has to know in addition to the trace.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub struct Circumstances {
    /// Id of the situation; empty for a capture.
    pub situation: String,
    /// Language of the customer: `de` or `en`.
    pub language: String,
    /// The customer; `None` for a capture.
    pub customer: Option<CustomerCard>,
    /// IBAN that the customer types in, with the blanks of the card.
    pub iban: Option<String>,
    /// A second good account of the customer.
    pub other_iban: Option<String>,
    /// Reason of Appendix III with which the bank refuses in this situation, in the guide's spelling.
    pub reason: Option<String>,
}

/// Observation of an app in a situation, with all facts that its judges need.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct ObservedSituation {
    /// The circumstances.
    pub circumstances: Circumstances,
    /// The trace.
    pub trace: Trace,
}

/// Way in which something of a partner's app is known.
#[derive(
    Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq, PartialOrd, Ord, Serialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum RuleBasis {
    /// By exchanges, which any traffic of the app has.
    #[default]
    Exchange,
    /// By exchanges in a situation that the bank brought about.
    Situation,
    /// By what the app showed.
    Screen,
    /// By an answer of the tester.
    Attestation,
}

impl RuleBasis {
    /// The word in every report.
    pub fn word(self) -> &'static str {
        match self {
            Self::Exchange => "exchange",
            Self::Situation => "situation",
            Self::Screen => "screen",
            Self::Attestation => "attestation",
        }
    }
}

/// A finding: one rule for partners, and what the trace shows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFinding {
    /// Id of the requirement.
    pub requirement: String,
    /// The rule as a sentence fragment: `the number is verified before the identification`.
    pub statement: String,
    /// The outcome.
    pub outcome: FindingOutcome,
    /// Index of the decisive event in the trace.
    pub event: Option<usize>,
    /// Behaviour of a correct app, in one sentence.
    pub correct: &'static str,
    /// Way in which the outcome is known.
    pub basis: RuleBasis,
}

/// Outcome of a rule for partners.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FindingOutcome {
    /// The trace shows that the rule holds.
    Passed,
    /// The trace shows that the rule is broken.
    Failed(Vec<Mismatch>),
    /// A person has to look.
    Review(Review),
    /// The tester answered a question.
    Attested(String),
    /// The trace cannot show whether the rule holds, for this reason.
    NotObserved(String),
}

/// Something that the app showed, beside the guide's own words.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct Review {
    /// The text that the app showed.
    pub shown: String,
    /// The text of the guide.
    pub documented: String,
}
