//! Values known to be secret, which are found in every encoding.

use std::collections::HashSet;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::evidence::encodings::{Encoding, encodings};

/// Kind and text of a value to be masked.
pub(super) type Learned = (String, String);

/// Values to be masked, which grow.
#[derive(Clone, Debug, Default)]
pub(super) struct LearnedValues {
    values: Vec<Learned>,
    /// The values alone, to find one again.
    known: HashSet<String>,
    /// Built when needed, and again after a value was added.
    finder: Option<Finder>,
}

impl LearnedValues {
    pub fn add(&mut self, kind: &str, value: &str) {
        if self.known.insert(value.to_owned()) {
            self.values.push((kind.to_owned(), value.to_owned()));
            self.finder = None;
        }
    }

    /// Finds the values in every encoding.
    pub fn finder(&mut self) -> &Finder {
        self.finder.get_or_insert_with(|| Finder::of(self.values.clone()))
    }
}

/// Finds values in every encoding.
#[derive(Clone, Debug)]
pub(super) struct Finder {
    values: Vec<Learned>,
    /// Each with the index of its value.
    encodings: Vec<(Encoding, usize)>,
    automaton: Option<AhoCorasick>,
}

/// A value in a text.
#[derive(Clone, Copy, Debug)]
struct Occurrence<'a> {
    from: usize,
    to: usize,
    form: &'a Encoding,
    value: &'a Learned,
}

impl Finder {
    /// Finds these values.
    pub fn of(values: Vec<Learned>) -> Self {
        let forms = |(index, (kind, value)): (usize, &Learned)| {
            let is_name = kind == "name";
            let whole = move |form: Encoding| Encoding {
                is_whole_token: form.is_whole_token || is_name,
                ..form
            };
            encodings(value).into_iter().map(move |form| (whole(form), index))
        };
        let encodings: Vec<_> = values.iter().enumerate().flat_map(forms).collect();
        // This kind is built fastest, and most texts are short.
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::NoncontiguousNFA))
            .match_kind(MatchKind::LeftmostLongest)
            .build(encodings.iter().map(|(form, _)| &form.text))
            .ok()
            .filter(|_| !encodings.is_empty());
        Self { values, encodings, automaton }
    }

    fn occurrences<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Occurrence<'a>> {
        let found = self.automaton.iter().flat_map(move |it| it.find_iter(text));
        found.map(|it| {
            let (form, value) = &self.encodings[it.pattern().as_usize()];
            Occurrence { from: it.start(), to: it.end(), form, value: &self.values[*value] }
        })
    }
}

/// Replaces every value that a finder finds. Of two that overlap, the first and longest is replaced.
pub(super) fn mask<'a>(
    text: &'a str,
    finders: impl Iterator<Item = &'a Finder>,
    alias: impl Fn(&str, &str) -> String,
) -> String {
    let mut found: Vec<_> = finders.flat_map(|it| it.occurrences(text)).collect();
    found.sort_by_key(|it| (it.from, std::cmp::Reverse(it.to)));
    let (mut masked, mut end) = (String::new(), 0);
    for Occurrence { mut from, mut to, form, value: (kind, value) } in found {
        if from < end || form.is_whole_token && !is_whole_token(text, from, to) {
            continue;
        }
        if form.is_base64 {
            (from, to) = widened(text, from.max(end), to, end);
        }
        masked.push_str(&text[end..from]);
        masked.push_str(&alias(kind, value));
        end = to;
    }
    masked + &text[end..]
}

fn is_whole_token(text: &str, from: usize, to: usize) -> bool {
    let before = text[..from].chars().next_back();
    let after = text[to..].chars().next();
    ![before, after].into_iter().flatten().any(char::is_alphanumeric)
}

/// Extends a match to the whole base64 text, whose edges contain parts of the value, too.
fn widened(text: &str, from: usize, to: usize, least: usize) -> (usize, usize) {
    let coded = |c: char| c.is_ascii_alphanumeric() || "+/_=-".contains(c);
    let before = text[least..from].chars().rev().take_while(|c| coded(*c)).count();
    let after = text[to..].chars().take_while(|c| coded(*c)).count();
    (from - before, to + after)
}
