//! Runs the suite against the simulator once per generated mutant.
//!
//! A clean run shows which answers exist and which scenarios see them. A mutant needs only one
//! scenario that fails, so that those that noticed similar mutants are run first, and the run ends
//! with the first failure. Scenarios that never saw such an answer cannot notice, and are not run.

use std::collections::HashMap;
use std::num::NonZeroU64;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::config::{ConfigError, RunConfig, RunSettings, Shard};
use crate::engine::{Problem, StopSignal};
use crate::evidence::{Outcome, Payload};
use crate::simulator::mutation::{GeneratedMutant, ObservedAnswers, free, matches};
use crate::simulator::{Setup, Simulator, fault};
use crate::verdict::{
    AssessedScenario, ConformanceReport, Fate, MutationScore, TriedMutant, Verdict,
};

use super::in_parallel::in_parallel;
use super::prove::{JOBS, PATIENCE, SEED, STEP_TIMEOUT};
use super::{CannotStart, Progress, ResultSink, RunObserver};
use super::{embedded, freedoms};

/// Numbers of scenarios that are run first, next, and so on; then all others.
const ROUNDS: [usize; 2] = [6, 24];

/// Scope of a proof with mutants.
#[derive(Clone, Debug, Default)]
pub struct MutantProof {
    /// Feature files, directories and `FILE:LINE`; the embedded suite if empty.
    pub paths: Vec<PathBuf>,
    /// Patterns of the names of mutants, with `*` for any text; all mutants if empty.
    pub patterns: Vec<String>,
    /// Maximum number of runs at once; that of processors if `None`.
    pub jobs: Option<usize>,
    /// The part of the mutants that is tried.
    pub shard: Option<Shard>,
    /// Number of mutants drawn at random; all if `None`.
    pub sample: Option<usize>,
    /// Seed of the sample.
    pub seed: u64,
    /// Whether the simulator is reached as a server of others: without its control interface, with
    /// real waiting.
    pub black_box: bool,
    /// Whether the mutants that equal a documented freedom are tried, instead of the others; none may
    /// be noticed.
    pub freedoms: bool,
}

/// Tries every mutant. `progress` is called on any thread with the numbers of tried and of all
/// mutants. Must not be called within a runtime.
///
/// # Errors
/// When a run cannot start, the suite is not green without any mutant, or no mutant is selected.
pub fn prove_mutants(
    proof: &MutantProof,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<MutationScore, CannotStart> {
    let mutants = selected(proof, observed(proof)?.mutants());
    if mutants.is_empty() {
        return Err(ConfigError::new("no mutant fits: give other patterns").into());
    }
    let trial = Trial { proof, noticers: Mutex::default() };
    let tried = |generated: &GeneratedMutant| trial.tried(generated);
    let done: Result<Vec<_>, CannotStart> =
        in_parallel(&mutants, proof.jobs, &tried, progress).into_iter().collect();
    let mut mutants = done?;
    mutants.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(MutationScore { freedoms: proof.freedoms, mutants })
}

/// Runs all scenarios without a mutant; all must pass.
fn observed(proof: &MutantProof) -> Result<ObservedAnswers, CannotStart> {
    let config = RunConfig { all_evidence: true, ..config(&proof.paths) };
    let report = run(&config, proof.black_box, &mut Watcher::default())?;
    if let Some(red) = report.scenarios.iter().find(|it| it.is_wrong()) {
        return Err(CannotStart::NotGreen(format!("{}: {}", red.record.id, red.reason)));
    }
    let mut observed = ObservedAnswers::default();
    for record in report.scenarios.iter().map(|it| &it.record) {
        for exchange in &record.exchanges {
            let Outcome::Received(answer) = &exchange.outcome else { continue };
            let sent = exchange.sent.body.as_ref().and_then(json_of);
            let query = exchange.sent.url.split_once('?').map(|(_, query)| query);
            observed.add(
                (&record.id, &exchange.operation),
                (query, sent),
                (answer.status, json_of(&answer.body)),
            );
        }
    }
    Ok(observed)
}

fn json_of(payload: &Payload) -> Option<&serde_json::Value> {
    match payload {
        Payload::Json(body) => Some(body),
        _ => None,
    }
}

/// The mutants of the proof: those that fit a pattern, then the sample, then the shard. Freedoms are
/// among the others, so that the score counts them.
fn selected(proof: &MutantProof, mut mutants: Vec<GeneratedMutant>) -> Vec<GeneratedMutant> {
    let fits = |name: &str| proof.patterns.iter().any(|pattern| matches(pattern, name));
    mutants.retain(|it| proof.patterns.is_empty() || fits(&it.name));
    mutants.retain(|it| !proof.freedoms || free(it).is_some());
    if let Some(sample) = proof.sample {
        let drawn = |it: &GeneratedMutant| {
            crate::evidence::digest([it.name.as_str(), &proof.seed.to_string()])
        };
        mutants.sort_by_cached_key(drawn);
        mutants.truncate(sample);
    }
    match proof.shard {
        None => mutants,
        Some(shard) => {
            let place = |index: usize| index % shard.total() as usize + 1 == shard.index() as usize;
            let numbered = mutants.into_iter().enumerate();
            numbered.filter(|(index, _)| place(*index)).map(|(_, it)| it).collect()
        }
    }
}

/// Data that all threads share.
struct Trial<'a> {
    proof: &'a MutantProof,
    /// Scenarios that noticed a mutant of a member, the latest last.
    noticers: Mutex<HashMap<String, Vec<String>>>,
}

