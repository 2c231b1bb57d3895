//! Our own rules for feature files, which are valid Gherkin without them.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use cucumber::gherkin::{Examples, Feature, LineCol, Rule, Scenario, Step, StepType};

use super::{
    KnownTags, Problem, Source, columns,
    gherkin::{FeatureLine, TextPlaces},
};

/// Checks the parts of one file, and collects its problems.
pub(super) struct SuiteRules<'a> {
    source: &'a Source,
    lines: Vec<&'a str>,
    places: &'a TextPlaces,
    known: &'a KnownTags<'a>,
    pub problems: Vec<Problem>,
}

impl<'a> SuiteRules<'a> {
    pub(super) fn new(
        source: &'a Source,
        places: &'a TextPlaces,
        known: &'a KnownTags<'a>,
    ) -> Self {
        let lines = source.text.lines().collect();
        Self { source, lines, places, known, problems: Vec::new() }
    }

    /// Number of lines of the file.
    pub(super) fn length(&self) -> usize {
        self.lines.len()
    }

    /// The requested lines must exist.
    pub(super) fn lines_exist(&mut self) {
        let last = self.lines.len();
        for line in self.source.lines.iter().filter(|line| **line > last) {
            let message = format!("there is no line {line}: the file ends at line {last}");
            let problem = Problem::new(&self.source.path, message);
            self.problems.push(problem.help("name the line of a scenario or of one of its steps"));
        }
    }

    /// A feature has scenarios.
    pub(super) fn feature(&mut self, feature: &Feature) {
        self.tags(&feature.tags, feature.position);
        if feature.scenarios.is_empty() && feature.rules.is_empty() {
            let help = "write a scenario below it, or remove the file";
            self.warn(feature.position, "this feature has no scenario", help);
        }
    }

    /// A rule has scenarios.
    pub(super) fn rule(&mut self, rule: &Rule) {
        self.tags(&rule.tags, rule.position);
        if rule.scenarios.is_empty() {
            let help = "write a scenario below it, or remove it";
            self.warn(rule.position, "this rule has no scenario", help);
        }
    }

    /// A scenario has a Then, an outline has rows, and its columns fit.
    pub(super) fn scenario(&mut self, scenario: &Scenario) {
        let at = scenario.position;
        self.tags(&scenario.tags, at);
        for examples in &scenario.examples {
            self.tags(&examples.tags, examples.position);
        }
        self.examples(scenario);
        let title = &scenario.name;
        if scenario.steps.is_empty() {
            let message = format!("the scenario `{title}` has no step");
            self.report(at, message, "write it, or remove it");
        } else if !checks_something(&scenario.steps) {
            let help = "add a Then that states what must hold";
            self.report(at, format!("the scenario `{title}` checks nothing"), help);
        }
    }

    fn examples(&mut self, outline: &Scenario) {
        let rows = |it: &Examples| it.table.as_ref().map_or(0, |table| table.rows.len());
        if !outline.examples.is_empty() && outline.examples.iter().all(|it| rows(it) < 2) {
            let message = format!("the outline `{}` has no row", outline.name);
            self.report(outline.position, message, "add one to its examples");
        }
        let text = |number: usize| FeatureLine { number, text: self.text(number) };
        for fault in columns::faults(outline, &text) {
            let text = self.text(fault.at.line);
            let problem = Problem::new(&self.source.path, fault.message);
            let problem = problem.at(fault.at.line, fault.at.col, text).help(fault.help);
            self.problems.push(problem.warning_if(fault.is_warning));
        }
    }

    /// Reports a second scenario of the same name. Names are kept as hashes to save memory.
    pub(super) fn unique(&mut self, scenario: &Scenario, names: &mut HashMap<u64, usize>) {
        let mut hasher = DefaultHasher::new();
        scenario.name.hash(&mut hasher);
        let line = scenario.position.line;
        if let Some(first) = names.insert(hasher.finish(), line) {
            let message = format!("a second scenario named `{}`", scenario.name);
            let help = format!("the other is at line {first}; name the difference in the title");
            self.report(scenario.position, message, help);
        }
    }

    fn tags(&mut self, tags: &[String], heading: LineCol) {
        for (number, tag) in tags.iter().enumerate() {
            let at = self.places.tag(heading, number);
            if tags[..number].contains(tag) {
                self.warn(at, &format!("`@{tag}` is written twice"), "remove one of them");
            } else if let Some(fault) = self.known.fault(tag) {
                let problem = Problem::new(&self.source.path, fault.message).help(fault.help);
                let problem = problem.at(at.line, at.col, self.text(at.line));
                self.problems.push(problem.warning_if(fault.is_warning));
            }
        }
    }

    fn text(&self, line: usize) -> &'a str {
        self.lines.get(line - 1).copied().unwrap_or_default()
    }

    fn report(&mut self, at: LineCol, message: impl Into<String>, help: impl Into<String>) {
        let problem = Problem::new(&self.source.path, message);
        self.problems.push(problem.at(at.line, at.col, self.text(at.line)).help(help));
    }

    fn warn(&mut self, at: LineCol, message: &str, help: &str) {
        let problem = Problem::warning(&self.source.path, message);
        self.problems.push(problem.at(at.line, at.col, self.text(at.line)).help(help));
    }
}

/// Whether one of a scenario's own steps is a Then step.
pub(super) fn checks_something(steps: &[Step]) -> bool {
    steps.iter().any(|step| step.ty == StepType::Then)
}
