//! Record of a run, which the engine passes to the verdict room.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

use super::instant::INSTANT;
use super::{
    Attachment, Check, Deviation, Exchange, KnownSecrets, ObservedReading, OperationAnswers,
    SelectionRecord, SequenceRow, Unobserved,
};

/// Record of one run, without its scenarios and without any verdict.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, Serialize)]
pub struct RunRecord {
    /// Unique id, sortable by time: `20261123T101500Z-1a2b`.
    #[schemars(length(min = 1))]
    pub run_id: String,
    /// Start, ISO 8601 UTC.
    #[schemars(regex(pattern = INSTANT))]
    pub started_at: String,
    /// End, ISO 8601 UTC.
    #[schemars(regex(pattern = INSTANT))]
    pub finished_at: String,
    /// Whether the run was stopped before all scenarios ended.
    pub interrupted: bool,
    /// The side that was under test.
    #[serde(default, skip_serializing_if = "TestedSide::is_api")]
    pub tested: TestedSide,
    /// The program and the suite that ran.
    pub harness: HarnessRecord,
    /// Seed of the random values.
    pub seed: u64,
    /// Readings that the profile demanded, by question.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub demanded_readings: BTreeMap<String, String>,
    /// The selection, and the part of it that was run.
    pub selection: SelectionRecord,
    /// Ids of the runs this one was merged from, if any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merged_from: Vec<String>,
    /// Parts of the selection that a merged run lacks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// The target that was tested.
    pub target: TargetRecord,
    /// Answers to the calls that the run made for itself, before its first scenario.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own_calls: Vec<OperationAnswers>,
    /// The SMS of the hour before its end, if they are limited.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recent_sms: Vec<RecentSms>,
    /// Panics inside the harness or its simulator, outside any step.
    pub internal_faults: Vec<String>,
    /// Secrets that no artefact may show; never written.
    #[serde(skip)]
    pub known_secrets: KnownSecrets,
}

/// The SMS that a run sent to one mobile number within the hour before its end, and those that count
/// from an earlier run.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct RecentSms {
    /// Place of the number in `customer_numbers`, from 1 up: a number itself is never recorded.
    pub number: usize,
    /// When each was sent, ISO 8601 UTC.
    pub sent_at: Vec<String>,
}

/// The side of the contract that a run tests.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TestedSide {
    /// An implementation of the API; the harness acts as the partner.
    #[default]
    Api,
    /// A partner's app; the harness acts as the bank.
    Partner,
}

impl TestedSide {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    fn is_api(&self) -> bool {
        *self == Self::Api
    }
}

/// The program and the suite of a run.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct HarnessRecord {
    /// Name of the program.
    #[schemars(extend("const" = env!("CARGO_PKG_NAME")))]
    pub name: String,
    /// Version of the harness.
    pub version: String,
    /// Digest over the features and the catalogue that were loaded.
    pub suite_digest: String,
    /// SHA-256 of the program's file, if it could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub binary_digest: Option<String>,
}

impl HarnessRecord {
    /// This program, with the digest of the suite it loaded.
    pub fn of(suite_digest: String) -> Self {
        let [name, version] =
            [env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")].map(str::to_owned);
        Self { name, version, suite_digest, binary_digest: None }
    }
}

impl Default for HarnessRecord {
    fn default() -> Self {
        Self::of(String::new())
    }
}

/// The implementation under test, as far as a report may name it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct TargetRecord {
    /// `simulator`, or the configured name or URL.
    pub name: String,
    /// Base URL of the API, without credentials.
    pub url: String,
    /// Capabilities of the target beyond the API, for instance `clock`, `outbox`.
    pub capabilities: Vec<String>,
    /// Command-line flags that describe it, to repeat them; secrets are shell variables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
}

/// Record of one scenario or one row of an outline.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct ScenarioRecord {
    /// Stable id: path and names, no line numbers.
    pub id: String,
    /// Index in the whole selection.
    pub position: usize,
    /// Path of the feature file, relative where possible.
    pub file: Arc<str>,
    /// Title of the feature.
    pub feature: Arc<str>,
    /// Title of the rule, if any.
    pub rule: Option<Arc<str>>,
    /// Title of the scenario; that of an outline row contains its values.
    pub name: String,
    /// Line of the scenario, or of the outline's row.
    pub line: usize,
    /// Tags of feature, rule, scenario and examples, without `@`.
    pub tags: Vec<String>,
    /// The tags that are requirement ids.
    pub requirements: Vec<String>,
    /// Reason why it was not run: the target lacks a capability. The record has it as the reason of
    /// the verdict.
    #[serde(skip)]
    pub not_applicable: Option<String>,
    /// Steps in order, background first.
    pub steps: Vec<StepRecord>,
    /// Checks made.
    #[serde(default)]
    pub checks: Vec<Check>,
    /// Readings shown.
    #[serde(flatten, serialize_with = "write_readings", deserialize_with = "read_readings")]
    #[schemars(with = "ReadingMembers<'static>")]
    pub readings: Vec<ObservedReading>,
    /// Documented deviations.
    pub deviations: Vec<Deviation>,
    /// Answers to the calls of the steps, by operation, in the order of the first call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<OperationAnswers>,
    /// Exchanges; kept if a step did not pass or `--evidence all` is set.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exchanges: Vec<Exchange>,
    /// Files such as screenshots; kept like the exchanges.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// Sequence of what app, bank and customer did; empty if no app was tested.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sequence: Vec<SequenceRow>,
    /// Requests sent, whether or not the exchanges are kept.
    pub requests: usize,
    /// Start, ISO 8601 UTC; `None` if it was not run.
    #[schemars(regex(pattern = INSTANT))]
    pub started_at: Option<String>,
    /// Wall time, in milliseconds.
    pub duration_ms: u64,
    /// Number of attempts; this is the last one.
    pub attempts: u32,
    /// Earlier attempts, oldest first; the verdict room keeps what is recorded of them.
    #[serde(skip)]
    pub earlier: Vec<ScenarioRecord>,
}

