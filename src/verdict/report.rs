//! What the verdict room hands to the reporters.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::config::Waiver;
use crate::evidence::{Attachment, Check, Exchange, RunRecord, ScenarioRecord};
use crate::requirement::{Binding, Level, Requirement};

use super::conclusion::Grounds;
use super::{AssessedWaiver, Conclusion, Deviations, RegisteredAmbiguity};

/// Verdict of a scenario or a requirement; later ones are worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing ran that could say something.
    Uncovered,
    /// The target lacks something the scenario needs.
    NotApplicable,
    /// Every check held.
    Passed,
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
            Self::Passed => "passed",
            Self::Inconclusive => "inconclusive",
            Self::Failed => "failed",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.word())
    }
}

/// A scenario with its verdict.
#[derive(Clone, Debug)]
pub struct AssessedScenario {
    /// What was recorded.
    pub record: ScenarioRecord,
    /// The verdict.
    pub verdict: Verdict,
    /// Why, in one line; empty when passed.
    pub reason: String,
    /// Failed, but nothing that is a MUST: it counts only under `--strict`.
    pub warning: bool,
    /// Passed, but not on the first attempt.
    pub flaky: bool,
    /// The attempts before the one that counts, oldest first.
    pub earlier: Vec<EarlierAttempt>,
    /// Failed, and accepted for a time.
    pub waived: Option<Waiver>,
}

impl AssessedScenario {
    /// Whether it neither passed nor was left out as not applicable.
    pub fn is_wrong(&self) -> bool {
        !matches!(self.verdict, Verdict::Passed | Verdict::NotApplicable)
    }

    /// The files of all its attempts.
    pub fn attachments(&self) -> impl Iterator<Item = &Attachment> {
        let earlier = self.earlier.iter().flat_map(|it| &it.attachments);
        earlier.chain(&self.record.attachments)
    }

    /// The files of all its attempts, to be changed.
    pub fn attachments_mut(&mut self) -> impl Iterator<Item = &mut Attachment> {
        let earlier = self.earlier.iter_mut().flat_map(|it| &mut it.attachments);
        earlier.chain(&mut self.record.attachments)
    }
}

/// An attempt at a scenario that was followed by another.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct EarlierAttempt {
    /// How it ended.
    pub verdict: Verdict,
    /// Why, in one line.
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
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct AssessedRequirement {
    /// Its id.
    pub id: String,
    /// What must hold.
    pub summary: String,
    /// How strongly it is demanded.
    pub level: Level,
    /// Who has to do it; unknown when the catalogue does not have it.
    #[serde(default)]
    pub binds: Option<Binding>,
    /// Headings of the guide it comes from.
    #[serde(default)]
    pub source: String,
    /// Why no scenario looks after it, when there is a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The worst verdict of its scenarios; `uncovered` when none ran.
    pub verdict: Verdict,
    /// Ids of its scenarios.
    pub scenarios: Vec<String>,
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
            reason: it.unobservable.as_ref().or(it.pending.as_ref()).cloned(),
            verdict: Verdict::Uncovered,
            scenarios: Vec::new(),
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
            scenarios: Vec::new(),
        }
    }
}

/// How many scenarios got which verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each member counts the verdict it is named after")]
pub struct Totals {
    pub passed: usize,
    pub failed: usize,
    pub inconclusive: usize,
    pub error: usize,
    pub not_applicable: usize,
    /// Of those passed, how many not on the first attempt.
    pub flaky: usize,
    /// Of those failed, how many are accepted for a time.
    pub waived: usize,
}

impl Totals {
    /// Returns the counts of these scenarios.
    pub fn of(scenarios: &[AssessedScenario]) -> Self {
        let mut totals = Self::default();
        for scenario in scenarios {
            totals.count(scenario);
        }
        totals
    }

    fn count(&mut self, scenario: &AssessedScenario) {
        self.flaky += usize::from(scenario.flaky);
        self.waived += usize::from(scenario.waived.is_some());
        match scenario.verdict {
            Verdict::Passed => self.passed += 1,
            Verdict::Failed => self.failed += 1,
            Verdict::Inconclusive => self.inconclusive += 1,
            Verdict::Error => self.error += 1,
            Verdict::NotApplicable | Verdict::Uncovered => self.not_applicable += 1,
        }
    }

    /// All scenarios.
    pub fn sum(&self) -> usize {
        self.passed + self.failed + self.inconclusive + self.error + self.not_applicable
    }
}

/// Everything a reporter needs.
#[derive(Clone, Debug)]
pub struct ConformanceReport {
    /// The run.
    pub run: RunRecord,
    /// Its scenarios, in the order they were loaded.
    pub scenarios: Vec<AssessedScenario>,
    /// Requirements of the catalogue and those named by a scenario, by id.
    pub requirements: Vec<AssessedRequirement>,
    /// Questions that were met, by id, with the readings observed.
    pub ambiguities: Vec<RegisteredAmbiguity>,
    /// What the target did of its own choice.
    pub freedoms: Deviations,
    /// Waivers, as they were given.
    pub waivers: Vec<AssessedWaiver>,
    /// Counts.
    pub totals: Totals,
    /// Whether the profile was strict.
    pub strict: bool,
    /// Whether what passes only on a later attempt is good enough.
    pub fail_on_flaky: bool,
    /// The verdict on the whole run.
    pub conclusion: Conclusion,
}

/// What was found out about a run besides its scenarios.
pub(super) struct Findings {
    pub requirements: Vec<AssessedRequirement>,
    pub ambiguities: Vec<RegisteredAmbiguity>,
    pub freedoms: Deviations,
    pub waivers: Vec<AssessedWaiver>,
}

/// What counts as good enough.
#[derive(Clone, Copy, Debug)]
pub(super) struct JudgementRules {
    pub strict: bool,
    pub fail_on_flaky: bool,
}

impl ConformanceReport {
    /// Sorts the scenarios in load order, counts them, and draws the conclusion.
    pub(super) fn of(
        run: RunRecord,
        mut scenarios: Vec<AssessedScenario>,
        findings: Findings,
        rules: JudgementRules,
    ) -> Self {
        let Findings { requirements, ambiguities, freedoms, waivers } = findings;
        let JudgementRules { strict, fail_on_flaky } = rules;
        scenarios.sort_by_key(|it| it.record.position);
        let totals = Totals::of(&scenarios);
        let grounds = Grounds { run: &run, scenarios: &scenarios, waivers: &waivers, rules };
        let conclusion = Conclusion::draw(&grounds);
        Self {
            run,
            scenarios,
            requirements,
            ambiguities,
            freedoms,
            waivers,
            totals,
            strict,
            fail_on_flaky,
            conclusion,
        }
    }

    /// Returns the scenarios of each feature file; no slice is empty.
    pub fn features(&self) -> impl Iterator<Item = &[AssessedScenario]> {
        self.scenarios.chunk_by(|left, right| left.record.file == right.record.file)
    }
}
