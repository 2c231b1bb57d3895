//! The sentences with step definitions, the most used ones first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use include_dir::{Dir, include_dir};

use crate::engine::{self, ListedScenario, Selection, StepDefinitions, StepEntry, StepUse};
use crate::steps::{World, parameter_help};

use super::{CannotStart, load};

/// Number of sentences in the core vocabulary.
const CORE: usize = 40;

/// The step functions, whose documentation says what the sentences mean.
static SENTENCES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/steps/sentences");

/// All sentences with step definitions, in two parts.
pub struct Vocabulary {
    /// The sentences that the built-in suite uses most often, by kind.
    pub core: Vec<StepEntry>,
    /// The others, by noun and kind.
    pub nouns: BTreeMap<String, Vec<StepEntry>>,
    /// Uses in the built-in suite, by the place of the definition.
    pub uses: HashMap<String, StepUse>,
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
    order.sort_by_key(|&at| Reverse(uses.get(&entries[at].place).map(|it| it.count)));
    order.truncate(CORE);
    let mut vocabulary = Vocabulary { core: Vec::new(), nouns: BTreeMap::new(), uses };
    for (at, entry) in entries.into_iter().enumerate() {
        if order.contains(&at) {
            vocabulary.core.push(entry);
        } else {
            vocabulary.nouns.entry(entry.noun.clone()).or_default().push(entry);
        }
    }
    Ok(vocabulary)
}

/// Returns the scenarios of the built-in suite about all of these words, in lower case.
///
/// # Errors
/// When the built-in suite cannot be loaded.
pub fn examples(words: &[String]) -> Result<Vec<ListedScenario>, CannotStart> {
    let plan = engine::select(load(&[])?.suite, &Selection::default(), &|_| None);
    Ok(engine::about(&plan, words))
}

/// Returns what a sentence means: the documentation of its step function.
pub fn meaning(entry: &StepEntry) -> Option<String> {
    let (path, place) = entry.place.split_once(".rs:")?;
    let name = path.rsplit('/').next()?;
    let line: usize = place.split(':').next()?.parse().ok()?;
    let code = SENTENCES.get_file(format!("{name}.rs"))?.contents_utf8()?;
    let above: Vec<&str> = code.lines().take(line.saturating_sub(1)).collect();
    let above = above.into_iter().rev().skip_while(|it| it.starts_with("#["));
    let mut lines: Vec<&str> = above.map_while(|it| it.strip_prefix("///")).collect();
    lines.reverse();
    let text = lines.into_iter().map(str::trim).collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// Name of the parameter with this pattern, if it is no plain choice.
pub fn parameter_name(pattern: &str) -> Option<String> {
    parameter_help(pattern).map(|it| it.name.to_owned())
}

/// All values of the parameter with this pattern; none if they cannot be counted.
pub fn values_of(pattern: &str) -> Vec<String> {
    parameter_help(pattern).map(|it| it.values).unwrap_or_default()
}

/// Returns the outcomes that a sentence accepts, if its documentation says so.
pub fn accepts(entry: &StepEntry) -> Option<String> {
    let meaning = meaning(entry)?;
    let at = meaning.find(ACCEPTS)?;
    Some(meaning[at + ACCEPTS.len()..].trim_end_matches('.').to_owned())
}

/// Beginning of the last sentence in the documentation of a lenient step.
const ACCEPTS: &str = "Accepts ";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::StepKind;

    #[test]
    fn a_lenient_then_says_which_outcomes_it_accepts() {
        let lenient = regex::Regex::new(
            "^it is refused$| or |, if |may be identified|may sign|a documented|fit a reading|^an ineligible",
        )
        .unwrap();
        let silent: Vec<String> = engine::catalogue::<World>()
            .into_iter()
            .filter(|it| it.kind == StepKind::Then && lenient.is_match(&it.sentence))
            .filter(|it| accepts(it).is_none())
            .map(|it| it.sentence)
            .collect();
        assert_eq!(silent, Vec::<String>::new());
    }

    #[test]
    fn every_sentence_is_in_one_part_and_the_core_has_all_kinds() {
        let Vocabulary { core, nouns, .. } = vocabulary().unwrap();
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
        let Vocabulary { core, uses, .. } = vocabulary().unwrap();
        let covered: usize =
            core.iter().filter_map(|it| uses.get(&it.place)).map(|it| it.count).sum();
        let all: usize = uses.values().map(|it| it.count).sum();
        assert!(covered * 2 > all, "{covered} of {all}");
    }

    #[test]
    fn every_sentence_has_a_meaning() {
        let without: Vec<String> = engine::catalogue::<World>()
            .into_iter()
            .filter(|it| meaning(it).is_none())
            .map(|it| it.place)
            .collect();
        assert_eq!(without, Vec::<String>::new());
    }
}
