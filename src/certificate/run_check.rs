//! Whether the members of a record about the whole run follow from its scenarios.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::evidence::{OperationAnswers, TestedSide, digest};
use crate::verdict::{Conclusion, ConclusionBasis, ConclusionRules, ScenarioResult, Totals};

use super::contradiction::{Contradiction, contradiction};
use super::difference::first_difference;
use super::run_view::{RunView, ScenarioView};

/// Maximum time from the making of an id to the start of the run.
const LONGEST_BEGINNING: SignedDuration = SignedDuration::from_mins(2);
/// Difference of times that is no contradiction.
const ROUNDED: SignedDuration = SignedDuration::from_secs(2);

/// Returns every contradiction between the scenarios of a run and its numbers, its conclusion and its id.
pub fn of_run(run: &RunView<'_>) -> Vec<Contradiction> {
    let mut found: Vec<_> = of_totals(run).into_iter().collect();
    found.extend(of_conclusion(run));
    found.extend(of_id(run));
    if run.tested == TestedSide::Api {
        found.extend(of_operations(run));
    }
    found.extend(of_kinds(run));
    found
}

fn result(it: &ScenarioView<'_>) -> ScenarioResult {
    let ScenarioView { verdict, warning, flaky, .. } = *it;
    ScenarioResult { verdict, warning, flaky, waived: it.waived.is_some() }
}

fn of_totals(run: &RunView<'_>) -> Option<Contradiction> {
    let mut counted = Totals::default();
    run.scenarios.iter().for_each(|it| counted.count(result(it)));
    let [recorded, counted] = [run.totals, counted].map(|it| serde_json::to_value(it).ok());
    different("totals", &recorded?, &counted?)
}

fn different(member: &str, recorded: &Value, shown: &Value) -> Option<Contradiction> {
    let it = first_difference(member, recorded, shown)?;
    Some(contradiction(it.path, &it.one, &it.other))
}

/// The sentence is compared if this version wrote it: another one may word it differently.
fn of_conclusion(run: &RunView<'_>) -> Option<Contradiction> {
    let (strict, fail_on_flaky) = (run.strict, run.fail_on_flaky);
    let conclusion = Conclusion::draw(&ConclusionBasis {
        has_faults: !run.internal_faults.is_empty(),
        interrupted: run.interrupted,
        lacks_parts: !run.missing.is_empty(),
        is_shard: run.selection.shard.is_part(),
        is_partial: run.selection.partial.is_some(),
        has_stale_waiver: run.waivers.iter().any(|it| it.standing.is_stale()),
        scenarios: run.scenarios.iter().map(result).collect(),
        rules: ConclusionRules { strict, fail_on_flaky },
    });
    let code = conclusion.exit_code() as u8;
    if code != run.exit_code {
        let (recorded, shown) = (run.exit_code.to_string(), code.to_string());
        return Some(contradiction("exit_code".to_owned(), &recorded, &shown));
    }
    let is_own = run.harness.version == env!("CARGO_PKG_VERSION");
    let sentence = conclusion.sentence();
    (is_own && sentence != run.conclusion)
        .then(|| contradiction("conclusion".to_owned(), &run.conclusion, sentence))
}

/// The id of a run begins with its time; a merged run has the ids of its parts.
fn of_id(run: &RunView<'_>) -> Option<Contradiction> {
    let ids: Vec<&String> = match run.merged_from.as_slice() {
        [] => vec![&run.run_id],
        parts => parts.iter().collect(),
    };
    let wrong = |id: &str, shown: &str| Some(contradiction("run_id".to_owned(), id, shown));
    let mut times = Vec::new();
    for id in ids {
        match time_of(id) {
            Some(time) => times.push(time),
            None => return wrong(id, "an id such as 20261123T101500Z-1a2b"),
        }
    }
    let (made, began) = (times.into_iter().min()?, run.started_at.parse::<Timestamp>().ok()?);
    let after = began.duration_since(made);
    let shown = || format!("a start at {}", run.started_at);
    (after < -ROUNDED || after > LONGEST_BEGINNING)
        .then(|| contradiction("run_id".to_owned(), &run.run_id, &shown()))
}

fn time_of(id: &str) -> Option<Timestamp> {
    let (time, _) = id.split_once('-')?;
    let time = DateTime::strptime("%Y%m%dT%H%M%SZ", time).ok()?;
    TimeZone::UTC.to_timestamp(time).ok()
}

/// The answers to the calls are those of the run itself, of its scenarios and of its controls.
fn of_operations(run: &RunView<'_>) -> Option<Contradiction> {
    let called = run.scenarios.iter().flat_map(|it| &it.operations);
    let called = called.chain(run.controls.iter().flat_map(|it| &it.operations));
    let mut counted = OperationAnswers::sum(run.own_calls.iter().chain(called));
    counted.sort_by(|left, right| left.operation.cmp(&right.operation));
    let [recorded, counted] = [&run.operations, &counted].map(|it| serde_json::to_value(it).ok());
    different("operations", &recorded?, &counted?)
}

/// The worth is the sum of that of each kind.
fn of_kinds(run: &RunView<'_>) -> Option<Contradiction> {
    let worth = run.worth.as_ref()?;
    let sum = worth.kinds.iter().fold((0, 0), |sum: (usize, usize), it| {
        (sum.0.saturating_add(it.known), sum.1.saturating_add(it.noticeable))
    });
    let words = |(known, noticeable): (usize, usize)| format!("{noticeable} of {known}");
    let recorded = (worth.known, worth.noticeable);
    (recorded != sum).then(|| contradiction("worth".to_owned(), &words(recorded), &words(sum)))
}

/// A run that is no part of another one has the scenarios of its selection, in their order.
pub fn of_selection(run: &RunView<'_>) -> Option<Contradiction> {
    let selection = &run.selection;
    let shard = selection.shard;
    let wrong = |member: &str, recorded: &str, shown: &str| {
        Some(contradiction(format!("selection.{member}"), recorded, shown))
    };
    if shard.index < 1 || shard.index > shard.total {
        return wrong("shard", &shard.to_string(), "no shard");
    }
    let (selected, ran) = (selection.scenarios, run.scenarios.len());
    if let Some(partial) = selection.partial.as_ref().filter(|it| it.of < selected) {
        return wrong("partial.of", &partial.of.to_string(), &selected.to_string());
    }
    let is_whole = !shard.is_part() && !run.interrupted && run.missing.is_empty();
    if selected < ran || (is_whole && selected != ran) {
        return wrong("scenarios", &selected.to_string(), &ran.to_string());
    }
    let shown = digest(run.scenarios.iter().map(|it| it.id.as_str()));
    if is_whole && shown != selection.digest {
        return wrong("digest", &selection.digest, &shown);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_a_run_is_in_its_id() {
        let time = time_of("20261123T101500Z-1a2b").unwrap();
        assert_eq!(time.to_string(), "2026-11-23T10:15:00Z");
        for other in ["", "one", "20261123T101500Z", "20261323T101500Z-1a2b", "2026-11-23-1"] {
            assert_eq!(time_of(other), None, "{other}");
        }
    }
}
