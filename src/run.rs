//! A run, from its configuration to its report: loads and selects features, starts the target,
//! checks the connection, runs the scenarios and judges them. The only room that uses all others.

mod breaker;
mod budget;
mod cannot_start;
mod controls;
mod cost;
mod doctor;
mod earlier_sms;
mod embedded;
mod evidence_budget;
mod failures;
mod files;
mod folder_lock;
mod forecast;
mod freedoms;
mod history;
mod identity;
mod idle_reasons;
mod in_parallel;
mod json_file;
mod kill_file;
mod leak;
mod merge;
mod mutants;
mod plan_runner;
mod prove;
mod recorded;
mod report_error;
mod reports;
mod requirements;
mod rescue;
mod result_sink;
mod scenario_log;
mod selection;
mod sms_plan;
mod suite;
mod target;
mod variations;
mod vocabulary;
mod waivers;

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;

use crate::client::RunContext;
use crate::config::{Capability, Profile, RunConfig};
use crate::engine::{self, Plan, Problem, Selection, StepDefinitions, StopSignal};
use crate::evidence::{HarnessRecord, OperationAnswers, RunRecord, ScenarioRecord, TargetRecord};
use crate::simulator::Fault;
use crate::steps::World;
use crate::verdict::{AssessedScenario, Assessor, ConformanceReport};

pub use cannot_start::CannotStart;
pub use doctor::{Diagnosis, Outlook, doctor};
pub use embedded::{embedded_catalogue, embedded_kills};
pub use forecast::{Forecast, forecast};
pub use freedoms::{FreedomProof, prove_freedoms};
pub use history::{PastRuns, past_runs};
pub use identity::{begin_binary_digest, binary_digest, new_run_id, new_seed, now};
pub use in_parallel::in_parallel;
pub use json_file::parsed as parsed_record;
pub use merge::merged;
pub use mutants::{MutantProof, prove_mutants};
pub use prove::{Proof, prove};
pub use recorded::{folder_of, recorded};
pub use report_error::ReportError;
pub use reports::{Folder, common_text};
pub use requirements::{MatrixSource, coverage, requirements};
pub use rescue::rescue;
pub use result_sink::ResultSink;
pub use suite::{Loaded, embedded_plan, load, shipped_steps};
pub use target::choose;
pub use vocabulary::{
    Vocabulary, accepts, examples, meaning, parameter_name, values_of, vocabulary,
};
pub use waivers::waivers;

pub use crate::client::{Finding, Health, MOST_BROWSERS, Progress, Waiting};
pub use crate::engine::{StepEntry, StepNeed, StepStub, StepUse, StubPiece};
pub use crate::requirement::{Binding, CoverageState, Level};
pub use crate::steps::{makes_a_person, named_patterns, reads};

use earlier_sms::EarlierSms;
use evidence_budget::RecordBudget;
use plan_runner::{PlanRunner, RunListener};
use sms_plan::SmsPlan;
use target::RunningTarget;

/// Ignores the events of a run; a proof reports runs as a whole.
pub struct SilentObserver;

impl RunObserver for SilentObserver {
    fn problem(&mut self, _: &Problem) {}
    fn begins(&mut self, _: usize, _: &Progress) {}
    fn ended(&mut self, _: &AssessedScenario) {}
}

