//! Counts the requirements of a run again, from its scenarios: a record that was changed contradicts
//! itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::evidence::{OpenRule, TestedSide};
use crate::verdict::{KillRecord, Verdict, WorthOfKind, rule_verdict};

use super::contradiction::{Contradiction, contradiction};
use super::measure_check::of_measures;
use super::own_suite::{OwnSuite, of_suite};
use super::run_check::{of_run, of_selection};
use super::run_view::{RequirementView, RunView, ScenarioView};
use super::scenario_check::of_scenarios;
use super::summary_check::of_summaries;

/// A requirement as the scenarios show it.
#[derive(Default)]
struct RecountedRow<'a> {
    verdict: Option<Verdict>,
    scenarios: BTreeSet<&'a str>,
    known_by: BTreeSet<&'static str>,
}

/// Returns every contradiction between the requirements of a run and its scenarios, between these and their
/// steps, and between a run of `suite` and the suite.
///
/// # Errors
/// When a check of the record cannot be read.
pub fn contradictions(
    run: &RunView<'_>,
    suite: Option<&OwnSuite>,
) -> serde_json::Result<Vec<Contradiction>> {
    let rows: BTreeMap<&str, &RequirementView<'_>> =
        run.requirements.iter().map(|it| (it.id.as_ref(), it)).collect();
    let mut found = of_scenarios(run)?;
    let counted = match run.tested {
        TestedSide::Api => of_api(run, &rows),
        TestedSide::Partner => of_partner(run, suite, &mut found)?,
    };
    if let Some(id) = doubled(run.requirements.iter().map(|it| it.id.as_ref())) {
        found.push(contradiction(format!("requirement {id}"), "two", "one of each"));
    }
    let nothing = RecountedRow::default();
    found.extend(of_summaries(run));
    found.extend(of_run(run));
    found.extend(of_selection(run));
    found.extend(run.scenarios.iter().flat_map(|it| of_measures(run, it)));
    if let Some(suite) = suite {
        of_suite(run, suite, &mut found);
    }
    for id in counted.keys().filter(|id| !rows.contains_key(*id)) {
        found.push(contradiction(format!("requirement {id}"), "none", "a requirement"));
    }
    for (id, row) in &rows {
        of_row(row, counted.get(id).unwrap_or(&nothing), run.tested, &mut found);
    }
    Ok(found)
}

/// The first name that occurs twice.
pub fn doubled<'a>(names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut met = BTreeSet::new();
    let mut names = names;
    names.find(|it| !met.insert(*it))
}

/// Returns the contradiction between the worth of a run and the behaviours that its scenarios notice.
pub fn of_worth(run: &RunView<'_>, kills: &KillRecord) -> Option<Contradiction> {
    let worth = run.worth.as_ref()?;
    let whole = |it: &&ScenarioView<'_>| it.verdict == Verdict::Passed && it.own_verdict.is_none();
    let passed = run.scenarios.iter().filter(whole).map(|it| it.id.as_str()).collect();
    let noticed = kills.noticeable(&passed);
    let (known, noticeable) = (kills.noticed.len(), noticed.len());
    let words = |known, noticeable| format!("{noticeable} of {known}");
    if (worth.known, worth.noticeable) != (known, noticeable) {
        let recorded = words(worth.known, worth.noticeable);
        return Some(contradiction("worth".to_owned(), &recorded, &words(known, noticeable)));
    }
    let kinds = kills.kinds(&noticed);
    let differing = (0..kinds.len().max(worth.kinds.len()))
        .map(|at| (worth.kinds.get(at), kinds.get(at)))
        .find(|(recorded, shown)| recorded != shown)?;
    let word = |it: Option<&WorthOfKind>| {
        it.map_or_else(
            || "none".to_owned(),
            |it| format!("{} {}", it.kind, words(it.known, it.noticeable)),
        )
    };
    Some(contradiction("worth.kinds".to_owned(), &word(differing.0), &word(differing.1)))
}

fn of_api<'a>(
    run: &'a RunView<'_>,
    rows: &BTreeMap<&str, &RequirementView<'_>>,
) -> BTreeMap<&'a str, RecountedRow<'a>> {
    let mut all: BTreeMap<&str, RecountedRow<'_>> = BTreeMap::new();
    for scenario in &run.scenarios {
        for id in &scenario.requirements {
            let counted = all.entry(id).or_default();
            counted.scenarios.insert(&scenario.id);
            if scenario.verdict.shows(rows.get(id.as_str()).and_then(|it| it.binds)) {
                counted.verdict = counted.verdict.max(Some(scenario.verdict));
            }
        }
    }
    all
}

fn of_partner<'a>(
    run: &'a RunView<'_>,
    suite: Option<&OwnSuite>,
    found: &mut Vec<Contradiction>,
) -> serde_json::Result<BTreeMap<&'a str, RecountedRow<'a>>> {
    let mut all: BTreeMap<&str, RecountedRow<'_>> = BTreeMap::new();
    let ids: BTreeSet<&str> = run.requirements.iter().map(|it| it.id.as_ref()).collect();
    for scenario in &run.scenarios {
        for check in scenario.checks()? {
            let (Some(verdict), Some(rule)) = (rule_verdict(&check), &check.rule) else { continue };
            if let Some(OpenRule::Attested(answer)) = &rule.open
                && suite.is_some_and(|it| !(it.affirms)(answer))
            {
                let member = format!("verdict of {}", rule.requirement);
                found.push(contradiction(member, "attested", &format!("the answer `{answer}`")));
            }
            let Some(id) = ids.get(rule.requirement.as_str()) else { continue };
            let counted = all.entry(id).or_default();
            counted.verdict = counted.verdict.max(Some(verdict));
            if verdict != Verdict::NotObserved {
                counted.scenarios.insert(&scenario.id);
                counted.known_by.insert(rule.basis.word());
            }
        }
    }
    Ok(all)
}

fn of_row(
    row: &RequirementView<'_>,
    counted: &RecountedRow<'_>,
    tested: TestedSide,
    found: &mut Vec<Contradiction>,
) {
    let nothing = match tested {
        TestedSide::Api => Verdict::Uncovered,
        TestedSide::Partner => Verdict::NotObserved,
    };
    let shown = counted.verdict.unwrap_or(nothing);
    if shown != row.verdict {
        let member = format!("verdict of {}", row.id);
        found.push(contradiction(member, row.verdict.word(), shown.word()));
    }
    let recorded: BTreeSet<&str> = row.scenarios.iter().map(String::as_str).collect();
    if let Some(id) = recorded.symmetric_difference(&counted.scenarios).next() {
        let member = format!("scenarios of {}: {id}", row.id);
        let word = |ids: &BTreeSet<&str>| if ids.contains(id) { "is one" } else { "is none" };
        found.push(contradiction(member, word(&recorded), word(&counted.scenarios)));
    }
    let recorded: BTreeSet<&str> = row.known_by.iter().map(String::as_str).collect();
    if tested == TestedSide::Partner && recorded != counted.known_by {
        let words = |it: &BTreeSet<&str>| it.iter().copied().collect::<Vec<_>>().join(", ");
        let member = format!("known_by of {}", row.id);
        found.push(contradiction(member, &words(&recorded), &words(&counted.known_by)));
    }
}
