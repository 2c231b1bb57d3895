//! The ambiguity register: a question, its documented readings, and what was observed.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::requirement::{Ambiguity, Catalogue, Reading};

/// Readings observed, by question.
pub type ObservedReadings = BTreeMap<String, BTreeSet<String>>;

/// A question with what a run showed of it.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct RegisteredAmbiguity {
    /// `C-01` …
    pub id: String,
    /// The question.
    pub question: String,
    /// Ids of the documented readings.
    pub readings: Vec<String>,
    /// Ids of the readings observed; empty if no scenario observed one.
    pub observed: Vec<String>,
    /// Reason why no reading can be observed, if that is the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unobservable: Option<String>,
    /// Meaning of each reading, in the order of `readings`.
    #[serde(default)]
    pub meanings: Vec<String>,
}

/// Every question of the catalogue, by id.
pub fn register(catalogue: &Catalogue, observed: &ObservedReadings) -> Vec<RegisteredAmbiguity> {
    catalogue.ambiguities().map(|it| entry(it, observed.get(&it.id))).collect()
}

/// Only the questions that were observed.
pub fn observed_only(
    catalogue: &Catalogue,
    observed: &ObservedReadings,
) -> Vec<RegisteredAmbiguity> {
    register(catalogue, observed).into_iter().filter(|it| !it.observed.is_empty()).collect()
}

/// Those questions of a register that were observed, with the readings observed.
pub(super) fn observed(
    register: Vec<RegisteredAmbiguity>,
    observed: &ObservedReadings,
) -> Vec<RegisteredAmbiguity> {
    let entries = register.into_iter().filter_map(|it| {
        let observed = observed.get(&it.id)?.iter().cloned().collect();
        Some(RegisteredAmbiguity { observed, ..it })
    });
    entries.collect()
}

/// The meaning of a reading, and why no run can show it.
fn meaning(reading: &Reading) -> String {
    match &reading.unobservable {
        Some(reason) => format!("{} (not observable: {reason})", reading.summary),
        None => reading.summary.clone(),
    }
}

fn entry(ambiguity: &Ambiguity, observed: Option<&BTreeSet<String>>) -> RegisteredAmbiguity {
    RegisteredAmbiguity {
        id: ambiguity.id.clone(),
        question: ambiguity.question.clone(),
        readings: ambiguity.readings.iter().map(|it| it.id.clone()).collect(),
        observed: observed.into_iter().flatten().cloned().collect(),
        unobservable: ambiguity.unobservable.clone(),
        meanings: ambiguity.readings.iter().map(meaning).collect(),
    }
}
