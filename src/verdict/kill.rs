//! The kill matrix: which scenario notices which fault, and what the suite's green is worth.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{AssessedScenario, ConformanceReport, KillRecord, Verdict};

/// A way in which the target was made wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mutant {
    /// Name of the fault.
    pub fault: String,
    /// The wrong behaviour of the target.
    pub sentence: String,
    /// Requirements that the fault breaks.
    pub breaks: Vec<String>,
    /// Whether the fault suppresses answers: then an *inconclusive* scenario has noticed it.
    #[serde(skip)]
    pub suppresses_observation: bool,
}

/// A fault and the scenarios of a run that noticed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MutantRun {
    /// The fault.
    #[serde(flatten)]
    pub mutant: Mutant,
    /// Number of scenarios that reach the fault; only these were run.
    pub reached_by: usize,
    /// Scenarios that noticed the fault.
    pub noticed: Vec<Kill>,
    /// Error inside the harness; such a mutant run proves nothing.
    pub errors: Vec<String>,
}

/// A scenario that noticed a fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Kill {
    /// Id of the scenario.
    pub scenario: String,
    /// Requirements of the scenario.
    pub requirements: Vec<String>,
    /// `failed` or `inconclusive`.
    pub verdict: Verdict,
    /// Reason of the verdict.
    pub reason: String,
}

impl MutantRun {
    /// Scenarios that noticed this fault.
    pub fn of(mutant: Mutant, report: &ConformanceReport) -> Self {
        let counts = |it: &AssessedScenario| match it.verdict {
            Verdict::Failed => true,
            Verdict::Inconclusive => mutant.suppresses_observation && !it.reason.is_empty(),
            _ => false,
        };
        let wrong = report.scenarios.iter().filter(|it| it.is_wrong());
        let noticed = wrong.filter(|it| counts(it)).map(Kill::of).collect();
        let own = report.scenarios.iter().filter(|it| it.verdict == Verdict::Error);
        let own = own.map(|it| format!("{}: {}", it.record.id, it.reason));
        let errors = report.run.internal_faults.iter().cloned().chain(own).collect();
        Self { mutant, reached_by: report.scenarios.len(), noticed, errors }
    }

    /// A fault that no scenario reaches.
    pub fn unreached(mutant: Mutant) -> Self {
        Self { mutant, reached_by: 0, noticed: Vec::new(), errors: Vec::new() }
    }

    /// Whether a scenario that noticed is about a requirement the fault breaks.
    pub fn is_cause_of(&self, notice: &Kill) -> bool {
        notice.requirements.iter().any(|id| self.mutant.breaks.contains(id))
    }

    /// Whether it proves that the scenario notices the fault. That a scenario about something else
    /// cannot observe a silent target proves nothing, or a single dead token endpoint would vouch
    /// for them all.
    pub fn is_proof(&self, notice: &Kill) -> bool {
        notice.verdict == Verdict::Failed || self.is_cause_of(notice)
    }

    /// Whether a scenario that noticed is about a requirement that the fault breaks.
    pub fn names_its_cause(&self) -> bool {
        self.noticed.iter().any(|it| self.is_cause_of(it))
    }
}

impl Kill {
    fn of(scenario: &AssessedScenario) -> Self {
        Self {
            scenario: scenario.record.id.clone(),
            requirements: scenario.record.requirements.clone(),
            verdict: scenario.verdict,
            reason: scenario.reason.clone(),
        }
    }
}

/// All mutant runs, and the three lists that must be empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KillMatrix {
    /// The mutant runs, in the order of the faults.
    pub mutant_runs: Vec<MutantRun>,
    /// Ids of the scenarios that were run.
    #[serde(skip)]
    pub scenarios: Vec<String>,
    /// Faults that no scenario notices.
    pub survivors: Vec<String>,
    /// Scenarios that no fault turns red; `None` when not all faults were tried.
    pub idle: Option<Vec<String>>,
    /// Reason of each of them, by its id.
    pub idle_reasons: BTreeMap<String, String>,
    /// Faults noticed only by scenarios about something else.
    pub misattributed: Vec<String>,
    /// Errors inside the harness, each after the name of its fault.
    pub errors: Vec<String>,
}

