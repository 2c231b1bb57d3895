//! Texts of the desk: data, one TOML file for each language.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::requirement::{Catalogue, Requirement};
use crate::run::embedded_catalogue;

/// Texts of the desk in one language.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskTexts {
    /// Code of the language, as in `<html lang>`.
    pub language: String,
    /// Names of the months.
    pub months: Vec<String>,
    /// The steps of every situation, in order.
    pub how_to: Vec<String>,
    words: BTreeMap<String, String>,
    /// Words for values of the API, by member and value.
    values: BTreeMap<String, BTreeMap<String, String>>,
    /// Sentences of requirements by id, if they are not in the language of the catalogue.
    #[serde(default)]
    requirements: BTreeMap<String, String>,
}

static ENGLISH: LazyLock<DeskTexts> = LazyLock::new(|| parse(include_str!("locales/en.toml")));
static GERMAN: LazyLock<DeskTexts> = LazyLock::new(|| parse(include_str!("locales/de.toml")));
static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::parse(embedded_catalogue()).unwrap_or_default());

/// Parses the texts of a language; the tests below prove that both files are complete.
fn parse(toml: &str) -> DeskTexts {
    toml::from_str(toml).unwrap_or_default()
}

impl DeskTexts {
    /// Returns the texts of a language: `de`, or English.
    pub fn of(language: &str) -> &'static Self {
        if language == "de" { &GERMAN } else { &ENGLISH }
    }

    /// Returns the text of a key.
    pub fn get(&self, key: &str) -> &str {
        self.words.get(key).map_or("", String::as_str)
    }

    /// Returns the word for a value of the API, if there is one.
    pub fn value(&self, member: &str, value: &str) -> Option<&str> {
        self.values.get(member)?.get(value).map(String::as_str)
    }

    /// Returns the sentence of a requirement and the heading of the guide that it is from.
    pub fn requirement(&self, id: &str) -> Option<(&str, &'static str)> {
        let row: &'static Requirement = CATALOGUE.requirement(id)?;
        let own = self.requirements.get(id).map(String::as_str);
        Some((own.unwrap_or(&row.summary), &row.source))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::checks::partner;

    #[test]
    fn both_languages_have_the_same_keys() {
        let keys = |texts: &DeskTexts| texts.words.keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&ENGLISH), keys(&GERMAN));
        assert_eq!((ENGLISH.language.as_str(), GERMAN.language.as_str()), ("en", "de"));
        assert!(ENGLISH.words.values().chain(GERMAN.words.values()).all(|it| !it.is_empty()));
        assert_eq!((ENGLISH.months.len(), GERMAN.months.len()), (12, 12));
        assert_eq!(ENGLISH.how_to.len(), GERMAN.how_to.len());
        let values = |texts: &DeskTexts| {
            let members = texts.values.iter().map(|(member, words)| (member.clone(), words.len()));
            members.collect::<Vec<_>>()
        };
        assert_eq!(values(&ENGLISH), values(&GERMAN));
        assert_eq!(GERMAN.value("salutation", "MS"), Some("Frau"));
    }

    #[test]
    fn each_question_names_its_requirement_in_the_language_of_the_tester() {
        let sources = crate::observe::suite::load(&[]).unwrap_or_else(|why| panic!("{why}"));
        let cases: Vec<_> = sources.suite.cases().collect();
        let ids = cases.iter().filter_map(|it| crate::observe::world::situation_id(&it.tags));
        let asked: BTreeSet<&str> =
            ids.flat_map(|id| partner::questions(id, "de")).map(|it| it.id).collect();
        let translated: BTreeSet<&str> = GERMAN.requirements.keys().map(String::as_str).collect();
        assert_eq!(translated, asked);
        assert!(asked.iter().all(|id| ENGLISH.requirement(id).is_some()));
    }

    #[test]
    fn every_text_is_used_and_every_used_text_exists() {
        let room = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/observe");
        // The members of the card and of the access are keys, too.
        let mut code = include_str!("../card.rs").to_owned() + include_str!("../app.rs");
        for folder in ["desk", "desk/pages"] {
            for file in fs::read_dir(room.join(folder)).unwrap().map(|it| it.unwrap().path()) {
                if file.extension().is_some_and(|it| it == "rs") && !file.ends_with("tests.rs") {
                    code += &fs::read_to_string(file).unwrap();
                }
            }
        }
        let quoted = regex::Regex::new("\"([a-z_0-9]+)\"").unwrap();
        let quoted: BTreeSet<&str> =
            quoted.captures_iter(&code).filter_map(|it| it.get(1)).map(|it| it.as_str()).collect();
        let known: BTreeSet<&str> = ENGLISH.words.keys().map(String::as_str).collect();
        let unused: Vec<_> = known.difference(&quoted).collect();
        assert!(unused.is_empty(), "unused: {unused:?}");
        let get = regex::Regex::new("texts\\s*\\.get\\(\\s*\"([a-z_0-9]+)\"").unwrap();
        let missing: Vec<&str> = get
            .captures_iter(&code)
            .filter_map(|it| it.get(1))
            .map(|it| it.as_str())
            .filter(|it| !known.contains(it))
            .collect();
        assert!(missing.is_empty(), "missing: {missing:?}");
    }
}
