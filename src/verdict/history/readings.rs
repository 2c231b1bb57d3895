//! Questions that a target read otherwise than in an earlier run.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::past_run::{NumberedRun, PastRun};

/// A question that scenarios saw read in another way than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReadingDrift {
    /// The question.
    pub question: String,
    /// Readings before.
    pub before: BTreeSet<String>,
    /// Readings from this run on.
    pub after: BTreeSet<String>,
    /// First run with the new readings.
    pub run: NumberedRun,
    /// The scenarios that saw it.
    pub scenarios: Vec<String>,
}

/// Returns the changes in the order of the runs. A scenario that did not reach a question shows no
/// reading, and is compared with the last run in which it did.
pub(super) fn reading_drifts(runs: &[PastRun]) -> Vec<ReadingDrift> {
    let mut last: BTreeMap<(&str, &str), &BTreeSet<String>> = BTreeMap::new();
    let mut drifts: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for (index, run) in runs.iter().enumerate() {
        for (id, seen) in &run.scenarios {
            for (question, after) in &seen.readings {
                if let Some(before) = last.insert((id, question), after)
                    && before != after
                {
                    drifts.entry((index, question, before, after)).or_default().push(id.clone());
                }
            }
        }
    }
    let drifts = drifts.into_iter().map(|((index, question, before, after), scenarios)| {
        let run = runs[index].numbered(index);
        let (question, before, after) = (question.clone(), before.clone(), after.clone());
        ReadingDrift { question, before, after, run, scenarios }
    });
    drifts.collect()
}
