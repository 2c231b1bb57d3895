//! Whether each scenario of a record agrees with its own steps and checks, and the run with its
//! scenarios.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::evidence::{StepKind, TestedSide};
use crate::requirement::Level;
use crate::verdict::{Verdict, rule_verdict};

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
        let is_api = run.tested == TestedSide::Api;
        let why = if is_api { lie_of_verdict(run, it)? } else { lie_about_rules(it)? };
        let verdict = it.verdict.word();
        found.extend(why.map(|why| contradiction(member("verdict of"), verdict, &why)));
        if it.warning && (it.verdict != Verdict::Failed || (is_api && is_must(run, it))) {
            let shown =
                if it.verdict == Verdict::Failed { "a MUST that fails" } else { "no failure" };
            found.push(contradiction(member("warning of"), "true", shown));
        }
        found.extend(of_time(run, it));
    }
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
        (Verdict::Passed, own) => match at(&|it| it != "passed").filter(|_| own.is_none()) {
            None => of_checks(scenario)?.or_else(|| objection(run, scenario)),
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

/// The profile of the run rejects a reading that it does not demand, and under `strict` every deviation that
/// a Given does not show.
fn objection(run: &RunView<'_>, scenario: &ScenarioView<'_>) -> Option<String> {
    if scenario.own_verdict.is_some() {
        return None;
    }
    let other = scenario.observed_readings.iter().find_map(|it| {
        let demanded = run.demanded_readings.get(&it.question)?;
        (*demanded != it.reading).then(|| {
            format!("the reading {} of {}, and {demanded} is demanded", it.reading, it.question)
        })
    });
    let own = |step: usize| scenario.steps.get(step).is_some_and(|it| it.kind != StepKind::Given);
    let deviation = scenario.deviations.iter().find(|it| run.strict && own(it.step));
    other.or_else(|| deviation.map(|it| format!("the deviation {} in a strict run", it.what)))
}

/// The reason why the verdict of a situation cannot be what it is: the worst verdict on a rule decides if
/// every step ended well.
fn lie_about_rules(scenario: &ScenarioView<'_>) -> serde_json::Result<Option<String>> {
    let step = scenario.steps.iter().find(|it| it.outcome != "passed");
    let is_good = matches!(scenario.verdict, Verdict::Passed | Verdict::Review);
    if let Some(step) = step {
        let text = || format!("{} at `{}`", step.outcome, step.text);
        return Ok(is_good.then(text));
    }
    let checks = scenario.checks()?;
    let open = [Verdict::Failed, Verdict::Review];
    let rules = checks.iter().filter_map(rule_verdict).filter(|it| open.contains(it));
    let shown = rules.max().unwrap_or(Verdict::Passed);
    let is_other = scenario.attempts > 0 && shown != scenario.verdict;
    Ok(is_other.then(|| format!("{} by its rules", shown.word())))
}

/// Whether a failure of the scenario breaks a MUST; one without requirements counts as one.
fn is_must(run: &RunView<'_>, scenario: &ScenarioView<'_>) -> bool {
    let level = |id: &String| Some(run.requirements.iter().find(|it| it.id == *id)?.level);
    let levels: Vec<Level> = scenario.requirements.iter().filter_map(level).collect();
    levels.is_empty() || levels.contains(&Level::Must)
}

/// The scenario began and ended during the run, and its steps took no more time than it. Times of a run that
/// cannot be read are refused elsewhere.
fn of_time(run: &RunView<'_>, scenario: &ScenarioView<'_>) -> Option<Contradiction> {
    let began = scenario.started_at.as_ref()?;
    let member = |what: &str| format!("{what} of `{}`", scenario.id);
    let Ok(time) = began.parse::<Timestamp>() else {
        return Some(contradiction(member("started_at"), began, "no time"));
    };
    let (Ok(start), Ok(end)) =
        (run.started_at.parse::<Timestamp>(), run.finished_at.parse::<Timestamp>())
    else {
        return None;
    };
    if time.duration_since(start) < -SKEW || time.duration_since(end) > SKEW {
        let shown = format!("a run from {} to {}", run.started_at, run.finished_at);
        return Some(contradiction(member("started_at"), began, &shown));
    }
    let milliseconds = |it: SignedDuration| u64::try_from((it + SKEW).as_millis()).unwrap_or(0);
    let (rest, whole) = (end.duration_since(time), end.duration_since(start));
    let steps: u64 = scenario.steps.iter().map(|it| it.duration_ms).fold(0, u64::saturating_add);
    let earlier = scenario.earlier_attempts.iter().map(|it| it.duration_ms).max().unwrap_or(0);
    let own = scenario.duration_ms;
    let limits = [
        (own, milliseconds(rest), "the rest of the run"),
        (
            steps,
            milliseconds(SignedDuration::from_millis(i64::try_from(own).unwrap_or(0))),
            "its steps",
        ),
        (earlier, milliseconds(whole), "an attempt in the whole run"),
    ];
    let (took, limit, of) = limits.into_iter().find(|it| it.0 > it.1)?;
    let shown = format!("at most {limit} ms for {of}");
    Some(contradiction(member("duration"), &format!("{took} ms"), &shown))
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
