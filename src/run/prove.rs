//! Runs the suite against the simulator once per fault.
//!
//! Each mutant run has a runtime, a simulator and a client of its own on one of N threads, so that
//! mutant runs are independent. Each scenario is first run alone without a fault, and the simulator
//! notes which faults would have changed something. A mutant run runs the scenarios that reach its
//! fault, because the others do not differ with it.

use std::collections::{BTreeSet, HashMap};
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::config::{ConfigError, RunConfig, RunSettings};
use crate::engine::{Problem, StopSignal};
use crate::evidence::ScenarioRecord;
use crate::simulator::fault::{self, Fault};
use crate::verdict::{AssessedScenario, ConformanceReport, FAULT, KillMatrix, Mutant, MutantRun};

use super::idle_reasons::idle_reasons;
use super::in_parallel::in_parallel;
use super::kill_file;
use super::{CannotStart, Progress, ResultSink, RunObserver, SilentObserver};

/// Maximum wait for a change; the embedded simulator makes its changes at once.
pub(super) const SETTLE_LIMIT: Duration = Duration::from_millis(30);
/// Time-out of a step, three times that of a request: enough for a machine that is busy with other
/// mutant runs, and the cost of a fault that never answers.
pub(super) const STEP_TIMEOUT: Duration = Duration::from_secs(15);
/// Maximum number of scenarios at once; they share one thread with their simulator.
const JOBS: u64 = 16;
/// Maximum number of scenarios at once for a fault that never answers: all of them wait at the same
/// time.
const JOBS_IN_SILENCE: u64 = 512;
/// Seed of the persons, the same in every mutant run.
pub(super) const SEED: u64 = 7;

/// Scope of a proof.
#[derive(Clone, Debug, Default)]
pub struct Proof {
    /// Feature files, directories and `FILE:LINE`; the embedded suite if empty.
    pub paths: Vec<PathBuf>,
    /// Names of faults. If empty: all faults, or with `paths` those that break a requirement of the
    /// scenarios, unless their kills are written.
    pub faults: Vec<String>,
    /// File to which the kills are written. An existing file is updated: a proof of a part replaces
    /// the kills of this part.
    pub write: Option<PathBuf>,
    /// Maximum number of mutant runs at once; the number of processors if `None`.
    pub jobs: Option<usize>,
}

/// Runs the suite once without a fault and once with each fault, and returns the kill matrix.
/// `progress` is called on any thread with the numbers of finished and of all mutant runs. Must not
/// be called within a runtime, because each mutant run has its own.
///
/// # Errors
/// When a fault is unknown, a run cannot start, or the suite is not green without any fault.
pub fn prove(
    proof: &Proof,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<KillMatrix, CannotStart> {
    let named = named(&proof.faults)?;
    let scenarios = green(&proof.paths)?;
    let faults = if named.is_empty() { expected(proof, &scenarios) } else { named };
    let ids: Vec<String> = scenarios.iter().map(|it| it.id.clone()).collect();
    let reach = Reach::of(proof, &ids)?;
    let run = |fault: &&Fault| mutant_run(&proof.paths, fault, &reach);
    let outcomes: Result<Vec<_>, CannotStart> =
        in_parallel(&faults, proof.jobs, &run, progress).into_iter().collect();
    let mutant_runs = outcomes?;
    let mut matrix = KillMatrix::draw(mutant_runs, &ids, proof.faults.is_empty());
    let idle = matrix.idle.as_deref().unwrap_or_default();
    matrix.idle_reasons = idle_reasons(idle, &scenarios, &reach.of_fault);
    if let Some(path) = &proof.write {
        write_kills(path, proof, &matrix)?;
    }
    Ok(matrix)
}

/// Updates the record at `path`.
fn write_kills(path: &Path, proof: &Proof, matrix: &KillMatrix) -> Result<(), ConfigError> {
    if let Some(error) = matrix.errors.first() {
        return Err(kill_file::unproven(path, error));
    }
    kill_file::update(path, |record| {
        matrix.record_in(record, FAULT, proof.paths.is_empty(), proof.faults.is_empty());
    })
}

/// The faults that the scenarios should notice.
fn expected(proof: &Proof, scenarios: &[ScenarioRecord]) -> Vec<&'static Fault> {
    let about = |id: &str| scenarios.iter().any(|it| it.requirements.iter().any(|own| own == id));
    let all = fault::all();
    let every = proof.paths.is_empty() || proof.write.is_some();
    all.filter(|it| every || it.breaks.iter().any(|id| about(id))).collect()
}

fn named(names: &[String]) -> Result<Vec<&'static Fault>, ConfigError> {
    let unknown = |name: &String| {
        ConfigError::new(format!(
            "`{name}` is not a fault of the simulator; `bankident simulator --fault list` names all"
        ))
    };
    names.iter().map(|name| fault::named(name).ok_or_else(|| unknown(name))).collect()
}

/// Runs all scenarios without a fault. All must pass, because only a scenario that passes can
/// notice a fault.
fn green(paths: &[PathBuf]) -> Result<Vec<ScenarioRecord>, CannotStart> {
    let report = observed(paths, Vec::new(), None, &mut SilentObserver)?;
    let clean = report.run.internal_faults.is_empty();
    if clean && report.totals.passed == report.totals.sum() {
        return Ok(report.scenarios.into_iter().map(|it| it.record).collect());
    }
    let red = report.scenarios.iter().find(|it| it.is_wrong() && !it.reason.is_empty());
    Err(CannotStart::NotGreen(red.map_or_else(
        || report.run.internal_faults.join("; "),
        |it| format!("{}: {}", it.record.id, it.reason),
    )))
}

