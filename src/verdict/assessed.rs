//! Scenarios and requirements with their verdicts.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::Waiver;
use crate::evidence::{Attachment, Check, Exchange, OperationAnswers, RuleBasis, ScenarioRecord};
use crate::requirement::{Binding, Level, Requirement};

/// Verdict of a scenario or a requirement; later ones are worse.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema, Serialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// No scenario ran that could show whether the requirement holds.
    Uncovered,
    /// The target lacks something the scenario needs.
    NotApplicable,
    /// Nothing was observed of a rule for partners.
    NotObserved,
    /// Every check held.
    Passed,
    /// The tester affirmed that a rule for partners is kept.
    Attested,
    /// A person has to look at something that a partner's app showed.
    Review,
    /// Something kept us from observing.
    Inconclusive,
    /// The target answered, and a check did not hold.
    Failed,
    /// Our own fault.
    Error,
}

impl Verdict {
    /// The word in every report.
    pub fn word(self) -> &'static str {
        match self {
            Self::Uncovered => "uncovered",
            Self::NotApplicable => "not-applicable",
            Self::NotObserved => "not-observed",
            Self::Passed => "passed",
            Self::Attested => "attested",
            Self::Review => "review",
            Self::Inconclusive => "inconclusive",
            Self::Failed => "failed",
            Self::Error => "error",
        }
    }
}

impl Verdict {
    /// Whether something was observed: an inconclusive verdict and a fault of the harness say nothing of
    /// the target.
    pub fn is_observed(self) -> bool {
        matches!(self, Self::Passed | Self::Attested | Self::Review | Self::Failed)
    }

    /// Whether this verdict on a scenario, in which the harness acts as the partner, shows something of
    /// a requirement that binds `party`. A scenario that passes shows nothing of a partner.
    pub fn shows(self, party: Option<Binding>) -> bool {
        party != Some(Binding::Partner) || self > Self::Passed
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.word())
    }
}

/// Verdict on the partner's half of a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartnerVerdict {
    /// No partner was under test: the harness acted as the partner.
    NotObserved,
}

impl PartnerVerdict {
    /// Verdict of a run that tests the API, if the partner has to fulfil something at all.
    pub fn of(binds: Binding) -> Option<Self> {
        matches!(binds, Binding::Both | Binding::Partner).then_some(Self::NotObserved)
    }

    /// The word in every report.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotObserved => "not observed",
        }
    }
}

/// A scenario with its verdict.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct AssessedScenario {
    /// The record of the scenario.
    #[serde(flatten)]
    pub record: ScenarioRecord,
    /// The verdict.
    pub verdict: Verdict,
    /// Reason of the verdict in one line; empty if it is passed.
    pub reason: String,
    /// Failed, but nothing that is a MUST: it counts only under `--strict`.
    pub warning: bool,
    /// Passed, but not on the first attempt.
    pub flaky: bool,
    /// The attempts before the one that counts, oldest first.
    #[serde(default, rename = "earlier_attempts", skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<EarlierAttempt>,
    /// Failed, and accepted for a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waived: Option<Waiver>,
    /// The verdict by its own steps, if the operations of the whole run led to another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_verdict: Option<OwnVerdict>,
}

/// Verdict on a scenario by its own steps alone.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct OwnVerdict {
    /// The verdict.
    pub verdict: Verdict,
    /// Reason of the verdict in one line; empty if it is passed.
    pub reason: String,
    /// Failed, but nothing that is a MUST.
    pub warning: bool,
    /// Passed, but not on the first attempt.
    pub flaky: bool,
    /// The operation whose success the other verdict waits for: the first one in the course of an
    /// identification that was not seen to succeed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits_for: Option<String>,
}

/// A scenario that was run only to see an operation succeed. It is not part of the selection.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct AssessedControl {
    /// Id of the scenario.
    pub scenario: String,
    /// Operations that it shows.
    pub shows: Vec<String>,
    /// The verdict.
    pub verdict: Verdict,
    /// Reason of the verdict in one line; empty if it is passed.
    pub reason: String,
    /// Answers to its calls, by operation.
    pub operations: Vec<OperationAnswers>,
}

