//! Keywords that a misspelt word probably is.

use std::sync::Arc;

use super::keywords::{HeadingLine, KeywordTable, StepKeyword};

/// Languages whose keywords are recognised in a file that names no language, or another one.
const LANGUAGES: [&str; 8] = ["en", "de", "fr", "es", "it", "nl", "pl", "pt"];

/// Longest text in front of a colon that may be a misspelt heading.
const LONGEST_HEADING: usize = 40;

/// The heading that the text in front of the first colon of `line` nearly is.
pub(super) fn nearly_heading(line: &str, keywords: &KeywordTable) -> Option<HeadingLine> {
    let (word, title) = line.split_once(':')?;
    let word = word.trim();
    if word.is_empty() || word.len() > LONGEST_HEADING {
        return None;
    }
    let near = keywords.headings.iter().filter_map(|(kind, keyword)| {
        let most = bearable(keyword);
        let typos = typos(word, keyword, most)?;
        (typos <= most).then_some((typos, *kind, keyword))
    });
    // Keywords that are equally near have the order of the table.
    let (_, kind, keyword) = near.min_by_key(|it| it.0)?;
    Some(HeadingLine { kind, keyword: keyword.clone(), title: title.trim().to_owned() })
}

/// The heading that `line` is but for its colon: a keyword alone, or with blanks behind it.
pub(super) fn without_colon(line: &str, keywords: &KeywordTable) -> Option<HeadingLine> {
    let found = keywords.headings.iter().filter_map(|(kind, keyword)| {
        let rest = line.trim_end().strip_prefix(keyword.as_str())?;
        let is_whole = rest.is_empty() || rest.starts_with(char::is_whitespace);
        is_whole.then_some((keyword, *kind, rest.trim()))
    });
    let (keyword, kind, rest) = found.max_by_key(|it| it.0.len())?;
    let title = rest.strip_prefix(':').unwrap_or(rest).trim().to_owned();
    Some(HeadingLine { kind, keyword: keyword.clone(), title })
}

/// Another language in which `line` begins with a keyword.
pub(super) fn other_language(
    line: &str,
    language: &str,
) -> Option<(&'static str, Arc<KeywordTable>)> {
    let others = LANGUAGES.into_iter().filter(|it| *it != language);
    others.filter_map(|it| Some((it, KeywordTable::of(it)?))).find(|(_, keywords)| {
        let step = keywords.step(line).is_some_and(|it| !it.0.word.starts_with('*'));
        step || keywords.heading(line).is_some()
    })
}

/// The keyword that the first words of `line` nearly are, and the text behind it. With `strict`
/// ordinary words that resemble a keyword, such as `The`, are none.
pub(super) fn nearly_step<'a, 'k>(
    line: &'a str,
    keywords: &'k KeywordTable,
    strict: bool,
) -> Option<(&'k StepKeyword, &'a str)> {
    let near = keywords.steps.iter().filter_map(|keyword| {
        let word = keyword.word.trim_end();
        let (begin, rest) = first_words(line, word.split_whitespace().count());
        let length = word.chars().count();
        let most = match (strict, length) {
            (_, 0..=2) => return None,
            (true, 3) => 0,
            (true, 4) => usize::from(begin.chars().count() >= 4),
            (true, _) => 2,
            (false, _) => length / 2,
        };
        let typos = typos(begin.trim_end_matches(':'), word, most)?;
        let other_beginning = usize::from(!same_beginning(begin, word));
        (typos <= most).then_some((typos, other_beginning, keyword, rest))
    });
    let (_, _, keyword, rest) = near.min_by_key(|it| (it.0, it.1))?;
    Some((keyword, rest))
}

/// The text without invisible characters, and the first of them, if it has any.
pub(super) fn without_invisible(line: &str) -> Option<(String, char)> {
    let hidden = line.chars().find(|it| is_invisible(*it))?;
    let clean = line.chars().filter(|it| !is_invisible(*it));
    Some((clean.collect::<String>().trim_start().to_owned(), hidden))
}

fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// Number of typos in `word`; none if it is too long or too short for at most N.
fn typos(word: &str, keyword: &str, most: usize) -> Option<usize> {
    let length = |text: &str| text.chars().count();
    if length(word).abs_diff(length(keyword)) > most {
        return None;
    }
    Some(strsim::damerau_levenshtein(&word.to_lowercase(), &keyword.to_lowercase()))
}

fn bearable(keyword: &str) -> usize {
    match keyword.chars().count() {
        0..=3 => 0,
        4 | 5 => 1,
        6..=9 => 2,
        _ => 3,
    }
}

fn same_beginning(left: &str, right: &str) -> bool {
    let first = |text: &str| text.chars().next().map(|it| it.to_lowercase().to_string());
    first(left) == first(right)
}

/// The first N words of a line, and the rest.
fn first_words(line: &str, count: usize) -> (&str, &str) {
    let mut end = 0;
    for _ in 0..count {
        let rest = &line[end..];
        let skipped = rest.len() - rest.trim_start().len();
        let word = rest.trim_start().find(char::is_whitespace);
        end += word.map_or(rest.len(), |length| skipped + length);
    }
    (line[..end].trim(), line[end..].trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english() -> std::sync::Arc<KeywordTable> {
        KeywordTable::of("en").unwrap()
    }

    #[test]
    fn misspelt_headings_are_recognised() {
        let found = |line: &str| nearly_heading(line, &english()).map(|it| (it.keyword, it.title));
        let some = |word: &str, title: &str| Some((word.to_owned(), title.to_owned()));
        assert_eq!(found("Scenaro: lost"), some("Scenario", "lost"));
        assert_eq!(found("scenario: lost"), some("Scenario", "lost"));
        assert_eq!(found("Scenario : x"), some("Scenario", "x"));
        assert_eq!(found("Backgroud:"), some("Background", ""));
        assert_eq!(found("Scenario Outlin: a:b"), some("Scenario Outline", "a:b"));
        assert_eq!(found("Exampels:"), some("Examples", ""));
        assert_eq!(found("Fature: f"), some("Feature", "f"));
        assert_eq!(found("Rul: r"), some("Rule", "r"));
        assert_eq!(found("Note: it rains"), None);
        assert_eq!(found("Background information: x"), None);
        assert_eq!(found("Rules of the bank"), None);
    }

    #[test]
    fn misspelt_steps_are_recognised() {
        let words = |line: &str, strict| {
            let english = english();
            nearly_step(line, &english, strict)
                .map(|it| format!("{}|{}", it.0.word.trim_end(), it.1))
        };
        for (line, prose, step) in [
            ("Gven a customer", Some("Given|a customer"), Some("Given|a customer")),
            ("Wehn it rains", Some("When|it rains"), Some("When|it rains")),
            ("when it rains", Some("When|it rains"), Some("When|it rains")),
            ("THEN it rains", Some("Then|it rains"), Some("Then|it rains")),
            ("The customer is late", None, Some("Then|customer is late")),
            ("An hour", None, Some("And|hour")),
            ("Then: x", Some("Then|x"), Some("Then|x")),
            ("Nothing", None, None),
        ] {
            assert_eq!(words(line, true).as_deref(), prose, "{line}");
            assert_eq!(words(line, false).as_deref(), step, "{line}");
        }
    }

    #[test]
    fn words_of_several_parts_are_compared_whole() {
        let german = KeywordTable::of("de").unwrap();
        let (keyword, text) = nearly_step("Gegeben sai ein Kunde", &german, true).unwrap();
        assert_eq!((keyword.word.as_str(), text), ("Gegeben sei ", "ein Kunde"));
    }

    #[test]
    fn invisible_characters_are_found() {
        let found = without_invisible("\u{200b}Given x").unwrap();
        assert_eq!(found, ("Given x".to_owned(), '\u{200b}'));
        assert_eq!(without_invisible("Given x"), None);
    }
}
