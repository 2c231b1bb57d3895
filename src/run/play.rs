//! Plays a plan against a target that stands.

use std::cell::RefCell;
use std::rc::Rc;

use crate::client::{Preflight, RunContext, Usage, preflight, while_waiting};
use crate::config::{RunConfig, TargetChoice, needs_own_tenant, needs_wizard};
use crate::engine::{
    self, Case, Disposition, Execution, Gate, Keep, Options, Plan, Problem, Runner,
    StepDefinitions, StopSignal,
};
use crate::evidence::{ScenarioRecord, StepOutcome, Unobserved};
use crate::steps::{ScenarioContext, World};

use super::breaker::Breaker;
use super::target::RunningTarget;
use super::{CannotStart, suite};

/// A scenario may take as long as so many steps that all reach their time-out.
const STEPS_OF_A_LONG_SCENARIO: u32 = 10;

/// Who follows a plan while it is played.
pub(super) trait RunListener {
    /// A step of a selected scenario cannot run as it is written.
    fn problem(&mut self, _problem: &Problem) {}
    /// So many scenarios are about to run.
    fn begins(&mut self, _scenarios: usize, _bench: &RunContext) -> Result<(), CannotStart> {
        Ok(())
    }
    /// Another second went by.
    fn meanwhile(&mut self) {}
    /// A scenario ended.
    fn ended(&mut self, record: ScenarioRecord);
    /// The rest is not run, for this reason.
    fn gives_up(&mut self, _why: &str) {}
}

/// Plays the plan; also says what it used up.
pub(super) async fn conduct(
    config: &RunConfig,
    running_target: &RunningTarget,
    plan: Plan,
    seed: u64,
    keep: Rc<Keep>,
    stop: &StopSignal,
    course: &mut dyn RunListener,
) -> Result<(Execution, Usage), CannotStart> {
    let context = RunContext::new(running_target.target.clone())
        .map_err(|error| CannotStart::http(&error))?;
    let execution = play(config, &context, plan, seed, keep, stop, course).await;
    context.close().await;
    Ok((execution?, context.spent()))
}

async fn play(
    config: &RunConfig,
    context: &Rc<RunContext>,
    mut plan: Plan,
    seed: u64,
    keep: Rc<Keep>,
    stop: &StopSignal,
    course: &mut dyn RunListener,
) -> Result<Execution, CannotStart> {
    let definitions = Rc::new(StepDefinitions::<World>::gather());
    for problem in engine::check(&mut plan, &definitions) {
        course.problem(&problem);
    }
    if plan.runnable() > 0 {
        let looked = tokio::select! {
            looked = preflight(context, walks(&plan)) => looked,
            () = stop.stopped() => Preflight::Ready, // nothing will be started any more
        };
        match looked {
            Preflight::Ready => {}
            // A simulator told to be wrong is what we set up, so it is the target's doing.
            Preflight::Misconfigured(message) if !config.faults.is_empty() => {
                let what = "no access token".to_owned();
                nothing_to_see(&mut plan, &Unobserved::Dependency { what, detail: message });
            }
            Preflight::Misconfigured(message) => return Err(CannotStart::Target(message)),
            Preflight::Unreachable(why) => nothing_to_see(&mut plan, &why),
        }
    }
    course.begins(plan.runnable(), context)?;
    let gate = Gate::default();
    let progress = context.progress().clone();
    let options = Options {
        idle: Rc::new(move || progress.idle()),
        jobs: config.jobs.unwrap_or_else(|| config.target.jobs()),
        step_timeout: config.step_timeout,
        scenario_timeout: Some(config.step_timeout * STEPS_OF_A_LONG_SCENARIO),
        retry: suite::retry(config),
        keep,
        stop: stop.clone(),
        gate: gate.clone(),
    };
    let runner = Runner::new(definitions, stage(Rc::clone(context), seed), options);
    // The embedded simulator is in our own hands, faults included: there is nothing to spare.
    let mut breaker = match config.target {
        TargetChoice::Simulator => None,
        TargetChoice::Server(_) => Some(Breaker::new(gate, config.give_up_after)),
    };
    let course = RefCell::new(course);
    let mut ended = |record: ScenarioRecord| {
        let given_up = breaker.as_mut().and_then(|breaker| breaker.note(&record));
        let mut course = course.borrow_mut();
        course.ended(record);
        if let Some(why) = given_up {
            course.gives_up(&why);
        }
    };
    let played = engine::execute(plan, runner, &mut ended);
    Ok(while_waiting(played, |_second| course.borrow_mut().meanwhile()).await)
}

/// Whether a scenario that will run walks the bank page.
fn walks(plan: &Plan) -> bool {
    plan.scenarios
        .iter()
        .any(|it| it.disposition == Disposition::Run && needs_wizard(&it.case.tags))
}

/// How the World of a scenario is made.
fn stage(context: Rc<RunContext>, seed: u64) -> Rc<dyn Fn(&Case) -> World> {
    Rc::new(move |case| {
        World::on(&ScenarioContext {
            bench: Rc::clone(&context),
            seed,
            // The persons of an attempt before are still there.
            id: match case.attempt {
                1 => case.id.clone(),
                attempt => format!("{} #{attempt}", case.id),
            },
            name: case.name.clone(),
            own_tenant: needs_own_tenant(&case.tags),
        })
    })
}

/// The target does not answer at all: every scenario says so, and no request is sent for it.
fn nothing_to_see(plan: &mut Plan, why: &Unobserved) {
    for planned in &mut plan.scenarios {
        if planned.disposition == Disposition::Run {
            let outcome = StepOutcome::Unobserved(why.clone());
            planned.disposition = Disposition::Refused { step: 0, outcome };
        }
    }
}
