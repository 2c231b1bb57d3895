//! Texts of the page: data, one TOML file for each language.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::report::format::ReportLanguage;
use crate::verdict::{Conclusion, Verdict};

/// Texts of one language.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// Code of the language, as in `<html lang>`.
    pub language: String,
    /// Words and sentences by key; `{n}` and `{m}` are numbers.
    pub words: BTreeMap<String, String>,
    /// Words and sentences of the page of a history.
    history: BTreeMap<String, String>,
    conclusions: BTreeMap<Conclusion, ConclusionText>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConclusionText {
    sentence: String,
    next: String,
}

static ENGLISH: LazyLock<Texts> = LazyLock::new(|| parse(include_str!("../locales/en.toml")));
static GERMAN: LazyLock<Texts> = LazyLock::new(|| parse(include_str!("../locales/de.toml")));

/// Parses the texts of a language; the tests below prove that both files are complete.
fn parse(toml: &str) -> Texts {
    toml::from_str(toml).unwrap_or_default()
}

impl Texts {
    /// Returns the texts of a language.
    pub fn of(language: ReportLanguage) -> &'static Self {
        match language {
            ReportLanguage::English => &ENGLISH,
            ReportLanguage::German => &GERMAN,
        }
    }

    /// Returns the text of a key.
    pub fn get(&self, key: &str) -> &str {
        self.words.get(key).map_or("", String::as_str)
    }

    /// Returns a text of the page of a history; its keys are looked up there first.
    pub fn history(&self, key: &str) -> &str {
        self.history.get(key).map_or_else(|| self.get(key), String::as_str)
    }

    /// Returns the text of a key with its numbers.
    pub fn numbers(&self, key: &str, n: usize, m: usize) -> String {
        self.get(key).replace("{n}", &n.to_string()).replace("{m}", &m.to_string())
    }

    /// Returns the word for a verdict.
    pub fn verdict(&self, verdict: Verdict) -> &str {
        self.get(&verdict.word().replace('-', "_"))
    }

    /// Returns the meaning of a conclusion, and the next step to take.
    pub fn conclusion(&self, conclusion: Conclusion) -> (&str, &str) {
        let text = self.conclusions.get(&conclusion);
        text.map_or(("", ""), |it| (it.sentence.as_str(), it.next.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const CONCLUSIONS: [Conclusion; 13] = [
        Conclusion::Conformant,
        Conclusion::ConformantButWaived,
        Conclusion::Partial,
        Conclusion::ReviewOpen,
        Conclusion::EmptyShard,
        Conclusion::NotConformant,
        Conclusion::StaleWaiver,
        Conclusion::Flaky,
        Conclusion::NothingPassed,
        Conclusion::Inconclusive,
        Conclusion::HarnessError,
        Conclusion::NothingObserved,
        Conclusion::Interrupted,
    ];

    fn keys(texts: &Texts) -> BTreeSet<&str> {
        texts.words.keys().map(String::as_str).collect()
    }

    #[test]
    fn both_languages_have_the_same_keys_and_placeholders() {
        assert_eq!((ENGLISH.language.as_str(), GERMAN.language.as_str()), ("en", "de"));
        assert_eq!(keys(&ENGLISH), keys(&GERMAN));
        let history = |texts: &Texts| texts.history.keys().cloned().collect::<Vec<_>>();
        assert_eq!(history(&ENGLISH), history(&GERMAN));
        for key in keys(&ENGLISH) {
            let (english, german) = (ENGLISH.get(key), GERMAN.get(key));
            assert!(!english.is_empty() && !german.is_empty(), "{key} is empty");
            for placeholder in ["{n}", "{m}"] {
                let has = |text: &str| text.contains(placeholder);
                assert_eq!(has(english), has(german), "{key}: {placeholder}");
            }
        }
    }

    #[test]
    fn every_conclusion_has_its_texts() {
        for texts in [&*ENGLISH, &*GERMAN] {
            assert_eq!(texts.conclusions.len(), CONCLUSIONS.len());
        }
        for it in CONCLUSIONS {
            assert_eq!(ENGLISH.conclusion(it).0, it.sentence());
            assert_ne!(GERMAN.conclusion(it), ("", ""), "{it:?}");
        }
    }
}
