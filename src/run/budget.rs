//! Chooses the scenarios whose SMS and failed identifications fit into the budget of a run, by what
//! they are worth, and distributes them over the mobile numbers of the customers.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::config::{ConfigError, RunConfig, RunSettings, needs};
use crate::engine::{Disposition, Plan, Planned};
use crate::steps::SmsShare;
use crate::verdict::KillRecord;

use super::cost::Costs;
use super::failures::Failures;
use super::sms_plan::SmsPlan;

/// Weight of something that no scenario of the budget observes yet: a requirement, or a scenario of
/// the user's own. A known wrong behaviour weighs 1. With 3, the 60 SMS of one hour leave out few
/// requirements and few behaviours.
const WEIGHT_OF_REQUIREMENT: u64 = 3;

/// Factor by which values are multiplied before they are divided by a number of SMS.
const PRECISION: u64 = 1000;

/// Something that a scenario observes.
#[derive(PartialEq, Eq, Hash)]
enum Observable<'a> {
    /// A known wrong behaviour of an API, by its number.
    Behaviour(usize),
    /// A requirement.
    Requirement(&'a str),
    /// A scenario of which nobody recorded what it notices.
    Unknown(&'a str),
}

impl Observable<'_> {
    fn weight(&self) -> u64 {
        if let Self::Behaviour(_) = self { 1 } else { WEIGHT_OF_REQUIREMENT }
    }
}

/// A scenario with what it uses up and what it observes.
struct Candidate<'a> {
    id: &'a str,
    sms: u64,
    failures: Failures,
    observes: HashSet<Observable<'a>>,
}

/// Leaves out the scenarios that do not fit into `limits.max_sms` and `limits.max_failed`, and returns
/// the SMS of the others; those begin with the most valuable ones. The shards of a run share the
/// budget.
pub(super) fn keep_within(
    config: &RunConfig,
    plan: &mut Plan,
    costs: &Costs,
    kills: Option<&KillRecord>,
) -> SmsPlan {
    if !is_limited(&config.settings) {
        return SmsPlan::default();
    }
    let chosen = choose_beside_controls(config, plan, costs, kills);
    let order: HashMap<String, usize> =
        chosen.iter().zip(0..).map(|(it, rank)| (it.id.to_owned(), rank)).collect();
    let share = |it: &ChosenScenario<'_>| {
        let number = config.settings.customer_numbers.get(it.number);
        let number = number.map(|it| it.as_str().to_owned());
        (it.id.to_owned(), SmsShare { count: it.sms, number })
    };
    let shares = SmsPlan::new(chosen.iter().map(share).collect());
    let reason = reason(&config.settings);
    for planned in &mut plan.scenarios {
        let runs = planned.disposition == Disposition::Run;
        if runs && !order.contains_key(&planned.case.id) {
            planned.disposition = Disposition::NotApplicable(reason.clone());
        }
    }
    plan.scenarios.sort_by_key(|it| order.get(&it.case.id));
    shares
}

/// Chooses the scenarios, so that the SMS suffice for what the run does beside them, too.
fn choose_beside_controls<'a>(
    config: &RunConfig,
    plan: &'a Plan,
    costs: &Costs,
    kills: Option<&'a KillRecord>,
) -> Vec<ChosenScenario<'a>> {
    let mut reserved = 0;
    loop {
        let chosen = choose(candidates(plan, costs, kills), Room::of(config, reserved));
        let needed = costs.beside(&chosen.iter().map(|it| it.id).collect()).sms;
        if needed <= reserved {
            return chosen;
        }
        reserved = needed;
    }
}

/// Refuses a run whose budget leaves out every scenario of a capability that it requires.
///
/// # Errors
/// When there is one; the message names it.
pub(super) fn must_leave_required(config: &RunConfig, plan: &Plan) -> Result<(), ConfigError> {
    let reason = reason(&config.settings);
    for required in &config.settings.requires {
        let of_it = |it: &&Planned| needs(&it.case.tags).any(|need| need == required.word());
        let left_out = |it: &Planned| it.disposition == Disposition::NotApplicable(reason.clone());
        let mut planned = plan.scenarios.iter().filter(of_it);
        let runs = planned.clone().any(|it| it.disposition == Disposition::Run);
        if !runs && planned.any(left_out) {
            return Err(ConfigError::new(format!(
                "`{}` is required, and the limits of the run leave out every scenario that needs it: \
                 give larger ones",
                required.word()
            )));
        }
    }
    Ok(())
}

/// Whether the settings limit what a run uses up.
pub(super) fn is_limited(settings: &RunSettings) -> bool {
    settings.max_sms.is_some() || settings.max_failed.is_some()
}

