//! The state that all scenarios of a run share.

use std::{
    cell::{Cell, RefCell},
    collections::{HashMap, VecDeque},
    rc::Rc,
};

use cucumber::{
    event::{self, Source},
    gherkin::Scenario,
};

use crate::evidence::ScenarioRecord;

use super::{Case, Options, StepDefinitions};

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
