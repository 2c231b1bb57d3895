//! A run record, as far as a certificate needs it.
//!
//! Only these members are read, each from the bytes in the bundle, so that issuing and verifying see
//! the same, also in later versions.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::evidence::{
    Attachment, Check, Deviation, HarnessRecord, ObservedReading, OperationAnswers, SITUATION,
    SelectionRecord, StepKind, TargetRecord, TestedSide,
};
use crate::requirement::{Binding, Level};
use crate::verdict::{AssessedWaiver, Totals, Verdict, Worth};

use super::digest::sha256;
use super::unique_members::must_have_unique_members;

/// A run record.
#[derive(Deserialize)]
#[expect(missing_docs, reason = "the members are those of `run.json`")]
pub struct RunView<'a> {
    pub schema_version: u32,
    #[serde(default)]
    pub tested: TestedSide,
    pub run_id: String,
    pub started_at: String,
    pub finished_at: String,
    pub interrupted: bool,
    #[serde(default)]
    pub missing: Vec<String>,
    pub harness: HarnessRecord,
    pub selection: SelectionRecord,
    #[serde(default)]
    pub demanded_readings: BTreeMap<String, String>,
    pub target: TargetRecord,
    pub waivers: Vec<AssessedWaiver>,
    #[serde(default)]
    pub worth: Option<Worth>,
    pub totals: Totals,
    pub ambiguities: Vec<QuestionView>,
    pub exit_code: u8,
    pub conclusion: String,
    pub internal_faults: Vec<String>,
    pub strict: bool,
    pub fail_on_flaky: bool,
    #[serde(default)]
    pub merged_from: Vec<String>,
    #[serde(default)]
    pub own_calls: Vec<OperationAnswers>,
    #[serde(default)]
    pub controls: Vec<ControlView>,
    #[serde(default)]
    pub operations: Vec<OperationAnswers>,
    #[serde(borrow)]
    pub requirements: Vec<RequirementView<'a>>,
    #[serde(borrow, rename = "scenarios")]
    records: Vec<&'a RawValue>,
    #[serde(skip)]
    pub scenarios: Vec<ScenarioView<'a>>,
}

/// A scenario that was run only to see an operation succeed.
#[derive(Deserialize)]
pub struct ControlView {
    #[serde(default)]
    pub operations: Vec<OperationAnswers>,
}

/// A question of a run record, with the readings observed.
#[derive(Deserialize)]
pub struct QuestionView {
    pub id: String,
    #[serde(default)]
    pub observed: BTreeSet<String>,
}

/// A requirement of a run record.
#[derive(Deserialize)]
pub struct RequirementView<'a> {
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    pub level: Level,
    #[serde(default)]
    pub binds: Option<Binding>,
    pub verdict: Verdict,
    #[serde(default)]
    pub reason: Option<String>,
    #[serde(default)]
    pub scenarios: Vec<String>,
    #[serde(default)]
    pub known_by: Vec<String>,
}

/// A scenario of a run record.
#[derive(Deserialize)]
pub struct ScenarioView<'a> {
    pub id: String,
    pub verdict: Verdict,
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub warning: bool,
    #[serde(default)]
    pub flaky: bool,
    #[serde(default, borrow)]
    pub file: Cow<'a, str>,
    #[serde(default, borrow)]
    pub feature: Cow<'a, str>,
    #[serde(default)]
    pub rule: Option<String>,
    #[serde(default, borrow)]
    pub name: Cow<'a, str>,
    #[serde(default)]
    pub tags: Vec<String>,
    #[serde(default)]
    pub own_verdict: Option<OwnVerdictView>,
    #[serde(default)]
    pub started_at: Option<String>,
    #[serde(default)]
    pub duration_ms: u64,
    #[serde(default)]
    pub requests: usize,
    #[serde(default)]
    pub operations: Vec<OperationAnswers>,
    #[serde(default)]
    pub exchanges: Vec<ExchangeView>,
    #[serde(default)]
    pub sequence: Vec<SequenceView>,
    #[serde(default)]
    pub waived: Option<IgnoredAny>,
    #[serde(default)]
    pub requirements: Vec<String>,
    #[serde(default, borrow)]
    pub steps: Vec<StepView<'a>>,
    #[serde(default)]
    pub observed_readings: Vec<ObservedReading>,
    #[serde(default)]
    pub readings: BTreeMap<String, String>,
    #[serde(default)]
    pub attempts: usize,
    #[serde(default)]
    pub deviations: Vec<Deviation>,
    #[serde(default)]
    attachments: Vec<Attachment>,
    #[serde(default)]
    pub earlier_attempts: Vec<AttemptView>,
    #[serde(default, borrow)]
    checks: Option<&'a RawValue>,
    /// SHA-256 of the whole record.
    #[serde(skip)]
    pub digest: String,
}

