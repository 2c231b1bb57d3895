//! Cost of scenarios, counted by running them on the embedded simulator.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::rc::Rc;

use crate::client::Usage;
use crate::config::{Capability, RunConfig, Target, TargetChoice, needs};
use crate::engine::{Plan, StopSignal};
use crate::evidence::{OperationAnswers, ScenarioRecord};

use super::failures::Failures;
use super::plan_runner::{PlanRunner, RunListener};
use super::sms_plan::SmsPlan;
use super::{CannotStart, controls, selection, target};

/// Cost of seeing that a second partner may work with data of its own. The start of a QES that is too
/// early counts as an SMS, too.
const SECOND_PARTNER: Usage = Usage { requests: 21, tokens: 1, persons: 1, sms: 2 };

/// Cost of one scenario.
#[derive(Clone, Debug)]
pub(super) struct ScenarioCost {
    /// Title of the scenario.
    pub title: String,
    /// Requests, persons and SMS.
    pub usage: Usage,
    /// Identifications that answers show as failed.
    pub failures: Failures,
    /// Operations that it calls, with their answers.
    pub operations: Vec<OperationAnswers>,
    /// Whether every step passed; otherwise it needs more than was counted.
    pub is_complete: bool,
}

impl ScenarioCost {
    fn of(record: ScenarioRecord) -> Self {
        Self {
            usage: record.exchanges.iter().map(|it| Usage::of(&it.operation)).sum(),
            failures: Failures::of(&record),
            is_complete: record.steps.iter().all(|step| step.outcome.passed()),
            operations: record.operations,
            title: record.name,
        }
    }

    /// Whether the scenario calls one of these operations.
    pub fn calls(&self, operations: &[&str]) -> bool {
        self.operations.iter().any(|it| operations.contains(&it.operation.as_str()))
    }
}

/// Costs of scenarios.
#[derive(Clone, Debug, Default)]
pub(super) struct Costs {
    /// Cost of each selected scenario, by its id.
    pub scenarios: BTreeMap<String, ScenarioCost>,
    /// Costs of the controls that are not selected.
    pub controls: Vec<ScenarioCost>,
    /// Ids of the scenarios in which a second partner takes over that is the same in all of them. What
    /// it may do is seen once in a run; their own costs are without that.
    with_second_partner: BTreeSet<String>,
}

impl Costs {
    /// Runs these scenarios on the simulator, with the controls that a run on `target` would add.
    pub async fn count(
        config: &RunConfig,
        running: &HashSet<String>,
        seed: u64,
        (target, stop): (&Target, &StopSignal),
    ) -> Result<Self, CannotStart> {
        let config = RunConfig {
            paths: config.paths.clone(),
            target: TargetChoice::Simulator,
            ..RunConfig::default()
        };
        let running_target = target::start(&config, seed).await?;
        let mut plan = selection::picked(&config, &running_target.target)?;
        plan.retain(|case| running.contains(&case.id));
        let costs = Self {
            with_second_partner: if target.second_credentials.is_some() {
                handing_over(&plan)
            } else {
                BTreeSet::new()
            },
            ..Self::default()
        };
        let mut listener = CostListener { target, costs };
        // The exchanges are counted and dropped when a scenario ends.
        let keep = Rc::new(|_: &ScenarioRecord| true);
        let target = &running_target.target;
        let sms = SmsPlan::default();
        let runner = PlanRunner { config: &config, target, seed, keep, stop, sms };
        runner.run(plan, &mut listener).await?;
        running_target.stop().await;
        Ok(listener.costs)
    }

    /// Costs of a run of these scenarios: their own, the shared ones, and those of the controls that the
    /// run would add.
    pub fn of(&self, ids: &HashSet<&str>) -> (Usage, Failures) {
        let scenarios = self.scenarios.iter().filter(|(id, _)| ids.contains(id.as_str()));
        let costs = scenarios.map(|(_, it)| it).chain(self.controls_of(ids));
        let (mut usage, mut failures) = (self.shared_by(ids), Failures::default());
        for it in costs {
            usage = usage + it.usage;
            failures.add(&it.failures);
        }
        (usage, failures)
    }

