//! Our `cucumber::Runner`: runs up to N scenarios at a time on one task, in time linear in the
//! number of scenarios, with time limits, and can be stopped.

use std::{collections::VecDeque, rc::Rc};

use cucumber::{Event, cli, event, gherkin::Feature, parser};
use futures::{
    Stream, StreamExt as _,
    stream::{self, LocalBoxStream},
};

use crate::evidence::ScenarioRecord;

use super::{
    Case, Collector, Options, Plan, ScenarioWorld, Selection, StepDefinitions, Suite, panics,
    run_state::RunState, scheduler::Scheduler, select,
};

/// Runs planned scenarios, or plain parsed features when cucumber hands it some.
pub struct Runner<W> {
    run_state: Rc<RunState<W>>,
}

/// Item of the runner's stream.
type Item<W> = parser::Result<Event<event::Cucumber<W>>>;

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
                finished: Rc::default(),
                cut: false.into(),
                faults: Vec::new().into(),
                events: VecDeque::new().into(),
            }),
        }
    }

    /// The writer that collects this runner's records; `observer` is given each when its
    /// scenario ends.
    pub fn collector<'a>(&self, observer: &'a mut dyn FnMut(ScenarioRecord)) -> Collector<'a> {
        Collector::new(Rc::clone(&self.run_state.finished), observer)
    }

    pub(super) fn run_state(&self) -> Rc<RunState<W>> {
        Rc::clone(&self.run_state)
    }

    /// The events of running `plan`.
    pub(super) fn drive(self, plan: Plan) -> impl Stream<Item = event::Cucumber<W>> + use<W> {
        let mut scheduler = Scheduler::new(self.run_state, plan);
        stream::poll_fn(move |context| scheduler.poll(context))
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
            stream::iter(errors).chain(self.drive(plan).map(|event| Ok(Event::new(event))))
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
