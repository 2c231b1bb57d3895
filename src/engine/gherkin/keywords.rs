//! The keywords of a language.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use cucumber::gherkin::{GherkinEnv, StepType};

/// Kind of a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum HeadingKind {
    Feature,
    Background,
    Rule,
    Scenario,
    Examples,
}

/// Keyword of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StepKeyword {
    /// The word with the blank behind it, if the language has one.
    pub word: String,
    /// Kind of the step; none if the step is of the kind of the step before.
    pub ty: Option<StepType>,
}

/// The keywords of one language.
#[derive(Debug, Default)]
pub(super) struct KeywordTable {
    /// Headings without their colon.
    pub headings: Vec<(HeadingKind, String)>,
    /// Keywords of steps, the longest first.
    pub steps: Vec<StepKeyword>,
}

/// A line that begins with a heading's keyword and a colon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HeadingLine {
    pub kind: HeadingKind,
    pub keyword: String,
    pub title: String,
}

impl KeywordTable {
    /// The keywords of `language`, if it is known.
    pub(super) fn of(language: &str) -> Option<Arc<Self>> {
        let mut known = TABLES.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(table) = known.get(language) {
            return Some(Arc::clone(table));
        }
        let table = Arc::new(Self::gather(&GherkinEnv::new(language).ok()?));
        known.insert(language.to_owned(), Arc::clone(&table));
        Some(table)
    }

    /// The crate's table is private. Its environment prints the keywords of its language, so they
    /// need not be written down a second time; a test reads every language.
    fn gather(environment: &GherkinEnv) -> Self {
        let printed = format!("{environment:?}");
        let headings = [
            (HeadingKind::Feature, "feature"),
            (HeadingKind::Background, "background"),
            (HeadingKind::Rule, "rule"),
            (HeadingKind::Scenario, "scenario"),
            (HeadingKind::Scenario, "scenario_outline"),
            (HeadingKind::Examples, "examples"),
        ];
        let headings = headings.into_iter().flat_map(|(kind, field)| {
            words(&printed, field).into_iter().map(move |it| (kind, it.trim_end().to_owned()))
        });
        let kinds = [
            ("given", Some(StepType::Given)),
            ("when", Some(StepType::When)),
            ("then", Some(StepType::Then)),
            ("and", None),
            ("but", None),
        ];
        let mut steps: Vec<StepKeyword> = Vec::new();
        for (field, ty) in kinds {
            for word in words(&printed, field) {
                match steps.iter_mut().find(|it| it.word == word) {
                    // Such a keyword, like `* `, says nothing about the kind.
                    Some(known) => known.ty = None,
                    None => steps.push(StepKeyword { word, ty }),
                }
            }
        }
        steps.sort_by_key(|it| std::cmp::Reverse(it.word.len()));
        Self { headings: headings.collect(), steps }
    }

    /// The heading in `line`, which has no indentation.
    pub(super) fn heading(&self, line: &str) -> Option<HeadingLine> {
        if !line.contains(':') {
            return None;
        }
        self.headings.iter().find_map(|(kind, keyword)| {
            let title = line.strip_prefix(keyword.as_str())?.strip_prefix(':')?.trim();
            Some(HeadingLine { kind: *kind, keyword: keyword.clone(), title: title.to_owned() })
        })
    }

    /// The keyword that `line`, which has no indentation, begins with, and the text behind it.
    pub(super) fn step<'a>(&self, line: &'a str) -> Option<(&StepKeyword, &'a str)> {
        self.steps.iter().find_map(|it| Some((it, line.strip_prefix(it.word.as_str())?.trim())))
    }

    /// The heading's first keyword.
    pub(super) fn word(&self, kind: HeadingKind) -> &str {
        let found = self.headings.iter().find(|it| it.0 == kind);
        found.map_or("", |(_, word)| word)
    }

    /// The first keyword of a step of this kind, other than `*`.
    pub(super) fn step_word(&self, ty: Option<StepType>) -> &str {
        let found = self.steps.iter().find(|it| it.ty == ty && !it.word.starts_with('*'));
        found.map_or("*", |it| it.word.trim_end())
    }
}

