//! Finds steps with a misspelled keyword below a heading: the parser reads them as part of the
//! description, and the step would be lost without an error.

use super::language::GherkinLanguage;

/// Returns the first line below the heading that begins with a misspelled keyword, as an index into
/// `lines`, and the right keyword. `heading` is the line of the heading, from 1.
pub(super) fn misspelled_step<'a>(
    lines: &[&str],
    heading: usize,
    language: &'a GherkinLanguage,
) -> Option<(usize, &'a str)> {
    for (at, line) in lines.iter().enumerate().skip(heading) {
        let line = line.trim_start();
        if line.starts_with(['#', '@', '|', '"']) || is_heading(line, language) {
            return None;
        }
        if language.step.iter().any(|keyword| line.starts_with(keyword)) {
            return None;
        }
        if let Some(keyword) = meant(line, language) {
            return Some((at, keyword));
        }
    }
    None
}

fn is_heading(line: &str, language: &GherkinLanguage) -> bool {
    let headings = [language.rule, language.scenario, language.examples, language.background];
    headings
        .iter()
        .flat_map(|it| it.iter())
        .any(|word| line.strip_prefix(word).is_some_and(|rest| rest.trim_start().starts_with(':')))
}

/// Returns the keyword that the first word of `line` nearly is.
fn meant<'a>(line: &str, language: &'a GherkinLanguage) -> Option<&'a str> {
    let word = line.split_whitespace().next()?.trim_end_matches(':');
    let keywords = language.step.iter().map(|keyword| keyword.trim_end());
    keywords.filter(|keyword| keyword.len() > 2).find(|keyword| {
        let typos = strsim::damerau_levenshtein(&keyword.to_lowercase(), &word.to_lowercase());
        // A short keyword is close to many ordinary words: `And` and `An`, `Then` and `The`.
        let same = typos == 0;
        same || (keyword.len() > 4 && typos <= 2)
            || (keyword.len() == 4 && typos == 1 && word.len() >= 4)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::language;

    fn stray(text: &str) -> Option<(usize, &'static str)> {
        let lines: Vec<&str> = text.lines().collect();
        misspelled_step(&lines, 1, language::of(text).unwrap())
    }

    #[test]
    fn a_misspelt_keyword_is_seen_and_prose_is_not() {
        assert_eq!(stray("Scenario: s\n  Gven a customer\n  Then x"), Some((1, "Given")));
        assert_eq!(stray("Scenario: s\n  Wehn it rains\n  Then x"), Some((1, "When")));
        assert_eq!(stray("Scenario: s\n  given a customer\n  Then x"), Some((1, "Given")));
        assert_eq!(stray("Scenario: s\n  The customer is late.\n  An hour.\n  Then x"), None);
        assert_eq!(stray("Scenario: s\n\n  # Gven\n  Then x\n  Gven y"), None);
        assert_eq!(stray("Scenario: s\n  Then x"), None);
    }
}
