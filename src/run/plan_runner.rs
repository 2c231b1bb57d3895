//! Runs a plan against a running target.

use std::cell::RefCell;
use std::rc::Rc;

use crate::client::{Preflight, RunContext, Usage, preflight, while_waiting};
use crate::config::{RunConfig, Target, TargetChoice, needs_own_tenant, needs_wizard};
use crate::engine::{
    self, Case, Disposition, Execution, Gate, Keep, Options, Plan, Problem, Runner,
    StepDefinitions, StopSignal,
};
use crate::evidence::{ScenarioRecord, StepOutcome, Unobserved};
use crate::steps::{ScenarioContext, World};

use super::breaker::Breaker;
use super::sms_plan::SmsPlan;
use super::{CannotStart, suite};

/// Time-out of a scenario, in time-outs of a step.
const SCENARIO_TIMEOUT_STEPS: u32 = 10;

/// Receives the events of a run.
pub(super) trait RunListener {
    /// A step of a selected scenario cannot be run, for instance because it is undefined.
    fn problem(&mut self, _problem: &Problem) {}
    /// N scenarios are about to run.
    fn begins(&mut self, _scenarios: usize, _context: &RunContext) -> Result<(), CannotStart> {
        Ok(())
    }
    /// The run is about to end.
    fn closes(&mut self, _context: &RunContext) {}
    /// Another second has passed.
    fn meanwhile(&mut self) {}
    /// A scenario ended.
    fn ended(&mut self, record: ScenarioRecord);
    /// The remaining scenarios are not run, for this reason.
    fn gives_up(&mut self, _why: &str) {}
    /// Returns the scenarios to run after all others, so that operations are seen to succeed.
    fn controls(&mut self) -> Result<Plan, CannotStart> {
        Ok(Plan::default())
    }
    /// A scenario of `controls` ended.
    fn control_ended(&mut self, _record: ScenarioRecord) {}
}

/// Runs a plan.
pub(super) struct PlanRunner<'a> {
    pub config: &'a RunConfig,
    pub target: &'a Target,
    /// Seed of the test data.
    pub seed: u64,
    /// Whether the exchanges of a scenario that passed are kept.
    pub keep: Rc<Keep>,
    pub stop: &'a StopSignal,
    /// The SMS of each scenario.
    pub sms: SmsPlan,
}

