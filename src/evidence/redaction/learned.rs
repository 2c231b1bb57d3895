//! Values known to be secret, which are found in every encoding.

use std::collections::HashSet;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::evidence::encodings::{Encoding, encodings};

/// Values to be masked, and their encodings.
#[derive(Clone, Debug, Default)]
pub(super) struct Learned {
    values: Vec<(String, String)>,
    /// The values alone, to find one again.
    known: HashSet<String>,
    /// Each with the index of its value.
    encodings: Vec<(Encoding, usize)>,
    /// Built when needed, and again after a value was added.
    finder: Option<AhoCorasick>,
}

impl Learned {
    pub fn add(&mut self, kind: &str, value: &str) {
        if !self.known.insert(value.to_owned()) {
            return;
        }
        let index = self.values.len();
        self.values.push((kind.to_owned(), value.to_owned()));
        let names = |form: Encoding| Encoding {
            is_whole_token: form.is_whole_token || kind == "name",
            ..form
        };
        self.encodings.extend(encodings(value).into_iter().map(|form| (names(form), index)));
        self.finder = None;
    }

    /// Replaces every value in every encoding.
    pub fn mask(&mut self, text: &str, alias: impl Fn(&str, &str) -> String) -> String {
        let Some(finder) = self.finder() else { return text.to_owned() };
        let (mut masked, mut end) = (String::new(), 0);
        for found in finder.find_iter(text) {
            let (form, value) = &self.encodings[found.pattern().as_usize()];
            let (mut from, mut to) = (found.start(), found.end());
            if from < end || form.is_whole_token && !is_whole_token(text, from, to) {
                continue;
            }
            if form.is_base64 {
                (from, to) = widened(text, from.max(end), to, end);
            }
            let (kind, value) = &self.values[*value];
            masked.push_str(&text[end..from]);
            masked.push_str(&alias(kind, value));
            end = to;
        }
        masked + &text[end..]
    }

    fn finder(&mut self) -> Option<AhoCorasick> {
        if self.finder.is_none() && !self.encodings.is_empty() {
            let texts = self.encodings.iter().map(|(form, _)| &form.text);
            // This kind is built fastest, and most texts are short.
            let finder = AhoCorasick::builder()
                .kind(Some(AhoCorasickKind::NoncontiguousNFA))
                .match_kind(MatchKind::LeftmostLongest)
                .build(texts);
            self.finder = finder.ok();
        }
        self.finder.clone()
    }
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
