//! The report of a run as it was, from its record: nothing is judged again.

use crate::evidence::{KnownSecrets, RunRecord};

use super::conclusion::JudgementRules;
use super::report::Findings;
use super::{AssessedScenario, ConformanceReport, Deviations, RecordedRun};

impl From<RecordedRun> for ConformanceReport {
    fn from(recorded: RecordedRun) -> Self {
        let rules =
            JudgementRules { strict: recorded.strict, fail_on_flaky: recorded.fail_on_flaky };
        let scenarios: Vec<AssessedScenario> =
            recorded.scenarios.into_iter().map(Into::into).collect();
        let mut freedoms = Deviations::default();
        for scenario in &scenarios {
            freedoms.count(&scenario.record);
        }
        let findings = Findings {
            requirements: recorded.requirements,
            ambiguities: recorded.ambiguities,
            freedoms,
            waivers: recorded.waivers,
        };
        let run = RunRecord {
            run_id: recorded.run_id,
            started_at: recorded.started_at,
            finished_at: recorded.finished_at,
            interrupted: recorded.interrupted,
            seed: recorded.seed,
            harness_version: recorded.harness.version,
            suite_digest: recorded.harness.suite_digest,
            selection: recorded.selection,
            merged_from: recorded.merged_from,
            missing: recorded.missing,
            target: recorded.target,
            internal_faults: recorded.internal_faults,
            known_secrets: KnownSecrets::default(),
        };
        // The conclusion is drawn from the verdicts that were recorded, as it was then.
        Self::of(run, scenarios, findings, rules)
    }
}
