//! Whether each scenario of a record agrees with its own steps and checks, and the run with its
//! scenarios.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::evidence::{StepKind, TestedSide};
use crate::requirement::Level;
use crate::verdict::Verdict;

use super::contradiction::{Contradiction, contradiction};
use super::run_view::{RunView, ScenarioView};

/// Outcomes of steps after which a scenario applied.
const APPLIED: [&str; 5] = ["check-failed", "undefined", "ambiguous", "misuse", "panicked"];
/// Difference of times that is no contradiction.
const SKEW: SignedDuration = SignedDuration::from_secs(2);

/// Returns every contradiction between the scenarios of a run and their own steps and checks, and between
/// the run and its scenarios.
///
/// # Errors
/// When a check of the record cannot be read.
pub fn of_scenarios(run: &RunView<'_>) -> serde_json::Result<Vec<Contradiction>> {
    let mut found = Vec::new();
    let mut ids = BTreeSet::new();
    for it in &run.scenarios {
        let member = |what: &str| format!("{what} `{}`", it.id);
        if !ids.insert(it.id.as_str()) {
            found.push(contradiction(member("scenario"), "two", "one of each"));
        }
        if run.tested == TestedSide::Api {
            let why = lie_of_verdict(run, it)?;
            let verdict = it.verdict.word();
            found.extend(why.map(|why| contradiction(member("verdict of"), verdict, &why)));
        }
        if it.warning && is_must(run, it) {
            found.push(contradiction(member("warning of"), "true", "a MUST that fails"));
        }
        if !is_within(run, it) {
            let shown = format!("a run from {} to {}", run.started_at, run.finished_at);
            found.push(contradiction(member("started_at of"), &it.started_at, &shown));
        }
    }
    found.extend(of_totals(run));
    found.extend(of_waivers(run));
    Ok(found)
}

/// The reason why the verdict of a scenario cannot be what it is.
fn lie_of_verdict(
    run: &RunView<'_>,
    scenario: &ScenarioView<'_>,
) -> serde_json::Result<Option<String>> {
    let at = |outcomes: &dyn Fn(&str) -> bool| {
        let step = scenario.steps.iter().find(|it| outcomes(&it.outcome))?;
        Some(format!("{} at `{}`", step.outcome, step.text))
    };
    Ok(match (scenario.verdict, &scenario.own_verdict) {
        (Verdict::Passed, _) => match at(&|it| it != "passed") {
            None => of_checks(scenario)?,
            found => found,
        },
        (Verdict::NotApplicable, None) => at(&|it| APPLIED.contains(&it)),
        (Verdict::NotApplicable, Some(own)) => own
            .waits_for
            .as_ref()
            .filter(|operation| run.succeeded(operation))
            .map(|operation| format!("{operation}, which succeeded")),
        _ => None,
    })
}

/// A scenario that passed checked something in a Then, and every check of it holds.
fn of_checks(scenario: &ScenarioView<'_>) -> serde_json::Result<Option<String>> {
    let checks = scenario.checks()?;
    if let Some(failed) = checks.iter().find(|it| !it.holds()) {
        return Ok(Some(format!("a check that does not hold: {}", failed.statement)));
    }
    let is_then =
        |step: usize| scenario.steps.get(step).is_some_and(|it| it.kind == StepKind::Then);
    let checked = checks.iter().any(|it| is_then(it.step));
    Ok((!checked).then(|| "no check in a Then".to_owned()))
}

/// Whether a failure of the scenario breaks a MUST; one without requirements counts as one.
fn is_must(run: &RunView<'_>, scenario: &ScenarioView<'_>) -> bool {
    let level = |id: &String| Some(run.requirements.iter().find(|it| it.id == *id)?.level);
    let levels: Vec<Level> = scenario.requirements.iter().filter_map(level).collect();
    levels.is_empty() || levels.contains(&Level::Must)
}

/// Whether the scenario began during the run. Times that cannot be read are refused elsewhere.
fn is_within(run: &RunView<'_>, scenario: &ScenarioView<'_>) -> bool {
    let times = [&run.started_at, &run.finished_at, &scenario.started_at];
    let [Ok(start), Ok(end), Ok(began)] = times.map(|it| it.parse::<Timestamp>()) else {
        return true;
    };
    began.duration_since(start) >= -SKEW && began.duration_since(end) <= SKEW
}

/// The recorded numbers of scenarios by verdict are those of the scenarios.
fn of_totals(run: &RunView<'_>) -> Option<Contradiction> {
    let counts = run.counts();
    run.totals.iter().find_map(|(name, recorded)| {
        let verdict = name.replace('_', "-");
        let is_verdict = Verdict::Passed.word() == verdict || counts.contains_key(&verdict);
        let counted = counts.get(&verdict).copied().unwrap_or_default();
        (is_verdict && *recorded != counted).then(|| {
            let (recorded, counted) = (recorded.to_string(), counted.to_string());
            contradiction(format!("totals.{name}"), &recorded, &counted)
        })
    })
}

/// The waivers name the scenarios that are waived, and no others.
fn of_waivers(run: &RunView<'_>) -> Option<Contradiction> {
    let waived = run.scenarios.iter().filter(|it| it.waived.is_some()).map(|it| it.id.as_str());
    let waived: BTreeSet<&str> = waived.collect();
    let named = run.waivers.iter().flat_map(|it| &it.scenarios).map(String::as_str);
    let named: BTreeSet<&str> = named.collect();
    let id = waived.symmetric_difference(&named).next()?;
    let word = |ids: &BTreeSet<&str>| if ids.contains(id) { "waived" } else { "not waived" };
    Some(contradiction(format!("waiver of `{id}`"), word(&named), word(&waived)))
}
