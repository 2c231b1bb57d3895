//! Runs one scenario: its steps, its clean-up, its record.

use std::{rc::Rc, sync::Arc, time::Instant};

use cucumber::{
    event::{self, HookType, StepError},
    gherkin::Step,
    step::Context,
};
use jiff::Timestamp;

use crate::evidence::{Ledger, ScenarioRecord, StepOutcome, StepRecord, mask_record};

use super::{
    Disposition, Planned, ScenarioWorld,
    definitions::{Match, Meaning, ambiguous, places},
    panics::{self, PanicGuarded},
    record::{self, AttemptResult},
    run_state::RunState,
    step_limit::{self, Budget, StepEnd},
};

/// Runs `planned` and puts its record into the run state before its last event, or returns it to be
/// run again.
pub(super) async fn run<W: ScenarioWorld>(
    run_state: Rc<RunState<W>>,
    mut planned: Planned,
) -> Option<Planned> {
    if run_state.options.stop.starts_no_more() {
        give_up(&run_state, planned);
        return None;
    }
    if let (Disposition::Run, Some(outcome)) =
        (&planned.disposition, run_state.options.gate.refusal())
    {
        planned.disposition = Disposition::Refused { step: 0, outcome };
    }
    let retry = run_state.options.retry;
    let next = (planned.case.attempt <= retry.times && planned.disposition == Disposition::Run)
        .then(|| planned.clone());
    let (began, started_at) = (Instant::now(), format!("{:.3}", Timestamp::now()));
    let mut steps: Vec<_> = planned.steps().map(|(step, _)| record::not_run(step)).collect();
    let run = ScenarioRun { run_state: &run_state, planned: &planned };
    run.emit(event::Scenario::Started);
    let ledger = match &planned.disposition {
        Disposition::Run => run.perform(&mut steps).await,
        Disposition::NotApplicable(_) => run.pass_over(0, None),
        Disposition::Refused { step, outcome } => {
            if let Some(step) = steps.get_mut(*step) {
                step.outcome = outcome.clone();
            }
            run.pass_over(*step, Some(outcome))
        }
    };
    let redaction = ledger.redaction();
    let (case, disposition) = (planned.case.clone(), planned.disposition.clone());
    let attempt = AttemptResult { steps, ledger, started_at, duration: began.elapsed() };
    let mut record = record::scenario(case, planned.position, disposition, attempt);
    if record::is_quiet(&record) && !(run_state.options.keep)(&record) {
        record.exchanges = Vec::new();
        record.attachments = Vec::new();
    }
    mask_record(&redaction, &mut record);
    let stopped = run_state.options.stop.starts_no_more();
    if let Some(next) = next.filter(|_| !stopped && (retry.wanted)(&record)) {
        run.emit(event::Scenario::Finished);
        return Some(next.after(record));
    }
    finish(&run_state, planned, record);
    None
}

/// Ends a scenario that does not run any further; its record is that of its last attempt, if any.
pub(super) fn give_up<W: ScenarioWorld>(run_state: &RunState<W>, mut planned: Planned) {
    run_state.cut.set(true);
    if let Some(record) = planned.earlier.pop() {
        finish(run_state, planned, record);
    }
}

fn finish<W: ScenarioWorld>(
    run_state: &RunState<W>,
    mut planned: Planned,
    mut record: ScenarioRecord,
) {
    record.earlier = std::mem::take(&mut planned.earlier);
    run_state.finished.borrow_mut().insert(planned.scenario.clone(), record);
    ScenarioRun { run_state, planned: &planned }.emit(event::Scenario::Finished);
}

struct ScenarioRun<'a, W> {
    run_state: &'a RunState<W>,
    planned: &'a Planned,
}

