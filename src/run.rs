//! The conductor, the one place where all rooms meet: load, select, check, put up the target,
//! look at it once, run, judge, write.

mod breaker;
mod cannot_start;
mod doctor;
mod files;
mod identity;
mod leak;
mod merge;
mod prove;
mod recorded;
mod reports;
mod requirements;
mod suite;
mod target;
mod waivers;

use std::path::PathBuf;
use std::rc::Rc;

use crate::client::{Bench, Preflight, preflight};
use crate::config::{
    Capability, Profile, RunConfig, TargetChoice, lacking, needs_own_tenant, needs_wizard,
};
use crate::engine::{
    self, Case, Definitions, Entry, Execution, Fate, Gate, Keep, Options, Plan, Problem, Runner,
    Selection, StopSignal,
};
use crate::evidence::{
    KnownSecrets, RunRecord, ScenarioRecord, StepOutcome, TargetRecord, Unobserved,
};
use crate::steps::{Scene, World};
use crate::verdict::{ConformanceReport, assess};

pub use cannot_start::CannotStart;
pub use doctor::doctor;
pub use identity::new_run_id;
pub use merge::merged;
pub use prove::{Proof, prove};
pub use recorded::{folder_of, recorded};
pub use reports::{Folder, ReportError};
pub use requirements::{Standings, coverage, requirements};
pub use suite::{Loaded, load};
pub use waivers::waivers;

pub use crate::client::{Finding, Health};
pub use crate::requirement::{Binding, Level, State};

use breaker::Breaker;
use target::Standing;

/// A scenario may take as long as so many steps that all reach their time-out.
const STEPS_OF_A_LONG_SCENARIO: u32 = 10;

/// What the conductor tells while it works.
pub trait Audience {
    /// A step of a selected scenario cannot run as it is written.
    fn problem(&mut self, problem: &Problem);
    /// So many scenarios are about to run.
    fn begins(&mut self, scenarios: usize);
    /// A scenario ended.
    fn ended(&mut self, record: &ScenarioRecord);
    /// The rest is not run, for this reason.
    fn gives_up(&mut self, _why: &str) {}
}

/// Checks features without sending anything: every problem, and how many scenarios there are.
///
/// # Errors
/// When they cannot be loaded.
pub fn check(paths: &[PathBuf]) -> Result<(Vec<Problem>, usize), CannotStart> {
    let loaded = suite::load(paths)?;
    let mut plan = engine::select(loaded.suite, &Selection::default(), &|_| None);
    let problems = engine::check(&mut plan, &Definitions::<World>::gather());
    Ok((problems, plan.scenarios.len()))
}

/// All sentences that steps are defined for.
pub fn sentences() -> Vec<Entry> {
    engine::catalogue::<World>()
}

/// Runs the suite against the target and judges what was seen.
///
/// # Errors
/// When the run cannot start: unusable settings, features that do not parse, nothing selected.
pub async fn run(
    config: &RunConfig,
    run_id: &str,
    stop: &StopSignal,
    audience: &mut dyn Audience,
) -> Result<ConformanceReport, CannotStart> {
    let loaded = suite::load(&config.paths)?;
    let mut profile = Profile::new(config.strict, &config.readings, &loaded.catalogue)?;
    profile.fail_on_flaky = config.retry.fail_on_flaky;
    let before = config.rerun.as_deref().map(recorded).transpose()?;
    let selection = suite::selection(config, &loaded)?;
    let Loaded { suite, catalogue, digest } = loaded;
    let waivers = waivers::candidates(&config.waivers, &suite);
    let seed = config.seed.unwrap_or_else(identity::new_seed);
    let standing = target::put_up(config, seed).await?;
    let started_at = identity::now();
    let mut plan = engine::select(suite, &selection, &|tags| lacking(tags, &standing.target));
    if plan.is_empty() {
        return Err(CannotStart::NothingSelected);
    }
    if let Some(before) = &before {
        suite::keep_what_did_not_pass(&mut plan, before)?;
    }
    let selection = suite::part(&mut plan, config.shard);
    let keep = suite::keep(config, &profile);
    let (execution, known_secrets) =
        conduct(config, &standing, plan, seed, keep, stop, audience).await?;
    let record = RunRecord {
        run_id: run_id.to_owned(),
        started_at,
        finished_at: identity::now(),
        interrupted: execution.interrupted,
        seed,
        harness_version: env!("CARGO_PKG_VERSION").to_owned(),
        suite_digest: digest,
        selection,
        merged_from: Vec::new(),
        missing: Vec::new(),
        target: described(&standing),
        scenarios: execution.records,
        internal_faults: [execution.faults, standing.panics()].concat(),
        known_secrets,
    };
    standing.take_down().await;
    Ok(assess(record, &catalogue, &profile, &waivers))
}

