//! The plan of a run: scenarios in order, each with the data that reports show.

use std::sync::Arc;

use cucumber::{
    event,
    gherkin::{Feature, Rule, Scenario},
};

use crate::evidence::{ScenarioRecord, StepOutcome};

/// One scenario, or one row of an outline, with the data that reports show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Stable: `path > rule > name`, no line numbers.
    pub id: String,
    /// Path of the feature file as it is shown.
    pub file: Arc<str>,
    /// Title of the feature.
    pub feature: Arc<str>,
    /// Title of the rule, if the scenario is under one.
    pub rule: Option<Arc<str>>,
    /// Title; outline rows carry their values.
    pub name: String,
    /// Line of the scenario, or of the outline's row.
    pub line: usize,
    /// Tags of feature, rule, scenario and examples, without `@`.
    pub tags: Vec<String>,
    /// The tags that are requirement ids.
    pub requirements: Vec<String>,
    /// Free text below the title; empty if there is none.
    pub description: String,
    /// Number of the attempt, from 1.
    pub attempt: u32,
}

/// Whether a planned scenario runs, and if not, why.
#[derive(Clone, Debug, PartialEq)]
pub enum Disposition {
    /// The scenario runs.
    Run,
    /// The target lacks a capability; the scenario is recorded with this reason.
    NotApplicable(String),
    /// The scenario cannot run as it is written.
    Refused {
        /// Index of the first offending step, background first.
        step: usize,
        /// `Undefined`, `Ambiguous` or `Misuse`.
        outcome: StepOutcome,
    },
}

/// A scenario with its place in the plan.
#[derive(Clone)]
pub struct Planned {
    /// Data of the scenario that reports show.
    pub case: Case,
    /// Whether it runs.
    pub disposition: Disposition,
    /// Place in load order, kept when the plan is shuffled.
    pub(super) position: usize,
    /// Records of earlier attempts.
    pub(super) earlier: Vec<ScenarioRecord>,
    pub(super) feature: event::Source<Feature>,
    pub(super) rule: Option<event::Source<Rule>>,
    pub(super) scenario: event::Source<Scenario>,
}

impl Planned {
    /// The next attempt, after one with this record.
    pub(super) fn after(mut self, record: ScenarioRecord) -> Self {
        self.earlier.push(record);
        self.case.attempt += 1;
        self
    }

    /// Texts of the steps in order, those of the backgrounds first.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.steps().map(|(step, _)| step.value.as_str())
    }

    /// Steps of the scenario in order, background first; `true` marks steps of a background.
    pub(super) fn steps(&self) -> impl Iterator<Item = (&cucumber::gherkin::Step, bool)> {
        let feature = self.feature.background.iter();
        let rule = self.rule.iter().filter_map(|it| it.background.as_ref());
        let background = feature.chain(rule).flat_map(|it| &it.steps);
        background
            .map(|step| (step, true))
            .chain(self.scenario.steps.iter().map(|step| (step, false)))
    }
}

/// Scenarios to run, in order. Before it is executed, scenarios may be reordered and removed.
#[derive(Default)]
pub struct Plan {
    /// The scenarios.
    pub scenarios: Vec<Planned>,
}

impl Plan {
    /// Whether the plan has no scenario.
    pub fn is_empty(&self) -> bool {
        self.scenarios.is_empty()
    }

    /// Keeps only the wanted scenarios, as if no other had been selected.
    pub fn retain(&mut self, wanted: impl Fn(&Case) -> bool) {
        self.scenarios.retain(|it| wanted(&it.case));
        for (position, planned) in self.scenarios.iter_mut().enumerate() {
            planned.position = position;
        }
    }

    /// Number of scenarios that will run.
    pub fn runnable(&self) -> usize {
        let runs = |planned: &&Planned| planned.disposition == Disposition::Run;
        self.scenarios.iter().filter(runs).count()
    }
}