/// Tables that were asked for.
static TABLES: Mutex<BTreeMap<String, Arc<KeywordTable>>> = Mutex::new(BTreeMap::new());

/// The texts of the list that is printed after `field`.
fn words(printed: &str, field: &str) -> Vec<String> {
    let Some((_, list)) = printed.split_once(&format!(" {field}: [")) else { return Vec::new() };
    let mut words = Vec::new();
    let mut signs = list.chars();
    while let Some(sign) = signs.next() {
        match sign {
            ']' => break,
            '"' => words.push(literal(&mut signs)),
            _ => {}
        }
    }
    words
}

/// The rest of a text as Rust prints it, up to its closing quote.
fn literal(signs: &mut std::str::Chars<'_>) -> String {
    let mut text = String::new();
    while let Some(sign) = signs.next() {
        match sign {
            '"' => break,
            '\\' => match signs.next() {
                Some('u') => {
                    let digits: String = signs
                        .by_ref()
                        .take_while(|it| *it != '}')
                        .filter(|it| *it != '{')
                        .collect();
                    let code = u32::from_str_radix(&digits, 16).ok();
                    text.extend(code.and_then(char::from_u32));
                }
                Some(other) => text.push(other),
                None => break,
            },
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANGUAGES: &str = "af am an ar ast az bg bm bs ca cs cy-GB da de el em en en-Scouse en-au \
        en-lol en-old en-pirate en-tx eo es et fa fi fr ga gj gl he hi hr ht hu id is it ja jv ka kn \
        ko lt lu lv mk-Cyrl mk-Latn mn ne nl no pa pl pt ro ru sk sl sr-Cyrl sr-Latn sv ta te th tlh \
        tr tt uk ur uz vi zh-CN zh-TW mr";

    #[test]
    fn every_language_has_all_its_keywords() {
        for language in LANGUAGES.split_whitespace() {
            let table = KeywordTable::of(language).unwrap();
            for kind in [
                HeadingKind::Feature,
                HeadingKind::Background,
                HeadingKind::Rule,
                HeadingKind::Scenario,
                HeadingKind::Examples,
            ] {
                assert!(!table.word(kind).is_empty(), "{language} {kind:?}");
            }
            for ty in [Some(StepType::Given), Some(StepType::When), Some(StepType::Then), None] {
                assert!(!table.step_word(ty).is_empty(), "{language} {ty:?}");
            }
            let all =
                table.headings.iter().map(|it| &it.1).chain(table.steps.iter().map(|it| &it.word));
            assert!(
                all.into_iter().all(|it| !it.is_empty() && !it.contains(['"', '\\'])),
                "{language}"
            );
        }
        assert!(KeywordTable::of("xx").is_none());
    }

    #[test]
    fn english_and_german_words_are_these() {
        let english = KeywordTable::of("en").unwrap();
        let words: Vec<_> = english.headings.iter().map(|it| it.1.as_str()).collect();
        assert_eq!(
            words.join(", "),
            "Feature, Business Need, Ability, Background, Rule, Example, Scenario, \
             Scenario Outline, Scenario Template, Examples, Scenarios"
        );
        let steps: Vec<_> = english.steps.iter().map(|it| it.word.as_str()).collect();
        assert_eq!(steps, ["Given ", "When ", "Then ", "And ", "But ", "* "]);
        let german = KeywordTable::of("de").unwrap();
        let (keyword, text) = german.step("Gegeben seien zwei Kunden ").unwrap();
        assert_eq!((keyword.ty, text), (Some(StepType::Given), "zwei Kunden"));
        let heading = german.heading("Szenariogrundriss: x ").unwrap();
        assert_eq!((heading.kind, heading.title.as_str()), (HeadingKind::Scenario, "x"));
    }

    #[test]
    fn escapes_are_read() {
        let printed = r#"K { and: ["* ", "\u{93f}a\"b\\", "ça "], but: [] }"#;
        assert_eq!(words(printed, "and"), ["* ", "\u{93f}a\"b\\", "ça "]);
        assert!(words(printed, "but").is_empty());
    }
}