impl KillMatrix {
    /// Draws the lists. `scenarios` are the ids of those that were run; only when `every_fault` was
    /// tried can one of them be called idle.
    pub fn draw(mutant_runs: Vec<MutantRun>, scenarios: &[String], every_fault: bool) -> Self {
        let named = |wanted: &dyn Fn(&MutantRun) -> bool| -> Vec<String> {
            let those = mutant_runs.iter().filter(|it| it.errors.is_empty() && wanted(it));
            those.map(|it| it.mutant.fault.clone()).collect()
        };
        let survivors = named(&|it| it.noticed.is_empty());
        let misattributed = named(&|it| !it.noticed.is_empty() && !it.names_its_cause());
        let errors = mutant_runs
            .iter()
            .flat_map(|it| it.errors.iter().map(|error| format!("{}: {error}", it.mutant.fault)));
        let errors = errors.collect();
        let idle = every_fault.then(|| idle(&mutant_runs, scenarios));
        let scenarios = scenarios.to_vec();
        let idle_reasons = BTreeMap::new();
        Self { mutant_runs, scenarios, survivors, idle, idle_reasons, misattributed, errors }
    }

    /// Replaces in `record` what this proof found out: the rows of its behaviours, which are of
    /// this kind, each for the scenarios of the proof. With `all_scenarios` every other scenario is
    /// removed, and with `all_behaviours` every other behaviour of this kind.
    pub fn record_in(
        &self,
        record: &mut KillRecord,
        kind: &str,
        all_scenarios: bool,
        all_behaviours: bool,
    ) {
        let tried: BTreeSet<String> = self.scenarios.iter().cloned().collect();
        if all_scenarios {
            record.noticed.values_mut().for_each(|it| it.retain(|id| tried.contains(id)));
            record.scenarios.clear();
        }
        record.scenarios.extend(tried.iter().cloned());
        if all_behaviours {
            let known = |name: &String| self.mutant_runs.iter().any(|it| it.mutant.fault == *name);
            record.noticed.retain(|(of, name), _| of != kind || known(name));
        }
        for mutant_run in &self.mutant_runs {
            let behaviour = (kind.to_owned(), mutant_run.mutant.fault.clone());
            let row = record.noticed.entry(behaviour).or_default();
            row.retain(|id| !tried.contains(id));
            let proven = mutant_run.noticed.iter().filter(|it| mutant_run.is_proof(it));
            row.extend(proven.map(|it| it.scenario.clone()));
        }
    }

    /// Whether every list is empty.
    pub fn is_clean(&self) -> bool {
        self.survivors.is_empty()
            && self.idle.as_ref().is_none_or(Vec::is_empty)
            && self.misattributed.is_empty()
    }
}

