//! Finds the syntax error in a feature text that the parser refused.
//!
//! The parser only reports where it stopped, often a line late, and the tokens it expected. This
//! module looks for the first line that is not allowed at its place, by the rules of the parser.

use cucumber::gherkin::is_language_supported;

use super::{
    Problem, Source,
    language::{self, GherkinLanguage},
    layout::{FeatureLayout, LineKind},
};

/// Returns the problem of `source`, where the parser stopped at `line`.
pub(super) fn diagnose(source: &Source, layout: &FeatureLayout<'_>, line: usize) -> Problem {
    let at = |index: usize, found: SyntaxFault| {
        let text = layout.lines.get(index).copied().unwrap_or_default();
        let col = text.len() - text.trim_start().len() + 1;
        let problem = Problem::new(&source.path, found.message).at(index + 1, col, text);
        match found.help {
            Some(help) => problem.help(help),
            None => problem,
        }
    };
    if let Some((index, found)) = unknown_language(layout, &source.text) {
        return at(index, found);
    }
    let found = language::of(&source.text).and_then(|language| first_fault(layout, language));
    let generic = || (last_written(layout, line), unreadable());
    let (index, found) = found.unwrap_or_else(generic);
    at(index, found)
}

struct SyntaxFault {
    message: String,
    help: Option<String>,
}

fn found(message: impl Into<String>, help: impl Into<String>) -> SyntaxFault {
    SyntaxFault { message: message.into(), help: Some(help.into()) }
}

fn unreadable() -> SyntaxFault {
    found(
        "the file cannot be read from here on",
        "compare this line and the one before with a scenario that works",
    )
}

fn unknown_language(layout: &FeatureLayout<'_>, text: &str) -> Option<(usize, SyntaxFault)> {
    let named = language::directive(text).filter(|named| !is_language_supported(named))?;
    let index = layout.kinds.iter().position(|kind| *kind == LineKind::Comment)?;
    let message = format!("language `{named}` is not known");
    Some((index, found(message, "say `# language: en`, or remove the line")))
}

/// Last line with text at or before `line`: the parser also counts the blank lines it has skipped.
fn last_written(layout: &FeatureLayout<'_>, line: usize) -> usize {
    let from = line.saturating_sub(1).min(layout.lines.len().saturating_sub(1));
    (0..=from)
        .rev()
        .find(|&at| layout.kinds.get(at).is_some_and(|kind| !kind.is_blank()))
        .unwrap_or(from)
}

/// Returns the first line that is not allowed at its place.
fn first_fault(
    layout: &FeatureLayout<'_>,
    language: &GherkinLanguage,
) -> Option<(usize, SyntaxFault)> {
    let mut walk = SyntaxScan::default();
    for (at, kind) in layout.kinds.iter().copied().enumerate() {
        let line = layout.lines[at].trim();
        if let Some(fault) = walk.enter(kind, line, language) {
            return Some((at, fault));
        }
    }
    if let Some(at) = layout.open_doc {
        let fault = found("this doc string is never closed", "end it with the same three quotes");
        return Some((at, fault));
    }
    if walk.features == 0 {
        let message = "there is no `Feature:` in this file";
        return Some((0, found(message, "begin it with `Feature: ` and a title")));
    }
    None
}

/// Progress within the current feature, rule or scenario.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum SyntaxSection {
    /// Head of a feature or rule, where every line but a heading is description.
    #[default]
    Head,
    /// Scenario, background or examples, without steps or rows so far.
    Begun,
    /// The section has steps or rows: free text is no longer allowed.
    Filled,
}

#[derive(Default)]
struct SyntaxScan {
    features: usize,
    /// Whether a background is no longer allowed.
    past_background: bool,
    part: SyntaxSection,
    /// Number of cells in the first row of the current table.
    cells: Option<usize>,
    tagged: bool,
}

impl SyntaxScan {
    fn enter(
        &mut self,
        kind: LineKind,
        line: &str,
        language: &GherkinLanguage,
    ) -> Option<SyntaxFault> {
        let tagged = self.tagged && !kind.is_blank();
        if !kind.is_blank() && kind != LineKind::Row {
            self.cells = None;
        }
        if !kind.is_blank() {
            self.tagged = kind == LineKind::Tags;
        }
        match kind {
            LineKind::Blank | LineKind::Comment | LineKind::Tags | LineKind::Doc => None,
            LineKind::Feature => self.feature(),
            LineKind::Background => self.background(),
            LineKind::Rule | LineKind::Scenario | LineKind::Examples => {
                let rule = kind == LineKind::Rule;
                self.part = if rule { SyntaxSection::Head } else { SyntaxSection::Begun };
                self.past_background = !rule;
                None
            }
            LineKind::Row | LineKind::Step if self.part == SyntaxSection::Head => None,
            LineKind::Row => self.row(line),
            LineKind::Step if tagged => {
                Some(found("tags are not allowed before a step", "put them above the scenario"))
            }
            LineKind::Step => {
                self.part = SyntaxSection::Filled;
                None
            }
            LineKind::Text => self.text(line, language),
        }
    }

    fn feature(&mut self) -> Option<SyntaxFault> {
        self.features += 1;
        let help = "put it into a file of its own";
        (self.features > 1).then(|| found("a second feature in one file", help))
    }

