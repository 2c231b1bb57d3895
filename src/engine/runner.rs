//! Our `cucumber::Runner`: runs up to N scenarios at a time on one task, in time linear in the
//! number of scenarios, with time limits, and can be stopped.

use std::{
    cell::{Cell, RefCell},
    collections::{HashMap, VecDeque},
    rc::Rc,
    time::Duration,
};

use cucumber::{
    Event, World, cli,
    codegen::WorldInventory,
    event::{self, Source},
    gherkin::{Feature, Scenario},
    parser,
};
use futures::{
    Stream, StreamExt as _,
    future::LocalBoxFuture,
    stream::{self, LocalBoxStream},
};

use crate::evidence::{Ledger, ScenarioRecord};

use super::{
    Case, Collector, Gate, Plan, Selection, StepDefinitions, StopSignal, Suite, panics,
    scheduler::Scheduler, select,
};

/// Requirements of the engine for a World.
pub trait ScenarioWorld: World + WorldInventory {
    /// The ledger of this attempt.
    fn ledger(&mut self) -> &mut Ledger;
    /// Extra time the running step has asked for (a real wait for a timer); reset by the engine
    /// before each step.
    fn allowance(&self) -> Rc<Cell<Duration>>;
    /// Tidies up after the scenario; always called, within the step time-out.
    fn leave(&mut self) -> LocalBoxFuture<'_, ()>;
}

/// Conditions under which a scenario is run again, after all the others.
#[derive(Clone, Copy, Debug)]
pub struct Retry {
    /// Maximum number of retries.
    pub times: u32,
    /// Whether a scenario that ended like this is run again.
    pub wanted: fn(&ScenarioRecord) -> bool,
}

impl Default for Retry {
    /// Never.
    fn default() -> Self {
        Self { times: 0, wanted: |_| false }
    }
}

/// Whether the exchanges of a scenario are kept.
pub type Keep = dyn Fn(&ScenarioRecord) -> bool;

/// How a plan is run.
#[derive(Clone)]
pub struct Options {
    /// Scenarios at once; 0 counts as 1.
    pub jobs: usize,
    /// Number of running scenarios that only wait, so that others may run in their place; with one
    /// job this has no effect.
    pub idle: Rc<dyn Fn() -> usize>,
    /// Time-out of a step.
    pub step_timeout: Duration,
    /// Time-out of a scenario, without the extra time of its steps.
    pub scenario_timeout: Option<Duration>,
    /// Scenarios that are run again.
    pub retry: Retry,
    /// Whether the exchanges of a scenario that passed are kept.
    pub keep: Rc<Keep>,
    /// Ends the run early.
    pub stop: StopSignal,
    /// Refuses scenarios to come.
    pub gate: Gate,
}

/// Runs planned scenarios, or plain parsed features when cucumber hands it some.
pub struct Runner<W> {
    run_state: Rc<RunState<W>>,
}

/// Records of ended scenarios, waiting for the collector.
pub(super) type Finished = Rc<RefCell<HashMap<Source<Scenario>, ScenarioRecord>>>;

/// State shared by all scenarios of a run.
pub(super) struct RunState<W> {
    pub definitions: Rc<StepDefinitions<W>>,
    pub new_world: Rc<dyn Fn(&Case) -> W>,
    pub options: Options,
    pub finished: Finished,
    /// Whether the stop interrupted or left out a scenario.
    pub cut: Cell<bool>,
    /// Errors outside any step.
    pub faults: RefCell<Vec<String>>,
    /// Events that wait to be taken.
    pub events: RefCell<VecDeque<event::Cucumber<W>>>,
}

impl<W> RunState<W> {
    pub(super) fn emit(&self, event: event::Cucumber<W>) {
        self.events.borrow_mut().push_back(event);
    }
}

/// Item of the runner's stream.
pub(super) type Item<W> = parser::Result<Event<event::Cucumber<W>>>;

impl<W: ScenarioWorld> Runner<W> {
    /// A runner whose Worlds are built by `new_world`.
    pub fn new(
        definitions: Rc<StepDefinitions<W>>,
        new_world: Rc<dyn Fn(&Case) -> W>,
        options: Options,
    ) -> Self {
        panics::install();
        Self {
            run_state: Rc::new(RunState {
                definitions,
                new_world,
                options,
                finished: Finished::default(),
                cut: Cell::new(false),
                faults: RefCell::default(),
                events: RefCell::default(),
            }),
        }
    }

    /// The writer that collects this runner's records; `observer` is handed each as it comes.
    pub fn collector<'a>(&self, observer: &'a mut dyn FnMut(ScenarioRecord)) -> Collector<'a> {
        Collector::new(Rc::clone(&self.run_state.finished), observer)
    }

    pub(super) fn run_state(&self) -> Rc<RunState<W>> {
        Rc::clone(&self.run_state)
    }

    /// The events of running `plan`.
    pub(super) fn drive(self, plan: Plan) -> impl Stream<Item = Item<W>> + use<W> {
        let mut drive = Scheduler::new(self.run_state, plan);
        stream::poll_fn(move |context| drive.poll(context))
    }
}

impl<W: ScenarioWorld> cucumber::Runner<W> for Runner<W> {
    type Cli = cli::Empty;
    type EventStream = LocalBoxStream<'static, Item<W>>;

    fn run<S>(self, features: S, _: cli::Empty) -> Self::EventStream
    where
        S: Stream<Item = parser::Result<Feature>> + 'static,
    {
        let events = async move {
            let (suite, errors) = suite(features).await;
            let plan = select(suite, &Selection::default(), &|_| None);
            stream::iter(errors).chain(self.drive(plan))
        };
        stream::once(events).flatten().boxed_local()
    }
}

async fn suite<W>(features: impl Stream<Item = parser::Result<Feature>>) -> (Suite, Vec<Item<W>>) {
    let mut suite = Suite::default();
    let mut errors = Vec::new();
    let mut features = Box::pin(features);
    while let Some(feature) = features.next().await {
        match feature {
            Ok(feature) => suite.add(feature),
            Err(error) => errors.push(Err(error)),
        }
    }
    (suite, errors)
}
