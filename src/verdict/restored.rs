//! The report of a run as it was, from its record: nothing is judged again.

use crate::evidence::{KnownSecrets, RunRecord};

use super::assess::counted;
use super::conclusion::Grounds;
use super::{AssessedScenario, Conclusion, ConformanceReport, RecordedRun};

impl From<RecordedRun> for ConformanceReport {
    fn from(recorded: RecordedRun) -> Self {
        let RecordedRun { strict, fail_on_flaky, .. } = recorded;
        let scenarios: Vec<AssessedScenario> =
            recorded.scenarios.into_iter().map(Into::into).collect();
        let (requirements, ambiguities) = (recorded.requirements, recorded.ambiguities);
        let waivers = recorded.waivers;
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
            scenarios: Vec::new(),
            internal_faults: recorded.internal_faults,
            known_secrets: KnownSecrets::default(),
        };
        let totals = counted(&scenarios);
        // Drawn from the verdicts that were recorded, as it was then.
        let grounds =
            Grounds { run: &run, scenarios: &scenarios, waivers: &waivers, strict, fail_on_flaky };
        let conclusion = Conclusion::draw(&grounds);
        Self {
            run,
            scenarios,
            requirements,
            ambiguities,
            waivers,
            totals,
            strict,
            fail_on_flaky,
            conclusion,
        }
    }
}
