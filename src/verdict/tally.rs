//! Counts of a run, updated with each scenario that ends.

use std::collections::BTreeMap;

use crate::evidence::{OperationAnswers, RunRecord};

use super::assessed::{AssessedControl, AssessedRequirement, AssessedScenario};
use super::controls::Controls;
use super::report::Findings;
use super::waive::WaiverTally;
use super::{Deviations, ObservedReadings, RegisteredAmbiguity, Waivers};

/// Counts of scenarios, which may end in any order.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    /// The requirements with their scenarios, by id.
    requirements: BTreeMap<String, Counted>,
    observed: ObservedReadings,
    freedoms: Deviations,
    waivers: Vec<WaiverTally>,
}

#[derive(Clone, Debug)]
struct Counted {
    requirement: AssessedRequirement,
    /// Position and id of each scenario.
    scenarios: Vec<(usize, String)>,
}

impl From<AssessedRequirement> for Counted {
    fn from(requirement: AssessedRequirement) -> Self {
        Self { requirement, scenarios: Vec::new() }
    }
}

impl Tally {
    /// Nothing counted yet; the `open` requirements are reported whether or not a scenario names
    /// them.
    pub fn new(
        open: impl IntoIterator<Item = AssessedRequirement>,
        waivers: &Waivers,
        target: &str,
    ) -> Self {
        Self {
            requirements: open.into_iter().map(|it| (it.id.clone(), it.into())).collect(),
            observed: ObservedReadings::new(),
            freedoms: Deviations::default(),
            waivers: WaiverTally::all(waivers, target),
        }
    }

    /// Replaces the verdicts by those that the operations of the whole run allow, and counts the
    /// scenarios. Returns the answers to all calls, by operation.
    pub fn settle(
        &mut self,
        run: &RunRecord,
        scenarios: &mut [AssessedScenario],
        controls: &[AssessedControl],
    ) -> Vec<OperationAnswers> {
        let operations = Controls::of(&run.own_calls, &*scenarios, controls);
        for scenario in scenarios {
            scenario.waived = None;
            operations.settle(scenario);
            self.count(scenario);
        }
        operations.into_answers()
    }

    /// Counts a scenario, and waives it when it may be waived.
    fn count(&mut self, scenario: &mut AssessedScenario) {
        for waiver in &mut self.waivers {
            waiver.count(scenario);
        }
        self.freedoms.count(&scenario.record);
        for it in &scenario.record.readings {
            self.observed.entry(it.question.clone()).or_default().insert(it.reading.clone());
        }
        let named = (scenario.record.position, &scenario.record.id);
        for id in &scenario.record.requirements {
            let entry = self.requirements.entry(id.clone());
            let counted = entry.or_insert_with(|| AssessedRequirement::unknown(id).into());
            counted.requirement.count(scenario.verdict);
            counted.scenarios.push((named.0, named.1.clone()));
        }
    }

    /// Returns the findings; `ambiguities` returns the questions with observed readings.
    pub fn findings(
        self,
        ambiguities: impl FnOnce(&ObservedReadings) -> Vec<RegisteredAmbiguity>,
    ) -> Findings {
        let requirements = self.requirements.into_values().map(|mut it| {
            it.scenarios.sort();
            let scenarios = it.scenarios.into_iter().map(|(_, id)| id).collect();
            AssessedRequirement { scenarios, ..it.requirement }
        });
        Findings {
            requirements: requirements.collect(),
            ambiguities: ambiguities(&self.observed),
            freedoms: self.freedoms,
            waivers: self.waivers.into_iter().map(WaiverTally::close).collect(),
            operations: Vec::new(),
            controls: Vec::new(),
        }
    }
}
