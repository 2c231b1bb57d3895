//! The report of a run, which reporters print.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::{Deserialize, Serialize};

use crate::evidence::{OperationAnswers, RunRecord};

use super::assessed::{AssessedControl, AssessedRequirement, AssessedScenario, Verdict};
use super::conclusion::{
    Conclusion, ConclusionBasis, ConclusionMembers, ConclusionRules, ScenarioResult,
};
use super::deviations::Deviations;
use super::register::RegisteredAmbiguity;
use super::waive::AssessedWaiver;
use super::{KillRecord, Worth};

/// Numbers of scenarios by verdict.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each member counts the verdict it is named after")]
pub struct Totals {
    pub passed: usize,
    pub failed: usize,
    pub inconclusive: usize,
    pub error: usize,
    pub not_applicable: usize,
    /// Number of situations in which a person has to look at something that the app showed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub review: usize,
    /// Number of passed scenarios that did not pass on the first attempt.
    pub flaky: usize,
    /// Number of failed scenarios that a waiver accepts.
    pub waived: usize,
}

impl Totals {
    /// Returns the counts of these scenarios.
    pub fn of(scenarios: &[AssessedScenario]) -> Self {
        let mut totals = Self::default();
        for scenario in scenarios {
            totals.count(scenario.into());
        }
        totals
    }

    /// Counts a scenario.
    pub fn count(&mut self, scenario: ScenarioResult) {
        self.flaky += usize::from(scenario.flaky);
        self.waived += usize::from(scenario.waived);
        match scenario.verdict {
            Verdict::Passed | Verdict::Attested => self.passed += 1,
            Verdict::Review => self.review += 1,
            Verdict::Failed => self.failed += 1,
            Verdict::Inconclusive => self.inconclusive += 1,
            Verdict::Error => self.error += 1,
            Verdict::NotApplicable | Verdict::Uncovered | Verdict::NotObserved => {
                self.not_applicable += 1;
            }
        }
    }

    /// All scenarios.
    pub fn sum(&self) -> usize {
        let decided = self.passed + self.failed + self.review;
        decided + self.inconclusive + self.error + self.not_applicable
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// Version of the layout of `run.json` that this program writes and reads.
pub const SCHEMA_VERSION: u32 = 1;

/// Everything a reporter needs. Written as JSON it is `run.json`, the record from which every other
/// report can be made; readers ignore members they do not know.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[schemars(
    title = "run.json of bankident-conformance",
    extend("$id" = "urn:bankident-conformance:run:1")
)]
pub struct ConformanceReport {
    /// Version of the layout.
    #[schemars(extend("const" = SCHEMA_VERSION))]
    pub schema_version: u32,
    /// The run.
    #[serde(flatten)]
    pub run: RunRecord,
    /// Scenarios of the run, in the order they were loaded.
    pub scenarios: Vec<AssessedScenario>,
    /// Requirements of the catalogue and those named by a scenario, by id.
    pub requirements: Vec<AssessedRequirement>,
    /// Questions that were met, by id, with the readings observed.
    pub ambiguities: Vec<RegisteredAmbiguity>,
    /// Free choices of the target.
    #[serde(skip)]
    pub freedoms: Deviations,
    /// Answers to the calls of all scenarios and controls, by operation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<OperationAnswers>,
    /// Scenarios that were run only to see an operation succeed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub controls: Vec<AssessedControl>,
    /// Waivers, as they were given.
    pub waivers: Vec<AssessedWaiver>,
    /// Counts.
    #[serde(default)]
    pub totals: Totals,
    /// The wrong behaviours that the run could have noticed; null if its features are not of the
    /// built-in suite, so that nothing is known of them.
    #[serde(default)]
    pub worth: Option<Worth>,
    /// Whether the profile was strict.
    pub strict: bool,
    /// Whether a scenario that passes only on a later attempt makes the run not conformant.
    pub fail_on_flaky: bool,
    /// The verdict on the whole run.
    #[serde(flatten, skip_deserializing, serialize_with = "Conclusion::write")]
    #[schemars(with = "ConclusionMembers")]
    pub conclusion: Conclusion,
    /// Whether the run did not end, and its scenarios were read from the log next to the record.
    #[serde(skip)]
    pub from_log: bool,
}

/// Findings about a run in addition to its scenarios.
pub(super) struct Findings {
    pub requirements: Vec<AssessedRequirement>,
    pub ambiguities: Vec<RegisteredAmbiguity>,
    pub freedoms: Deviations,
    pub waivers: Vec<AssessedWaiver>,
    pub operations: Vec<OperationAnswers>,
    pub controls: Vec<AssessedControl>,
}

impl ConformanceReport {
    /// Sorts the scenarios in load order, counts them, and draws the conclusion.
    pub(super) fn of(
        run: RunRecord,
        mut scenarios: Vec<AssessedScenario>,
        findings: Findings,
        rules: ConclusionRules,
    ) -> Self {
        let Findings { requirements, ambiguities, freedoms, waivers, operations, controls } =
            findings;
        let ConclusionRules { strict, fail_on_flaky } = rules;
        scenarios.sort_by_key(|it| it.record.position);
        let totals = Totals::of(&scenarios);
        let basis = ConclusionBasis {
            has_faults: !run.internal_faults.is_empty(),
            interrupted: run.interrupted,
            lacks_parts: !run.missing.is_empty(),
            is_shard: run.selection.shard.is_part(),
            is_partial: run.selection.partial.is_some(),
            has_stale_waiver: waivers.iter().any(|it| it.standing.is_stale()),
            scenarios: scenarios.iter().map(Into::into).collect(),
            rules,
        };
        let conclusion = Conclusion::draw(&basis);
        Self {
            schema_version: SCHEMA_VERSION,
            run,
            scenarios,
            requirements,
            ambiguities,
            freedoms,
            operations,
            controls,
            waivers,
            totals,
            worth: None,
            strict,
            fail_on_flaky,
            conclusion,
            from_log: false,
        }
    }

    /// Sets the worth of the run, computed from `kills` if it lists the scenarios of the run.
    #[must_use]
    pub fn with_worth(self, kills: Option<&KillRecord>) -> Self {
        let capabilities = &self.run.target.capabilities;
        let worth = kills.map(|it| Worth::of(it, &self.scenarios, capabilities));
        Self { worth, ..self }
    }

    /// Whether only a part of the suite was run, so that it says nothing about other scenarios.
    pub fn is_part(&self) -> bool {
        self.run.selection.partial.is_some() || self.run.selection.shard.is_part()
    }

    /// Returns the scenarios of each feature file; no slice is empty.
    pub fn features(&self) -> impl Iterator<Item = &[AssessedScenario]> {
        self.scenarios.chunk_by(|left, right| left.record.file == right.record.file)
    }
}

/// Returns the JSON Schema of `run.json`.
pub fn run_schema() -> schemars::Schema {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<ConformanceReport>()
}
