//! Statements about the target, compared with the observation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::finding::{FindingOutcome, Review, RuleBasis, RuleFinding};
use super::mismatch::Mismatch;

/// A statement that was checked. It holds if it has no mismatch; a check lists all mismatches.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct Check {
    /// The statement, as a sentence fragment: `the identification is pending`.
    pub statement: String,
    /// Every difference found; empty when the statement holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(min = 1))]
    pub mismatches: Vec<Mismatch>,
    /// Index of the decisive exchange among the scenario's exchanges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange: Option<usize>,
    /// Index of the step that made the check; filled in by the engine.
    #[serde(default)]
    pub step: usize,
    /// The rule for partners that was checked; `None` for a check of an API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<PartnerRule>,
}

/// A rule for partners, and what the check leaves open.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct PartnerRule {
    /// Id of the requirement.
    pub requirement: String,
    /// Behaviour of a correct app, in one sentence.
    pub correct: String,
    /// Way in which the result is known.
    #[serde(default)]
    pub basis: RuleBasis,
    /// Reason why the check neither holds nor fails, if it does neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<OpenRule>,
}

/// Reason why a check of a rule for partners neither holds nor fails.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OpenRule {
    /// A person has to compare what the app showed with the guide.
    Review(Review),
    /// Answer of the tester to the question of the rule.
    Attested(String),
    /// Reason why nothing was observed of it.
    NotObserved(String),
}

impl Check {
    /// A check of `statement` with the differences found.
    pub fn new(statement: impl Into<String>, mismatches: Vec<Mismatch>) -> Self {
        Self { statement: statement.into(), mismatches, exchange: None, step: 0, rule: None }
    }

    /// The check of a rule for partners; `exchange` decided it.
    pub fn of_finding(finding: RuleFinding, exchange: Option<usize>) -> Self {
        let (mismatches, open) = match finding.outcome {
            FindingOutcome::Passed => (Vec::new(), None),
            FindingOutcome::Failed(mismatches) => (mismatches, None),
            FindingOutcome::Review(review) => (Vec::new(), Some(OpenRule::Review(review))),
            FindingOutcome::Attested(answer) => (Vec::new(), Some(OpenRule::Attested(answer))),
            FindingOutcome::NotObserved(why) => (Vec::new(), Some(OpenRule::NotObserved(why))),
        };
        let (requirement, correct) = (finding.requirement, finding.correct.to_owned());
        let rule = Some(PartnerRule { requirement, correct, basis: finding.basis, open });
        Self { rule, ..Self::new(finding.statement, mismatches) }.seen_in(exchange)
    }

    /// Names the exchange that decided it.
    #[must_use]
    pub fn seen_in(mut self, exchange: Option<usize>) -> Self {
        self.exchange = exchange;
        self
    }

    /// Whether nothing differed.
    pub fn holds(&self) -> bool {
        self.mismatches.is_empty()
    }
}

/// The documented reading of an ambiguous question (`C-01` …) that the target showed.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct ObservedReading {
    /// The question's id in the catalogue.
    pub question: String,
    /// The reading's id in the catalogue.
    pub reading: String,
    /// Observation that shows it, for instance the operation that answered.
    pub note: String,
}

/// A documented deviation of the target: reported, and a failure only under `--strict`.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct Deviation {
    /// Difference from the printed contract, for instance `200 for 201`.
    pub what: String,
    /// Place: the operation or the member.
    pub place: String,
    /// Index of the step that observed it.
    #[serde(default)]
    pub step: usize,
}
