//! Texts of the desk: data, one TOML file for each language.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// Texts of the desk in one language.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskTexts {
    /// Code of the language, as in `<html lang>`.
    pub language: String,
    words: BTreeMap<String, String>,
    /// Titles of the built-in situations by id, if they are not in the language of their scenarios.
    #[serde(default)]
    titles: BTreeMap<String, String>,
}

static ENGLISH: LazyLock<DeskTexts> = LazyLock::new(|| parse(include_str!("locales/en.toml")));
static GERMAN: LazyLock<DeskTexts> = LazyLock::new(|| parse(include_str!("locales/de.toml")));

/// Parses the texts of a language; the tests below prove that both files are complete.
fn parse(toml: &str) -> DeskTexts {
    toml::from_str(toml).unwrap_or_default()
}

impl DeskTexts {
    /// Returns the texts of a language: `de`, or English.
    pub fn of(language: &str) -> &'static Self {
        if language == "de" { &GERMAN } else { &ENGLISH }
    }

    /// Returns the title of a situation in this language; `own` is that of its scenario.
    pub fn title<'a>(&'a self, situation: &str, own: &'a str) -> &'a str {
        self.titles.get(situation).map_or(own, String::as_str)
    }

    /// Returns the text of a key.
    pub fn get(&self, key: &str) -> &str {
        self.words.get(key).map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_keys() {
        let keys = |texts: &DeskTexts| texts.words.keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&ENGLISH), keys(&GERMAN));
        assert_eq!((ENGLISH.language.as_str(), GERMAN.language.as_str()), ("en", "de"));
        assert!(ENGLISH.words.values().chain(GERMAN.words.values()).all(|it| !it.is_empty()));
        assert!(!ENGLISH.get("card").is_empty());
        assert_eq!(ENGLISH.title("happy-path", "own"), "own");
    }

    #[test]
    fn each_built_in_situation_has_a_german_title() {
        let sources = crate::observe::suite::load(&[]).unwrap_or_else(|why| panic!("{why}"));
        let cases: Vec<_> = sources.suite.cases().collect();
        let ids = cases.iter().filter_map(|it| crate::observe::world::situation_id(&it.tags));
        let ids: std::collections::BTreeSet<&str> = ids.collect();
        assert_eq!(
            GERMAN.titles.keys().map(String::as_str).collect::<Vec<_>>(),
            Vec::from_iter(ids)
        );
    }
}
