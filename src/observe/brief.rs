//! Words for the tester about a situation: lines in the description of its scenario.

use std::collections::BTreeMap;

/// Beginnings of the lines: title and text, in English and German.
const HEADS: [[&str; 2]; 2] = [["Title (en):", "Title (de):"], ["Tester (en):", "Tester (de):"]];

/// Title and text for the tester. Both leave open what a correct app does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brief {
    entries: BTreeMap<&'static str, String>,
}

impl Brief {
    /// Reads the description of a scenario. A line without a head continues the one above; other lines
    /// are ignored.
    pub fn of(description: &str) -> Self {
        let mut brief = Self::default();
        let mut current = None;
        for line in description.lines().map(str::trim) {
            let head = HEADS.concat().into_iter().find(|head| line.starts_with(head));
            current = head.or(current).filter(|_| !line.is_empty());
            if let Some(entry) = current.map(|it| brief.entries.entry(it).or_default()) {
                let text = head.map_or(line, |head| &line[head.len()..]).trim();
                if !entry.is_empty() && !text.is_empty() {
                    entry.push(' ');
                }
                entry.push_str(text);
            }
        }
        brief
    }

    /// The title in a language, or in the other one.
    pub fn title(&self, language: &str) -> Option<&str> {
        self.entry(HEADS[0], language)
    }

    /// The text in a language, or in the other one.
    pub fn text(&self, language: &str) -> Option<&str> {
        self.entry(HEADS[1], language)
    }

    fn entry(&self, [en, de]: [&str; 2], language: &str) -> Option<&str> {
        let order = if language == "de" { [de, en] } else { [en, de] };
        let found = order.iter().find_map(|head| self.entries.get(*head));
        found.map(String::as_str).filter(|it| !it.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::suite;
    use crate::observe::world::situation_id;

    #[test]
    fn titles_and_texts_are_read_in_both_languages() {
        let brief = Brief::of(
            "Prose.\nTitle (en): A joint account\n  Tester (de): Erst\n  zahlen.\n\nMore prose.",
        );
        assert_eq!(brief.title("en"), Some("A joint account"));
        assert_eq!(brief.text("de"), Some("Erst zahlen."));
    }

    #[test]
    fn a_missing_language_is_replaced_by_the_other() {
        let brief = Brief::of("Title (en): A joint account");
        assert_eq!((brief.title("de"), brief.text("de")), (Some("A joint account"), None));
        assert_eq!(Brief::of("").title("en"), None);
    }

    #[test]
    fn each_built_in_situation_has_its_words_in_both_languages() {
        let sources = suite::load(&[]).unwrap_or_else(|why| panic!("{why}"));
        let mut titles = std::collections::BTreeSet::new();
        for case in sources.suite.cases() {
            let id = situation_id(&case.tags).unwrap_or_default().to_owned();
            let brief = Brief::of(&case.description);
            assert_eq!(brief.entries.len(), 4, "{id}");
            assert!(titles.insert(brief.title("en").map(str::to_owned)), "{id}");
            assert_ne!(brief.text("en"), brief.text("de"), "{id}");
        }
        assert!(titles.len() > 29);
    }
}
