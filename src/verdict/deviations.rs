//! Free choices of a target: readings shown, and deviations from the printed contract.

use std::collections::{BTreeMap, BTreeSet};

use crate::evidence::ScenarioRecord;

/// The freedoms a target took in a run, whatever order its scenarios ended in.
#[derive(Clone, Debug, Default)]
pub struct Deviations {
    readings: BTreeMap<(String, String), (usize, String)>,
    deviations: BTreeMap<(String, String), DeviationCount>,
}

/// A deviation at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviationCount {
    /// Number of scenarios in which it was observed.
    pub scenarios: usize,
    /// Place in the selection, id and title of the first of them.
    pub first: (usize, String, String),
}

impl Deviations {
    /// Takes note of a scenario.
    pub(super) fn count(&mut self, record: &ScenarioRecord) {
        for it in &record.readings {
            let noted = (record.position, it.note.clone());
            let key = (it.question.clone(), it.reading.clone());
            let first = self.readings.entry(key).or_insert_with(|| noted.clone());
            if noted.0 < first.0 {
                *first = noted;
            }
        }
        let met = record.deviations.iter().map(|it| (&it.what, &it.place));
        for (what, place) in met.collect::<BTreeSet<_>>() {
            let own = (record.position, record.id.clone(), record.name.clone());
            let taken = self
                .deviations
                .entry((what.clone(), place.clone()))
                .or_insert_with(|| DeviationCount { scenarios: 0, first: own.clone() });
            taken.scenarios += 1;
            if own.0 < taken.first.0 {
                taken.first = own;
            }
        }
    }

    /// Question, reading and how the first scenario came to know it.
    pub fn readings(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        let readings = self.readings.iter();
        readings.map(|((question, reading), (_, note))| {
            (question.as_str(), reading.as_str(), note.as_str())
        })
    }

    /// Returns each deviation with its place and the scenarios that met it.
    pub fn deviations(&self) -> impl Iterator<Item = (&str, &str, &DeviationCount)> {
        let deviations = self.deviations.iter();
        deviations.map(|((what, place), taken)| (what.as_str(), place.as_str(), taken))
    }
}
