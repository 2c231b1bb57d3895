//! Runs the suite against the simulator once per generated mutant.
//!
//! A clean run shows which answers exist and which scenarios see them. One failed scenario is
//! enough for a mutant. Therefore the scenarios that noticed similar mutants are run first, and the
//! run ends with the first failure. Scenarios that never observed such an answer cannot notice the
//! mutant and are not run.

use std::collections::{BTreeSet, HashMap};
use std::num::NonZeroU64;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::config::{ConfigError, RunConfig, RunSettings, Shard};
use crate::engine::{Problem, StopSignal};
use crate::evidence::{Outcome, Payload};
use crate::simulator::fault::{self, Fault};
use crate::simulator::mutation::{GeneratedMutant, ObservedAnswers, free, matches};
use crate::simulator::{Setup, Simulator};
use crate::verdict::{
    AssessedScenario, ConformanceReport, MutantOutcome, MutantResult, MutationScore, Verdict,
};

use super::in_parallel::in_parallel;
use super::prove::{SEED, SETTLE_LIMIT, STEP_TIMEOUT, jobs};
use super::{CannotStart, Progress, ResultSink, RunObserver};
use super::{embedded, freedoms, kill_file};

/// Word of the operator that changes every call of an operation, independent of its answer.
const FORCE: &str = "force";
/// Numbers of scenarios that are run first, next, and so on; then all others.
const ROUNDS: [usize; 2] = [6, 24];

/// Scope of a proof with mutants.
#[derive(Clone, Debug, Default)]
pub struct MutantProof {
    /// Feature files, directories and `FILE:LINE`; the embedded suite if empty.
    pub paths: Vec<PathBuf>,
    /// Patterns of the names of mutants, with `*` for any text; all mutants if empty.
    pub patterns: Vec<String>,
    /// Maximum number of runs at once; by default that of processors, or a multiple of it for a
    /// black box.
    pub jobs: Option<usize>,
    /// The part of the mutants that is tried.
    pub shard: Option<Shard>,
    /// Number of mutants drawn at random; all if `None`.
    pub sample: Option<usize>,
    /// Seed of the sample.
    pub seed: u64,
    /// Whether the simulator is reached like a server of another party: without its control interface, with
    /// real waiting.
    pub black_box: bool,
    /// File to which the scenarios that notice each mutant are written. An existing file is updated: a
    /// proof of a part replaces the rows of its mutants.
    pub write: Option<PathBuf>,
    /// Whether the mutants that equal a documented freedom are tried instead of the others; no
    /// scenario may notice one.
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
    let all = observe_answers(proof)?.mutants();
    let callers = callers(&all);
    let mutants = select_mutants(proof, all);
    if mutants.is_empty() {
        return Err(ConfigError::new("no mutant matches: give other patterns with --mutant").into());
    }
    let runner = MutantRunner { proof, callers, noticed_by: Mutex::default() };
    let result = |generated: &GeneratedMutant| runner.result(generated);
    let at_once = freedoms::runs_at_once(proof.jobs, proof.black_box);
    let done: Result<Vec<_>, CannotStart> =
        in_parallel(&mutants, at_once, &result, progress).into_iter().collect();
    let mut mutants = done?;
    mutants.sort_by(|left, right| left.name.cmp(&right.name));
    let score = MutationScore { freedoms: proof.freedoms, mutants };
    if let Some(path) = &proof.write {
        if let Some(error) = score.errors().next() {
            return Err(kill_file::unproven(path, &error).into());
        }
        let whole = proof.paths.is_empty() && proof.patterns.is_empty() && proof.shard.is_none();
        kill_file::update(path, |record| score.record_in(record, whole))?;
    }
    Ok(score)
}