/// Receives the events of a run, for display.
pub trait RunObserver {
    /// A step of a selected scenario cannot be run, for instance because it is undefined.
    fn problem(&mut self, problem: &Problem);
    /// N scenarios are about to run; `progress` shows their current activity.
    fn begins(&mut self, scenarios: usize, progress: &Progress);
    /// Another second has passed.
    fn meanwhile(&mut self) {}
    /// A scenario ended.
    fn ended(&mut self, scenario: &AssessedScenario);
    /// The remaining scenarios are not run, for this reason.
    fn gives_up(&mut self, _why: &str) {}
    /// Something that the user has to know during the run.
    fn notes(&mut self, _text: &str) {}
    /// The embedded simulator stopped; mutants made N of its answers wrong.
    fn mutated(&mut self, _answers: usize) {}
    /// The selected scenarios ended; they reached these faults of the embedded simulator.
    fn reached(&mut self, _faults: &[&'static Fault]) {}
}

/// Result of checking feature files.
pub struct CheckedFeatures {
    /// All errors and warnings, by file and line.
    pub problems: Vec<Problem>,
    /// The scenarios.
    pub plan: Plan,
    /// Whether a path could not be read.
    pub is_unreadable: bool,
}

/// Checks feature files without sending a request. What is wrong in one place hides nothing in
/// another.
///
/// # Errors
/// When the catalogue cannot be loaded.
pub fn check(paths: &[PathBuf]) -> Result<CheckedFeatures, CannotStart> {
    let (loaded, mut problems) = suite::examine(paths)?;
    let is_unreadable = Problem::any_error(&problems);
    let mut plan = engine::select(loaded.suite, &Selection::default(), &|_| None);
    problems.extend(loaded.problems);
    let definitions = StepDefinitions::<World>::gather().with_examples(suite::shipped_steps);
    problems.extend(engine::check(&mut plan, &definitions));
    problems.sort_by(|a, b| (&a.file, a.line, a.col).cmp(&(&b.file, b.line, b.col)));
    Ok(CheckedFeatures { problems, plan, is_unreadable })
}

/// Runs the suite against the target and assesses the run; `result_sink` collects the scenarios.
///
/// # Errors
/// When the run cannot start: unusable settings, features that do not parse, nothing selected.
pub async fn run(
    config: &RunConfig,
    run_id: &str,
    stop: &StopSignal,
    result_sink: ResultSink,
    observer: &mut dyn RunObserver,
) -> Result<ConformanceReport, CannotStart> {
    config.target.refuse_production(config.settings.allow_production)?;
    identity::begin_binary_digest();
    let loaded = suite::load(&config.paths)?;
    let mut profile =
        Profile::new(config.settings.strict, &config.settings.readings, &loaded.catalogue)?;
    profile.fail_on_flaky = config.retry.fail_on_flaky;
    let before = config.rerun.as_deref().map(recorded).transpose()?;
    let selection = selection::selection(config, &loaded)?;
    let Loaded { suite, catalogue, digest, whole, kills, problems } = loaded;
    for it in &problems {
        observer.problem(it);
    }
    let waivers = waivers::candidates(&config.waivers, &suite);
    let seed = config.seed.unwrap_or_else(identity::new_seed);
    let running_target = target::start(config, seed).await?;
    let started_at = identity::now();
    let target = &running_target.target.clone();
    let (mut plan, selection) =
        selection::pick(config, suite, whole, &selection, before.as_ref(), target)?;
    let earlier = EarlierSms::of(before.as_ref(), target, Timestamp::now());
    let sms = if budget::is_limited(&config.settings) {
        let costs = Box::pin(forecast::costs(config, &plan, seed, (target, stop))).await?;
        let shares = budget::keep_within(config, &mut plan, &costs, kills);
        budget::must_leave_required(config, &plan)?;
        shares
    } else {
        SmsPlan::default()
    };
    let sms = sms.after(earlier);
    let record = RunRecord {
        run_id: run_id.to_owned(),
        finished_at: started_at.clone(),
        started_at,
        interrupted: true, // until the run has ended
        seed,
        demanded_readings: demanded(config),
        harness: HarnessRecord::of(digest),
        selection,
        target: TargetRecord { flags: config.flags.clone(), ..described(&running_target) },
        ..RunRecord::default()
    };
    let keep = suite::keep(config, &profile);
    let assessor =
        Assessor::new(&catalogue, &profile, &waivers, &record.target.name).with_kills(kills);
    let mut live_assessor = LiveAssessor {
        assessor,
        result_sink,
        record,
        observer,
        stop,
        running_target: &running_target,
        store_error: None,
        evidence: RecordBudget::of(config.settings.max_evidence),
    };
    let runner = PlanRunner { config, target, seed, keep, stop, sms };
    let (execution, _usage) = Box::pin(runner.run(plan, &mut live_assessor)).await?;
    let LiveAssessor { assessor, result_sink, mut record, store_error, observer, .. } =
        live_assessor;
    observer.mutated(running_target.mutations());
    record.finished_at = identity::now();
    record.interrupted = execution.interrupted;
    record.harness.binary_digest = identity::binary_digest();
    record.internal_faults = [execution.faults, running_target.panics()].concat();
    record.internal_faults.extend(store_error.map(|why| format!("failed to {why}")));
    let report = assessor.conclude(record, result_sink.close());
    running_target.stop().await;
    Ok(report)
}

/// Assesses scenarios when they end, stores them and notifies the observer.
struct LiveAssessor<'a> {
    assessor: Assessor<'a>,
    result_sink: ResultSink,
    /// Record of the run, as far as it is known.
    record: RunRecord,
    observer: &'a mut dyn RunObserver,
    stop: &'a StopSignal,
    running_target: &'a RunningTarget,
    /// First error of storing a scenario.
    store_error: Option<ReportError>,
    evidence: RecordBudget,
}

impl RunListener for LiveAssessor<'_> {
    fn problem(&mut self, problem: &Problem) {
        self.observer.problem(problem);
    }

