//! Our `cucumber::Writer`: picks up the record of every scenario that has finished.

use cucumber::{
    Event, Writer, cli,
    event::{Cucumber, Feature, RetryableScenario, Rule, Scenario, Source},
    gherkin, parser, writer,
};

use crate::evidence::ScenarioRecord;

use super::runner::Finished;

/// Hands on every record as its scenario ends, and keeps none. The events say *that* a scenario
/// ended; what happened in it comes beside them, typed, because an event can only carry text.
pub struct Collector<'a> {
    finished: Finished,
    observer: &'a mut dyn FnMut(ScenarioRecord),
}

impl<'a> Collector<'a> {
    pub(super) fn new(finished: Finished, observer: &'a mut dyn FnMut(ScenarioRecord)) -> Self {
        Self { finished, observer }
    }

    /// Takes note of an event.
    pub(super) fn note<W>(&mut self, event: &Cucumber<W>) {
        let Some(scenario) = ended(event) else { return };
        let kept = self.finished.borrow_mut().remove(scenario);
        if let Some(record) = kept {
            (self.observer)(record);
        }
    }
}

/// The scenario an event says has ended.
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
