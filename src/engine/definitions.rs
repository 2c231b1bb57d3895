//! The step definitions of a World, found by the text of a step.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use cucumber::{
    codegen::StepConstructor as _,
    event::StepError,
    gherkin::StepType,
    step::{AmbiguousMatchError, CaptureName, Location, Step as Function},
};
use regex::{CaptureLocations, Regex};

use super::ScenarioWorld;

/// The step definitions of `W`, ready for lookup.
///
/// The crate's own collection runs every pattern on every step. Nearly all patterns begin with
/// plain words, and comparing those first leaves one or two patterns to run.
pub struct StepDefinitions<W> {
    given: Vec<Definition<W>>,
    when: Vec<Definition<W>>,
    then: Vec<Definition<W>>,
    /// Steps that are known to be right, for suggestions.
    examples: fn() -> Vec<ExampleStep>,
    /// Sentences that a step may be, without the name of a customer.
    sentences: fn(&str) -> Vec<Cow<'_, str>>,
}

/// Kind and text of a step that is known to be right.
pub type ExampleStep = (StepType, String);

/// One step definition.
pub(super) struct Definition<W> {
    pub place: Location,
    pub function: Function<W>,
    /// Plain words that its pattern begins with; empty when in doubt, which costs time only.
    beginning: Cow<'static, str>,
    compile: fn() -> Regex,
    regex: OnceLock<Regex>,
}

/// A step's definition with the values in its text.
pub(super) struct Match<'a, W> {
    pub definition: &'a Definition<W>,
    pub captures: CaptureLocations,
    pub values: Vec<(CaptureName, String)>,
}

/// Definitions that match the text of a step.
pub(super) enum Meaning<'a, W> {
    One(&'a Definition<W>),
    None,
    Many(Vec<&'a Definition<W>>),
}

impl<W: ScenarioWorld> StepDefinitions<W> {
    /// All definitions linked into the program. A pattern is compiled when a step may match it.
    pub fn gather() -> Self {
        Self {
            given: inventory::iter::<W::Given>
                .into_iter()
                .map(|it| Definition::new(it.inner()))
                .collect(),
            when: inventory::iter::<W::When>
                .into_iter()
                .map(|it| Definition::new(it.inner()))
                .collect(),
            then: inventory::iter::<W::Then>
                .into_iter()
                .map(|it| Definition::new(it.inner()))
                .collect(),
            examples: Vec::new,
            sentences: W::sentences,
        }
    }
}

impl<W> StepDefinitions<W> {
    /// Suggests these steps as well as the sentences of the definitions.
    #[must_use]
    pub fn with_examples(self, examples: fn() -> Vec<ExampleStep>) -> Self {
        Self { examples, ..self }
    }
}

impl<W> StepDefinitions<W> {
    /// The definitions of one kind of step.
    pub(super) fn of(&self, kind: StepType) -> &[Definition<W>] {
        match kind {
            StepType::Given => &self.given,
            StepType::When => &self.when,
            StepType::Then => &self.then,
        }
    }

    /// The patterns of all definitions.
    pub(super) fn patterns(&self) -> impl Iterator<Item = (StepType, &str)> {
        let kinds = [StepType::Given, StepType::When, StepType::Then].into_iter();
        kinds.flat_map(|kind| self.of(kind).iter().map(move |it| (kind, it.regex().as_str())))
    }

    /// Steps that are known to be right.
    pub(super) fn examples(&self) -> Vec<ExampleStep> {
        (self.examples)()
    }

    /// The sentence of a step without the name of a customer: one that has a definition, if there is any.
    pub(super) fn sentence<'t>(&self, kind: StepType, text: &'t str) -> Cow<'t, str> {
        let mut sentences = (self.sentences)(text);
        let is_defined = |it: &Cow<'_, str>| self.of(kind).iter().any(|one| one.matches(it));
        let at = if sentences.len() > 1 { sentences.iter().position(is_defined) } else { None };
        if sentences.is_empty() {
            return Cow::Borrowed(text);
        }
        sentences.swap_remove(at.unwrap_or_default())
    }

    /// Returns the definitions of this kind that match the sentence of a step.
    pub(super) fn meaning(&self, kind: StepType, text: &str) -> Meaning<'_, W> {
        let text = &*self.sentence(kind, text);
        let mut matching = self.of(kind).iter().filter(|it| it.matches(text));
        let Some(first) = matching.next() else {
            return Meaning::None;
        };
        let mut all: Vec<_> = matching.collect();
        if all.is_empty() {
            return Meaning::One(first);
        }
        all.push(first);
        all.sort_by_key(|it| it.place);
        Meaning::Many(all)
    }
}

impl<W> Definition<W> {
    fn new((place, compile, function): (Location, fn() -> Regex, Function<W>)) -> Self {
        let beginning = match known_beginning(place) {
            Some(known) => Cow::Borrowed(known),
            None => Cow::Owned(beginning(compiled(place, compile).as_str())),
        };
        Self { place, function, beginning, compile, regex: OnceLock::new() }
    }

    /// The pattern of its sentence.
    pub(super) fn regex(&self) -> &Regex {
        self.regex.get_or_init(|| compiled(self.place, self.compile))
    }

    /// Whether the definition is for `text`.
    pub(super) fn matches(&self, text: &str) -> bool {
        text.starts_with(&*self.beginning) && self.regex().is_match(text)
    }

    /// Returns the first fault that `fault` finds in the values of `text`, given the pattern of the
    /// parameter.
    pub(super) fn value_fault<F>(
        &self,
        text: &str,
        fault: fn(&str, &str) -> Option<F>,
    ) -> Option<F> {
        let captures = self.regex().captures(text)?;
        let groups = capture_groups(self.regex().as_str());
        let mut values = groups.into_iter().zip(captures.iter().skip(1));
        values.find_map(|(pattern, value)| fault(pattern, value?.as_str()))
    }

