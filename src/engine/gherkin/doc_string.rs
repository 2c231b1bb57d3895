//! A doc string that is being read.

use cucumber::gherkin::LineCol;

use super::line::FeatureLine;

/// A doc string up to the current line.
pub(super) struct OpenDocString {
    /// Place of the quotes that opened it.
    pub opened: LineCol,
    /// Whether a step takes it; one too many is skipped.
    pub is_kept: bool,
    fence: &'static str,
    indent: usize,
    lines: Vec<String>,
}

impl OpenDocString {
    /// Opens one at `line`, which begins with `fence`.
    pub(super) fn new(fence: &'static str, line: FeatureLine<'_>, is_kept: bool) -> Self {
        let opened = LineCol { line: line.number, col: line.col() };
        Self { opened, is_kept, fence, indent: line.indent(), lines: Vec::new() }
    }

    /// Adds a line, unless it closes the doc string.
    pub(super) fn is_closed_by(&mut self, line: FeatureLine<'_>) -> bool {
        if line.content().starts_with(self.fence) {
            return true;
        }
        let escaped = if self.fence == "```" { "\\`\\`\\`" } else { "\\\"\\\"\\\"" };
        self.lines.push(line.without_indent(self.indent).replacen(escaped, self.fence, 1));
        false
    }

    /// The text so far.
    pub(super) fn text(&self) -> String {
        self.lines.join("\n")
    }

    /// How to end one that is open at the end of the file.
    pub(super) fn help(&self) -> &'static str {
        if self.fence == "```" && self.lines.iter().all(String::is_empty) {
            "remove it: a Markdown fence is no part of a feature file"
        } else {
            "end it with the same three quotes on a line of their own"
        }
    }
}

/// The quotes that open a doc string.
pub(super) fn fence(text: &str) -> Option<&'static str> {
    ["\"\"\"", "```"].into_iter().find(|it| text.starts_with(it))
}
