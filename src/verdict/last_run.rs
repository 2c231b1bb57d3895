//! As much of an earlier run's `run.json` as later judgements need.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::Verdict;
use super::register::ObservedReadings;

/// An earlier run, read back.
#[derive(Clone, Debug, Deserialize)]
pub struct LastRun {
    /// Its id.
    pub run_id: String,
    requirements: Vec<Judged>,
    scenarios: Vec<Judged>,
}

#[derive(Clone, Debug, Deserialize)]
struct Judged {
    id: String,
    verdict: Verdict,
    #[serde(default)]
    readings: BTreeMap<String, String>,
}

impl LastRun {
    /// Verdicts of the requirements it had a scenario for, by id.
    pub fn requirements(&self) -> BTreeMap<&str, Verdict> {
        let met = self.requirements.iter().filter(|it| it.verdict != Verdict::Uncovered);
        met.map(|it| (it.id.as_str(), it.verdict)).collect()
    }

    /// Verdicts of scenarios, by id.
    pub fn scenarios(&self) -> BTreeMap<&str, Verdict> {
        self.scenarios.iter().map(|it| (it.id.as_str(), it.verdict)).collect()
    }

    /// Readings its target showed.
    pub fn readings(&self) -> ObservedReadings {
        let mut observed = ObservedReadings::new();
        for (question, reading) in self.scenarios.iter().flat_map(|it| &it.readings) {
            let readings: &mut BTreeSet<String> = observed.entry(question.clone()).or_default();
            readings.insert(reading.clone());
        }
        observed
    }
}