/// Reason why a scenario is left out.
fn reason(settings: &RunSettings) -> String {
    let limit = |name: &str, value: Option<u64>| value.map(|it| format!("limits.{name} = {it}"));
    let limits = [limit("max_sms", settings.max_sms), limit("max_failed", settings.max_failed)];
    let limits: Vec<String> = limits.into_iter().flatten().collect();
    format!(
        "its SMS or failed identifications do not fit into {}, where other scenarios are worth more: \
         run it with --rerun an hour later, or give larger limits",
        limits.join(" and ")
    )
}

/// Rest of the budget.
struct Room {
    /// Number of SMS and of failed identifications for each mobile number.
    numbers: Vec<(u64, u64)>,
    /// Number of failed identifications so far with each IBAN.
    ibans: HashMap<String, u64>,
    /// Maximum number of failed identifications with an IBAN, a mobile number or a name.
    max_failed: u64,
}

impl Room {
    /// The budget of the configuration, less the SMS that are reserved of each number.
    fn of(config: &RunConfig, reserved: u64) -> Self {
        let numbers = config.settings.customer_numbers.len().max(1);
        let shards = config.shard.map_or(1, |it| u64::from(it.total()));
        let sms = config.settings.max_sms.unwrap_or(u64::MAX) / shards;
        let failed = config.settings.max_failed.unwrap_or(u64::MAX) / shards;
        let mut room = Self::new(numbers, sms, failed);
        room.numbers.iter_mut().for_each(|(sms, _)| *sms = sms.saturating_sub(reserved));
        room
    }

    fn new(numbers: usize, sms: u64, max_failed: u64) -> Self {
        let each = (sms / numbers as u64, max_failed);
        Self { numbers: vec![each; numbers], ibans: HashMap::new(), max_failed }
    }

    /// Index of the number with the most room.
    fn widest(&self) -> usize {
        let rooms = self.numbers.iter().enumerate();
        rooms.max_by_key(|(_, room)| **room).map_or(0, |(index, _)| index)
    }

    fn fits(&self, number: usize, it: &Candidate<'_>) -> bool {
        let (sms, failed) = self.numbers[number];
        let of_ibans = it.failures.by_iban.iter();
        it.sms <= sms
            && it.failures.count() <= failed
            && it.failures.of_one_person <= self.max_failed
            && of_ibans
                .map(|(iban, count)| self.with_iban(iban) + count)
                .all(|it| it <= self.max_failed)
    }

    fn with_iban(&self, iban: &str) -> u64 {
        self.ibans.get(iban).copied().unwrap_or_default()
    }

    fn use_up(&mut self, number: usize, it: &Candidate<'_>) {
        let (sms, failed) = &mut self.numbers[number];
        *sms -= it.sms;
        *failed -= it.failures.count();
        for (iban, count) in &it.failures.by_iban {
            *self.ibans.entry(iban.clone()).or_default() += count;
        }
    }
}

fn candidates<'a>(
    plan: &'a Plan,
    costs: &Costs,
    kills: Option<&'a KillRecord>,
) -> Vec<Candidate<'a>> {
    let mut behaviours: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, noticed_by) in kills.iter().flat_map(|it| it.noticed.values()).enumerate() {
        for id in noticed_by {
            behaviours.entry(id).or_default().push(number);
        }
    }
    let is_known = |id: &str| kills.is_some_and(|it| it.scenarios.contains(id));
    let candidate = |it: &'a Planned| {
        let id = it.case.id.as_str();
        let noticed = behaviours.get(id).into_iter().flatten().copied().map(Observable::Behaviour);
        let required = it.case.requirements.iter().map(|it| Observable::Requirement(it));
        let unknown = (!is_known(id)).then_some(Observable::Unknown(id));
        Candidate {
            id,
            sms: costs.scenarios.get(id).map_or(0, |it| it.usage.sms),
            failures: costs.scenarios.get(id).map(|it| it.failures.clone()).unwrap_or_default(),
            observes: noticed.chain(required).chain(unknown).collect(),
        }
    };
    let runs = plan.scenarios.iter().filter(|it| it.disposition == Disposition::Run);
    runs.map(candidate).collect()
}

/// A chosen scenario.
#[derive(Debug, PartialEq, Eq)]
struct ChosenScenario<'a> {
    id: &'a str,
    sms: u64,
    /// Index of the mobile number of its customers.
    number: usize,
}

