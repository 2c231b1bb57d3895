//! Chooses the scenarios whose SMS fit into the budget of a run, by what they are worth, and
//! distributes them over the mobile numbers of the customers.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::config::RunConfig;
use crate::engine::{Disposition, Plan, Planned};
use crate::steps::SmsShare;
use crate::verdict::KillRecord;

use super::cost::Costs;
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

/// A scenario with its number of SMS and what it observes.
struct Candidate<'a> {
    id: &'a str,
    sms: u64,
    observes: HashSet<Observable<'a>>,
}

/// Leaves out the scenarios whose SMS do not fit into `limits.max_sms`, and returns the SMS of the
/// others; those begin with the most valuable ones. The shards of a run share the budget.
pub(super) fn keep_within(
    config: &RunConfig,
    plan: &mut Plan,
    costs: &Costs,
    kills: Option<&KillRecord>,
) -> SmsPlan {
    let Some(limit) = config.settings.max_sms else { return SmsPlan::default() };
    let shards = config.shard.map_or(1, |it| u64::from(it.total()));
    let numbers = config.settings.customer_numbers.len().max(1);
    let candidates = candidates(plan, costs, kills);
    let chosen = choose(candidates, numbers, limit / shards);
    let order: HashMap<String, usize> =
        chosen.iter().zip(0..).map(|(it, rank)| (it.id.to_owned(), rank)).collect();
    let share = |it: &ChosenScenario<'_>| {
        let number = config.settings.customer_numbers.get(it.number);
        let number = number.map(|it| it.as_str().to_owned());
        (it.id.to_owned(), SmsShare { count: it.sms, number })
    };
    let shares = SmsPlan::new(chosen.iter().map(share).collect());
    let reason = format!(
        "its SMS do not fit into limits.max_sms = {limit}, where other scenarios are worth more: run \
         it later with --rerun, or give a larger --max-sms"
    );
    for planned in &mut plan.scenarios {
        let runs = planned.disposition == Disposition::Run;
        if runs && !order.contains_key(&planned.case.id) {
            planned.disposition = Disposition::NotApplicable(reason.clone());
        }
    }
    plan.scenarios.sort_by_key(|it| order.get(&it.case.id));
    shares
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
fn choose(candidates: Vec<Candidate<'_>>, numbers: usize, limit: u64) -> Vec<ChosenScenario<'_>> {
    let (free, mut left): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|it| it.sms == 0);
    let mut observed: HashSet<Observable<'_>> = HashSet::new();
    let mut chosen = Vec::new();
    for it in free {
        chosen.push(ChosenScenario { id: it.id, sms: 0, number: 0 });
        observed.extend(it.observes);
    }
    let mut rooms = vec![limit / numbers as u64; numbers];
    loop {
        let Some((number, room)) = rooms.iter_mut().enumerate().max_by_key(|(_, room)| **room)
        else {
            return chosen;
        };
        left.retain(|it| it.sms <= *room);
        let value = |it: &Candidate<'_>| -> u64 {
            it.observes.iter().filter(|item| !observed.contains(item)).map(Observable::weight).sum()
        };
        let rank = |it: &Candidate<'_>| (PRECISION * value(it) / it.sms, Reverse(it.sms));
        let ranked = left.iter().enumerate().map(|(index, it)| (rank(it), Reverse(it.id), index));
        let Some((_, _, index)) = ranked.max() else { return chosen };
        let best = left.swap_remove(index);
        *room -= best.sms;
        chosen.push(ChosenScenario { id: best.id, sms: best.sms, number });
        observed.extend(best.observes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(id: &'static str, sms: u64, observes: &[usize]) -> Candidate<'static> {
        let observes = observes.iter().copied().map(Observable::Behaviour).collect();
        Candidate { id, sms, observes }
    }

    fn chosen(limit: u64) -> Vec<&'static str> {
        let candidates = vec![
            candidate("dear", 4, &[1, 2, 3, 4, 5, 6]),
            candidate("double", 1, &[1, 2]),
            candidate("free", 0, &[1]),
            candidate("good", 2, &[2, 7, 8, 9]),
            candidate("nothing new", 1, &[1]),
        ];
        choose(candidates, 1, limit).iter().map(|it| it.id).collect()
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
        let of = |id, item| Candidate { id, sms: 1, observes: HashSet::from([item]) };
        let candidates = vec![
            candidate("behaviours", 1, &[1, 2]),
            of("required", Observable::Requirement("BI-001")),
            of("unknown", Observable::Unknown("unknown")),
        ];
        let chosen: Vec<_> = choose(candidates, 1, 2).iter().map(|it| it.id).collect();
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
        let chosen = choose(candidates, 2, 8);
        let numbers: Vec<_> = chosen.iter().map(|it| (it.id, it.number)).collect();
        let (one, other) = (numbers[0].1, 1 - numbers[0].1);
        assert_eq!(numbers, [("a", one), ("b", other), ("c", other), ("d", one)]);
    }
}
