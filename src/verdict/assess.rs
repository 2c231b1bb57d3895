//! Turns a run record into a conformance report.

use std::collections::BTreeSet;

use crate::config::Profile;
use crate::evidence::{RunRecord, ScenarioRecord};
use crate::requirement::Catalogue;

use super::assessed::{AssessedControl, AssessedRequirement, AssessedScenario, Verdict};
use super::conclusion::ConclusionRules;
use super::controls::Controls;
use super::report::{ConformanceReport, Findings};
use super::tally::Tally;
use super::{KillRecord, Waivers, register, scenario};

/// Assesses a run whose scenarios have all ended.
pub fn assess(
    run: RunRecord,
    scenarios: Vec<ScenarioRecord>,
    catalogue: &Catalogue,
    profile: &Profile,
    waivers: &Waivers,
) -> ConformanceReport {
    let assessor = Assessor::new(catalogue, profile, waivers, &run.target.name);
    let assessed = scenarios.into_iter().map(|it| assessor.assess_scenario(it)).collect();
    assessor.conclude(run, assessed)
}

/// Assesses a run while its scenarios end.
#[derive(Debug)]
pub struct Assessor<'a> {
    catalogue: &'a Catalogue,
    profile: &'a Profile,
    kills: Option<&'a KillRecord>,
    tally: Tally,
    controls: Vec<AssessedControl>,
}

impl<'a> Assessor<'a> {
    /// An assessor of a run without scenarios so far.
    pub fn new(
        catalogue: &'a Catalogue,
        profile: &'a Profile,
        waivers: &Waivers,
        target: &str,
    ) -> Self {
        let open = catalogue.requirements().map(AssessedRequirement::open);
        let tally = Tally::new(open, waivers, target);
        Self { catalogue, profile, kills: None, tally, controls: Vec::new() }
    }

    /// Adds the scenarios that notice each known wrong behaviour, from which the worth of the run follows.
    #[must_use]
    pub fn with_kills(self, kills: Option<&'a KillRecord>) -> Self {
        Self { kills, ..self }
    }

    /// Assesses a scenario by its own steps.
    pub fn assess_scenario(&self, record: ScenarioRecord) -> AssessedScenario {
        scenario::assess(record, self.catalogue, self.profile)
    }

    /// Operations that must have succeeded before the verdicts on these scenarios count.
    pub fn needed(&self, run: &RunRecord, scenarios: &[AssessedScenario]) -> BTreeSet<String> {
        Controls::of(&run.own_calls, scenarios, &self.controls).needed(scenarios)
    }

    /// Assesses a scenario that the run added as a control, which shows operations succeed.
    pub fn assess_control(&mut self, shows: Vec<String>, mut record: ScenarioRecord) {
        let operations = std::mem::take(&mut record.operations);
        let AssessedScenario { record, verdict, reason, .. } = self.assess_scenario(record);
        let scenario = record.id;
        self.controls.push(AssessedControl { scenario, shows, verdict, reason, operations });
    }

    /// Notes a selected scenario that is a control, if it does not apply. The calls of one that was run are
    /// counted with those of all other scenarios.
    pub fn note_selected_control(&mut self, shows: Vec<String>, scenario: &AssessedScenario) {
        if scenario.verdict == Verdict::NotApplicable {
            let (id, reason) = (scenario.record.id.clone(), scenario.reason.clone());
            let (verdict, operations) = (scenario.verdict, Vec::new());
            let control = AssessedControl { scenario: id, shows, verdict, reason, operations };
            self.controls.push(control);
        }
    }

    /// Returns the report of the run; `scenarios` are those that were assessed.
    pub fn conclude(
        mut self,
        run: RunRecord,
        mut scenarios: Vec<AssessedScenario>,
    ) -> ConformanceReport {
        let (rules, kills) = (self.rules(), self.kills);
        let operations = self.tally.settle(&run, &mut scenarios, &self.controls);
        let findings =
            self.tally.findings(|observed| register::observed_only(self.catalogue, observed));
        let findings = Findings { operations, controls: self.controls, ..findings };
        ConformanceReport::of(run, scenarios, findings, rules).with_worth(kills)
    }

    /// Report of a run that has only begun: every question of the catalogue is in it,
    /// so that it can be completed from its scenarios alone.
    pub fn unfinished(&self, run: RunRecord) -> ConformanceReport {
        let tally = self.tally.clone();
        let findings = tally.findings(|observed| register::register(self.catalogue, observed));
        ConformanceReport::of(run, Vec::new(), findings, self.rules()).with_worth(self.kills)
    }

