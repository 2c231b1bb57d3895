//! Plays one scenario: its steps, the tidying up, the record.

use std::{rc::Rc, sync::Arc, time::Instant};

use cucumber::{
    event::{self, HookType, StepError},
    gherkin::Step,
    step::Context,
};
use jiff::Timestamp;

use crate::evidence::{Ledger, ScenarioRecord, StepOutcome, StepRecord, mask_record};

use super::{
    Fate, Planned,
    definitions::{Match, Meaning, ambiguous, places},
    limit::{self, Budget, Ending},
    panics::{self, Watched},
    record::{self, Played},
    runner::{Stage, Staged},
};

/// Plays `planned` and leaves its record with the stage before its last event is out; or hands it
/// back to be played once more.
pub(super) async fn play<W: Staged>(stage: Rc<Stage<W>>, mut planned: Planned) -> Option<Planned> {
    if stage.options.stop.starts_no_more() {
        give_up(&stage, planned);
        return None;
    }
    if let (Fate::Run, Some(outcome)) = (&planned.fate, stage.options.gate.refusal()) {
        planned.fate = Fate::Refused { step: 0, outcome };
    }
    let retry = stage.options.retry;
    let next =
        (planned.case.attempt <= retry.times && planned.fate == Fate::Run).then(|| planned.clone());
    let (began, started_at) = (Instant::now(), format!("{:.3}", Timestamp::now()));
    let mut steps: Vec<_> = planned.steps().map(|(step, _)| record::not_run(step)).collect();
    let lane = Lane { stage: &stage, planned: &planned };
    lane.say(event::Scenario::Started);
    let ledger = match &planned.fate {
        Fate::Run => lane.perform(&mut steps).await,
        Fate::NotApplicable(_) => lane.pass_over(0, None),
        Fate::Refused { step, outcome } => {
            if let Some(step) = steps.get_mut(*step) {
                step.outcome = outcome.clone();
            }
            lane.pass_over(*step, Some(outcome))
        }
    };
    let redaction = ledger.redaction();
    let (case, fate) = (planned.case.clone(), planned.fate.clone());
    let played = Played { steps, ledger, started_at, duration: began.elapsed() };
    let mut record = record::scenario(case, planned.position, fate, played);
    if record::is_quiet(&record) && !(stage.options.keep)(&record) {
        record.exchanges = Vec::new();
        record.attachments = Vec::new();
    }
    mask_record(&redaction, &mut record);
    let stopped = stage.options.stop.starts_no_more();
    if let Some(next) = next.filter(|_| !stopped && (retry.wanted)(&record)) {
        lane.say(event::Scenario::Finished);
        return Some(next.after(record));
    }
    finish(&stage, planned, record);
    None
}

/// What was planned is not played any more; what an attempt before left behind is its record.
pub(super) fn give_up<W: Staged>(stage: &Stage<W>, mut planned: Planned) {
    stage.cut.set(true);
    if let Some(record) = planned.earlier.pop() {
        finish(stage, planned, record);
    }
}

fn finish<W: Staged>(stage: &Stage<W>, mut planned: Planned, mut record: ScenarioRecord) {
    record.earlier = std::mem::take(&mut planned.earlier);
    stage.finished.borrow_mut().insert(planned.scenario.clone(), record);
    Lane { stage, planned: &planned }.say(event::Scenario::Finished);
}

struct Lane<'a, W> {
    stage: &'a Stage<W>,
    planned: &'a Planned,
}

