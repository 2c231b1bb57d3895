//! Our `cucumber::Writer`: passes on the record of every scenario that has finished.

use cucumber::{
    Event, Writer, cli,
    event::{Cucumber, Feature, RetryableScenario, Rule, Scenario, Source},
    gherkin, parser, writer,
};

use crate::evidence::ScenarioRecord;

use super::run_state::Finished;

/// Passes on every record when its scenario ends. An event only says *that* a scenario ended; its
/// record is kept in the run state, because an event can carry nothing but text.
pub struct Collector<'a> {
    finished: Finished,
    observer: &'a mut dyn FnMut(ScenarioRecord),
}

impl<'a> Collector<'a> {
    pub(super) fn new(finished: Finished, observer: &'a mut dyn FnMut(ScenarioRecord)) -> Self {
        Self { finished, observer }
    }

    /// Passes on the record of a scenario that `event` ends.
    pub(super) fn note<W>(&mut self, event: &Cucumber<W>) {
        let Some(scenario) = ended(event) else { return };
        let kept = self.finished.borrow_mut().remove(scenario);
        if let Some(record) = kept {
            (self.observer)(record);
        }
    }
}

/// Returns the scenario that `event` ends, if any.
fn ended<W>(event: &Cucumber<W>) -> Option<&Source<gherkin::Scenario>> {
    let Cucumber::Feature(_, event) = event else {
        return None;
    };
    let (Feature::Scenario(scenario, event) | Feature::Rule(_, Rule::Scenario(scenario, event))) =
        event
    else {
        return None;
    };
    let RetryableScenario { event, .. } = event;
    matches!(event, Scenario::Finished).then_some(scenario)
}

impl<W: 'static> Writer<W> for Collector<'_> {
    type Cli = cli::Empty;

    async fn handle_event(&mut self, event: parser::Result<Event<Cucumber<W>>>, _: &cli::Empty) {
        if let Ok(event) = event {
            self.note(&event.value);
        }
    }
}

impl writer::Normalized for Collector<'_> {}
impl writer::NonTransforming for Collector<'_> {}