impl AssessedScenario {
    /// A scenario with this verdict, without warning and earlier attempts.
    pub(crate) fn new(record: ScenarioRecord, verdict: Verdict, reason: String) -> Self {
        Self {
            record,
            verdict,
            reason,
            warning: false,
            flaky: false,
            earlier: Vec::new(),
            waived: None,
            own_verdict: None,
        }
    }

    /// Whether it neither passed nor was left out as not applicable.
    pub fn is_wrong(&self) -> bool {
        self.verdict > Verdict::Review
    }

    /// Whether it failed and does not count, because the target seems not to offer an operation.
    pub fn seems_not_offered(&self) -> bool {
        self.own_verdict.as_ref().is_some_and(|it| it.verdict == Verdict::Failed)
    }

    /// Whether it does not pass, and that is neither a warning nor waived.
    pub fn counts(&self, strict: bool) -> bool {
        !matches!(self.verdict, Verdict::Passed | Verdict::Review)
            && self.waived.is_none()
            && (strict || !self.warning)
    }

    /// The files of all its attempts.
    pub fn attachments(&self) -> impl Iterator<Item = &Attachment> {
        let earlier = self.earlier.iter().flat_map(|it| &it.attachments);
        earlier.chain(&self.record.attachments)
    }

    /// The files of all its attempts, each list to be changed.
    pub fn attachments_mut(&mut self) -> impl Iterator<Item = &mut Vec<Attachment>> {
        let earlier = self.earlier.iter_mut().map(|it| &mut it.attachments);
        earlier.chain([&mut self.record.attachments])
    }
}

/// An attempt at a scenario that was followed by another.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
pub struct EarlierAttempt {
    /// The verdict.
    pub verdict: Verdict,
    /// Reason of the verdict in one line.
    pub reason: String,
    /// Wall time, in milliseconds.
    pub duration_ms: u64,
    /// Checks made.
    pub checks: Vec<Check>,
    /// Exchanges.
    pub exchanges: Vec<Exchange>,
    /// Files that show what exchanges do not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

/// A requirement with its verdict.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct AssessedRequirement {
    /// Id of the requirement.
    pub id: String,
    /// The requirement in one sentence.
    pub summary: String,
    /// Level of the requirement, such as MUST.
    pub level: Level,
    /// The party that has to fulfil it; `None` if the catalogue does not have it.
    #[serde(default)]
    pub binds: Option<Binding>,
    /// Headings of the guide it comes from.
    #[serde(default)]
    pub source: String,
    /// Reason why no scenario covers it, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The worst verdict of its scenarios, in which the harness acts as the partner; `uncovered` when
    /// none ran. A requirement for the partner alone never passes so.
    pub verdict: Verdict,
    /// Verdict on the partner's half, if the partner has to fulfil it, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<PartnerVerdict>,
    /// Ids of its scenarios.
    pub scenarios: Vec<String>,
    /// Ways in which the verdict on a rule for partners is known, without repetition.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known_by: Vec<RuleBasis>,
}

impl AssessedRequirement {
    /// A row of the catalogue nothing is known of yet.
    pub(super) fn open(it: &Requirement) -> Self {
        Self {
            id: it.id.clone(),
            summary: it.summary.clone(),
            level: it.level,
            binds: Some(it.binds),
            source: it.source.clone(),
            reason: it.open_reason().map(str::to_owned),
            verdict: Verdict::Uncovered,
            partner: PartnerVerdict::of(it.binds),
            scenarios: Vec::new(),
            known_by: Vec::new(),
        }
    }

    /// A row that binds partners, of which nothing was observed yet.
    pub(super) fn of_partner(it: &Requirement) -> Self {
        Self { verdict: Verdict::NotObserved, partner: None, reason: None, ..Self::open(it) }
    }

    /// Counts the verdict of a scenario.
    pub(super) fn count(&mut self, scenario: Verdict) {
        if scenario.shows(self.binds) {
            self.verdict = self.verdict.max(scenario);
            self.reason = None; // the catalogue's reason why nothing would be seen
        }
    }

    /// A row the catalogue does not have: somebody's own, and meant to hold.
    pub(super) fn unknown(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            summary: String::new(),
            level: Level::Must,
            binds: None,
            source: String::new(),
            reason: None,
            verdict: Verdict::Uncovered,
            partner: None,
            scenarios: Vec::new(),
            known_by: Vec::new(),
        }
    }
}
