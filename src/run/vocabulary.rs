//! The sentences with step definitions, the most used ones first.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::engine::{self, Selection, StepDefinitions, StepEntry};
use crate::steps::World;

use super::{CannotStart, load};

/// Number of sentences in the core vocabulary.
const CORE: usize = 40;

/// All sentences with step definitions, in two parts.
pub struct Vocabulary {
    /// The sentences that the built-in suite uses most often, by kind.
    pub core: Vec<StepEntry>,
    /// The others, by noun and kind.
    pub nouns: BTreeMap<String, Vec<StepEntry>>,
}

/// Returns all sentences with step definitions.
///
/// # Errors
/// When the built-in suite cannot be loaded.
pub fn vocabulary() -> Result<Vocabulary, CannotStart> {
    let plan = engine::select(load(&[])?.suite, &Selection::default(), &|_| None);
    let uses = engine::uses(&plan, &StepDefinitions::<World>::gather());
    let entries = engine::catalogue::<World>();
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_key(|&at| Reverse(uses.get(&entries[at].place)));
    order.truncate(CORE);
    let mut vocabulary = Vocabulary { core: Vec::new(), nouns: BTreeMap::new() };
    for (at, entry) in entries.into_iter().enumerate() {
        if order.contains(&at) {
            vocabulary.core.push(entry);
        } else {
            vocabulary.nouns.entry(entry.noun.clone()).or_default().push(entry);
        }
    }
    Ok(vocabulary)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::StepKind;

    #[test]
    fn every_sentence_is_in_one_part_and_the_core_has_all_kinds() {
        let Vocabulary { core, nouns } = vocabulary().unwrap();
        let others: usize = nouns.values().map(Vec::len).sum();
        assert_eq!(core.len() + others, engine::count::<World>());
        assert!((35..=45).contains(&core.len()));
        for kind in [StepKind::Given, StepKind::When, StepKind::Then] {
            let of_kind = core.iter().filter(|it| it.kind == kind).count();
            assert!(of_kind >= 5, "{kind:?}: {of_kind}");
        }
    }

    #[test]
    fn most_steps_of_the_suite_are_in_the_core() {
        let plan = engine::select(load(&[]).unwrap().suite, &Selection::default(), &|_| None);
        let uses = engine::uses(&plan, &StepDefinitions::<World>::gather());
        let core = vocabulary().unwrap().core;
        let covered: usize = core.iter().filter_map(|it| uses.get(&it.place)).sum();
        assert!(covered * 2 > uses.values().sum(), "{covered} of {}", uses.values().sum::<usize>());
    }
}
