//! Scenarios that did not pass, grouped by cause: ten scenarios with the same fault need one fix.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::verdict::{AssessedScenario, ConformanceReport, Verdict};

use super::failures::{cause, decisive};

/// Characters of a cause.
const SHOWN: usize = 200;
/// Maximum number of scenarios named for a cause.
pub const LISTED: usize = 30;

/// A cause with the scenarios that share it.
pub struct Cause {
    /// Verdict of the scenarios.
    pub verdict: Verdict,
    /// Whether waivers accept these scenarios.
    pub waived: bool,
    /// Whether none of them breaks a MUST.
    pub warning: bool,
    /// The cause as text.
    pub text: String,
    /// Search text that finds these scenarios in the list.
    pub search: String,
    /// Number of these scenarios.
    pub count: usize,
    /// Place of the first among the scenarios of the report.
    pub first: usize,
    /// Places of these scenarios, at most `LISTED`.
    pub places: Vec<ScenarioPlace>,
    /// The requirements of these scenarios.
    pub requirements: BTreeSet<String>,
}

/// Place of a scenario.
pub struct ScenarioPlace {
    /// File and line.
    pub at: String,
    /// Title of the scenario.
    pub name: String,
    /// Requirements of the scenario.
    pub requirements: Vec<String>,
}

impl Cause {
    /// Returns the mark after the verdict: waived, or a warning.
    pub fn mark(&self) -> &'static str {
        match (self.waived, self.warning) {
            (true, _) => " (waived)",
            (false, true) => " (warning)",
            (false, false) => "",
        }
    }

    fn new(scenario: &AssessedScenario, first: usize, (text, search): (String, String)) -> Self {
        Self {
            verdict: scenario.verdict,
            waived: scenario.waived.is_some(),
            warning: true,
            text,
            search,
            count: 0,
            first,
            places: Vec::new(),
            requirements: BTreeSet::new(),
        }
    }

    fn count(&mut self, scenario: &AssessedScenario) {
        let record = &scenario.record;
        self.count += 1;
        self.warning &= scenario.warning;
        for id in &record.requirements {
            if !self.requirements.contains(id) {
                self.requirements.insert(id.clone());
            }
        }
        if self.places.len() < LISTED {
            self.places.push(ScenarioPlace {
                at: format!("{}:{}", record.file, record.line),
                name: record.name.clone(),
                requirements: record.requirements.clone(),
            });
        }
    }
}

/// Worst verdict first, then the most frequent cause.
pub fn causes(report: &ConformanceReport) -> Vec<Cause> {
    let mut causes: BTreeMap<(Reverse<Verdict>, bool, String), Cause> = BTreeMap::new();
    let wrong = report.scenarios.iter().enumerate().filter(|(_, it)| it.is_wrong());
    for (index, scenario) in wrong {
        let text = cause_text(scenario);
        let key = (Reverse(scenario.verdict), scenario.waived.is_some(), text.0.clone());
        causes.entry(key).or_insert_with(|| Cause::new(scenario, index, text)).count(scenario);
    }
    let mut causes: Vec<Cause> = causes.into_values().collect();
    causes.sort_by_key(|it| (Reverse(it.verdict), it.waived, Reverse(it.count)));
    causes
}

/// Returns the text of the cause, and the search text that finds its scenarios. The actual values
/// of a check, such as ids, differ between scenarios and are left out. The expected values are the
/// same in all of them, except for values of the scenario's own, such as a name.
fn cause_text(scenario: &AssessedScenario) -> (String, String) {
    match decisive(scenario).and_then(|check| Some((check, check.mismatches.first()?))) {
        Some((check, first)) if scenario.reason.contains(&check.statement) => {
            let (statement, path, expected) = (&check.statement, &first.path, &first.expected);
            let own = expected.starts_with('"') && !statement.contains(expected.trim_matches('"'));
            let text = if own {
                format!("{statement}: {path}")
            } else {
                format!("{statement}: {path}: {expected}")
            };
            (shortened(&text), shortened(statement))
        }
        _ => (shortened(cause(scenario)), shortened(cause(scenario))),
    }
}

/// Returns the first line, cut to `SHOWN` characters.
fn shortened(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(SHOWN).collect()
}