/// Returns the chosen scenarios: first those without SMS, then always the one that adds most for
/// each of its SMS. The SMS are distributed evenly over the numbers.
fn choose(candidates: Vec<Candidate<'_>>, mut room: Room) -> Vec<ChosenScenario<'_>> {
    let (free, mut left): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|it| it.sms == 0);
    let mut observed: HashSet<Observable<'_>> = HashSet::new();
    let mut chosen = Vec::new();
    for it in free {
        chosen.push(ChosenScenario { id: it.id, sms: 0, number: 0 });
        observed.extend(it.observes);
    }
    loop {
        let number = room.widest();
        left.retain(|it| room.fits(number, it));
        let value = |it: &Candidate<'_>| -> u64 {
            it.observes.iter().filter(|item| !observed.contains(item)).map(Observable::weight).sum()
        };
        let rank = |it: &Candidate<'_>| (PRECISION * value(it) / it.sms, Reverse(it.sms));
        let ranked = left.iter().enumerate().map(|(index, it)| (rank(it), Reverse(it.id), index));
        let Some((_, _, index)) = ranked.max() else { return chosen };
        let best = left.swap_remove(index);
        room.use_up(number, &best);
        chosen.push(ChosenScenario { id: best.id, sms: best.sms, number });
        observed.extend(best.observes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(id: &'static str, sms: u64, observes: &[usize]) -> Candidate<'static> {
        let observes = observes.iter().copied().map(Observable::Behaviour).collect();
        Candidate { id, sms, failures: Failures::default(), observes }
    }

    fn chosen(limit: u64) -> Vec<&'static str> {
        let candidates = vec![
            candidate("dear", 4, &[1, 2, 3, 4, 5, 6]),
            candidate("double", 1, &[1, 2]),
            candidate("free", 0, &[1]),
            candidate("good", 2, &[2, 7, 8, 9]),
            candidate("nothing new", 1, &[1]),
        ];
        choose(candidates, Room::new(1, limit, u64::MAX)).iter().map(|it| it.id).collect()
    }

    #[test]
    fn what_costs_nothing_is_kept_and_the_rest_by_what_it_adds_for_each_sms() {
        assert_eq!(chosen(0), ["free"]);
        assert_eq!(chosen(1), ["free", "double"]);
        assert_eq!(chosen(2), ["free", "good"]);
        assert_eq!(chosen(6), ["free", "good", "dear"]);
        assert_eq!(chosen(8), ["free", "good", "dear", "double", "nothing new"]);
    }

    #[test]
    fn requirements_and_unknown_scenarios_weigh_more_than_behaviours() {
        let of = |id, item| Candidate { observes: HashSet::from([item]), ..candidate(id, 1, &[]) };
        let candidates = vec![
            candidate("behaviours", 1, &[1, 2]),
            of("required", Observable::Requirement("BI-001")),
            of("unknown", Observable::Unknown("unknown")),
        ];
        let chosen: Vec<_> =
            choose(candidates, Room::new(1, 2, u64::MAX)).iter().map(|it| it.id).collect();
        assert_eq!(chosen, ["required", "unknown"]);
    }

    #[test]
    fn the_sms_are_distributed_over_the_numbers() {
        let candidates = vec![
            candidate("a", 3, &[1, 2, 3, 4, 5]),
            candidate("b", 2, &[6, 7, 8]),
            candidate("c", 2, &[9, 10]),
            candidate("d", 1, &[]),
        ];
        let chosen = choose(candidates, Room::new(2, 8, u64::MAX));
        let numbers: Vec<_> = chosen.iter().map(|it| (it.id, it.number)).collect();
        let (one, other) = (numbers[0].1, 1 - numbers[0].1);
        assert_eq!(numbers, [("a", one), ("b", other), ("c", other), ("d", one)]);
    }

    #[test]
    fn failed_identifications_are_limited_for_each_iban_number_and_person() {
        let failing = |id, iban: &str, count, of_one_person| {
            let failures = Failures { by_iban: [(iban.to_owned(), count)].into(), of_one_person };
            Candidate { failures, ..candidate(id, 1, &[]) }
        };
        let candidates = || {
            vec![
                failing("a", "joint", 2, 1),
                failing("b", "joint", 2, 1),
                failing("c", "unknown", 1, 1),
                failing("d", "unknown", 3, 3),
            ]
        };
        let chosen = |numbers, max_failed| -> Vec<_> {
            let room = Room::new(numbers, 100, max_failed);
            choose(candidates(), room).iter().map(|it| it.id).collect()
        };
        assert_eq!(chosen(1, u64::MAX), ["a", "b", "c", "d"]);
        assert_eq!(chosen(2, 2), ["a", "c"], "one IBAN, one person");
        assert_eq!(chosen(1, 4), ["a", "b"], "one number");
    }
}