    fn begins(&mut self, scenarios: usize, context: &RunContext) -> Result<(), CannotStart> {
        self.record.known_secrets = context.known_secrets();
        self.record.own_calls = OperationAnswers::count(&context.own_calls.take());
        let (assessor, record) = (&self.assessor, &self.record);
        self.result_sink.open(|| assessor.unfinished(record.clone()))?;
        self.observer.begins(scenarios, context.progress());
        Ok(())
    }

    fn closes(&mut self, context: &RunContext) {
        self.record.recent_sms = EarlierSms::recorded(context, Timestamp::now());
        match context.limited_calls() {
            0 => {}
            calls => self.observer.notes(&format!(
                "calls answered 429 and sent again later: {calls}; with a lower --rate there are fewer"
            )),
        }
    }

    fn ended(&mut self, mut record: ScenarioRecord) {
        if let Some(note) = self.evidence.keep_within(&mut record) {
            self.observer.notes(&note);
        }
        let assessed = self.assessor.assess_scenario(record);
        self.observer.ended(&assessed);
        if let Err(why) = self.result_sink.put(assessed) {
            // On a full disk the next scenarios could not be stored either.
            if !matches!(why, ReportError::Leak { .. }) {
                self.stop.stop();
            }
            self.store_error.get_or_insert(why);
        }
    }

    fn meanwhile(&mut self) {
        self.observer.meanwhile();
    }

    fn gives_up(&mut self, why: &str) {
        self.observer.gives_up(why);
    }

    fn controls(&mut self) -> Result<Plan, CannotStart> {
        let scenarios = self.result_sink.scenarios();
        let mut titles = controls::titles(&self.assessor.needed(&self.record, scenarios));
        for it in scenarios {
            if titles.remove(it.record.name.as_str()) {
                self.assessor.note_selected_control(controls::shown_by(&it.record.name), it);
            }
        }
        self.observer.reached(&self.running_target.reached_faults());
        controls::plan(&titles, &self.running_target.target)
    }

    fn control_ended(&mut self, mut record: ScenarioRecord) {
        record.id = controls::own_id(&record.id);
        self.assessor.assess_control(controls::shown_by(&record.name), record);
    }
}

/// Readings that the configuration demands, by question.
fn demanded(config: &RunConfig) -> BTreeMap<String, String> {
    let demands = config.settings.readings.iter().map(|it| &it.value);
    demands.map(|it| (it.question.clone(), it.reading.clone())).collect()
}

fn described(running_target: &RunningTarget) -> TargetRecord {
    TargetRecord {
        name: running_target.target.name.clone(),
        url: running_target.target.base_url.to_string(),
        capabilities: Capability::of(&running_target.target),
        flags: Vec::new(),
    }
}