impl Trial<'_> {
    fn tried(&self, generated: &GeneratedMutant) -> Result<TriedMutant, CannotStart> {
        let fate = match free(generated) {
            Some(reason) if !self.proof.freedoms => Fate::Free { reason: reason.to_owned() },
            _ => self.fate(generated)?,
        };
        Ok(TriedMutant {
            name: generated.name.clone(),
            operation: generated.subject.clone(),
            operator: generated.operator.clone(),
            fate,
        })
    }

    fn fate(&self, generated: &GeneratedMutant) -> Result<Fate, CannotStart> {
        let name = generated.name.clone();
        let suppresses = fault::named(&name).is_some_and(fault::Fault::suppresses_observation);
        let mut rest = self.ordered(generated);
        let (mut undecided, mut played) = (None, !generated.of_answer);
        for round in ROUNDS.into_iter().chain([usize::MAX]) {
            let ids: Vec<String> = rest.drain(..round.min(rest.len())).collect();
            if ids.is_empty() {
                break;
            }
            let mut watcher = Watcher { suppresses, ..Watcher::default() };
            let paths = &self.proof.paths;
            let config = RunConfig { ids, faults: vec![name.clone()], ..config(paths) };
            run(&config, self.proof.black_box, &mut watcher)?;
            played |= watcher.mutated > 0;
            if let Some((scenario, reason)) = watcher.failed {
                self.note(generated, &scenario);
                return Ok(Fate::Noticed { scenario, reason });
            }
            if let Some(reason) = watcher.error {
                return Ok(Fate::Error { reason });
            }
            undecided = undecided.or(watcher.undecided);
        }
        Ok(match undecided {
            _ if !played => Fate::Unplayed,
            Some((scenario, reason)) => Fate::Undecided { scenario, reason },
            None => Fate::Survived { reason: embedded::why_unnoticed(&name) },
        })
    }

    /// The scenarios that see such an answer, those that noticed similar mutants first.
    fn ordered(&self, generated: &GeneratedMutant) -> Vec<String> {
        let noticers = self.noticers.lock().unwrap_or_else(PoisonError::into_inner);
        let known =
            generated.about.iter().filter_map(|key| noticers.get(key.as_str())).flatten().rev();
        let mut ordered: Vec<String> = Vec::new();
        for id in known.chain(&generated.observers) {
            if !ordered.contains(id) && generated.observers.contains(id) {
                ordered.push(id.clone());
            }
        }
        ordered
    }

    fn note(&self, generated: &GeneratedMutant, scenario: &str) {
        let mut noticers = self.noticers.lock().unwrap_or_else(PoisonError::into_inner);
        for key in generated.about.clone() {
            let known = noticers.entry(key).or_default();
            known.retain(|id| id != scenario);
            known.push(scenario.to_owned());
        }
    }
}

fn config(paths: &[PathBuf]) -> RunConfig {
    RunConfig {
        paths: paths.to_vec(),
        settings: RunSettings {
            jobs: NonZeroU64::new(JOBS),
            step_timeout: STEP_TIMEOUT,
            ..RunSettings::default()
        },
        seed: Some(SEED),
        patience: Some(PATIENCE),
        ..RunConfig::default()
    }
}

fn run(
    config: &RunConfig,
    black_box: bool,
    watcher: &mut Watcher,
) -> Result<ConformanceReport, CannotStart> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| CannotStart::Runtime(error.to_string()))?;
    let report = runtime.block_on(async {
        if !black_box {
            return watched(config, watcher).await;
        }
        let faults = config.faults.iter().filter_map(|it| fault::named(it)).collect();
        let setup = Setup { faults, ..freedoms::black_box_setup(SEED, &[])? };
        let simulator = Simulator::start(setup).await?;
        let report = watched(&freedoms::black_box(config, &simulator)?, watcher).await;
        watcher.mutated = simulator.mutations();
        simulator.stop().await;
        report
    });
    runtime.shutdown_background();
    report
}

async fn watched(
    config: &RunConfig,
    watcher: &mut Watcher,
) -> Result<ConformanceReport, CannotStart> {
    let stop = watcher.stop.clone();
    super::run(config, "prove", &stop, ResultSink::memory(), watcher).await
}

/// Ends a run with the first scenario that fails.
#[derive(Default)]
struct Watcher {
    stop: StopSignal,
    /// Whether a scenario that cannot observe has noticed, too.
    suppresses: bool,
    failed: Option<(String, String)>,
    undecided: Option<(String, String)>,
    error: Option<String>,
    mutated: usize,
}

impl RunObserver for Watcher {
    fn problem(&mut self, _: &Problem) {}
    fn begins(&mut self, _: usize, _: &Progress) {}

    fn ended(&mut self, scenario: &AssessedScenario) {
        let seen = || Some((scenario.record.id.clone(), scenario.reason.clone()));
        let over = self.stop.starts_no_more();
        match scenario.verdict {
            Verdict::Failed => {
                self.failed = self.failed.take().or_else(seen);
                self.stop.stop();
            }
            Verdict::Inconclusive if self.suppresses && !over => {
                self.failed = self.failed.take().or_else(seen);
                self.stop.stop();
            }
            Verdict::Inconclusive if !over => self.undecided = self.undecided.take().or_else(seen),
            Verdict::Error if !over => self.error = Some(scenario.reason.clone()),
            _ => {}
        }
    }

    fn mutated(&mut self, answers: usize) {
        self.mutated = answers;
    }
}