/// Readings as members of a scenario.
#[derive(Deserialize, JsonSchema, Serialize)]
struct ReadingMembers<'a> {
    /// Readings by question.
    #[serde(skip_deserializing)]
    readings: BTreeMap<&'a str, &'a str>,
    /// Each reading with its observation.
    #[serde(default)]
    observed_readings: Cow<'a, [ObservedReading]>,
}

fn write_readings<S: Serializer>(
    observed: &[ObservedReading],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let by_question = observed.iter().map(|it| (it.question.as_str(), it.reading.as_str()));
    let members =
        ReadingMembers { readings: by_question.collect(), observed_readings: observed.into() };
    members.serialize(serializer)
}

fn read_readings<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<ObservedReading>, D::Error> {
    ReadingMembers::deserialize(deserializer).map(|it| it.observed_readings.into_owned())
}

/// Record of one step.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(try_from = "StepMembers")]
pub struct StepRecord {
    /// `Given`, `When` or `Then`; `And` and `But` take the kind of the step before.
    pub kind: StepKind,
    /// Keyword as written, without the trailing blank.
    pub keyword: String,
    /// Text after the keyword.
    pub text: String,
    /// Line in the file.
    pub line: usize,
    /// The outcome.
    #[serde(flatten, serialize_with = "write_outcome")]
    #[schemars(with = "OutcomeMembers<'static>")]
    pub outcome: StepOutcome,
    /// Wall time, in milliseconds.
    pub duration_ms: u64,
    /// Number of its exchanges; they follow those of the steps before.
    pub requests: usize,
}

/// An outcome as members of a step.
#[derive(JsonSchema, Serialize)]
struct OutcomeMembers<'a> {
    #[serde(flatten)]
    outcome: &'a StepOutcome,
    /// The cause in words.
    message: Option<String>,
}

fn write_outcome<S: Serializer>(outcome: &StepOutcome, serializer: S) -> Result<S::Ok, S::Error> {
    OutcomeMembers { outcome, message: outcome.message() }.serialize(serializer)
}

/// Members of a step, because reading a flattened enum is slow.
#[derive(Deserialize, JsonSchema)]
struct StepMembers {
    kind: StepKind,
    keyword: String,
    text: String,
    line: usize,
    outcome: String,
    #[serde(default)]
    cause: Option<Value>,
    duration_ms: u64,
    #[serde(default)]
    requests: usize,
}

impl TryFrom<StepMembers> for StepRecord {
    type Error = serde_json::Error;

    fn try_from(it: StepMembers) -> Result<Self, Self::Error> {
        let outcome = match (it.outcome.as_str(), it.cause) {
            ("passed", None) => StepOutcome::Passed,
            (outcome, None) => serde_json::from_value(json!({ "outcome": outcome }))?,
            (outcome, cause) => {
                serde_json::from_value(json!({ "outcome": outcome, "cause": cause }))?
            }
        };
        let StepMembers { kind, keyword, text, line, duration_ms, requests, .. } = it;
        Ok(Self { kind, keyword, text, line, outcome, duration_ms, requests })
    }
}

/// The three kinds of step.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub enum StepKind {
    /// Precondition; if it fails, the behaviour cannot be observed.
    Given,
    /// Action under test.
    When,
    /// Expected result.
    Then,
}

/// Outcome of a step.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(tag = "outcome", content = "cause", rename_all = "kebab-case")]
pub enum StepOutcome {
    /// The step ran to its end.
    Passed,
    /// A check did not hold.
    CheckFailed(String),
    /// The target could not be observed.
    Unobserved(Unobserved),
    /// The step was still running at its time-out.
    TimedOut {
        /// The limit, in milliseconds.
        limit_ms: u64,
    },
    /// No step definition matches.
    Undefined,
    /// Several step definitions match; names their places.
    Ambiguous(Vec<String>),
    /// The step cannot work at its place in the scenario.
    Misuse(String),
    /// A bug of this program; message and place.
    Panicked(String),
    /// The run was stopped while it ran.
    Interrupted,
    /// Not run because an earlier step ended the scenario.
    NotRun,
}

impl StepOutcome {
    /// Whether the step ran to its end.
    pub fn passed(&self) -> bool {
        matches!(self, Self::Passed)
    }

    /// The cause in words.
    pub fn message(&self) -> Option<String> {
        match self {
            Self::CheckFailed(text) | Self::Misuse(text) | Self::Panicked(text) => {
                Some(text.clone())
            }
            Self::Unobserved(why) => Some(why.to_string()),
            Self::TimedOut { limit_ms } => Some(format!("still running after {limit_ms} ms")),
            Self::Ambiguous(places) => Some(places.join(", ")),
            Self::Passed | Self::Undefined | Self::Interrupted | Self::NotRun => None,
        }
    }
}
