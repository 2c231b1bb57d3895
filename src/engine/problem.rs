//! A problem with a feature file or a path, with its place and a remedy.

use std::fmt;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

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
    /// Text of the line.
    excerpt: Option<String>,
}

impl Problem {
    /// A problem with `file` as a whole.
    pub fn new(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line: 0,
            col: 0,
            message: message.into(),
            help: None,
            excerpt: None,
        }
    }

    /// Adds the place and the line to show.
    #[must_use]
    pub fn at(mut self, line: usize, col: usize, excerpt: impl Into<String>) -> Self {
        let excerpt = excerpt.into();
        self.line = line;
        self.col = col;
        self.excerpt = Some(excerpt.trim_end().to_owned());
        self
    }

    /// Adds how to fix it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Renders the problem in the style of the Rust compiler.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut group = Group::with_title(Level::ERROR.primary_title(self.title()));
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

    /// The message, with the file if no excerpt shows it.
    fn title(&self) -> String {
        if self.excerpt.is_some() {
            self.message.clone()
        } else {
            format!("{}: {}", self.file, self.message)
        }
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
    fn a_path_is_named_even_without_a_line() {
        let shown = Problem::new("nowhere", "there is no such file").render(false);
        assert!(shown.contains("nowhere: there is no such file"), "{shown}");
    }
}
