//! Forecast of a run: time, requests, persons and SMS, counted on the embedded simulator. Nothing
//! is sent to the target.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use jiff::Timestamp;

use crate::config::{Rate, RunConfig, RunSettings, Target, WizardDriver, needs_wizard, waiting};
use crate::engine::{Disposition, Plan, StopSignal};

use super::cost::Costs;
use super::earlier_sms::EarlierSms;
use super::{CannotStart, budget, identity, recorded, selection, suite, target};

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
    /// Number of SMS of the run to repeat that still count towards the limit of the hour.
    pub earlier_sms: usize,
    /// Time until the last SMS can be sent.
    pub sms_wait: Duration,
    /// Number of scenarios that visit the bank page in a browser, or may have to.
    pub in_browser: usize,
    /// Number of identifications that the scenarios see end as failed.
    pub failed_identifications: u64,
    /// IBAN with the most of them, and their number.
    pub most_failed_iban: Option<(String, u64)>,
    /// Largest number of them with one name.
    pub most_failed_name: u64,
    /// Cost of each scenario.
    costs: Costs,
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
        self.costs.scenarios.values().filter(|it| it.calls(operations)).count()
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
    config.target.refuse_production(config.settings.allow_production)?;
    let seed = config.seed.unwrap_or_else(identity::new_seed);
    let running_target = target::start(config, seed).await?;
    let mut plan = selection::picked(config, &running_target.target)?;
    let before = config.rerun.as_deref().map(recorded).transpose()?;
    let earlier = EarlierSms::of(before.as_ref(), &running_target.target, Timestamp::now());
    let target = running_target.target.clone();
    running_target.stop().await;
    let mut costs = costs(config, &plan, seed, (&target, stop)).await?;
    budget::keep_within(config, &mut plan, &costs, suite::load(&config.paths)?.kills);
    let running: HashSet<&str> = runs(&plan).map(|it| it.id.as_str()).collect();
    let (spent, failures) = costs.of(&running);
    costs.scenarios.retain(|id, _| running.contains(id.as_str()));
    let times: Vec<Duration> = runs(&plan).map(|it| waiting(&it.tags, &target)).collect();
    let jobs = config.jobs();
    let requests = spent.requests - spent.tokens + u64::from(target.credentials.is_some());
    let (all, longest) = (times.iter().sum(), times.iter().max().copied().unwrap_or_default());
    let moved = target.control.is_some();
    let real = if moved { Duration::ZERO } else { all };
    let abreast = real / u32::try_from(jobs.max(1)).unwrap_or(u32::MAX);
    let longest = if moved { Duration::ZERO } else { longest };
    let sms_wait = earlier.wait_for(spent.sms, &target.settings);
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
        at_least: paced(requests, config.settings.rate).max(abreast).max(longest).max(sms_wait),
        earlier_sms: earlier.count(),
        sms_wait,
        in_browser: if may_need_browser(&target) {
            runs(&plan).filter(|it| needs_wizard(&it.tags)).count()
        } else {
            0
        },
        failed_identifications: failures.count(),
        most_failed_name: failures.of_one_person,
        most_failed_iban: failures.by_iban.into_iter().max_by_key(|(_, count)| *count),
        cut_short: costs.scenarios.values().filter(|it| !it.is_complete).count(),
        costs,
        target: target.name,
    })
}

/// Counts the costs of the scenarios of a plan for `target`.
pub(super) async fn costs(
    config: &RunConfig,
    plan: &Plan,
    seed: u64,
    target: (&Target, &StopSignal),
) -> Result<Costs, CannotStart> {
    let running = runs(plan).map(|it| it.id.clone()).collect();
    Costs::count(config, &running, seed, target).await
}

/// Whether bank pages are visited in a browser, or may have to be: that of a simulator has forms.
fn may_need_browser(target: &Target) -> bool {
    match target.settings.wizard {
        WizardDriver::Browser => true,
        WizardDriver::Auto => target.control.is_none(),
        WizardDriver::Form | WizardDriver::Manual => false,
    }
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

/// Time that N requests take at `rate`.
fn paced(requests: u64, rate: Option<Rate>) -> Duration {
    let requests = u32::try_from(requests).unwrap_or(u32::MAX);
    rate.map_or(Duration::ZERO, |rate| rate.interval().saturating_mul(requests))
}
