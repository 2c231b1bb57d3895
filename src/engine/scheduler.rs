//! The order of a run: starts scenarios from the backlog, emits events, and opens features and
//! rules before their first scenario and closes them after their last.

use std::{
    collections::{HashMap, VecDeque},
    rc::Rc,
    task::{self, Poll},
};

use cucumber::{
    event::{self, Source},
    gherkin::{Feature, Rule},
};
use futures::{StreamExt as _, future::LocalBoxFuture, stream::FuturesUnordered};

use super::{Plan, Planned, ScenarioWorld, run_state::RunState, scenario_run};

/// Features and rules with scenarios yet to end, so that each is opened and closed once.
#[derive(Default)]
struct Open {
    features: HashMap<Source<Feature>, Count>,
    rules: HashMap<Source<Rule>, (Source<Feature>, Count)>,
}

#[derive(Default)]
struct Count {
    left: usize,
    started: bool,
}

impl Count {
    /// Whether this is the first to start.
    fn start(&mut self) -> bool {
        !std::mem::replace(&mut self.started, true)
    }

    /// Whether this was the last to end.
    fn end(&mut self) -> bool {
        self.left = self.left.saturating_sub(1);
        self.left == 0
    }
}

/// Feature and rule of a scenario.
type Place = (Source<Feature>, Option<Source<Rule>>);

/// A run in progress.
pub(super) struct Scheduler<W> {
    run_state: Rc<RunState<W>>,
    /// Scenarios to run; retries come after all others.
    backlog: VecDeque<Planned>,
    running: FuturesUnordered<LocalBoxFuture<'static, (Place, Option<Planned>)>>,
    open: Open,
    ended: bool,
}

impl<W: ScenarioWorld> Scheduler<W> {
    pub(super) fn new(run_state: Rc<RunState<W>>, plan: Plan) -> Self {
        let mut open = Open::default();
        let mut steps = 0;
        for planned in &plan.scenarios {
            open.features.entry(planned.feature.clone()).or_default().left += 1;
            if let Some(rule) = &planned.rule {
                let none = || (planned.feature.clone(), Count::default());
                open.rules.entry(rule.clone()).or_insert_with(none).1.left += 1;
            }
            steps += planned.steps().count();
        }
        run_state.emit(event::Cucumber::ParsingFinished {
            features: open.features.len(),
            rules: open.rules.len(),
            scenarios: plan.scenarios.len(),
            steps,
            parser_errors: 0,
        });
        run_state.emit(event::Cucumber::Started);
        Self {
            run_state,
            backlog: plan.scenarios.into(),
            running: FuturesUnordered::new(),
            open,
            ended: false,
        }
    }

    /// Returns the next event. Waiting events come first, so that no scenario starts before
    /// somebody listens.
    pub(super) fn poll(
        &mut self,
        context: &mut task::Context<'_>,
    ) -> Poll<Option<event::Cucumber<W>>> {
        loop {
            let event = self.run_state.events.borrow_mut().pop_front();
            if let Some(event) = event {
                return Poll::Ready(Some(event));
            }
            if self.ended {
                return Poll::Ready(None);
            }
            self.refill();
            match self.running.poll_next_unpin(context) {
                Poll::Ready(Some((_, Some(again)))) => self.backlog.push_back(again),
                Poll::Ready(Some((place, None))) => self.close(&place),
                Poll::Ready(None) => self.end(),
                Poll::Pending if self.has_room() => {} // a running scenario has begun to wait
                Poll::Pending if self.run_state.events.borrow().is_empty() => return Poll::Pending,
                Poll::Pending => {}
            }
        }
    }

    fn has_room(&self) -> bool {
        let options = &self.run_state.options;
        let at_most = match options.jobs.min((options.bearable)()).max(1) {
            1 => 1,
            jobs => jobs + (options.idle)(),
        };
        self.running.len() < at_most && !self.backlog.is_empty()
    }

    fn refill(&mut self) {
        if self.run_state.options.stop.starts_no_more() {
            for planned in std::mem::take(&mut self.backlog) {
                scenario_run::give_up(&self.run_state, planned);
            }
        }
        while self.has_room() {
            let Some(planned) = self.backlog.pop_front() else {
                return;
            };
            let place = (planned.feature.clone(), planned.rule.clone());
            self.start(&place);
            let run_state = Rc::clone(&self.run_state);
            self.running.push(Box::pin(async move {
                let again = scenario_run::run(run_state, planned).await;
                (place, again)
            }));
        }
    }

    fn start(&mut self, (feature, rule): &Place) {
        if self.open.features.get_mut(feature).is_some_and(Count::start) {
            self.run_state.emit(event::Cucumber::feature_started(feature.clone()));
        }
        let Some(rule) = rule else { return };
        let count = self.open.rules.get_mut(rule).map(|(_, count)| count);
        if count.is_some_and(Count::start) {
            let started = event::Cucumber::rule_started(feature.clone(), rule.clone());
            self.run_state.emit(started);
        }
    }

    fn close(&mut self, (feature, rule): &Place) {
        if let Some(rule) = rule {
            let count = self.open.rules.get_mut(rule).map(|(_, count)| count);
            if count.is_some_and(Count::end) {
                self.open.rules.remove(rule);
                let finished = event::Cucumber::rule_finished(feature.clone(), rule.clone());
                self.run_state.emit(finished);
            }
        }
        if self.open.features.get_mut(feature).is_some_and(Count::end) {
            self.open.features.remove(feature);
            self.run_state.emit(event::Cucumber::feature_finished(feature.clone()));
        }
    }

    /// After a stop some features and rules are still open.
    fn end(&mut self) {
        for (rule, (feature, count)) in self.open.rules.drain() {
            if count.started {
                self.run_state.emit(event::Cucumber::rule_finished(feature, rule));
            }
        }
        for (feature, count) in self.open.features.drain() {
            if count.started {
                self.run_state.emit(event::Cucumber::feature_finished(feature));
            }
        }
        self.run_state.emit(event::Cucumber::Finished);
        self.ended = true;
    }
}
