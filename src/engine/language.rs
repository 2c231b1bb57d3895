//! The keywords of the languages in which syntax errors are explained.
//!
//! The parser knows about seventy languages, but its table is private. A file in a language that
//! is missing here is parsed like any other; its syntax errors are only located.

/// Keywords of one language.
pub(super) struct GherkinLanguage {
    pub feature: &'static [&'static str],
    pub background: &'static [&'static str],
    pub rule: &'static [&'static str],
    pub scenario: &'static [&'static str],
    pub examples: &'static [&'static str],
    pub step: &'static [&'static str],
}

const ENGLISH: GherkinLanguage = GherkinLanguage {
    feature: &["Feature", "Business Need", "Ability"],
    background: &["Background"],
    rule: &["Rule"],
    scenario: &["Example", "Scenario", "Scenario Outline", "Scenario Template"],
    examples: &["Examples", "Scenarios"],
    step: &["* ", "Given ", "When ", "Then ", "And ", "But "],
};

const GERMAN: GherkinLanguage = GherkinLanguage {
    feature: &["Funktionalität", "Funktion"],
    background: &["Grundlage", "Hintergrund", "Voraussetzungen", "Vorbedingungen"],
    rule: &["Rule", "Regel"],
    scenario: &["Beispiel", "Szenario", "Szenariogrundriss", "Szenarien"],
    examples: &["Beispiele"],
    step: &[
        "* ",
        "Angenommen ",
        "Gegeben sei ",
        "Gegeben seien ",
        "Wenn ",
        "Dann ",
        "Und ",
        "Aber ",
    ],
};

/// Language named by the first line that is not blank.
pub(super) fn directive(text: &str) -> Option<&str> {
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    let rest = first.trim_start().strip_prefix('#')?.trim_start();
    let rest = rest.strip_prefix("language")?.trim_start();
    Some(rest.strip_prefix(':')?.trim())
}

/// Keywords of the text's language, if they are in the table.
pub(super) fn of(text: &str) -> Option<&'static GherkinLanguage> {
    match directive(text) {
        None | Some("en") => Some(&ENGLISH),
        Some("de") => Some(&GERMAN),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_directive_is_read_as_the_parser_reads_it() {
        assert_eq!(directive("\n  # language : de \nFunktion: x"), Some("de"));
        assert_eq!(directive("# a comment\n# language: de\n"), None);
        assert!(of("Feature: x").is_some());
        assert!(of("# language: fr\n").is_none());
    }
}
