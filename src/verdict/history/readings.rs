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

/// A question with its readings, as one scenario saw them in one run.
type Seen<'a> = &'a [(String, String)];

/// Returns the changes in the order of the runs. A scenario that did not reach a question shows no
/// reading, and is compared with the last run in which it did.
pub(super) fn reading_drifts(runs: &[PastRun]) -> Vec<ReadingDrift> {
    let mut last: BTreeMap<(&str, &str), Seen<'_>> = BTreeMap::new();
    let mut drifts: BTreeMap<(usize, Seen<'_>, Seen<'_>), Vec<String>> = BTreeMap::new();
    for (index, run) in runs.iter().enumerate() {
        for (id, scenario) in &run.scenarios {
            for after in scenario.readings.chunk_by(|left, right| left.0 == right.0) {
                if let Some(before) = last.insert((id, &after[0].0), after)
                    && before != after
                {
                    drifts.entry((index, before, after)).or_default().push(id.clone());
                }
            }
        }
    }
    let drifts = drifts.into_iter().map(|((index, before, after), scenarios)| {
        let (question, run) = (after[0].0.clone(), runs[index].numbered(index));
        let (before, after) = (readings(before), readings(after));
        ReadingDrift { question, before, after, run, scenarios }
    });
    drifts.collect()
}

fn readings(seen: Seen<'_>) -> BTreeSet<String> {
    seen.iter().map(|(_, reading)| reading.clone()).collect()
}
