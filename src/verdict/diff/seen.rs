//! Readings and documented freedoms that scenarios saw in one run and not in the other.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::verdict::AssessedScenario;

/// A question that scenarios saw read in another way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReadingChange {
    /// The question.
    pub question: String,
    /// Readings before.
    pub before: BTreeSet<String>,
    /// Readings now.
    pub after: BTreeSet<String>,
    /// The scenarios that saw it.
    pub scenarios: Vec<String>,
}

/// A documented freedom that scenarios saw in only one of the runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeviationChange {
    /// The deviation from the printed contract.
    pub what: String,
    /// Where.
    pub place: String,
    /// Whether it is new; otherwise it is gone.
    pub appeared: bool,
    /// The scenarios that saw it.
    pub scenarios: Vec<String>,
}

/// A scenario in the earlier and in the later run.
pub(super) type Pair<'a> = (&'a AssessedScenario, &'a AssessedScenario);

type ReadingsByQuestion<'a> = BTreeMap<&'a str, BTreeSet<String>>;

fn read(scenario: &AssessedScenario) -> ReadingsByQuestion<'_> {
    let mut readings = ReadingsByQuestion::new();
    for it in &scenario.record.readings {
        readings.entry(&it.question).or_default().insert(it.reading.clone());
    }
    readings
}

/// Questions that the same scenario saw read in two ways.
pub(super) fn readings(both: &[Pair<'_>]) -> Vec<ReadingChange> {
    let mut changes: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for (then, now) in both {
        let (mut then, id) = (read(then), &now.record.id);
        for (question, after) in read(now) {
            // A run that did not reach the question shows no reading.
            if let Some(before) = then.remove(question)
                && before != after
            {
                changes.entry((question, before, after)).or_default().push(id.clone());
            }
        }
    }
    let changes = changes.into_iter().map(|((question, before, after), scenarios)| ReadingChange {
        question: question.to_owned(),
        before,
        after,
        scenarios,
    });
    changes.collect()
}

/// Deviations that the same scenario saw in only one run, having passed in both.
pub(super) fn deviations(passed: &[Pair<'_>]) -> Vec<DeviationChange> {
    let mut changes: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for (then, now) in passed {
        let taken = |it: &AssessedScenario| -> BTreeSet<(String, String)> {
            let deviations = it.record.deviations.iter();
            deviations.map(|it| (it.what.clone(), it.place.clone())).collect()
        };
        let (before, after) = (taken(then), taken(now));
        for what in before.symmetric_difference(&after) {
            let key = (what.clone(), after.contains(what));
            changes.entry(key).or_default().push(now.record.id.clone());
        }
    }
    let changes = changes.into_iter().map(|(((what, place), appeared), scenarios)| {
        DeviationChange { what, place, appeared, scenarios }
    });
    changes.collect()
}
