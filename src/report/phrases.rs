//! German for the sentences that a run records in English.
//!
//! A record has one language, and a report in another one translates what it shows. A sentence is
//! found as it is, or by a pattern with values; what is not found stays as it was recorded. Nothing is
//! decided by it.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use crate::requirement::german_sentences;

/// Maximum number of values inside values that are translated.
const MAX_DEPTH: usize = 6;
/// Section of the file with the frames around other sentences.
const FRAMES: &str = "frames";

/// Sentences in one language, by the English ones.
#[derive(Debug, Default)]
pub struct Phrases {
    sentences: HashMap<String, String>,
    patterns: Vec<SentencePattern>,
}

/// A sentence with values.
#[derive(Debug)]
struct SentencePattern {
    /// Texts before, between and after the values.
    literals: Vec<String>,
    /// Names of the values, such as `{a}`.
    names: Vec<String>,
    german: String,
    /// Whether it is put around other sentences, so that it is tried first.
    is_frame: bool,
}

static GERMAN: LazyLock<Phrases> = LazyLock::new(|| {
    let file = include_str!("locales/phrases.de.toml");
    Phrases::of(toml::from_str(file).unwrap_or_default())
});

impl Phrases {
    /// The German sentences.
    pub fn german() -> &'static Self {
        &GERMAN
    }

    fn of(sections: BTreeMap<String, BTreeMap<String, String>>) -> Self {
        let mut phrases = Self::default();
        let catalogue = german_sentences().iter().map(|(it, german)| (it.clone(), german.clone()));
        phrases.sentences.extend(catalogue);
        for (section, rows) in sections {
            let is_frame = section == FRAMES;
            for (english, german) in rows {
                match SentencePattern::parse(&english, &german) {
                    Some(pattern) => phrases.patterns.push(SentencePattern { is_frame, ..pattern }),
                    None => drop(phrases.sentences.insert(english, german)),
                }
            }
        }
        // The pattern with the most words of its own is the one that is meant.
        phrases.patterns.sort_by_key(|it| std::cmp::Reverse((it.is_frame, it.weight())));
        phrases
    }

    /// The sentence in German; as it is if it is unknown.
    pub fn say<'t>(&self, sentence: &'t str) -> Cow<'t, str> {
        self.known(sentence, MAX_DEPTH).map_or(Cow::Borrowed(sentence), Cow::Owned)
    }

    /// The sentence in German, if it is known.
    fn known(&self, sentence: &str, depth: usize) -> Option<String> {
        if let Some(german) = self.sentences.get(sentence) {
            return Some(german.clone());
        }
        let left = depth.checked_sub(1)?;
        self.patterns.iter().find_map(|pattern| {
            let values = pattern.values(sentence)?;
            let said = values.iter().map(|it| self.known(it, left).unwrap_or((*it).to_owned()));
            let german = pattern.filled(&said.collect::<Vec<_>>());
            (german != sentence).then_some(german)
        })
    }
}

impl SentencePattern {
    /// `None` for a sentence without values.
    fn parse(english: &str, german: &str) -> Option<Self> {
        let (mut literals, mut names) = (Vec::new(), Vec::new());
        let mut rest = english;
        while let Some((at, name)) = next_name(rest) {
            literals.push(rest[..at].to_owned());
            names.push(name.to_owned());
            rest = &rest[at + name.len()..];
        }
        literals.push(rest.to_owned());
        (!names.is_empty()).then(|| Self {
            literals,
            names,
            german: german.to_owned(),
            is_frame: false,
        })
    }

    fn has_colon(&self) -> bool {
        self.literals.iter().any(|it| it.contains(':'))
    }

    fn weight(&self) -> usize {
        self.literals.iter().map(String::len).sum()
    }

    /// The values with which the pattern is this sentence.
    fn values<'t>(&self, sentence: &'t str) -> Option<Vec<&'t str>> {
        let (first, others) = self.literals.split_first()?;
        let (last, between) = others.split_last()?;
        let mut rest = sentence.strip_prefix(first.as_str())?.strip_suffix(last.as_str())?;
        let mut values = Vec::new();
        for literal in between {
            let (value, after) = rest.split_once(literal.as_str())?;
            values.push(value);
            rest = after;
        }
        values.push(rest);
        // Two sentences with a colon between them are no value of one.
        let is_value = |it: &&str| !it.is_empty() && (self.has_colon() || !it.contains(": "));
        values.iter().all(is_value).then_some(values)
    }

    fn filled(&self, values: &[String]) -> String {
        let mut german = String::new();
        let mut rest = self.german.as_str();
        while let Some((at, name)) = next_name(rest) {
            german.push_str(&rest[..at]);
            let place = self.names.iter().position(|it| it == name);
            german.push_str(place.and_then(|it| values.get(it)).map_or(name, String::as_str));
            rest = &rest[at + name.len()..];
        }
        german + rest
    }
}

/// Place and text of the first name of a value, `{a}` to `{z}`.
fn next_name(text: &str) -> Option<(usize, &str)> {
    let bytes = text.as_bytes();
    let is_name = |it: &[u8]| it[0] == b'{' && it[1].is_ascii_lowercase() && it[2] == b'}';
    let at = bytes.windows(3).position(is_name)?;
    Some((at, &text[at..at + 3]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_and_their_values_are_translated() {
        let rows = [
            ("bank page", "Bankseite"),
            ("status code", "Statuscode"),
            ("repeated 3 times", "3-mal wiederholt"),
            (
                "it is refused with X: status code: a text",
                "es wird mit X abgelehnt: Statuscode: ein Text",
            ),
            ("no such sentence", "no such sentence"),
            ("\"status code\"", "\"status code\""),
            ("", ""),
            (
                "it is refused with invalid_token: status code is 200, expected a refusal (4xx)",
                "es wird mit invalid_token abgelehnt: Statuscode ist 200, erwartet: eine Ablehnung (4xx)",
            ),
            (
                "the precondition was not met: the QES can be started: status code is 500, expected 200",
                "die Voraussetzung trat nicht ein: die QES kann beginnen: Statuscode ist 500, erwartet: 200",
            ),
            (
                "there is no document: the target did not give it an id",
                "es fehlt: Dokument: das Ziel gab keine id",
            ),
            (
                "needs the SMS of a number to be readable: give --tan-source outbox:URL without {identification_id}",
                "braucht lesbare SMS einer Nummer: --tan-source outbox:URL ohne {identification_id} angeben",
            ),
        ];
        for (english, german) in rows {
            assert_eq!(Phrases::german().say(english), german);
        }
    }

    #[test]
    fn both_languages_have_the_same_values() {
        let file = include_str!("locales/phrases.de.toml");
        let sections: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(file).unwrap();
        let names = |text: &str| {
            let mut found = Vec::new();
            let mut rest = text;
            while let Some((at, name)) = next_name(rest) {
                found.push(name.to_owned());
                rest = &rest[at + 3..];
            }
            found.sort();
            found
        };
        for (english, german) in sections.into_values().flatten() {
            assert_eq!(names(&english), names(&german), "{english}");
            assert!(!german.trim().is_empty(), "{english}");
        }
    }
}