impl PlanRunner<'_> {
    /// Runs `plan`; also returns what it used up.
    pub async fn run(
        &self,
        plan: Plan,
        listener: &mut dyn RunListener,
    ) -> Result<(Execution, Usage), CannotStart> {
        let context =
            RunContext::new(self.target.clone()).map_err(|error| CannotStart::http(&error))?;
        self.sms.earlier.count_in(&context);
        let execution = self.run_on(&context, plan, listener).await;
        listener.closes(&context);
        context.close().await;
        Ok((execution?, context.spent()))
    }

    async fn run_on(
        &self,
        context: &Rc<RunContext>,
        mut plan: Plan,
        listener: &mut dyn RunListener,
    ) -> Result<Execution, CannotStart> {
        let definitions = StepDefinitions::<World>::gather().with_examples(suite::shipped_steps);
        let definitions = Rc::new(definitions);
        for problem in engine::check(&mut plan, &definitions) {
            listener.problem(&problem);
        }
        if plan.runnable() > 0 {
            self.refuse_unreachable(&mut plan, context).await?;
        }
        listener.begins(plan.runnable(), context)?;
        let gate = Gate::default();
        let runner = |gate: &Gate| {
            let new_world = world_factory(Rc::clone(context), self.seed, self.sms.clone());
            Runner::new(Rc::clone(&definitions), new_world, self.options(context, gate))
        };
        let selected = runner(&gate);
        // The embedded simulator always answers, unless one of its faults is under test.
        let mut breaker = match self.config.target {
            TargetChoice::Simulator => None,
            TargetChoice::Server(_) => Some(Breaker::new(gate, self.config.settings.give_up_after)),
        };
        let listener = RefCell::new(listener);
        let mut ended = |record: ScenarioRecord| {
            let given_up = breaker.as_mut().and_then(|breaker| breaker.note(&record));
            let mut listener = listener.borrow_mut();
            listener.ended(record);
            if let Some(why) = given_up {
                listener.gives_up(&why);
            }
        };
        let execution = engine::execute(plan, selected, &mut ended);
        let mut execution =
            while_waiting(execution, |_second| listener.borrow_mut().meanwhile()).await;
        if self.stop.starts_no_more() {
            return Ok(execution);
        }
        let controls = listener.borrow_mut().controls()?;
        let mut ended = |record| listener.borrow_mut().control_ended(record);
        let added = engine::execute(controls, runner(&Gate::default()), &mut ended);
        let added = while_waiting(added, |_second| listener.borrow_mut().meanwhile()).await;
        execution.interrupted |= added.interrupted;
        execution.faults.extend(added.faults);
        Ok(execution)
    }

    /// Checks the connection once. If the target cannot be reached, every scenario is refused with
    /// the reason, so that no request is sent for it.
    async fn refuse_unreachable(
        &self,
        plan: &mut Plan,
        context: &Rc<RunContext>,
    ) -> Result<(), CannotStart> {
        let visits_bank_page = plan
            .scenarios
            .iter()
            .any(|it| it.disposition == Disposition::Run && needs_wizard(&it.case.tags));
        let preflight = tokio::select! {
            preflight = preflight(context, visits_bank_page) => preflight,
            () = self.stop.stopped() => Preflight::Ready, // no scenario will be started
        };
        let why = match preflight {
            Preflight::Ready => return Ok(()),
            // A simulator with a fault may refuse the credentials. This fault is under test and no
            // mistake in the settings.
            Preflight::Misconfigured(detail) if !self.config.faults.is_empty() => {
                Unobserved::Dependency { what: "no access token".to_owned(), detail }
            }
            Preflight::Misconfigured(message) => return Err(CannotStart::Target(message)),
            Preflight::Unreachable(why) => why,
        };
        for planned in plan.scenarios.iter_mut().filter(|it| it.disposition == Disposition::Run) {
            let outcome = StepOutcome::Unobserved(why.clone());
            planned.disposition = Disposition::Refused { step: 0, outcome };
        }
        Ok(())
    }

    fn options(&self, context: &Rc<RunContext>, gate: &Gate) -> Options {
        let (config, progress) = (self.config, context.progress().clone());
        let target = Rc::clone(context);
        let step_timeout = config.deadlines().step;
        let scenario_timeout = config.settings.scenario_timeout;
        let scenario_timeout = scenario_timeout.unwrap_or(step_timeout * SCENARIO_TIMEOUT_STEPS);
        Options {
            bearable: Rc::new(move || target.bearable_scenarios()),
            idle: Rc::new(move || progress.idle()),
            jobs: config.jobs(),
            step_timeout,
            scenario_timeout: Some(scenario_timeout),
            retry: suite::retry(config),
            keep: Rc::clone(&self.keep),
            stop: self.stop.clone(),
            gate: gate.clone(),
        }
    }
}

/// Creates the World of each scenario.
fn world_factory(context: Rc<RunContext>, seed: u64, sms: SmsPlan) -> Rc<dyn Fn(&Case) -> World> {
    Rc::new(move |case| {
        let numbers = context.customer_numbers();
        World::on(&ScenarioContext {
            run: Rc::clone(&context),
            seed,
            // The persons of an earlier attempt still exist.
            id: match case.attempt {
                1 => case.id.clone(),
                attempt => format!("{} #{attempt}", case.id),
            },
            name: case.name.clone(),
            own_tenant: needs_own_tenant(&case.tags),
            sms: sms.share(&case.id, numbers),
        })
    })
}