impl<W: Staged> Lane<'_, W> {
    fn say(&self, event: event::Scenario<W>) {
        self.stage.say(event::Cucumber::scenario(
            self.planned.feature.clone(),
            self.planned.rule.clone(),
            self.planned.scenario.clone(),
            event.with_retries(self.retries()),
        ));
    }

    /// The first attempt is told as if it were the only one: nobody who only listens can know
    /// whether another will follow, and a failure too many is better than one too few.
    fn retries(&self) -> Option<event::Retries> {
        let current = self.planned.case.attempt.saturating_sub(1) as usize;
        (current > 0).then_some(event::Retries { current, left: 0 })
    }

    fn say_step(&self, step: &Said, event: event::Step<W>) {
        let source = step.source.clone();
        self.say(if step.background {
            event::Scenario::Background(source, event)
        } else {
            event::Scenario::Step(source, event)
        });
    }

    /// Tells other writers of a scenario that does not run: its step is skipped or ambiguous.
    fn pass_over(&self, index: usize, outcome: Option<&StepOutcome>) -> Ledger {
        if let Some((step, background)) = self.planned.steps().nth(index) {
            let said = Said::new(step, background);
            self.say_step(&said, event::Step::Started);
            self.say_step(&said, self.unplayed(step, outcome));
        }
        Ledger::default()
    }

    fn unplayed(&self, step: &Step, outcome: Option<&StepOutcome>) -> event::Step<W> {
        let error = match outcome {
            Some(StepOutcome::Ambiguous(_)) => {
                match self.stage.definitions.meaning(step.ty, &step.value) {
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

    /// Runs the steps until one does not pass, then tidies up; the ledger outlives everything.
    async fn perform(&self, steps: &mut [StepRecord]) -> Ledger {
        let mut world = match panics::catch(|| (self.stage.raise)(&self.planned.case)) {
            Ok(world) => world,
            Err(message) => {
                let outcome = StepOutcome::Panicked(message);
                if let Some(step) = steps.first_mut() {
                    step.outcome = outcome.clone();
                }
                return self.pass_over(0, Some(&outcome));
            }
        };
        let options = &self.stage.options;
        let mut budget = Budget::new(options.step_timeout, options.scenario_timeout);
        let script = self.planned.steps();
        let mut written = world.ledger().exchanges.len();
        for (index, ((step, background), record)) in script.zip(steps).enumerate() {
            let began = Instant::now();
            let said = Said::new(step, background);
            record.outcome = self.act(&mut world, &mut budget, index, &said).await;
            record.duration_ms = record::millis(began.elapsed());
            let now = world.ledger().exchanges.len();
            record.requests = now - std::mem::replace(&mut written, now);
            if !record.outcome.passed() {
                break;
            }
        }
        self.leave(&mut world).await;
        let ledger = std::mem::take(world.ledger());
        // A World that panics while it is dropped has said all it had to say.
        let _ = panics::catch(move || drop(world));
        ledger
    }

    async fn act(
        &self,
        world: &mut W,
        budget: &mut Budget,
        index: usize,
        said: &Said,
    ) -> StepOutcome {
        self.say_step(said, event::Step::Started);
        match self.stage.definitions.meaning(said.source.ty, &said.source.value) {
            Meaning::One(definition) => {
                world.ledger().enter_step(index, &said.source.value);
                let found = definition.read(&said.source.value);
                self.run(world, budget, said, found).await
            }
            Meaning::None => {
                self.say_step(said, event::Step::Skipped);
                StepOutcome::Undefined
            }
            Meaning::Many(definitions) => {
                let error = ambiguous(&definitions);
                self.say_step(said, event::Step::Failed(None, None, None, error));
                StepOutcome::Ambiguous(places(&definitions))
            }
        }
    }

    async fn run(
        &self,
        world: &mut W,
        budget: &mut Budget,
        said: &Said,
        found: Match<'_, W>,
    ) -> StepOutcome {
        // A step before may have tried something that failed, and passed all the same.
        world.ledger().take_failure();
        let allowance = world.allowance();
        allowance.take();
        let context = Context { step: (*said.source).clone(), matches: found.values };
        let work = Watched::new(|| (found.definition.function)(world, context));
        let stop = &self.stage.options.stop;
        let ending = if stop.is_stopped() {
            drop(work);
            Ending::Stopped
        } else {
            limit::step(work, budget, &allowance, stop).await
        };
        budget.grant(allowance.take());
        let outcome = self.outcome(world, ending);
        let place = Some(found.definition.place);
        self.say_step(said, told(&outcome, found.captures, place));
        outcome
    }

    fn outcome(&self, world: &mut W, ending: Ending) -> StepOutcome {
        match ending {
            Ending::Done => StepOutcome::Passed,
            Ending::Panicked(message) => match world.ledger().take_failure() {
                Some(failure) => record::outcome(failure),
                None => StepOutcome::Panicked(world.ledger().masked(&message)),
            },
            Ending::TimedOut(limit) => StepOutcome::TimedOut { limit_ms: record::millis(limit) },
            Ending::Stopped => {
                self.stage.cut.set(true);
                StepOutcome::Interrupted
            }
        }
    }

    async fn leave(&self, world: &mut W) {
        let options = &self.stage.options;
        let work = Watched::new(|| world.leave());
        let fault = match limit::tidying(work, options.step_timeout, &options.stop).await {
            Ending::Done | Ending::Stopped => return,
            Ending::Panicked(message) => message,
            Ending::TimedOut(limit) => format!("not done within {} ms", limit.as_millis()),
        };
        let fault = world.ledger().masked(&fault);
        let fault = format!("tidying up after `{}`: {fault}", self.planned.case.id);
        self.say(event::Scenario::hook_started(HookType::After));
        let info = Arc::new(fault.clone());
        self.say(event::Scenario::hook_failed(HookType::After, None, info));
        self.stage.faults.borrow_mut().push(fault);
    }
}

/// A step as events name it.
struct Said {
    source: event::Source<Step>,
    background: bool,
}

impl Said {
    fn new(step: &Step, background: bool) -> Self {
        Self { source: event::Source::new(step.clone()), background }
    }
}

/// What other writers are told of how a step ended.
fn told<W>(
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