    fn background(&mut self) -> Option<SyntaxFault> {
        let help = "move it above the scenarios; a feature or rule has at most one";
        let late = self.past_background;
        self.part = SyntaxSection::Begun;
        self.past_background = true;
        late.then(|| found("a background is not allowed here", help))
    }

    fn row(&mut self, line: &str) -> Option<SyntaxFault> {
        self.part = SyntaxSection::Filled;
        let Some(cells) = cells(line) else {
            let help = "end the row with `|`; inside a cell only `\\n`, `\\|` and `\\\\` are known";
            return Some(found("this table row is not complete", help));
        };
        let first = *self.cells.get_or_insert(cells);
        (cells < first).then(|| {
            let message =
                format!("this row has {cells} cells, the first row of the table has {first}");
            found(message, "give every row of a table the same number of cells")
        })
    }

    fn text(&mut self, line: &str, language: &GherkinLanguage) -> Option<SyntaxFault> {
        let headings = [language.scenario, language.examples, language.rule, language.background];
        let heading = headings
            .into_iter()
            .flatten()
            .find(|word| line == **word || line.starts_with(&format!("{word} :")));
        if let Some(word) = heading {
            let message = format!("`{word}` is written without its colon");
            return Some(found(message, format!("write `{word}:`")));
        }
        (self.part == SyntaxSection::Filled).then(|| unknown_keyword(line, language))
    }
}

fn unknown_keyword(line: &str, language: &GherkinLanguage) -> SyntaxFault {
    let word = line.split_whitespace().next().unwrap_or_default();
    let known = language
        .step
        .iter()
        .map(|it| it.trim())
        .chain(language.scenario.iter().copied())
        .chain(language.examples.iter().copied())
        .chain(language.rule.iter().copied());
    let nearest = known
        .map(|it| (strsim::damerau_levenshtein(it, word.trim_end_matches(':')), it))
        .filter(|(distance, it)| *distance * 2 <= it.chars().count())
        .min();
    let message = format!("`{word}` is not a keyword");
    match nearest {
        Some((_, it)) => found(message, format!("did you mean `{it}`?")),
        None => found(message, "start the line with a keyword such as `And`, or with `#`"),
    }
}

/// Number of cells of a complete row; `None` when the row is cut off or has an unknown escape.
fn cells(line: &str) -> Option<usize> {
    let mut count = 0;
    let mut signs = line.chars();
    let mut last = ' ';
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => {
                signs.next().filter(|it| "n|\\".contains(*it))?;
            }
            '|' => count += 1,
            _ => {}
        }
        last = sign;
    }
    (last == '|').then(|| count - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::parse;

    fn tried(text: &str) -> Option<Problem> {
        let layout = FeatureLayout::of(text, language::of(text));
        parse::parse(&Source::new("f.feature", text), &layout).err()
    }

    #[track_caller]
    fn check(text: &str, place: (usize, usize), message: &str) {
        let problem = tried(text).unwrap();
        assert_eq!((problem.line, problem.col), place, "{problem}");
        assert!(problem.message.contains(message), "{problem}");
        assert!(problem.help.is_some(), "{problem}");
    }

    #[test]
    fn every_fault_has_its_own_line() {
        let head = "Feature: f\n  Scenario: s\n    Given x\n";
        let check = |rest: &str, place, message| check(&format!("{head}{rest}"), place, message);
        check("    Gven y\n    Then z\n", (4, 5), "`Gven` is not a keyword");
        check("\n\n  Rul: y\n    Then z\n", (6, 3), "`Rul:` is not a keyword");
        check("      | a | b |\n      | 1 |\n", (5, 7), "1 cells");
        check("      | a | b\n", (4, 7), "not complete");
        check("      | a \\x |\n", (4, 7), "not complete");
        check("    \"\"\"\n    open\n", (4, 5), "never closed");
        check("Feature: g\n", (4, 1), "second feature");
        check("  Background:\n    Given y\n", (4, 3), "background");
        check("  @late\n    Then y\n", (5, 5), "tags");
        check("  Scenario\n    Then y\n", (4, 3), "colon");
    }

    #[test]
    fn a_description_may_look_like_steps_and_tables() {
        let text = "Feature: f\n  * a bullet\n  | a | row\n  text\n  Scenario: s\n    Then x\n    Tehn y\n";
        check(text, (7, 5), "`Tehn`");
    }

    #[test]
    fn a_file_without_a_feature_and_an_unknown_language_are_named() {
        check("", (1, 1), "no `Feature:`");
        check("# only a comment\n", (1, 1), "no `Feature:`");
        check("# language: xx\nFeature: f\n", (1, 1), "language `xx`");
    }

    #[test]
    fn another_language_gets_the_parsers_place() {
        let text = "# language: fr\nFonctionnalité: f\n  Scénario: s\n    Etant x\n    Quoi\n";
        // The step-like lines are read as a description: nothing to refuse.
        assert_eq!(tried(text), None);
        let text = "# language: fr\nFonctionnalité: f\n  Scénario: s\n    Quand x\n    Quoi\n";
        check(text, (5, 5), "cannot be read");
    }
}
