//! The built-in suite of the program, with which records of the same suite are compared.

use std::collections::{BTreeMap, BTreeSet};

use crate::verdict::Verdict;

use super::contradiction::{Contradiction, contradiction};
use super::run_view::{RunView, ScenarioView};

/// The suite of one side.
#[derive(Clone, Debug)]
pub struct OwnSuite {
    /// Digest of its texts.
    pub digest: String,
    /// Words of the capabilities that a target may have.
    pub capabilities: BTreeSet<&'static str>,
    /// Whether an answer of a tester affirms a question.
    pub affirms: fn(&str) -> bool,
    /// Scenarios by id.
    pub scenarios: BTreeMap<String, OwnScenario>,
}

/// A scenario as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnScenario {
    /// Path of its file.
    pub file: String,
    /// Title of its feature.
    pub feature: String,
    /// Title of its rule.
    pub rule: Option<String>,
    /// Title.
    pub name: String,
    /// Tags.
    pub tags: Vec<String>,
    /// Ids of the requirements.
    pub requirements: Vec<String>,
    /// Texts of its steps.
    pub steps: Vec<String>,
}

/// The first name or list of tags that differs, with both values.
fn of_names(scenario: &ScenarioView<'_>, own: &OwnScenario) -> Option<Contradiction> {
    let joined = scenario.tags.join(" ");
    let rule = |it: &Option<String>| it.clone().unwrap_or_default();
    let members = [
        ("file", scenario.file.as_ref(), own.file.clone()),
        ("feature", scenario.feature.as_ref(), own.feature.clone()),
        ("rule", &rule(&scenario.rule), rule(&own.rule)),
        ("name", scenario.name.as_ref(), own.name.clone()),
        ("tags", &joined, own.tags.join(" ")),
    ];
    let (member, recorded, shown) = members.into_iter().find(|it| it.1 != it.2)?;
    Some(contradiction(format!("{member} of `{}`", scenario.id), recorded, &shown))
}

/// Compares the scenarios of a run of this suite with it. A run of another suite cannot be compared.
pub fn of_suite(run: &RunView<'_>, suite: &OwnSuite, found: &mut Vec<Contradiction>) {
    if run.harness.suite_digest != suite.digest {
        return;
    }
    found.extend(run.scenarios.iter().filter_map(|it| of_scenario(it, suite)));
    found.extend(run.scenarios.iter().filter_map(|it| of_needs(run, it)));
    let all = suite.scenarios.len();
    if let Some(it) = run.selection.partial.as_ref().filter(|it| it.of != all) {
        let (member, recorded) = ("selection.partial.of".to_owned(), it.of.to_string());
        found.push(contradiction(member, &recorded, &all.to_string()));
    }
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
    let other = of_names(scenario, own);
    if other.is_some() {
        return other;
    }
    let texts = scenario.steps.iter().map(|it| it.text.as_ref());
    let is_same = texts.eq(own.steps.iter().map(String::as_str));
    (!is_same)
        .then(|| contradiction(format!("steps of `{id}`"), "others", "a suite with other steps"))
}

/// A scenario passes only on a target that has what it needs. Without a clock that moves it may wait.
fn of_needs(run: &RunView<'_>, scenario: &ScenarioView<'_>) -> Option<Contradiction> {
    let waits = scenario.tags.iter().any(|it| it.starts_with("waits:"));
    let has = |need: &str| {
        (need == "clock" && waits) || run.target.capabilities.iter().any(|it| it == need)
    };
    let mut needs = scenario.tags.iter().filter_map(|it| it.strip_prefix("needs:"));
    let lacking = needs.find(|it| !has(it)).filter(|_| scenario.verdict == Verdict::Passed)?;
    let shown = format!("`{}`, which needs it and passed", scenario.id);
    Some(contradiction(format!("capability `{lacking}`"), "none of the target", &shown))
}
