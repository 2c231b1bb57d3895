//! Whether the members of a record that sum up its scenarios agree with them.

use std::collections::{BTreeMap, BTreeSet};

use crate::evidence::TestedSide;
use crate::verdict::Verdict;

use super::contradiction::{Contradiction, contradiction};
use super::run_view::{RunView, ScenarioView};

/// Returns every contradiction between a scenario and the members that sum it up, and between the observed
/// readings of the run and those of its scenarios.
pub fn of_summaries(run: &RunView<'_>) -> Vec<Contradiction> {
    let mut found: Vec<_> = run.scenarios.iter().filter_map(of_attempts).collect();
    found.extend(run.scenarios.iter().filter_map(of_readings));
    if run.tested == TestedSide::Api {
        found.extend(of_questions(run));
    }
    found
}

/// Each attempt before the last one is recorded; a scenario that did not begin has none. A scenario is flaky
/// if it passed only on a later attempt.
fn of_attempts(scenario: &ScenarioView<'_>) -> Option<Contradiction> {
    let (counted, earlier) = (scenario.attempts, scenario.earlier_attempts.len());
    let recorded = earlier + usize::from(scenario.started_at.is_some());
    if counted != recorded {
        let member = format!("attempts of `{}`", scenario.id);
        return Some(contradiction(member, &counted.to_string(), &recorded.to_string()));
    }
    let passed = scenario.verdict == Verdict::Passed && scenario.own_verdict.is_none();
    let flaky = passed && earlier > 0;
    (scenario.flaky != flaky).then(|| {
        let member = format!("flaky of `{}`", scenario.id);
        contradiction(member, &scenario.flaky.to_string(), &flaky.to_string())
    })
}

/// The reading by question is the last one observed.
fn of_readings(scenario: &ScenarioView<'_>) -> Option<Contradiction> {
    let observed = scenario.observed_readings.iter();
    let last: BTreeMap<&str, &str> =
        observed.map(|it| (it.question.as_str(), it.reading.as_str())).collect();
    let named = scenario.readings.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
    let member = || format!("readings of `{}`", scenario.id);
    (last != named).then(|| contradiction(member(), &words(&named), &words(&last)))
}

fn words(readings: &BTreeMap<&str, &str>) -> String {
    let pairs: Vec<String> = readings.iter().map(|it| format!("{} {}", it.0, it.1)).collect();
    pairs.join(", ")
}

/// The observed readings of each question are those of all scenarios.
fn of_questions(run: &RunView<'_>) -> Vec<Contradiction> {
    let mut observed: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for it in run.scenarios.iter().flat_map(|it| &it.observed_readings) {
        observed.entry(&it.question).or_default().insert(&it.reading);
    }
    let differing = run.ambiguities.iter().filter_map(|it| {
        let recorded: BTreeSet<&str> = it.observed.iter().map(String::as_str).collect();
        let shown = observed.get(it.id.as_str()).cloned().unwrap_or_default();
        let list = |it: &BTreeSet<&str>| it.iter().copied().collect::<Vec<_>>().join(", ");
        (recorded != shown).then(|| {
            contradiction(format!("ambiguities.{}", it.id), &list(&recorded), &list(&shown))
        })
    });
    let listed: BTreeSet<&str> = run.ambiguities.iter().map(|it| it.id.as_str()).collect();
    let absent = observed.iter().filter(|it| !listed.contains(it.0));
    let absent = absent.map(|(id, readings)| {
        let shown = readings.iter().copied().collect::<Vec<_>>().join(", ");
        contradiction(format!("ambiguities.{id}"), "none", &shown)
    });
    differing.chain(absent).collect()
}
