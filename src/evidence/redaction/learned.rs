//! Values that became known as secret, found in every encoding.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::evidence::encodings::{Encoding, encodings};

/// Values to be masked, and how to find them.
#[derive(Clone, Debug, Default)]
pub(super) struct Learned {
    values: Vec<(String, String)>,
    /// Each with the index of its value.
    encodings: Vec<(Encoding, usize)>,
    /// Made when it is needed, and again after a value was added.
    finder: Option<AhoCorasick>,
}

impl Learned {
    pub fn add(&mut self, kind: &str, value: &str) {
        if self.values.iter().any(|(_, known)| known == value) {
            return;
        }
        let index = self.values.len();
        self.values.push((kind.to_owned(), value.to_owned()));
        let names =
            |form: Encoding| Encoding { stands_alone: form.stands_alone || kind == "name", ..form };
        self.encodings.extend(encodings(value).into_iter().map(|form| (names(form), index)));
        self.finder = None;
    }

    /// Replaces every form of every value.
    pub fn mask(&mut self, text: &str, alias: impl Fn(&str, &str) -> String) -> String {
        let Some(finder) = self.finder() else { return text.to_owned() };
        let (mut masked, mut end) = (String::new(), 0);
        for found in finder.find_iter(text) {
            let (form, value) = &self.encodings[found.pattern().as_usize()];
            let (mut from, mut to) = (found.start(), found.end());
            if from < end || form.stands_alone && !stands_alone(text, from, to) {
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
            // It is made far more often than it has much to search.
            let finder = AhoCorasick::builder()
                .kind(Some(AhoCorasickKind::NoncontiguousNFA))
                .match_kind(MatchKind::LeftmostLongest)
                .build(texts);
            self.finder = finder.ok();
        }
        self.finder.clone()
    }
}

fn stands_alone(text: &str, from: usize, to: usize) -> bool {
    let before = text[..from].chars().next_back();
    let after = text[to..].chars().next();
    ![before, after].into_iter().flatten().any(char::is_alphanumeric)
}

/// The whole base64 text around it: its edges hold parts of the value, too.
fn widened(text: &str, from: usize, to: usize, least: usize) -> (usize, usize) {
    let coded = |c: char| c.is_ascii_alphanumeric() || "+/_=-".contains(c);
    let before = text[least..from].chars().rev().take_while(|c| coded(*c)).count();
    let after = text[to..].chars().take_while(|c| coded(*c)).count();
    (from - before, to + after)
}