async fn conduct(
    config: &RunConfig,
    standing: &Standing,
    plan: Plan,
    seed: u64,
    keep: Rc<Keep>,
    stop: &StopSignal,
    audience: &mut dyn Audience,
) -> Result<(Execution, KnownSecrets), CannotStart> {
    let bench = Bench::new(standing.target.clone()).map_err(|error| CannotStart::http(&error))?;
    let execution = play(config, &bench, plan, seed, keep, stop, audience).await;
    bench.close().await;
    execution.map(|it| (it, bench.known_secrets()))
}

async fn play(
    config: &RunConfig,
    bench: &Rc<Bench>,
    mut plan: Plan,
    seed: u64,
    keep: Rc<Keep>,
    stop: &StopSignal,
    audience: &mut dyn Audience,
) -> Result<Execution, CannotStart> {
    let definitions = Rc::new(Definitions::<World>::gather());
    for problem in engine::check(&mut plan, &definitions) {
        audience.problem(&problem);
    }
    if plan.runnable() > 0 {
        let looked = tokio::select! {
            looked = preflight(bench, walks(&plan)) => looked,
            () = stop.stopped() => Preflight::Ready, // nothing will be started any more
        };
        match looked {
            Preflight::Ready => {}
            // A simulator told to be wrong is what we set up, so it is the target's doing.
            Preflight::Misconfigured(message) if !config.faults.is_empty() => {
                let what = "no access token".to_owned();
                nothing_to_see(&mut plan, &Unobserved::Aid { what, detail: message });
            }
            Preflight::Misconfigured(message) => return Err(CannotStart::Target(message)),
            Preflight::Unreachable(why) => nothing_to_see(&mut plan, &why),
        }
    }
    audience.begins(plan.runnable());
    let gate = Gate::default();
    let options = Options {
        jobs: config.jobs.unwrap_or_else(|| config.target.jobs()),
        step_timeout: config.step_timeout,
        scenario_timeout: Some(config.step_timeout * STEPS_OF_A_LONG_SCENARIO),
        retry: suite::retry(config),
        keep,
        stop: stop.clone(),
        gate: gate.clone(),
    };
    let runner = Runner::new(definitions, stage(Rc::clone(bench), seed), options);
    // The embedded simulator is in our own hands, faults included: there is nothing to spare.
    let mut breaker = match config.target {
        TargetChoice::Simulator => None,
        TargetChoice::Server(_) => Some(Breaker::new(gate, config.give_up_after)),
    };
    let mut ended = |record: &ScenarioRecord| {
        audience.ended(record);
        if let Some(why) = breaker.as_mut().and_then(|breaker| breaker.note(record)) {
            audience.gives_up(&why);
        }
    };
    Ok(engine::execute(plan, runner, &mut ended).await)
}

/// Whether a scenario that will run walks the bank page.
fn walks(plan: &Plan) -> bool {
    plan.scenarios.iter().any(|it| it.fate == Fate::Run && needs_wizard(&it.case.tags))
}

/// How the World of a scenario is made.
fn stage(bench: Rc<Bench>, seed: u64) -> Rc<dyn Fn(&Case) -> World> {
    Rc::new(move |case| {
        World::on(&Scene {
            bench: Rc::clone(&bench),
            seed,
            // The persons of an attempt before are still there.
            id: match case.attempt {
                1 => case.id.clone(),
                attempt => format!("{} #{attempt}", case.id),
            },
            own_tenant: needs_own_tenant(&case.tags),
        })
    })
}

/// The target does not answer at all: every scenario says so, and no request is sent for it.
fn nothing_to_see(plan: &mut Plan, why: &Unobserved) {
    for planned in &mut plan.scenarios {
        if planned.fate == Fate::Run {
            let outcome = StepOutcome::Unobserved(why.clone());
            planned.fate = Fate::Refused { step: 0, outcome };
        }
    }
}

fn described(standing: &Standing) -> TargetRecord {
    TargetRecord {
        name: standing.target.name.clone(),
        url: standing.target.base_url.to_string(),
        capabilities: Capability::of(&standing.target),
    }
}
