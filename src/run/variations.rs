//! Variations of a conforming API: sets of choices that the guide leaves to it.

use std::collections::BTreeSet;

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

use crate::config::FreedomChoice;
use crate::simulator::{Freedoms, Readings};

/// A value, by the index of its question and its own.
type IndexedValue = (usize, usize);

/// Values that a run of all scenarios within seconds cannot decide: each with the reason. The tests
/// `tests/it/sandbox.rs` play them.
const NOT_PLAYED: [(&str, &str, &str); 8] = [
    ("settling", "two-seconds", "time on the embedded simulator passes only when it is moved"),
    ("settling", "ten-seconds", "time on the embedded simulator passes only when it is moved"),
    ("settling", "half-a-minute", "time on the embedded simulator passes only when it is moved"),
    ("permissions", "no-changes", "scenarios that need the operation are inconclusive"),
    ("permissions", "no-attempts", "scenarios that need the operation are inconclusive"),
    ("call-limit", "three-percent", "every 33rd call is repeated a second later"),
    ("sms-limit", "sixty-an-hour", "time on the embedded simulator passes only when it is moved"),
    ("bank-page", "scripts", "a browser is needed"),
];

/// Returns every question that is left to the API, readings first, then freedoms, each with the values
/// of the proof.
fn questions() -> Vec<(&'static str, Vec<&'static str>)> {
    let all = [Readings::QUESTIONS, Freedoms::QUESTIONS].concat();
    let played = |question: &str, value: &&&'static str| {
        !NOT_PLAYED.iter().any(|(name, left_out, _)| (*name, left_out) == (question, *value))
    };
    all.into_iter()
        .map(|(question, values)| {
            (question, values.iter().filter(|it| played(question, it)).copied().collect())
        })
        .collect()
}

/// One variation for each value that is not the default.
pub fn alone() -> Vec<Vec<FreedomChoice>> {
    let questions = questions();
    let others = |(index, (_, values)): (usize, &(_, Vec<_>))| {
        (1..values.len()).map(move |value| vec![(index, value)]).collect::<Vec<_>>()
    };
    questions.iter().enumerate().flat_map(others).map(|row| named(&row)).collect()
}

/// A few variations in which every two values of two questions occur together.
pub fn pairs() -> Vec<Vec<FreedomChoice>> {
    let sizes: Vec<usize> = questions().iter().map(|(_, values)| values.len()).collect();
    let mut open = BTreeSet::new();
    for (first, values) in sizes.iter().enumerate() {
        for (second, others) in sizes.iter().enumerate().skip(first + 1) {
            let all = (0..*values).flat_map(|value| (0..*others).map(move |other| (value, other)));
            open.extend(all.map(|(value, other)| ((first, value), (second, other))));
        }
    }
    let mut rows = Vec::new();
    while let Some(pair) = open.first().copied() {
        let row = row_with(pair, &sizes, &open);
        open.retain(|(first, second)| !(row.contains(first) && row.contains(second)));
        rows.push(named(&row));
    }
    rows
}

/// Returns a row with this pair. A greedy choice of the other values covers as many open pairs as
/// possible.
fn row_with(
    pair: (IndexedValue, IndexedValue),
    sizes: &[usize],
    open: &BTreeSet<(IndexedValue, IndexedValue)>,
) -> Vec<IndexedValue> {
    let mut row = vec![pair.0, pair.1];
    for (question, size) in sizes.iter().enumerate() {
        if row.iter().any(|(taken, _)| *taken == question) {
            continue;
        }
        let gain = |value: &usize| {
            let choice = (question, *value);
            let is_open = |it: &&IndexedValue| {
                open.contains(&if **it < choice { (**it, choice) } else { (choice, **it) })
            };
            // The first of equal values is kept, so that rows do not depend on anything else.
            (row.iter().filter(is_open).count(), usize::MAX - *value)
        };
        let best = (0..*size).max_by_key(gain).unwrap_or(0);
        row.push((question, best));
    }
    row
}

/// Random variations; the same seed gives the same ones.
pub fn random(count: usize, seed: u64) -> Vec<Vec<FreedomChoice>> {
    let mut source = ChaCha8Rng::seed_from_u64(seed);
    let questions = questions();
    let mut row = || {
        let values = questions.iter().enumerate();
        values.map(|(index, (_, values))| (index, source.random_range(0..values.len()))).collect()
    };
    let rows: Vec<Vec<IndexedValue>> = (0..count).map(|_| row()).collect();
    rows.iter().map(|row| named(row)).collect()
}

/// The choices of a row that differ from the defaults.
fn named(row: &[IndexedValue]) -> Vec<FreedomChoice> {
    let questions = questions();
    let mut row: Vec<IndexedValue> = row.iter().copied().filter(|(_, value)| *value > 0).collect();
    row.sort_unstable();
    let choice = |(question, value): IndexedValue| {
        let (name, values) = &questions[question];
        FreedomChoice { name: (*name).to_owned(), value: values[value].to_owned() }
    };
    row.into_iter().map(choice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_values_that_exist_are_left_out() {
        for (question, value, _) in NOT_PLAYED {
            let known = Freedoms::QUESTIONS.iter().find(|(name, _)| *name == question);
            assert!(known.is_some_and(|(_, values)| values[1..].contains(&value)), "{question}");
        }
    }

    #[test]
    fn alone_has_every_value_but_the_defaults() {
        let values: usize = questions().iter().map(|(_, values)| values.len() - 1).sum();
        assert_eq!(alone().len(), values);
        assert!(alone().iter().all(|row| row.len() == 1));
    }

    #[test]
    fn pairs_are_few_rows_that_cover_every_two_values() {
        let rows = pairs();
        assert!(rows.len() < 60, "{}", rows.len());
        let chooses = |row: &[FreedomChoice], name: &str, value: &str, default: bool| {
            let chosen = row.iter().find(|it| it.name == name);
            chosen.map_or(default, |it| it.value == value)
        };
        let questions = questions();
        for (index, (name, values)) in questions.iter().enumerate() {
            for (other, others) in &questions[index + 1..] {
                for (first, value) in values.iter().enumerate() {
                    for (second, another) in others.iter().enumerate() {
                        let covered = rows.iter().any(|row| {
                            chooses(row, name, value, first == 0)
                                && chooses(row, other, another, second == 0)
                        });
                        assert!(covered, "{name}={value} with {other}={another}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_seed_repeats_its_variations() {
        assert_eq!(random(3, 5), random(3, 5));
        assert_ne!(random(3, 5), random(3, 6));
    }
}