impl<W: ScenarioWorld> ScenarioRun<'_, W> {
    fn emit(&self, event: event::Scenario<W>) {
        self.run_state.emit(event::Cucumber::scenario(
            self.planned.feature.clone(),
            self.planned.rule.clone(),
            self.planned.scenario.clone(),
            event.with_retries(self.retries()),
        ));
    }

    /// Reports the first attempt as if it were the only one: whether another follows is not known
    /// yet, and a writer should rather count one failure too many than one too few.
    fn retries(&self) -> Option<event::Retries> {
        let current = self.planned.case.attempt.saturating_sub(1) as usize;
        (current > 0).then_some(event::Retries { current, left: 0 })
    }

    fn emit_step(&self, step: &NamedStep, event: event::Step<W>) {
        let source = step.source.clone();
        self.emit(if step.background {
            event::Scenario::Background(source, event)
        } else {
            event::Scenario::Step(source, event)
        });
    }

    /// Notifies other writers of a scenario that does not run: its step is skipped or ambiguous.
    fn pass_over(&self, index: usize, outcome: Option<&StepOutcome>) -> Ledger {
        if let Some((step, background)) = self.planned.steps().nth(index) {
            let named = NamedStep::new(step, background);
            self.emit_step(&named, event::Step::Started);
            self.emit_step(&named, self.not_run(step, outcome));
        }
        Ledger::default()
    }

    fn not_run(&self, step: &Step, outcome: Option<&StepOutcome>) -> event::Step<W> {
        let error = match outcome {
            Some(StepOutcome::Ambiguous(_)) => {
                match self.run_state.definitions.meaning(step.ty, &step.value) {
                    Meaning::Many(definitions) => ambiguous(&definitions),
                    Meaning::None | Meaning::One(_) => StepError::NotFound,
                }
            }
            Some(StepOutcome::Misuse(text) | StepOutcome::Panicked(text)) => {
                StepError::Panic(Arc::new(text.clone()))
            }
            _ => return event::Step::Skipped,
        };
        event::Step::Failed(None, None, None, error)
    }

    /// Runs the steps until one does not pass, then cleans up; returns the ledger.
    async fn perform(&self, steps: &mut [StepRecord]) -> Ledger {
        let mut world = match panics::catch(|| (self.run_state.new_world)(&self.planned.case)) {
            Ok(world) => world,
            Err(message) => {
                let outcome = StepOutcome::Panicked(message);
                if let Some(step) = steps.first_mut() {
                    step.outcome = outcome.clone();
                }
                return self.pass_over(0, Some(&outcome));
            }
        };
        let options = &self.run_state.options;
        let mut budget = Budget::new(options.step_timeout, options.scenario_timeout);
        let script = self.planned.steps();
        let mut written = world.ledger().exchanges.len();
        for (index, ((step, background), record)) in script.zip(steps).enumerate() {
            let began = Instant::now();
            let named = NamedStep::new(step, background);
            record.outcome = self.act(&mut world, &mut budget, index, &named).await;
            record.duration_ms = record::millis(began.elapsed());
            let now = world.ledger().exchanges.len();
            record.requests = now - std::mem::replace(&mut written, now);
            if let StepOutcome::CheckFailed(_) = record.outcome {
                let work = PanicGuarded::new(|| world.explain_failure());
                // An explanation that is missing changes no verdict.
                let _ = step_limit::clean_up(work, options.step_timeout, &options.stop).await;
            }
            if !record.outcome.passed() {
                break;
            }
        }
        self.leave(&mut world).await;
        let ledger = std::mem::take(world.ledger());
        // Everything is in the ledger, so a panic while the World is dropped loses nothing.
        let _ = panics::catch(move || drop(world));
        ledger
    }

    async fn act(
        &self,
        world: &mut W,
        budget: &mut Budget,
        index: usize,
        named: &NamedStep,
    ) -> StepOutcome {
        self.emit_step(named, event::Step::Started);
        match self.run_state.definitions.meaning(named.source.ty, &named.source.value) {
            Meaning::One(definition) => {
                world.ledger().enter_step(index, &named.source.value);
                let definitions = &self.run_state.definitions;
                let sentence = definitions.sentence(named.source.ty, &named.source.value);
                let found = definition.read(&sentence);
                self.run(world, budget, named, found).await
            }
            Meaning::None => {
                self.emit_step(named, event::Step::Skipped);
                StepOutcome::Undefined
            }
            Meaning::Many(definitions) => {
                let error = ambiguous(&definitions);
                self.emit_step(named, event::Step::Failed(None, None, None, error));
                StepOutcome::Ambiguous(places(&definitions))
            }
        }
    }

    async fn run(
        &self,
        world: &mut W,
        budget: &mut Budget,
        named: &NamedStep,
        found: Match<'_, W>,
    ) -> StepOutcome {
        // An earlier step may have passed in spite of a failure that it recorded.
        world.ledger().take_failure();
        let allowance = world.allowance();
        allowance.take();
        if world.begin_step(&named.source.value).is_err() {
            let outcome = self.outcome(world, StepEnd::Panicked(String::new()));
            let place = Some(found.definition.place);
            self.emit_step(named, ended(&outcome, found.captures, place));
            return outcome;
        }
        let context = Context { step: (*named.source).clone(), matches: found.values };
        let work = PanicGuarded::new(|| (found.definition.function)(world, context));
        let stop = &self.run_state.options.stop;
        let ending = if stop.is_stopped() {
            drop(work);
            StepEnd::Stopped
        } else {
            step_limit::step(work, budget, &allowance, stop).await
        };
        budget.grant(allowance.take());
        let outcome = self.outcome(world, ending);
        if outcome.passed() {
            world.end_step(&named.source.value);
        }
        let place = Some(found.definition.place);
        self.emit_step(named, ended(&outcome, found.captures, place));
        outcome
    }

    fn outcome(&self, world: &mut W, ending: StepEnd) -> StepOutcome {
        match ending {
            StepEnd::Done => StepOutcome::Passed,
            StepEnd::Panicked(message) => match world.ledger().take_failure() {
                Some(failure) => record::outcome(failure),
                None => StepOutcome::Panicked(world.ledger().masked(&message)),
            },
            StepEnd::TimedOut(limit) => StepOutcome::TimedOut { limit_ms: record::millis(limit) },
            StepEnd::Stopped => {
                self.run_state.cut.set(true);
                StepOutcome::Interrupted
            }
        }
    }

    async fn leave(&self, world: &mut W) {
        let options = &self.run_state.options;
        let work = PanicGuarded::new(|| world.leave());
        let fault = match step_limit::clean_up(work, options.step_timeout, &options.stop).await {
            StepEnd::Done | StepEnd::Stopped => return,
            StepEnd::Panicked(message) => message,
            StepEnd::TimedOut(limit) => format!("not done within {} ms", limit.as_millis()),
        };
        let fault = world.ledger().masked(&fault);
        let fault = format!("cleaning up after `{}`: {fault}", self.planned.case.id);
        self.emit(event::Scenario::hook_started(HookType::After));
        let info = Arc::new(fault.clone());
        self.emit(event::Scenario::hook_failed(HookType::After, None, info));
        self.run_state.faults.borrow_mut().push(fault);
    }
}

/// A step in the form that events need.
struct NamedStep {
    source: event::Source<Step>,
    background: bool,
}

impl NamedStep {
    fn new(step: &Step, background: bool) -> Self {
        Self { source: event::Source::new(step.clone()), background }
    }
}

/// The event for the end of a step.
fn ended<W>(
    outcome: &StepOutcome,
    captures: regex::CaptureLocations,
    place: Option<cucumber::step::Location>,
) -> event::Step<W> {
    let text = match outcome {
        StepOutcome::Passed => return event::Step::Passed(captures, place),
        StepOutcome::CheckFailed(text)
        | StepOutcome::Misuse(text)
        | StepOutcome::Panicked(text) => text.clone(),
        StepOutcome::Unobserved(why) => why.to_string(),
        StepOutcome::TimedOut { limit_ms } => format!("not done within {limit_ms} ms"),
        StepOutcome::Interrupted => "the run was stopped".to_owned(),
        StepOutcome::Undefined | StepOutcome::Ambiguous(_) | StepOutcome::NotRun => String::new(),
    };
    let error = StepError::Panic(Arc::new(text));
    event::Step::Failed(Some(captures), place, None, error)
}