    fn rules(&self) -> ConclusionRules {
        ConclusionRules { strict: self.profile.strict, fail_on_flaky: self.profile.fail_on_flaky }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{
        Check, Deviation, ObservedReading, ScenarioRecord, StepKind, StepOutcome, StepRecord,
        Unobserved,
    };
    use crate::verdict::Conclusion;

    const CATALOGUE: &str = r#"
        [[requirement]]
        id = "BI-001"
        level = "MUST"
        binds = "API"
        summary = "Must."
        source = "x"
        [[requirement]]
        id = "BI-002"
        level = "SHOULD"
        binds = "API"
        summary = "Should."
        source = "x"
        [[requirement]]
        id = "BI-003"
        level = "SHOULD"
        binds = "PARTNER"
        summary = "The partner should."
        source = "x"
    "#;

    fn scenario(kind: StepKind, outcome: StepOutcome) -> ScenarioRecord {
        let mut record = ScenarioRecord::sample("y", vec![StepRecord::sample(kind, outcome)]);
        record.requirements = vec!["BI-001".into()];
        record.checks = vec![Check::new("it", vec![])];
        record
    }

    fn report(scenarios: Vec<ScenarioRecord>, profile: &Profile) -> ConformanceReport {
        let run = RunRecord { run_id: "r".into(), seed: 1, ..RunRecord::default() };
        assess(run, scenarios, &Catalogue::parse(CATALOGUE).unwrap(), profile, &Waivers::default())
    }

    fn first(report: &ConformanceReport) -> AssessedScenario {
        report.scenarios[0].clone()
    }

    fn verdict(scenario: ScenarioRecord) -> (Verdict, u8) {
        let report = report(vec![scenario], &Profile::default());
        (first(&report).verdict, report.conclusion.exit_code() as u8)
    }

    #[test]
    fn each_ending_of_a_step_has_its_verdict_and_exit_code() {
        use StepKind::{Given, Then, When};
        let failed = || StepOutcome::CheckFailed("no".into());
        let refused = Unobserved::NoConnection { address: "a".into(), detail: "d".into() };
        let rows = [
            (Then, StepOutcome::Passed, Verdict::Passed, 0),
            (Then, failed(), Verdict::Failed, 1),
            (When, failed(), Verdict::Failed, 1),
            (Given, failed(), Verdict::Inconclusive, 3),
            (When, StepOutcome::Unobserved(refused), Verdict::Inconclusive, 3),
            (Then, StepOutcome::TimedOut { limit_ms: 5 }, Verdict::Inconclusive, 3),
            (When, StepOutcome::Interrupted, Verdict::Inconclusive, 3),
            (Then, StepOutcome::Undefined, Verdict::Error, 4),
            (Then, StepOutcome::Ambiguous(vec![]), Verdict::Error, 4),
            (Then, StepOutcome::Misuse("x".into()), Verdict::Error, 4),
            (Given, StepOutcome::Panicked("x".into()), Verdict::Error, 4),
        ];
        for (kind, outcome, expected, exit_code) in rows {
            let words = format!("{kind:?} {outcome:?}");
            assert_eq!(verdict(scenario(kind, outcome)), (expected, exit_code), "{words}");
        }
    }

    #[test]
    fn an_undefined_step_behind_steps_that_did_not_run_is_our_own_fault() {
        let mut undefined = scenario(StepKind::Given, StepOutcome::NotRun);
        let step = |outcome| StepRecord { outcome, ..undefined.steps[0].clone() };
        let (second, third) = (step(StepOutcome::Undefined), step(StepOutcome::NotRun));
        undefined.steps.extend([second, third]);
        assert_eq!(verdict(undefined), (Verdict::Error, 4));
    }

    #[test]
    fn a_scenario_that_checked_nothing_is_never_green() {
        let mut unchecked = scenario(StepKind::Then, StepOutcome::Passed);
        unchecked.checks.clear();
        assert_eq!(verdict(unchecked), (Verdict::Error, 4));
        let only_given = scenario(StepKind::Given, StepOutcome::Passed);
        assert_eq!(verdict(only_given), (Verdict::Error, 4));
        assert_eq!(report(vec![], &Profile::default()).conclusion.exit_code() as u8, 5);
    }

    #[test]
    fn what_does_not_apply_alone_is_not_conformant() {
        let mut lacking = scenario(StepKind::Then, StepOutcome::NotRun);
        lacking.not_applicable = Some("needs a clock".into());
        assert_eq!(verdict(lacking), (Verdict::NotApplicable, 5));
    }

    #[test]
    fn a_should_that_fails_is_a_warning_and_red_only_under_strict() {
        let mut should = scenario(StepKind::Then, StepOutcome::CheckFailed("no".into()));
        should.requirements = vec!["BI-002".into()];
        let passed = scenario(StepKind::Then, StepOutcome::Passed);
        let lenient = report(vec![should.clone(), passed], &Profile::default());
        assert!(first(&lenient).warning);
        assert_eq!(lenient.conclusion, Conclusion::Conformant);
        let alone = report(vec![should.clone()], &Profile::default());
        assert_eq!(alone.conclusion, Conclusion::NothingPassed);
        let strict = Profile { strict: true, ..Profile::default() };
        assert_eq!(report(vec![should], &strict).conclusion, Conclusion::NotConformant);
    }

    fn tried(outcomes: Vec<StepOutcome>) -> ScenarioRecord {
        let mut attempts: Vec<ScenarioRecord> =
            outcomes.into_iter().map(|it| scenario(StepKind::Then, it)).collect();
        let mut last = attempts.pop().unwrap();
        last.attempts = 1 + u32::try_from(attempts.len()).unwrap();
        last.earlier = attempts;
        last
    }

    #[test]
    fn a_pass_on_a_later_attempt_is_flaky_and_accepted_by_default() {
        let lost = || StepOutcome::TimedOut { limit_ms: 5 };
        let passed = tried(vec![lost(), StepOutcome::Passed]);
        let accepted = report(vec![passed.clone()], &Profile::default());
        assert!(first(&accepted).flaky);
        assert_eq!((accepted.totals.passed, accepted.totals.flaky), (1, 1));
        assert_eq!(first(&accepted).earlier[0].verdict, Verdict::Inconclusive);
        assert_eq!(accepted.conclusion, Conclusion::Conformant);
        let profile = Profile { fail_on_flaky: true, ..Profile::default() };
        let refused = report(vec![passed], &profile).conclusion;
        assert_eq!((refused, refused.exit_code() as u8), (Conclusion::Flaky, 1));
        let steady = scenario(StepKind::Then, StepOutcome::Passed);
        assert_eq!(report(vec![steady], &profile).conclusion, Conclusion::Conformant);
    }

    #[test]
    fn what_never_passes_is_as_bad_as_the_worst_attempt() {
        let lost = || StepOutcome::TimedOut { limit_ms: 5 };
        let failed = || StepOutcome::CheckFailed("no".into());
        for outcomes in [vec![failed(), lost()], vec![lost(), failed()], vec![failed(), failed()]] {
            let report = report(vec![tried(outcomes)], &Profile::default());
            let scenario = &first(&report);
            assert_eq!((scenario.verdict, scenario.flaky), (Verdict::Failed, false));
            assert!(scenario.reason.contains("no"), "{}", scenario.reason);
        }
        assert_eq!(verdict(tried(vec![lost(), lost()])), (Verdict::Inconclusive, 3));
    }

    #[test]
    fn readings_and_deviations_count_only_against_a_profile_that_says_so() {
        let mut free = scenario(StepKind::Then, StepOutcome::Passed);
        free.readings = vec![ObservedReading {
            question: "C-01".into(),
            reading: "failed-reason".into(),
            note: "n".into(),
        }];
        free.deviations =
            vec![Deviation { what: "200 for 201".into(), place: "p".into(), step: 0 }];
        assert_eq!(verdict(free.clone()).0, Verdict::Passed);
        let readings = [("C-01".to_owned(), "http-412".to_owned())].into();
        let demanding = report(vec![free.clone()], &Profile { readings, ..Profile::default() });
        assert!(first(&demanding).reason.contains("the profile demands http-412"));
        let strict = report(vec![free], &Profile { strict: true, ..Profile::default() });
        assert_eq!(first(&strict).verdict, Verdict::Failed);
    }

    #[test]
    fn a_requirement_is_as_bad_as_its_worst_scenario() {
        let good = scenario(StepKind::Then, StepOutcome::Passed);
        let bad = scenario(StepKind::Then, StepOutcome::CheckFailed("no".into()));
        let report = report(vec![good, bad], &Profile::default());
        assert_eq!(report.requirements[0].verdict, Verdict::Failed);
        assert_eq!(report.requirements[0].scenarios.len(), 2);
        assert_eq!((report.totals.passed, report.totals.failed, report.totals.sum()), (1, 1, 2));
    }

    #[test]
    fn a_requirement_for_partners_that_fails_is_not_said_to_be_judged_elsewhere() {
        let reason = |outcome| {
            let mut it = scenario(StepKind::Then, outcome);
            it.requirements = vec!["BI-003".into()];
            report(vec![it], &Profile::default()).requirements[2].reason.clone()
        };
        let elsewhere = "`bankident observe` judges it";
        assert_eq!(reason(StepOutcome::Passed).as_deref(), Some(elsewhere));
        assert_eq!(reason(StepOutcome::CheckFailed("no".into())), None);
    }
}
