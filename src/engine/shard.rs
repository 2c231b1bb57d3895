//! Assigns every scenario to exactly one shard, so that the shards cost about the same and a
//! scenario keeps its shard when others are added or removed.
//!
//! Every scenario has its own order of the shards, computed from its id alone (rendezvous hashing).
//! It is assigned to the first shard with room. Room is a little more than an even share, and
//! rounded, so that it does not change when the suite grows a little.

use std::cmp::Reverse;

use crate::evidence::ShardRecord;

use super::{Plan, Planned};

/// Cost of a real wait, in steps.
const COST_OF_A_WAIT: u64 = 20;
/// Room above an even share, as a part of it: 1/20.
const SLACK: u64 = 20;
/// Number of leading bits to which room is rounded.
const KEPT_BITS: u32 = 5;

/// Keeps only the scenarios of `shard` in the plan. Scenarios that are not applicable are assigned
/// too, so that the result does not depend on the target.
pub fn keep_shard(plan: &mut Plan, shard: ShardRecord) {
    if shard.total <= 1 {
        return;
    }
    let costs: Vec<(u64, u64)> =
        plan.scenarios.iter().map(|it| (identity(&it.case.id), cost(it))).collect();
    let mut assigned = assign(&costs, shard.total as usize).into_iter();
    plan.scenarios.retain(|_| assigned.next() == Some(shard.index as usize - 1));
}

fn cost(planned: &Planned) -> u64 {
    let waits = planned.case.tags.iter().filter(|tag| tag.starts_with("waits:")).count();
    planned.steps().count() as u64 + waits as u64 * COST_OF_A_WAIT
}

/// Shard of each scenario, from 0; a scenario is given as identity and cost.
fn assign(scenarios: &[(u64, u64)], shards: usize) -> Vec<usize> {
    let room = room(scenarios.iter().map(|(_, cost)| cost).sum(), shards as u64);
    // The most expensive scenarios are assigned first, while every shard has room.
    let mut order: Vec<usize> = (0..scenarios.len()).collect();
    order.sort_by_key(|&at| (Reverse(scenarios[at].1), scenarios[at].0));
    let mut loads = vec![0; shards];
    let mut assigned = vec![0; scenarios.len()];
    for at in order {
        let (identity, cost) = scenarios[at];
        let preference = |shard: usize| mixed(identity ^ mixed(shard as u64 + 1));
        let fits = (0..shards)
            .filter(|&shard| loads[shard] + cost <= room)
            .max_by_key(|&it| preference(it));
        let shard = fits.or_else(|| (0..shards).min_by_key(|&it| (loads[it], preference(it))));
        let shard = shard.unwrap_or_default();
        loads[shard] += cost;
        assigned[at] = shard;
    }
    assigned
}

fn room(sum: u64, shards: u64) -> u64 {
    let share = sum.div_ceil(shards);
    let room = share + share.div_ceil(SLACK);
    let grain = 1 << (u64::BITS - room.leading_zeros()).saturating_sub(KEPT_BITS);
    room.next_multiple_of(grain)
}

/// The id as a number: FNV-1a, the same on every machine and in every version.
fn identity(id: &str) -> u64 {
    let hash = id.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    mixed(hash)
}

/// Spreads a number over all bits (the finalizer of `SplitMix64`).
fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn suite(scenarios: usize) -> Vec<(u64, u64)> {
        let cost = |at: usize| if at % 40 == 7 { 26 } else { 3 + at as u64 % 5 };
        (0..scenarios)
            .map(|at| (identity(&format!("features/a.feature > {at}")), cost(at)))
            .collect()
    }

    fn loads(scenarios: &[(u64, u64)], shards: usize) -> Vec<u64> {
        let mut loads = vec![0; shards];
        for ((_, cost), shard) in scenarios.iter().zip(assign(scenarios, shards)) {
            loads[shard] += cost;
        }
        loads
    }

    #[test]
    fn shards_cost_nearly_the_same() {
        for shards in [2, 3, 4, 8, 16] {
            let suite = suite(260);
            let share = suite.iter().map(|it| it.1).sum::<u64>() / shards as u64;
            let loads = loads(&suite, shards);
            assert!(loads.iter().all(|load| *load <= share * 9 / 8 + 1), "{share}: {loads:?}");
            assert!(loads.iter().all(|load| *load >= share * 3 / 5), "{share}: {loads:?}");
        }
    }

    #[test]
    fn scenarios_keep_their_shard_when_one_is_removed() {
        let suite = suite(260);
        for shards in [2, 4, 8] {
            let before = assign(&suite, shards);
            let mut moved = 0;
            for gone in 0..suite.len() {
                let mut fewer = suite.clone();
                fewer.remove(gone);
                let mut kept = before.clone();
                kept.remove(gone);
                moved += assign(&fewer, shards).iter().zip(kept).filter(|(a, b)| **a != *b).count();
            }
            // Average number of the 259 scenarios that move when one is removed.
            let average = moved / suite.len();
            assert!(average <= 4, "{average} of 259 move with {shards} shards");
        }
    }

    #[test]
    fn identities_do_not_change() {
        assert_eq!(identity("features/a.feature > r > s"), 17_362_515_033_690_020_317);
        assert_eq!(assign(&suite(12), 4), [2_usize, 2, 0, 0, 2, 0, 2, 1, 3, 0, 3, 3]);
    }

    proptest! {
        #[test]
        fn every_scenario_is_in_one_shard(
            costs in prop::collection::vec((any::<u64>(), 0_u64..1_000), 0..80),
            shards in 1_usize..40,
        ) {
            let assigned = assign(&costs, shards);
            prop_assert_eq!(assigned.len(), costs.len());
            prop_assert!(assigned.iter().all(|shard| *shard < shards));
        }
    }
}
