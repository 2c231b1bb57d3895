//! Cost of scenarios, counted by running them on the embedded simulator.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::rc::Rc;

use crate::client::Usage;
use crate::config::{RunConfig, Target, TargetChoice};
use crate::engine::{Plan, StopSignal};
use crate::evidence::{Exchange, OperationAnswers, Outcome, Payload, Received, ScenarioRecord};

use super::plan_runner::{PlanRunner, RunListener};
use super::sms_plan::SmsPlan;
use super::{CannotStart, controls, selection, target};

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
    /// Costs of the controls that the run would add.
    pub controls: Vec<ScenarioCost>,
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
        let mut listener = CostListener { target, costs: Self::default() };
        // The exchanges are counted and dropped when a scenario ends.
        let keep = Rc::new(|_: &ScenarioRecord| true);
        let target = &running_target.target;
        let sms = SmsPlan::default();
        let runner = PlanRunner { config: &config, target, seed, keep, stop, sms };
        runner.run(plan, &mut listener).await?;
        running_target.stop().await;
        Ok(listener.costs)
    }

    /// All costs.
    pub fn iter(&self) -> impl Iterator<Item = &ScenarioCost> {
        self.scenarios.values().chain(&self.controls)
    }
}

/// Identifications that failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Failures {
    /// Number of those with each IBAN.
    pub by_iban: BTreeMap<String, u64>,
    /// Largest number of those of one person.
    pub of_one_person: u64,
}

impl Failures {
    /// The identifications that the answers of a scenario show as failed.
    fn of(record: &ScenarioRecord) -> Self {
        let shows_one = |it: &&Exchange| {
            it.operation.contains("/identifications")
                && !it.operation.ends_with("/account_snapshot")
        };
        let mut failed = BTreeMap::new();
        for exchange in record.exchanges.iter().filter(shows_one) {
            let Outcome::Received(Received { body: Payload::Json(json), .. }) = &exchange.outcome
            else {
                continue;
            };
            let person = exchange.sent.url.split('/').skip_while(|it| *it != "persons").nth(1);
            let items = json.as_array().map_or(std::slice::from_ref(json), Vec::as_slice);
            for item in items.iter().filter(|it| it["status"] == "failed") {
                let id = item["id"].as_str().unwrap_or_default();
                let iban = item["iban"].as_str().unwrap_or("another IBAN");
                failed.insert(id, (iban, person));
            }
        }
        let (mut by_iban, mut by_person) = (BTreeMap::new(), BTreeMap::new());
        for (iban, person) in failed.into_values() {
            *by_iban.entry(iban.to_owned()).or_default() += 1;
            *by_person.entry(person).or_default() += 1;
        }
        Self { by_iban, of_one_person: by_person.into_values().max().unwrap_or_default() }
    }

    /// Number of all.
    pub fn count(&self) -> u64 {
        self.by_iban.values().sum()
    }

    /// Adds those of another scenario, which has other persons.
    pub fn add(&mut self, other: &Self) {
        for (iban, count) in &other.by_iban {
            *self.by_iban.entry(iban.clone()).or_default() += count;
        }
        self.of_one_person = self.of_one_person.max(other.of_one_person);
    }
}

/// Collects the costs of the scenarios that end on the simulator.
struct CostListener<'a> {
    /// The target that the run would have.
    target: &'a Target,
    costs: Costs,
}

impl RunListener for CostListener<'_> {
    fn ended(&mut self, record: ScenarioRecord) {
        self.costs.scenarios.insert(record.id.clone(), ScenarioCost::of(record));
    }

    fn controls(&mut self) -> Result<Plan, CannotStart> {
        let mut operations = Vec::new();
        for it in self.costs.scenarios.values().flat_map(|it| &it.operations) {
            OperationAnswers::add(&mut operations, it);
        }
        let unseen = operations.into_iter().filter(|it| it.succeeded == 0);
        let mut titles = controls::titles(&unseen.map(|it| it.operation).collect());
        let selected: BTreeSet<&str> =
            self.costs.scenarios.values().map(|it| it.title.as_str()).collect();
        titles.retain(|it| !selected.contains(it));
        controls::plan(&titles, self.target)
    }

    fn control_ended(&mut self, record: ScenarioRecord) {
        self.costs.controls.push(ScenarioCost::of(record));
    }
}