/// Runs all scenarios without a mutant; all must pass.
fn observe_answers(proof: &MutantProof) -> Result<ObservedAnswers, CannotStart> {
    let config = RunConfig { all_evidence: true, ..config(&proof.paths, None) };
    let report = run(&config, proof.black_box, &mut MutantObserver::default())?;
    if let Some(red) = report.scenarios.iter().find(|it| it.is_wrong()) {
        return Err(CannotStart::NotGreen(format!("{}: {}", red.record.id, red.reason)));
    }
    let mut observed = ObservedAnswers::default();
    for record in report.scenarios.iter().map(|it| &it.record) {
        for exchange in &record.exchanges {
            let Outcome::Received(answer) = &exchange.outcome else { continue };
            let sent = exchange.sent.body.as_ref().and_then(json_of);
            observed.add(
                (&record.id, &exchange.operation),
                (&exchange.sent.url, sent),
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
fn select_mutants(proof: &MutantProof, mut mutants: Vec<GeneratedMutant>) -> Vec<GeneratedMutant> {
    let fits = |name: &str| proof.patterns.iter().any(|pattern| matches(pattern, name));
    mutants.retain(|it| proof.patterns.is_empty() || fits(&it.name));
    // A freedom that is taken at some answers only may contradict the others.
    mutants.retain(|it| !proof.freedoms || (free(it).is_some() && it.is_at_every_turn()));
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

/// The scenarios that call each operation.
fn callers(mutants: &[GeneratedMutant]) -> HashMap<String, BTreeSet<String>> {
    let mut callers: HashMap<String, BTreeSet<String>> = HashMap::new();
    for mutant in mutants {
        let known = callers.entry(mutant.subject.clone()).or_default();
        known.extend(mutant.observers.iter().cloned());
    }
    callers
}

/// Runs the suite for one mutant after the other; all threads share it.
struct MutantRunner<'a> {
    proof: &'a MutantProof,
    callers: HashMap<String, BTreeSet<String>>,
    /// Scenarios that noticed a mutant of a member, the latest last.
    noticed_by: Mutex<HashMap<String, Vec<String>>>,
}

impl MutantRunner<'_> {
    fn result(&self, generated: &GeneratedMutant) -> Result<MutantResult, CannotStart> {
        let mut noticed_by = BTreeSet::new();
        let outcome = match free(generated) {
            Some(reason) if !self.proof.freedoms => {
                MutantOutcome::Free { reason: reason.to_owned() }
            }
            _ => self.outcome(generated, &mut noticed_by)?,
        };
        Ok(MutantResult {
            noticed_by,
            name: generated.name.clone(),
            operation: generated.subject.clone(),
            operator: generated.operator.clone(),
            outcome,
        })
    }

    /// Runs the scenarios until one fails. All are run if each scenario that notices counts, or if
    /// their verdicts depend on each other: no scenario may fail because of an operation that is
    /// not offered.
    fn outcome(
        &self,
        generated: &GeneratedMutant,
        noticed_by: &mut BTreeSet<String>,
    ) -> Result<MutantOutcome, CannotStart> {
        let every = self.proof.write.is_some() || self.proof.freedoms;
        let name = generated.name.clone();
        let fault = fault::named(&name);
        let suppresses = fault.is_some_and(Fault::suppresses_observation);
        let mut rest = self.ordered(generated);
        let mut callers = self.callers.get(&generated.subject).into_iter().flatten().cloned();
        if generated.operator == FORCE {
            rest.extend(callers.by_ref());
        }
        let (mut undecided, mut had_effect) = (None, !generated.of_answer);
        for round in ROUNDS.into_iter().filter(|_| !every).chain([usize::MAX]) {
            let ids: Vec<String> = rest.drain(..round.min(rest.len())).collect();
            if ids.is_empty() {
                break;
            }
            let mut observer = MutantObserver { suppresses, every, ..MutantObserver::default() };
            let paths = &self.proof.paths;
            let config =
                |ids| RunConfig { ids, faults: vec![name.clone()], ..config(paths, fault) };
            let mut report = run(&config(ids.clone()), self.proof.black_box, &mut observer)?;
            if every {
                if report.scenarios.iter().any(AssessedScenario::seems_not_offered) {
                    // Any answer of the operation may show that the target does offer it.
                    let ids = ids.into_iter().chain(callers.by_ref()).collect();
                    report = run(&config(ids), self.proof.black_box, &mut observer)?;
                }
                observer.use_final_verdicts(&report);
            }
            had_effect |= observer.mutated > 0;
            noticed_by.append(&mut observer.noticed_by);
            if let Some((scenario, reason)) = observer.failed {
                self.remember_noticed(generated, &scenario);
                return Ok(MutantOutcome::Noticed { scenario, reason });
            }
            if let Some(reason) = observer.error {
                return Ok(MutantOutcome::Error { reason });
            }
            undecided = undecided.or(observer.undecided);
        }
        Ok(match undecided {
            _ if !had_effect => MutantOutcome::WithoutEffect,
            Some((scenario, reason)) => MutantOutcome::Undecided { scenario, reason },
            None => MutantOutcome::Survived { reason: embedded::why_unnoticed(&name) },
        })
    }

    /// The scenarios that see such an answer, those that noticed similar mutants first.
    fn ordered(&self, generated: &GeneratedMutant) -> Vec<String> {
        let noticed_by = self.noticed_by.lock().unwrap_or_else(PoisonError::into_inner);
        let known =
            generated.about.iter().filter_map(|key| noticed_by.get(key.as_str())).flatten().rev();
        let mut ordered: Vec<String> = Vec::new();
        for id in known.chain(&generated.observers) {
            if !ordered.contains(id) && generated.observers.contains(id) {
                ordered.push(id.clone());
            }
        }
        ordered
    }

    fn remember_noticed(&self, generated: &GeneratedMutant, scenario: &str) {
        let mut noticed_by = self.noticed_by.lock().unwrap_or_else(PoisonError::into_inner);
        for key in generated.about.clone() {
            let known = noticed_by.entry(key).or_default();
            known.retain(|id| id != scenario);
            known.push(scenario.to_owned());
        }
    }
}

fn config(paths: &[PathBuf], fault: Option<&Fault>) -> RunConfig {
    RunConfig {
        paths: paths.to_vec(),
        settings: RunSettings {
            jobs: NonZeroU64::new(jobs(fault)),
            step_timeout: STEP_TIMEOUT,
            ..RunSettings::default()
        },
        seed: Some(SEED),
        settle_limit: Some(SETTLE_LIMIT),
        ..RunConfig::default()
    }
}

fn run(
    config: &RunConfig,
    black_box: bool,
    observer: &mut MutantObserver,
) -> Result<ConformanceReport, CannotStart> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| CannotStart::Runtime(error.to_string()))?;
    let report = runtime.block_on(async {
        if !black_box {
            return run_observed(config, observer).await;
        }
        let faults = config.faults.iter().filter_map(|it| fault::named(it)).collect();
        let setup = Setup { faults, ..freedoms::black_box_setup(SEED, &[])? };
        let simulator = Simulator::start(setup).await?;
        let report = run_observed(&freedoms::black_box(config, &simulator)?, observer).await;
        observer.mutated = simulator.mutations();
        simulator.stop().await;
        report
    });
    runtime.shutdown_background();
    report
}

async fn run_observed(
    config: &RunConfig,
    observer: &mut MutantObserver,
) -> Result<ConformanceReport, CannotStart> {
    let stop = observer.stop.clone();
    super::run(config, "prove", &stop, ResultSink::memory(), observer).await
}

/// Observes a run, and stops it after the first scenario that fails, unless `every` is set.
#[derive(Default)]
struct MutantObserver {
    stop: StopSignal,
    /// Whether a scenario that cannot observe the target also counts as noticing.
    suppresses: bool,
    /// Whether the run continues after the first scenario that fails.
    every: bool,
    noticed_by: BTreeSet<String>,
    failed: Option<(String, String)>,
    undecided: Option<(String, String)>,
    error: Option<String>,
    mutated: usize,
}

impl MutantObserver {
    /// Replaces what was seen during the run by the verdicts at its end.
    fn use_final_verdicts(&mut self, report: &ConformanceReport) {
        (self.failed, self.undecided) = (None, None);
        self.noticed_by.clear();
        for scenario in &report.scenarios {
            self.ended(scenario);
        }
    }

    fn noticed(&mut self, scenario: &AssessedScenario) {
        let finding = || (scenario.record.id.clone(), scenario.reason.clone());
        self.failed.get_or_insert_with(finding);
        self.noticed_by.insert(scenario.record.id.clone());
        if !self.every {
            self.stop.stop();
        }
    }
}

impl RunObserver for MutantObserver {
    fn problem(&mut self, _: &Problem) {}
    fn begins(&mut self, _: usize, _: &Progress) {}

    fn ended(&mut self, scenario: &AssessedScenario) {
        let finding = || Some((scenario.record.id.clone(), scenario.reason.clone()));
        let over = self.stop.starts_no_more();
        match scenario.verdict {
            Verdict::Failed => self.noticed(scenario),
            Verdict::Inconclusive if self.suppresses && !over => self.noticed(scenario),
            Verdict::Inconclusive if !over => {
                self.undecided = self.undecided.take().or_else(finding);
            }
            Verdict::Error if !over => self.error = Some(scenario.reason.clone()),
            _ => {}
        }
    }

    fn mutated(&mut self, answers: usize) {
        self.mutated = answers;
    }
}
