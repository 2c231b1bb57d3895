//! A problem with a feature file or a path, with its place and a remedy.

use std::fmt;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// Longest message, and longest part of a line that is shown, in bytes.
const LONGEST: usize = 240;

/// A problem with a feature file or a path, with its place and, if known, a remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Path as reports show it.
    pub file: String,
    /// Line, from 1; 0 when the whole file or path is meant.
    pub line: usize,
    /// Column in bytes, from 1.
    pub col: usize,
    /// Description of the problem.
    pub message: String,
    /// Hint for fixing it.
    pub help: Option<String>,
    /// Whether the file can be used as it is, although it probably means something else.
    pub is_warning: bool,
    /// Text of the line, if the column is near its beginning.
    excerpt: Option<String>,
}

impl Problem {
    /// An error in `file`.
    pub fn new(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line: 0,
            col: 0,
            message: cut(&message.into(), LONGEST),
            help: None,
            is_warning: false,
            excerpt: None,
        }
    }

    /// A warning about `file`.
    pub fn warning(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self { is_warning: true, ..Self::new(file, message) }
    }

    /// The problem, as a warning if `is_warning`.
    #[must_use]
    pub fn warning_if(mut self, is_warning: bool) -> Self {
        self.is_warning = is_warning;
        self
    }

    /// Adds the place and the line to show.
    #[must_use]
    pub fn at(mut self, line: usize, col: usize, excerpt: impl AsRef<str>) -> Self {
        self.line = line;
        self.col = col;
        self.excerpt = (col <= LONGEST).then(|| cut(excerpt.as_ref().trim_end(), LONGEST));
        self
    }

    /// Adds how to fix it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(cut(&help.into(), 4 * LONGEST));
        self
    }

    /// Whether one of `problems` is an error.
    pub fn any_error(problems: &[Self]) -> bool {
        problems.iter().any(|it| !it.is_warning)
    }

    /// Renders the problem in the style of the Rust compiler.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let level = if self.is_warning { Level::WARNING } else { Level::ERROR };
        let mut group = Group::with_title(level.primary_title(self.title()));
        if let Some(excerpt) = &self.excerpt {
            let span = AnnotationKind::Primary.span(self.underlined(excerpt));
            let snippet = Snippet::source(excerpt.as_str()).line_start(self.line);
            group = group.element(snippet.path(self.file.as_str()).annotation(span));
        }
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        renderer.render(&[group]).clone()
    }

    /// The message, with the place if no excerpt shows it.
    fn title(&self) -> String {
        if self.excerpt.is_some() { self.message.clone() } else { self.to_string() }
    }

    fn underlined(&self, excerpt: &str) -> std::ops::Range<usize> {
        let indent = excerpt.len() - excerpt.trim_start().len();
        let from = self.col.saturating_sub(1);
        let start = if excerpt.is_char_boundary(from) && from < excerpt.len() {
            from.max(indent)
        } else {
            indent
        };
        start..excerpt.len()
    }
}

/// The text, if it is long only its beginning.
fn cut(text: &str, longest: usize) -> String {
    if text.len() <= longest {
        return text.to_owned();
    }
    let end = (0..=longest).rev().find(|it| text.is_char_boundary(*it)).unwrap_or_default();
    format!("{}…", &text[..end])
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.message),
            line => write!(f, "{}:{line}:{}: {}", self.file, self.col, self.message),
        }
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_shown_with_its_line_and_a_remedy() {
        let problem = Problem::new("f/a.feature", "`Gven` is not a step keyword")
            .at(4, 5, "    Gven an identification\n")
            .help("did you mean `Given`?");
        assert_eq!(problem.to_string(), "f/a.feature:4:5: `Gven` is not a step keyword");
        let shown = problem.render(false);
        assert!(shown.contains("--> f/a.feature:4:5"), "{shown}");
        assert!(shown.contains("Gven an identification"), "{shown}");
        assert!(shown.contains("help: did you mean `Given`?"), "{shown}");
    }

    #[test]
    fn a_warning_says_so() {
        let problem = Problem::warning("f.feature", "it is odd").at(1, 1, "x");
        assert!(problem.render(false).starts_with("warning: it is odd"), "{problem:?}");
    }

    #[test]
    fn a_long_line_is_not_shown_whole() {
        let long = "ä".repeat(1_000_000);
        let near = Problem::new("f", &long).at(1, 3, &long).help(&long).render(false);
        assert!(near.len() < 2000, "{}", near.len());
        let far = Problem::new("f.feature", "odd").at(1, 900_001, &long).render(false);
        assert_eq!(far, "error: f.feature:1:900001: odd");
    }

    #[test]
    fn a_path_is_named_even_without_a_line() {
        let shown = Problem::new("nowhere", "there is no such file").render(false);
        assert!(shown.contains("nowhere: there is no such file"), "{shown}");
    }
}