/// The verdict of a scenario by its own steps.
#[derive(Deserialize)]
pub struct OwnVerdictView {
    #[serde(default)]
    pub waits_for: Option<String>,
}

/// A step of a scenario.
#[derive(Deserialize)]
pub struct StepView<'a> {
    pub kind: StepKind,
    #[serde(borrow)]
    pub text: Cow<'a, str>,
    #[serde(borrow)]
    pub outcome: Cow<'a, str>,
    #[serde(default)]
    pub duration_ms: u64,
    #[serde(default)]
    pub requests: usize,
}

/// An exchange of a scenario.
#[derive(Deserialize, PartialEq, Eq)]
pub struct ExchangeView {
    #[serde(default)]
    pub operation: String,
    #[serde(default)]
    pub at: String,
}

/// A row of the sequence of a situation.
#[derive(Deserialize)]
pub struct SequenceView {
    #[serde(default)]
    pub exchange: Option<usize>,
}

/// An attempt before the one that counts.
#[derive(Deserialize)]
pub struct AttemptView {
    #[serde(default)]
    pub duration_ms: u64,
    #[serde(default)]
    attachments: Vec<Attachment>,
}

impl<'a> RunView<'a> {
    /// Reads a record.
    ///
    /// # Errors
    /// When it is no run record, or a member of it occurs twice.
    pub fn parse(bytes: &'a [u8]) -> serde_json::Result<Self> {
        must_have_unique_members(bytes)?;
        let mut run: Self = serde_json::from_slice(bytes)?;
        let scenarios = run.records.iter().map(|record| {
            let view: ScenarioView<'a> = serde_json::from_str(record.get())?;
            Ok(ScenarioView { digest: sha256(record.get().as_bytes()), ..view })
        });
        run.scenarios = scenarios.collect::<serde_json::Result<_>>()?;
        Ok(run)
    }

    /// Whether an operation was seen to succeed.
    pub fn succeeded(&self, operation: &str) -> bool {
        self.operations.iter().any(|it| it.operation == operation && it.succeeded > 0)
    }

    /// Number of scenarios by verdict.
    pub fn counts(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for it in &self.scenarios {
            *counts.entry(it.verdict.word().to_owned()).or_default() += 1;
        }
        counts
    }
}

impl ScenarioView<'_> {
    /// The checks.
    ///
    /// # Errors
    /// When they are no checks.
    pub fn checks(&self) -> serde_json::Result<Vec<Check>> {
        self.checks.map_or(Ok(Vec::new()), |it| serde_json::from_str(it.get()))
    }

    /// Paths of the files of all attempts, below the report folder.
    pub fn attachments(&self) -> impl Iterator<Item = &str> {
        let earlier = self.earlier_attempts.iter().flat_map(|it| &it.attachments);
        earlier.chain(&self.attachments).map(|it| it.path.as_str())
    }

    /// Path of the file with the observed situation of the last attempt.
    pub fn situation_file(&self) -> Option<&str> {
        let file = self.attachments.iter().find(|it| it.name == SITUATION);
        file.map(|it| it.path.as_str())
    }

    /// Whether it keeps a run from being certified, whatever its requirements are.
    pub fn is_against(&self) -> bool {
        let is_open = matches!(self.verdict, Verdict::Inconclusive | Verdict::Error);
        let is_failed = self.verdict == Verdict::Failed && !self.warning;
        (is_open || is_failed) && self.waived.is_none()
    }
}