/// Scenarios that no mutant run proves.
fn idle(mutant_runs: &[MutantRun], scenarios: &[String]) -> Vec<String> {
    let proven = mutant_runs
        .iter()
        .flat_map(|mutant_run| mutant_run.noticed.iter().filter(|it| mutant_run.is_proof(it)));
    let killers: BTreeSet<&str> = proven.map(|it| it.scenario.as_str()).collect();
    scenarios.iter().filter(|id| !killers.contains(id.as_str())).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mutant_run(fault: &str, breaks: &[&str], noticed: &[(&str, &str)]) -> MutantRun {
        let notice = |(scenario, id): &(&str, &str)| Kill {
            scenario: (*scenario).to_owned(),
            requirements: vec![(*id).to_owned()],
            verdict: Verdict::Failed,
            reason: "no".to_owned(),
        };
        MutantRun {
            reached_by: 1,
            mutant: Mutant {
                fault: fault.to_owned(),
                sentence: "It is wrong.".to_owned(),
                breaks: breaks.iter().map(ToString::to_string).collect(),
                suppresses_observation: false,
            },
            noticed: noticed.iter().map(notice).collect(),
            errors: Vec::new(),
        }
    }

    fn scenarios(ids: &[&str]) -> Vec<String> {
        ids.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_suite_that_notices_everything_is_clean() {
        let mutant_runs = vec![
            mutant_run("x", &["BI-001"], &[("one", "BI-001"), ("two", "BI-009")]),
            mutant_run("y", &["BI-002"], &[("two", "BI-002")]),
        ];
        let matrix = KillMatrix::draw(mutant_runs, &scenarios(&["one", "two"]), true);
        assert!(matrix.is_clean(), "{matrix:?}");
    }

    #[test]
    fn each_list_contains_its_own_entries() {
        let mut broken = mutant_run("w", &["BI-004"], &[]);
        broken.errors.push("panicked".to_owned());
        let mutant_runs = vec![
            mutant_run("x", &["BI-001"], &[]),
            mutant_run("y", &["BI-002"], &[("one", "BI-003")]),
            broken,
        ];
        let matrix = KillMatrix::draw(mutant_runs, &scenarios(&["one", "two"]), true);
        assert_eq!(matrix.survivors, ["x"]);
        assert_eq!(matrix.misattributed, ["y"]);
        assert_eq!(matrix.idle.as_deref(), Some(&scenarios(&["two"])[..]));
        assert_eq!(matrix.errors, ["w: panicked"]);
        assert!(!matrix.is_clean());
    }

    #[test]
    fn a_silent_target_vouches_only_for_scenarios_about_it() {
        let mut silent = mutant_run("x", &["BI-001"], &[("one", "BI-001"), ("two", "BI-002")]);
        for notice in &mut silent.noticed {
            notice.verdict = Verdict::Inconclusive;
        }
        let matrix = KillMatrix::draw(vec![silent], &scenarios(&["one", "two"]), true);
        assert_eq!(matrix.idle.as_deref(), Some(&scenarios(&["two"])[..]));
    }

    #[test]
    fn after_a_part_of_the_faults_no_scenario_is_called_idle() {
        let mutant_runs = vec![mutant_run("x", &["BI-001"], &[("one", "BI-001")])];
        let matrix = KillMatrix::draw(mutant_runs, &scenarios(&["one"]), false);
        assert_eq!(matrix.idle, None);
        assert!(matrix.is_clean());
    }

    fn rows(record: &KillRecord) -> Vec<String> {
        let joined = |ids: &BTreeSet<String>| ids.iter().cloned().collect::<Vec<_>>().join(" ");
        record.noticed.iter().map(|((_, name), ids)| format!("{name}: {}", joined(ids))).collect()
    }

    #[test]
    fn a_part_of_a_proof_replaces_only_what_it_found_out() {
        let matrix = |ids: &[&str], mutant_runs: Vec<MutantRun>| {
            KillMatrix::draw(mutant_runs, &scenarios(ids), true)
        };
        let x = |noticed: &[(&str, &str)]| mutant_run("x", &[], noticed);
        let whole = vec![x(&[("a", ""), ("b", "")]), mutant_run("y", &[], &[("b", "")])];
        let whole = matrix(&["a", "b"], whole);
        let mut record = KillRecord::default();
        whole.record_in(&mut record, "fault", true, true);
        matrix(&["a", "b"], vec![x(&[("a", "")])]).record_in(&mut record, "other", true, true);
        matrix(&["b", "c"], vec![x(&[("c", "")])]).record_in(&mut record, "fault", false, false);
        assert_eq!(rows(&record), ["x: a c", "y: b", "x: a"]);
        matrix(&["a", "c"], vec![x(&[("c", "")])]).record_in(&mut record, "fault", true, true);
        assert_eq!(rows(&record), ["x: c", "x: a"], "another kind keeps its rows");
        assert_eq!(record.scenarios.len(), 2);
    }
}
