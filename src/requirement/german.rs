//! `features/requirements.de.toml`: the embedded catalogue in German.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Catalogue;

/// German texts of the catalogue, by id.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct GermanCatalogue {
    summaries: BTreeMap<String, String>,
    unobservable: BTreeMap<String, String>,
    questions: BTreeMap<String, String>,
    /// Readings by question and id with a blank between them.
    readings: BTreeMap<String, String>,
}

/// German sentences by the English ones of the embedded catalogue.
static SENTENCES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let english = Catalogue::parse(include_str!("../../features/requirements.toml"));
    let german = toml::from_str(include_str!("../../features/requirements.de.toml"));
    english.ok().zip(german.ok()).map(|(it, german)| pairs(&it, &german)).unwrap_or_default()
});

/// Returns the German sentences of the embedded catalogue, by the English ones.
pub fn german_sentences() -> &'static BTreeMap<String, String> {
    &SENTENCES
}

fn pairs(english: &Catalogue, german: &GermanCatalogue) -> BTreeMap<String, String> {
    let mut found = Vec::new();
    for it in english.requirements() {
        found.push((Some(&it.summary), german.summaries.get(&it.id)));
        found.push((it.unobservable.as_ref(), german.unobservable.get(&it.id)));
    }
    for it in english.ambiguities() {
        found.push((Some(&it.question), german.questions.get(&it.id)));
        found.push((it.unobservable.as_ref(), german.unobservable.get(&it.id)));
        for reading in &it.readings {
            let id = format!("{} {}", it.id, reading.id);
            found.push((Some(&reading.summary), german.readings.get(&id)));
        }
    }
    let pairs = found.into_iter().filter_map(|(english, german)| english.zip(german));
    pairs.map(|(english, german)| (english.clone(), german.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_of_the_catalogue_has_a_german_one() {
        let english = Catalogue::parse(include_str!("../../features/requirements.toml")).unwrap();
        let mut missing = Vec::new();
        for it in english.requirements() {
            missing.extend([Some(&it.summary), it.unobservable.as_ref()]);
        }
        for it in english.ambiguities() {
            missing.extend([Some(&it.question), it.unobservable.as_ref()]);
            missing.extend(it.readings.iter().map(|it| Some(&it.summary)));
        }
        let mut missing: Vec<&String> = missing.into_iter().flatten().collect();
        assert!(missing.len() > 380, "{}", missing.len());
        missing.retain(|it| german_sentences().get(*it).is_none_or(|german| german == *it));
        assert_eq!(missing, Vec::<&String>::new());
    }
}