/// The faults that the scenarios reach, and the operations that they call, without a fault.
#[derive(Default)]
struct Reach {
    /// The scenarios that reach each fault, by its name.
    of_fault: HashMap<&'static str, Vec<String>>,
    /// The scenarios that call each operation.
    callers: HashMap<String, Vec<String>>,
}

impl Reach {
    /// Runs each scenario alone without a fault. Alone, because scenarios share what a run makes once,
    /// for instance the access token.
    fn of(proof: &Proof, ids: &[String]) -> Result<Self, CannotStart> {
        let observe = |id: &String| {
            let mut observer = ReachObserver::default();
            observed(&proof.paths, vec![id.clone()], None, &mut observer).map(|_| observer)
        };
        let mut reach = Self::default();
        for (id, seen) in ids.iter().zip(in_parallel(ids, proof.jobs, &observe, &|_, _| {})) {
            let ReachObserver { faults, operations } = seen?;
            for fault in faults {
                reach.of_fault.entry(fault.name).or_default().push(id.clone());
            }
            for operation in operations {
                reach.callers.entry(operation).or_default().push(id.clone());
            }
        }
        Ok(reach)
    }

    /// The scenarios that may show that the target offers an operation which it seems not to offer
    /// in this run: those that call it, or all if the verdicts do not name it.
    fn witnesses(&self, report: &ConformanceReport) -> BTreeSet<String> {
        let doubtful = report.scenarios.iter().filter(|it| it.seems_not_offered());
        let operations = doubtful.map(|it| it.own_verdict.as_ref()?.waits_for.as_ref());
        let callers = |operation: Option<&String>| match operation {
            Some(operation) => self.callers.get(operation).into_iter().flatten().collect(),
            None => self.callers.values().flatten().collect::<Vec<_>>(),
        };
        let operations: BTreeSet<Option<&String>> = operations.collect();
        operations.into_iter().flat_map(callers).cloned().collect()
    }
}

/// Keeps the faults that a run reached, and the operations that it called.
#[derive(Default)]
struct ReachObserver {
    faults: Vec<&'static Fault>,
    operations: BTreeSet<String>,
}

impl RunObserver for ReachObserver {
    fn problem(&mut self, _: &Problem) {}
    fn begins(&mut self, _: usize, _: &Progress) {}
    fn ended(&mut self, scenario: &AssessedScenario) {
        let calls = scenario.record.exchanges.iter();
        self.operations.extend(calls.map(|it| it.operation.clone()));
    }
    fn reached(&mut self, faults: &[&'static Fault]) {
        self.faults = faults.to_vec();
    }
}

fn mutant_run(paths: &[PathBuf], fault: &Fault, reach: &Reach) -> Result<MutantRun, CannotStart> {
    let mutant = Mutant {
        fault: fault.name.to_owned(),
        sentence: fault.sentence.to_owned(),
        breaks: fault.breaks.iter().map(ToString::to_string).collect(),
        suppresses_observation: fault.suppresses_observation(),
    };
    let Some(ids) = reach.of_fault.get(fault.name) else {
        return Ok(MutantRun::unreached(mutant));
    };
    let run = |ids: Vec<String>| observed(paths, ids, Some(fault), &mut SilentObserver);
    let mut report = run(ids.clone())?;
    let mut witnesses = reach.witnesses(&report);
    if witnesses.iter().any(|it| !ids.contains(it)) {
        witnesses.extend(ids.iter().cloned());
        report = run(witnesses.into_iter().collect())?;
    }
    Ok(MutantRun::of(mutant, &report))
}

/// Number of scenarios that run at the same time with this fault: only one if the result depends on
/// their order.
pub(super) fn jobs(fault: Option<&Fault>) -> u64 {
    if fault.is_some_and(Fault::suppresses_observation) {
        JOBS_IN_SILENCE
    } else if fault.is_some_and(Fault::depends_on_other_customers) {
        1
    } else {
        JOBS
    }
}

/// Runs the scenarios with these ids, or all if there are none.
fn observed(
    paths: &[PathBuf],
    ids: Vec<String>,
    fault: Option<&Fault>,
    observer: &mut dyn RunObserver,
) -> Result<ConformanceReport, CannotStart> {
    let config = RunConfig {
        paths: paths.to_vec(),
        ids,
        faults: fault.iter().map(|it| it.name.to_owned()).collect(),
        notes_reached_faults: fault.is_none(),
        all_evidence: fault.is_none(),
        settings: RunSettings {
            jobs: NonZeroU64::new(jobs(fault)),
            step_timeout: STEP_TIMEOUT,
            ..RunSettings::default()
        },
        seed: Some(SEED),
        settle_limit: Some(SETTLE_LIMIT),
        ..RunConfig::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| CannotStart::Runtime(error.to_string()))?;
    let stop = StopSignal::default();
    let report =
        runtime.block_on(super::run(&config, "prove", &stop, ResultSink::memory(), observer));
    runtime.shutdown_background();
    report
}
