//! Runs the suite against the simulator once per fault.
//!
//! Each mutant run has a runtime, a simulator and a client of its own on one of N threads, so that
//! mutant runs are independent. Every mutant run runs every scenario, because a fault may be
//! noticed by unexpected ones.

use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::config::{ConfigError, RunConfig, RunSettings};
use crate::engine::StopSignal;
use crate::evidence::ScenarioRecord;
use crate::simulator::fault::{self, Fault};
use crate::verdict::{ConformanceReport, FAULT, KillMatrix, Mutant, MutantRun};

use super::in_parallel::in_parallel;
use super::kill_file;
use super::{CannotStart, ResultSink, SilentObserver};

/// Maximum wait for a change; the embedded simulator makes its changes at once.
pub(super) const SETTLE_LIMIT: Duration = Duration::from_millis(30);
/// Time-out of a step, three times that of a request: enough for a machine that is busy with other
/// mutant runs, and the cost of a fault that never answers.
pub(super) const STEP_TIMEOUT: Duration = Duration::from_secs(15);
/// Maximum number of scenarios at once; they share one thread with their simulator.
pub(super) const JOBS: u64 = 16;
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
    let run = |fault: &&Fault| mutant_run(&proof.paths, fault);
    let outcomes: Result<Vec<_>, CannotStart> =
        in_parallel(&faults, proof.jobs, &run, progress).into_iter().collect();
    let mutant_runs = outcomes?;
    let ids: Vec<String> = scenarios.into_iter().map(|it| it.id).collect();
    let matrix = KillMatrix::draw(mutant_runs, &ids, proof.faults.is_empty());
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
    let report = observed(paths, None)?;
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

fn mutant_run(paths: &[PathBuf], fault: &Fault) -> Result<MutantRun, CannotStart> {
    let mutant = Mutant {
        fault: fault.name.to_owned(),
        sentence: fault.sentence.to_owned(),
        breaks: fault.breaks.iter().map(ToString::to_string).collect(),
        suppresses_observation: fault.suppresses_observation(),
    };
    Ok(MutantRun::of(mutant, &observed(paths, Some(fault))?))
}

fn observed(paths: &[PathBuf], fault: Option<&Fault>) -> Result<ConformanceReport, CannotStart> {
    let silent = fault.is_some_and(Fault::suppresses_observation);
    let config = RunConfig {
        paths: paths.to_vec(),
        faults: fault.iter().map(|it| it.name.to_owned()).collect(),
        settings: RunSettings {
            jobs: NonZeroU64::new(if silent { JOBS_IN_SILENCE } else { JOBS }),
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
    let report = runtime.block_on(super::run(
        &config,
        "prove",
        &stop,
        ResultSink::memory(),
        &mut SilentObserver,
    ));
    runtime.shutdown_background();
    report
}
