//! Forecast of a run: time, requests, persons and SMS, counted on the embedded simulator. Nothing
//! is sent to the target.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;
use std::time::Duration;

use crate::client::Usage;
use crate::config::{Profile, Rate, RunConfig, RunSettings, Target, TargetChoice, waiting};
use crate::engine::{Disposition, Plan, StopSignal};
use crate::evidence::{Exchange, OperationAnswers, Outcome, Payload, Received, ScenarioRecord};

use super::plan_runner::{PlanRunner, RunListener};
use super::{CannotStart, controls, identity, pick, recorded, selection, suite, target};

/// Expected cost of a run.
#[derive(Clone, Debug)]
pub struct Forecast {
    /// Name of the target.
    pub target: String,
    /// Number of selected scenarios.
    pub selected: usize,
    /// Number of those that would run.
    pub runnable: usize,
    /// Reasons why the other scenarios are not applicable, each with their number.
    pub not_applicable: Vec<(String, usize)>,
    /// Number of requests, with the request for a token if the target needs one.
    pub requests: u64,
    /// Number of persons registered.
    pub persons: u64,
    /// Number of SMS sent.
    pub sms: u64,
    /// Number of identifications that the scenarios see end as failed.
    pub failed_identifications: usize,
    /// Operations that each scenario calls.
    pub calls: Vec<BTreeSet<String>>,
    /// Settings of the run, with its limits and rate.
    pub settings: RunSettings,
    /// Maximum number of scenarios that run at once.
    pub jobs: usize,
    /// Sum of the waiting times that are skipped by moving the clock of the target.
    pub simulated: Duration,
    /// Sum of the waiting times in real time.
    pub real: Duration,
    /// Minimum duration of the run.
    pub at_least: Duration,
    /// Number of scenarios that did not pass on the simulator, so that their cost is incomplete.
    pub cut_short: usize,
}

impl Forecast {
    /// Number of scenarios that call at least one of these operations.
    pub fn calling(&self, operations: &[&str]) -> usize {
        let calls = |it: &&BTreeSet<String>| operations.iter().any(|wanted| it.contains(*wanted));
        self.calls.iter().filter(calls).count()
    }

    /// Expected duration if each answer takes this long.
    pub fn duration(&self, answer: Duration) -> Duration {
        let jobs = u32::try_from(self.jobs.max(1)).unwrap_or(u32::MAX);
        let requests = u32::try_from(self.requests).unwrap_or(u32::MAX);
        self.at_least.max(answer.saturating_mul(requests) / jobs)
    }
}

/// Returns the expected cost of `run` with this configuration.
///
/// # Errors
/// When the run could not start, as far as that is known without the target.
pub async fn forecast(config: &RunConfig, stop: &StopSignal) -> Result<Forecast, CannotStart> {
    config.target.must_not_be_production()?;
    let seed = config.seed.unwrap_or_else(identity::new_seed);
    let running_target = target::start(config, seed).await?;
    let plan = picked(config, &running_target.target)?;
    let target = running_target.target.clone();
    running_target.stop().await;
    let running: HashSet<String> = runs(&plan).map(|it| it.id.clone()).collect();
    let (spent, played) = run_on_simulator(config, &running, seed, (&target, stop)).await?;
    let times: Vec<Duration> = runs(&plan).map(|it| waiting(&it.tags, &target)).collect();
    let jobs = config.jobs();
    let requests = spent.requests - spent.tokens + u64::from(target.credentials.is_some());
    let (all, longest) = (times.iter().sum(), times.iter().max().copied().unwrap_or_default());
    let moved = target.control.is_some();
    let real = if moved { Duration::ZERO } else { all };
    let abreast = real / u32::try_from(jobs.max(1)).unwrap_or(u32::MAX);
    let longest = if moved { Duration::ZERO } else { longest };
    Ok(Forecast {
        selected: plan.scenarios.len(),
        runnable: running.len(),
        not_applicable: reasons(&plan),
        requests,
        persons: spent.persons,
        sms: spent.sms,
        settings: config.settings.clone(),
        jobs,
        simulated: if moved { all } else { Duration::ZERO },
        real,
        at_least: paced(requests, config.settings.rate).max(abreast).max(longest),
        failed_identifications: played.failed_identifications,
        calls: played.calls,
        cut_short: played.cut_short,
        target: target.name,
    })
}