    /// Reads the values out of `text`, in the shape the step macros expect.
    pub(super) fn read(&self, text: &str) -> Match<'_, W> {
        let regex = self.regex();
        let mut captures = regex.capture_locations();
        regex.captures_read(&mut captures, text);
        let value = |group| {
            let (start, end) = captures.get(group).unwrap_or_default();
            text.get(start..end).unwrap_or_default().to_owned()
        };
        let values = regex
            .capture_names()
            .enumerate()
            .map(|(group, name)| (name.map(str::to_owned), value(group)))
            .collect();
        Match { definition: self, captures, values }
    }
}

/// Path and line of definitions, with the plain words that they begin with; sorted. `build.rs` finds them.
static BEGINNINGS: &[(&str, u32, &str)] = &include!(concat!(env!("OUT_DIR"), "/beginnings.rs"));

fn known_beginning(place: Location) -> Option<&'static str> {
    let key = (place.path, place.line);
    let found = BEGINNINGS.binary_search_by_key(&key, |(path, line, _)| (path, *line)).ok()?;
    Some(BEGINNINGS[found].2)
}

/// Patterns by the place of their definition; a proof gathers the definitions for each of its runs.
static COMPILED: Mutex<BTreeMap<Location, Regex>> = Mutex::new(BTreeMap::new());

fn compiled(place: Location, compile: fn() -> Regex) -> Regex {
    let mut all = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    all.entry(place).or_insert_with(compile).clone()
}

/// The crate's error for a step with several definitions.
pub(super) fn ambiguous<W>(definitions: &[&Definition<W>]) -> StepError {
    let matches =
        definitions.iter().map(|it| (it.regex().clone().into(), Some(it.place))).collect();
    StepError::AmbiguousMatch(AmbiguousMatchError { possible_matches: matches })
}

/// Place and pattern of each definition, as text.
pub(super) fn places<W>(definitions: &[&Definition<W>]) -> Vec<String> {
    definitions.iter().map(|it| format!("{} ({})", it.place, it.regex())).collect()
}

/// The plain words an anchored pattern begins with. Empty when in doubt, which costs time only.
fn beginning(pattern: &str) -> String {
    let Some(rest) = pattern.strip_prefix('^') else {
        return String::new();
    };
    if rest.contains('|') && alternates_outside_groups(rest) {
        return String::new();
    }
    let end = rest.find(|sign: char| r"\.+*?()|[]{}^$".contains(sign)).unwrap_or(rest.len());
    let mut words: Vec<char> = rest[..end].chars().collect();
    // The character before a repetition may be absent.
    if rest[end..].starts_with(['*', '?', '{']) {
        words.pop();
    }
    words.into_iter().collect()
}

/// The patterns of the capture groups, in the order of their beginnings.
fn capture_groups(pattern: &str) -> Vec<&str> {
    let mut open: Vec<Option<usize>> = Vec::new();
    let mut groups: Vec<&str> = Vec::new();
    let (mut is_escaped, mut in_class) = (false, false);
    for (at, sign) in pattern.char_indices() {
        match sign {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => {
                let captures = !pattern[at + 1..].starts_with('?');
                open.push(captures.then_some(groups.len()));
                if captures {
                    groups.push(&pattern[at + 1..]);
                }
            }
            ')' if !in_class => {
                if let Some(Some(number)) = open.pop() {
                    let length = groups[number].len() - (pattern.len() - at);
                    groups[number] = &groups[number][..length];
                }
            }
            _ => {}
        }
    }
    groups
}

fn alternates_outside_groups(pattern: &str) -> bool {
    let mut depth = 0_usize;
    let mut signs = pattern.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => {
                signs.next();
            }
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '|' if depth == 0 => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{BEGINNINGS, StepDefinitions, beginning, capture_groups, known_beginning};
    use crate::engine::test_world::TestWorld;

    #[test]
    fn the_beginnings_of_the_table_are_those_of_the_patterns() {
        assert!(BEGINNINGS.is_sorted());
        let StepDefinitions { given, when, then, .. } = StepDefinitions::<TestWorld>::gather();
        let mut known = 0;
        for it in given.iter().chain(&when).chain(&then) {
            let Some(text) = known_beginning(it.place) else { continue };
            let pattern = it.regex().as_str();
            let plain = pattern.replace('\\', "");
            assert!(text.starts_with(&beginning(pattern)), "{}: {text}", it.place);
            assert!(plain.starts_with(&format!("^{text}")), "{}: {text} in {pattern}", it.place);
            known += 1;
        }
        assert!(known > 10, "{known} of {} are known", given.len() + when.len() + then.len());
    }

    #[test]
    fn groups_are_found_in_order() {
        assert_eq!(
            capture_groups(r"^a (b(?:c|d)) (e(f)) \( [(] (\d+)$"),
            ["b(?:c|d)", "e(f)", "f", r"\d+"]
        );
    }

    #[test]
    fn only_plain_words_of_anchored_patterns_count() {
        for (pattern, expected) in [
            (r"^the client is (\d+)$", "the client is "),
            (r"^an? identification$", "a"),
            (r"^a (b|c)$", "a "),
            (r"^a|b$", ""),
            ("the client", ""),
            (r"^(?i)the$", ""),
            (r"^ends\.$", "ends"),
            ("^all of it$", "all of it"),
        ] {
            assert_eq!(beginning(pattern), expected, "{pattern}");
        }
    }
}
