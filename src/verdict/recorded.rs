//! A run read back from its `run.json`: what it found, not judged again.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::Deserialize;

use crate::config::Waiver;
use crate::evidence::{
    Attachment, Check, Deviation, Exchange, ObservedReading, ScenarioRecord, SelectionRecord,
    StepRecord, TargetRecord,
};

use super::tally::Tally;
use super::{
    AssessedRequirement, AssessedScenario, AssessedWaiver, EarlierAttempt, RegisteredAmbiguity,
    Verdict, Waivers, register,
};

/// The layout of `run.json` this program writes and reads.
pub const SCHEMA_VERSION: u32 = 1;

/// A run as recorded. Members it does not know are ignored.
#[derive(Clone, Debug, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "members are those of the record")]
pub struct RecordedRun {
    /// Version of the layout.
    pub schema_version: u32,
    /// Its id.
    pub run_id: String,
    /// Start, ISO 8601 UTC.
    pub started_at: String,
    /// End, ISO 8601 UTC.
    pub finished_at: String,
    /// Whether it was stopped before all scenarios ended.
    pub interrupted: bool,
    /// What ran.
    pub harness: RecordedHarness,
    /// Seed of everything random.
    pub seed: u64,
    /// Whether warnings and deviations counted.
    pub strict: bool,
    /// Whether what passed only on a later attempt counted.
    pub fail_on_flaky: bool,
    /// What was selected, and the part of it that was run.
    pub selection: SelectionRecord,
    /// Ids of the runs it was merged from.
    #[serde(default)]
    pub merged_from: Vec<String>,
    /// What a merged run lacks.
    #[serde(default)]
    pub missing: Vec<String>,
    /// What was tested.
    pub target: TargetRecord,
    /// Panics inside the harness.
    pub internal_faults: Vec<String>,
    /// Requirements of the catalogue and those named by a scenario.
    pub requirements: Vec<AssessedRequirement>,
    /// Questions met.
    pub ambiguities: Vec<RegisteredAmbiguity>,
    /// Waivers, as they were given.
    pub waivers: Vec<AssessedWaiver>,
    /// Scenarios in load order.
    pub scenarios: Vec<RecordedScenario>,
    /// Whether the run never came to its end, and its scenarios were found beside the record.
    #[serde(skip)]
    pub salvaged: bool,
}

impl RecordedRun {
    /// Whether this is what a run writes before its first scenario ends.
    pub fn has_only_begun(&self) -> bool {
        self.interrupted && self.scenarios.is_empty()
    }

    /// The run with the scenarios that did end. Waivers are weighed as on the day it began.
    pub fn salvage(&mut self, mut scenarios: Vec<RecordedScenario>) {
        scenarios.sort_by_key(|it| it.position);
        let today = self
            .started_at
            .parse()
            .map_or(Date::ZERO, |at: Timestamp| at.to_zoned(TimeZone::UTC).date());
        let waivers = Waivers { candidates: self.candidates(), today };
        let open = std::mem::take(&mut self.requirements);
        let mut tally = Tally::new(open, &waivers, &self.target.name);
        for scenario in &mut scenarios {
            let mut judged = AssessedScenario::from(scenario.clone());
            judged.waived = None;
            tally.count(&mut judged);
            scenario.waived = judged.waived;
        }
        let register = std::mem::take(&mut self.ambiguities);
        let findings = tally.findings(|observed| register::observed(register, observed));
        self.requirements = findings.requirements;
        self.ambiguities = findings.ambiguities;
        self.waivers = findings.waivers;
        (self.scenarios, self.salvaged) = (scenarios, true);
    }

    /// Its waivers, each with the number of scenarios of the suite it is about.
    pub(super) fn candidates(&self) -> Vec<(Waiver, usize)> {
        self.waivers.iter().map(|it| (it.waiver.clone(), it.in_suite)).collect()
    }

    /// Verdicts of its scenarios, by id.
    pub fn verdicts(&self) -> BTreeMap<&str, Verdict> {
        self.scenarios.iter().map(|it| (it.id.as_str(), it.verdict)).collect()
    }
}

/// The program and the suite that ran.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct RecordedHarness {
    /// Name of the program.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Digest over features and catalogue.
    pub suite_digest: String,
}

/// A scenario as recorded.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "members are those of the scenario's record and verdict")]
pub struct RecordedScenario {
    pub id: String,
    pub position: usize,
    pub feature: String,
    pub file: String,
    pub rule: Option<String>,
    pub name: String,
    pub line: usize,
    pub tags: Vec<String>,
    pub requirements: Vec<String>,
    pub verdict: Verdict,
    pub reason: String,
    pub warning: bool,
    #[serde(default)]
    pub observed_readings: Vec<ObservedReading>,
    pub deviations: Vec<Deviation>,
    #[serde(default)]
    pub started_at: Option<String>,
    pub duration_ms: u64,
    pub attempts: u32,
    pub flaky: bool,
    #[serde(default)]
    pub earlier_attempts: Vec<EarlierAttempt>,
    #[serde(default)]
    pub waived: Option<Waiver>,
    pub requests: usize,
    pub steps: Vec<StepRecord>,
    #[serde(default)]
    pub checks: Vec<Check>,
    #[serde(default)]
    pub exchanges: Vec<Exchange>,
    #[serde(default)]
    pub attachments: Vec<Attachment>,
}

impl RecordedScenario {
    /// The files of all its attempts, each list to be changed.
    pub fn attachments_mut(&mut self) -> impl Iterator<Item = &mut Vec<Attachment>> {
        let earlier = self.earlier_attempts.iter_mut().map(|it| &mut it.attachments);
        earlier.chain([&mut self.attachments])
    }
}

impl From<RecordedScenario> for AssessedScenario {
    fn from(it: RecordedScenario) -> Self {
        let not_applicable = (it.verdict == Verdict::NotApplicable).then(|| it.reason.clone());
        let record = ScenarioRecord {
            id: it.id,
            position: it.position,
            file: it.file.into(),
            feature: it.feature.into(),
            rule: it.rule.map(Into::into),
            name: it.name,
            line: it.line,
            tags: it.tags,
            requirements: it.requirements,
            not_applicable,
            steps: it.steps,
            checks: it.checks,
            readings: it.observed_readings,
            deviations: it.deviations,
            exchanges: it.exchanges,
            attachments: it.attachments,
            requests: it.requests,
            started_at: it.started_at,
            duration_ms: it.duration_ms,
            attempts: it.attempts,
            earlier: Vec::new(),
        };
        Self {
            record,
            verdict: it.verdict,
            reason: it.reason,
            warning: it.warning,
            flaky: it.flaky,
            earlier: it.earlier_attempts,
            waived: it.waived,
        }
    }
}
