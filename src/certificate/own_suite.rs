//! The built-in suite of the program, with which records of the same suite are compared.

use std::collections::{BTreeMap, BTreeSet};

use super::contradiction::{Contradiction, contradiction};
use super::run_view::{RunView, ScenarioView};

/// The suite of one side.
#[derive(Clone, Debug, Default)]
pub struct OwnSuite {
    /// Digest of its texts.
    pub digest: String,
    /// Words of the capabilities that a target may have.
    pub capabilities: BTreeSet<&'static str>,
    /// Scenarios by id.
    pub scenarios: BTreeMap<String, OwnScenario>,
}

/// A scenario as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnScenario {
    /// Ids of the requirements.
    pub requirements: Vec<String>,
    /// Texts of its steps.
    pub steps: Vec<String>,
}

/// Compares the scenarios of a run of this suite with it. A run of another suite cannot be compared.
pub fn of_suite(run: &RunView<'_>, suite: &OwnSuite, found: &mut Vec<Contradiction>) {
    if run.harness.suite_digest != suite.digest {
        return;
    }
    found.extend(run.scenarios.iter().filter_map(|it| of_scenario(it, suite)));
    let capabilities = run.target.capabilities.iter().map(String::as_str);
    for unknown in capabilities.filter(|it| !suite.capabilities.contains(it)) {
        let member = format!("capability `{unknown}`");
        found.push(contradiction(member, "one of the target", "a program that has no such word"));
    }
    let ran: BTreeSet<&str> = run.scenarios.iter().map(|it| it.id.as_str()).collect();
    let is_whole = run.selection.partial.is_none() && !run.selection.shard.is_part();
    let absent = suite.scenarios.keys().find(|id| !ran.contains(id.as_str()));
    if let Some(id) = absent.filter(|_| is_whole && !run.interrupted) {
        let member = format!("scenario `{id}`");
        found.push(contradiction(member, "none", "a run of the whole suite, which has it"));
    }
}

fn of_scenario(scenario: &ScenarioView<'_>, suite: &OwnSuite) -> Option<Contradiction> {
    let id = &scenario.id;
    let Some(own) = suite.scenarios.get(id) else {
        return Some(contradiction(format!("scenario `{id}`"), "one", "a suite without it"));
    };
    if own.requirements != scenario.requirements {
        let (recorded, shown) = (scenario.requirements.join(" "), own.requirements.join(" "));
        return Some(contradiction(format!("requirements of `{id}`"), &recorded, &shown));
    }
    let texts = scenario.steps.iter().map(|it| it.text.as_ref());
    let is_same = texts.eq(own.steps.iter().map(String::as_str));
    (!is_same)
        .then(|| contradiction(format!("steps of `{id}`"), "others", "a suite with other steps"))
}
