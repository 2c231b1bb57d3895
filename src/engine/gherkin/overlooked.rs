//! Finds lines of a description that look like a step or a heading. The file is valid, but what the
//! line means is probably lost.

use cucumber::gherkin::LineCol;

use super::keywords::{HeadingKind, KeywordTable};
use super::line::FeatureLine;
use super::spelling;

/// Place, message and remedy of a line.
pub(super) type OverlookedLine = (LineCol, String, String);

/// Such lines of the current description.
#[derive(Default)]
pub(super) struct Overlooked {
    found: Vec<OverlookedLine>,
    /// Whether an earlier line explains why steps and rows are read as description.
    explains_steps: bool,
}

impl Overlooked {
    /// Notes a line of the description below a heading of this kind.
    pub(super) fn note(
        &mut self,
        line: FeatureLine<'_>,
        below: HeadingKind,
        keywords: &KeywordTable,
        language: &str,
    ) {
        let text = line.content();
        let found = hidden(text, below, keywords)
            .or_else(|| heading(text, keywords).inspect(|_| self.explains_steps = true))
            .or_else(|| self.argument(text, below, keywords))
            .or_else(|| step(text, below, keywords, language));
        if let Some((message, help)) = found {
            let at = LineCol { line: line.number, col: line.col() };
            self.found.push((at, format!("{message}; the line is read as description"), help));
        }
    }

    /// Ends the description, and returns its lines.
    pub(super) fn take(&mut self) -> Vec<OverlookedLine> {
        std::mem::take(self).found
    }

    /// Steps where there is no scenario, and tables and doc strings where there is no step. The first
    /// one is enough: the others have the same cause.
    fn argument(
        &mut self,
        text: &str,
        below: HeadingKind,
        keywords: &KeywordTable,
    ) -> Option<(String, String)> {
        let has_steps = has_steps(below);
        let fence = text.starts_with("\"\"\"") || text.starts_with("```");
        let is_step = keywords.step(text).is_some_and(|it| !it.0.word.starts_with('*'));
        let (message, help) = match below {
            _ if has_steps && fence => ("a doc string belongs to a step", "put a step above it"),
            HeadingKind::Examples if is_step => {
                ("a step is not allowed below examples", "move it above the examples")
            }
            HeadingKind::Examples => return None,
            _ if text.starts_with('|') => ("a table belongs to a step", "put a step above it"),
            _ if is_step && !has_steps => {
                ("a step belongs to a scenario", "put the heading of a scenario above it")
            }
            _ => return None,
        };
        let is_new = !std::mem::replace(&mut self.explains_steps, true);
        is_new.then(|| (message.to_owned(), help.to_owned()))
    }
}

fn has_steps(below: HeadingKind) -> bool {
    matches!(below, HeadingKind::Scenario | HeadingKind::Background)
}

fn hidden(text: &str, below: HeadingKind, keywords: &KeywordTable) -> Option<(String, String)> {
    let (clean, sign) = spelling::without_invisible(text)?;
    let is_step = has_steps(below) && keywords.step(&clean).is_some();
    (is_step || keywords.heading(&clean).is_some()).then(|| {
        let message =
            format!("an invisible character (U+{:04X}) hides the keyword", u32::from(sign));
        (message, "delete it, or write the line again".to_owned())
    })
}

fn heading(text: &str, keywords: &KeywordTable) -> Option<(String, String)> {
    if let Some(heading) = keywords.heading(text) {
        let help = match heading.kind {
            HeadingKind::Feature => "put it into a file of its own",
            HeadingKind::Background => "move it above the scenarios; there is at most one",
            _ => "move it below the steps of a scenario",
        };
        return Some((format!("`{}:` is not allowed here", heading.keyword), help.to_owned()));
    }
    if let Some(heading) = spelling::without_colon(text, keywords)
        && heading.title.is_empty()
    {
        let word = heading.keyword;
        return Some((
            format!("`{word}` is written without its colon"),
            format!("write `{word}:`"),
        ));
    }
    let heading = spelling::nearly_heading(text, keywords)?;
    let word = text.split(':').next().unwrap_or_default().trim_end();
    let help = format!("did you mean `{}:`?", heading.keyword);
    Some((format!("`{word}:` is not a keyword"), help))
}

/// A misspelt step, or one in another language.
fn step(
    text: &str,
    below: HeadingKind,
    keywords: &KeywordTable,
    language: &str,
) -> Option<(String, String)> {
    if !has_steps(below) {
        return None;
    }
    if let Some((keyword, _)) = spelling::nearly_step(text, keywords, true) {
        let word = text.split_whitespace().next().unwrap_or_default();
        let help = format!("did you mean `{}`?", keyword.word.trim_end());
        return Some((format!("`{word}` is not a step keyword"), help));
    }
    let (other, table) = spelling::other_language(text, language)?;
    let (keyword, _) = table.step(text)?;
    let word = keyword.word.trim_end();
    let message = format!("`{word}` is a keyword of the language `{other}`");
    let help =
        format!("write `{}`, or name the language at the top", keywords.step_word(keyword.ty));
    Some((message, help))
}