fn picked(config: &RunConfig, target: &Target) -> Result<Plan, CannotStart> {
    let loaded = suite::load(&config.paths)?;
    Profile::new(config.settings.strict, &config.settings.readings, &loaded.catalogue)?;
    let before = config.rerun.as_deref().map(recorded).transpose()?;
    let selection = selection::selection(config, &loaded)?;
    Ok(pick(config, loaded.suite, loaded.whole, &selection, before.as_ref(), target)?.0)
}

fn runs(plan: &Plan) -> impl Iterator<Item = &crate::engine::Case> {
    plan.scenarios.iter().filter(|it| it.disposition == Disposition::Run).map(|it| &it.case)
}

fn reasons(plan: &Plan) -> Vec<(String, usize)> {
    let mut counted: HashMap<&str, usize> = HashMap::new();
    for planned in &plan.scenarios {
        if let Disposition::NotApplicable(reason) = &planned.disposition {
            *counted.entry(reason).or_default() += 1;
        }
    }
    let mut reasons: Vec<_> = counted.into_iter().map(|(why, n)| (why.to_owned(), n)).collect();
    reasons.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
    reasons
}

/// Runs these scenarios on the simulator, with the controls that a run on `target` would add;
/// returns their usage, and what was seen of them.
async fn run_on_simulator<'a>(
    config: &RunConfig,
    running: &HashSet<String>,
    seed: u64,
    (target, stop): (&'a Target, &StopSignal),
) -> Result<(Usage, ForecastListener<'a>), CannotStart> {
    let config = RunConfig {
        paths: config.paths.clone(),
        target: TargetChoice::Simulator,
        ..RunConfig::default()
    };
    let running_target = target::start(&config, seed).await?;
    let mut plan = picked(&config, &running_target.target)?;
    plan.retain(|case| running.contains(&case.id));
    let mut listener = ForecastListener {
        target,
        titles: BTreeSet::new(),
        operations: vec![],
        calls: vec![],
        failed_identifications: 0,
        cut_short: 0,
    };
    // The exchanges are counted and dropped when a scenario ends.
    let keep = Rc::new(|_: &ScenarioRecord| true);
    let runner = PlanRunner { config: &config, target: &running_target.target, seed, keep, stop };
    let (_, spent) = runner.run(plan, &mut listener).await?;
    running_target.stop().await;
    Ok((spent, listener))
}

/// Number of identifications that answers show as failed.
fn failed_identifications(record: &ScenarioRecord) -> usize {
    let shows_one = |it: &&Exchange| {
        it.operation.contains("/identifications") && !it.operation.ends_with("/account_snapshot")
    };
    let of_identifications = record.exchanges.iter().filter(shows_one);
    let bodies = of_identifications.filter_map(|it| match &it.outcome {
        Outcome::Received(Received { body: Payload::Json(json), .. }) => Some(json),
        _ => None,
    });
    let items =
        bodies.flat_map(|json| json.as_array().map_or(std::slice::from_ref(json), Vec::as_slice));
    let failed = items.filter(|it| it["status"] == "failed").filter_map(|it| it["id"].as_str());
    failed.collect::<HashSet<_>>().len()
}

/// Time that N requests take at `rate`.
fn paced(requests: u64, rate: Option<Rate>) -> Duration {
    let requests = u32::try_from(requests).unwrap_or(u32::MAX);
    rate.map_or(Duration::ZERO, |rate| rate.interval().saturating_mul(requests))
}

/// Scenarios that have ended on the simulator.
struct ForecastListener<'a> {
    /// The target that the run would have.
    target: &'a Target,
    titles: BTreeSet<String>,
    operations: Vec<OperationAnswers>,
    calls: Vec<BTreeSet<String>>,
    failed_identifications: usize,
    cut_short: usize,
}

impl RunListener for ForecastListener<'_> {
    fn ended(&mut self, record: ScenarioRecord) {
        let whole = record.steps.iter().all(|step| step.outcome.passed());
        self.cut_short += usize::from(!whole);
        self.failed_identifications += failed_identifications(&record);
        for it in &record.operations {
            OperationAnswers::add(&mut self.operations, it);
        }
        self.calls.push(record.operations.iter().map(|it| it.operation.clone()).collect());
        self.titles.insert(record.name);
    }

    fn controls(&mut self) -> Result<Plan, CannotStart> {
        let unseen = self.operations.iter().filter(|it| it.succeeded == 0);
        let mut titles = controls::titles(&unseen.map(|it| it.operation.clone()).collect());
        titles.retain(|it| !self.titles.contains(*it));
        controls::plan(&titles, self.target)
    }

    fn control_ended(&mut self, record: ScenarioRecord) {
        self.failed_identifications += failed_identifications(&record);
    }
}