    /// Usage of a run of these scenarios beside them: for its controls, and once for all.
    pub fn beside(&self, ids: &HashSet<&str>) -> Usage {
        self.controls_of(ids).map(|it| it.usage).sum::<Usage>() + self.shared_by(ids)
    }

    /// Usage that the scenarios share.
    fn shared_by(&self, ids: &HashSet<&str>) -> Usage {
        let is_needed = self.with_second_partner.iter().any(|it| ids.contains(it.as_str()));
        if is_needed { SECOND_PARTNER } else { Usage::default() }
    }

    /// The controls that a run of these scenarios would add. A selected scenario is not added, even if
    /// it is left out.
    fn controls_of(&self, ids: &HashSet<&str>) -> impl Iterator<Item = &ScenarioCost> {
        let scenarios = self.scenarios.iter().filter(|(id, _)| ids.contains(id.as_str()));
        let answers = OperationAnswers::sum(scenarios.flat_map(|(_, it)| &it.operations));
        let unseen = answers.into_iter().filter(|it| it.succeeded == 0);
        let titles = controls::titles(&unseen.map(|it| it.operation).collect());
        self.controls.iter().filter(move |it| titles.contains(it.title.as_str()))
    }
}

/// Ids of the scenarios in which another partner takes over.
fn handing_over(plan: &Plan) -> BTreeSet<String> {
    let word = Capability::SecondClient.word();
    let cases = plan.scenarios.iter().map(|it| &it.case);
    cases.filter(|it| needs(&it.tags).any(|need| need == word)).map(|it| it.id.clone()).collect()
}

/// Collects the costs of the scenarios that end on the simulator.
struct CostListener<'a> {
    /// The target that the run would have.
    target: &'a Target,
    costs: Costs,
}

impl RunListener for CostListener<'_> {
    fn ended(&mut self, record: ScenarioRecord) {
        let id = record.id.clone();
        let mut cost = ScenarioCost::of(record);
        if self.costs.with_second_partner.contains(&id) {
            cost.usage = cost.usage.without(SECOND_PARTNER);
        }
        self.costs.scenarios.insert(id, cost);
    }

    /// Any of the controls may become one of the run, when scenarios are left out.
    fn controls(&mut self) -> Result<Plan, CannotStart> {
        let selected: BTreeSet<&str> =
            self.costs.scenarios.values().map(|it| it.title.as_str()).collect();
        let mut titles = controls::all_titles();
        titles.retain(|it| !selected.contains(it));
        controls::plan(&titles, self.target)
    }

    fn control_ended(&mut self, record: ScenarioRecord) {
        self.costs.controls.push(ScenarioCost::of(record));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Availability::{self, Refused, Succeeded};

    const DELETE: &str = "DELETE /v1/persons/{person_id}/mobile_number";

    fn cost(title: &str, sms: u64, found: Availability) -> ScenarioCost {
        ScenarioCost {
            title: title.to_owned(),
            usage: Usage { sms, ..Usage::default() },
            failures: Failures::default(),
            operations: vec![OperationAnswers::one(DELETE, found)],
            is_complete: true,
        }
    }

    #[test]
    fn a_run_adds_the_controls_that_it_lacks_and_what_its_scenarios_share() {
        let control = "A deleted mobile number no longer belongs to the person";
        let costs = Costs {
            scenarios: [
                ("refused".to_owned(), cost("a", 2, Refused)),
                ("deleted".to_owned(), cost("b", 4, Succeeded)),
            ]
            .into(),
            controls: vec![cost(control, 8, Succeeded)],
            with_second_partner: ["deleted".to_owned()].into(),
        };
        let rows: [(&[&str], u64, u64); 4] = [
            (&[], 0, 0),
            (&["refused"], 8, 10),
            (&["deleted"], 2, 6),
            (&["refused", "deleted"], 2, 8),
        ];
        for (ids, beside, all) in rows {
            let ids: HashSet<&str> = ids.iter().copied().collect();
            assert_eq!((costs.beside(&ids).sms, costs.of(&ids).0.sms), (beside, all), "{ids:?}");
        }
    }
}
