//! The kind of each line of a feature text: heading, step, table row, and so on.
//!
//! The parser does not say which line a table row is on, where the tags of a heading begin,
//! or which lines it read as a description. Line filters, outlines and error messages need
//! this.

use super::language::GherkinLanguage;

/// Kind of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineKind {
    Blank,
    Comment,
    Tags,
    Row,
    /// Opens, closes or is within a doc string.
    Doc,
    Feature,
    Background,
    Rule,
    Scenario,
    Examples,
    Step,
    Text,
}

impl LineKind {
    /// Whether the line only separates others: it is blank or a comment.
    pub(super) fn is_blank(self) -> bool {
        matches!(self, Self::Blank | Self::Comment)
    }
}

/// The lines of a feature text, each with its kind.
pub(super) struct FeatureLayout<'a> {
    /// Lines with their line ends.
    pub lines: Vec<&'a str>,
    /// Kind of each line.
    pub kinds: Vec<LineKind>,
    /// Line, from 0, that opened a doc string which is still open at the end.
    pub open_doc: Option<usize>,
}

impl<'a> FeatureLayout<'a> {
    /// Reads `text`.
    pub(super) fn of(text: &'a str, language: Option<&GherkinLanguage>) -> Self {
        let mut reader = Reader::default();
        let mut layout = Self { lines: Vec::new(), kinds: Vec::new(), open_doc: None };
        for (index, line) in text.split_inclusive('\n').enumerate() {
            layout.kinds.push(reader.read(index, line, language));
            layout.lines.push(line);
        }
        layout.open_doc = reader.fence.map(|(_, opened)| opened);
        layout
    }

    /// First line of the tags above the heading at line `at`, or `at` itself when it has none.
    pub(super) fn beginning(&self, at: usize) -> usize {
        let mut first = at;
        for above in (0..at).rev() {
            match self.kinds[above] {
                LineKind::Tags => first = above,
                kind if kind.is_blank() => {}
                _ => break,
            }
        }
        first
    }

    /// Lines of the table whose first row is at `first`, that row included.
    pub(super) fn table_from(&self, first: usize) -> impl Iterator<Item = usize> {
        (first..self.lines.len())
            .take_while(|&at| self.kinds[at] == LineKind::Row || self.kinds[at].is_blank())
            .filter(|&at| self.kinds[at] == LineKind::Row)
    }

    /// Column of the first character of a line that is not white space, from 1.
    pub(super) fn column(&self, at: usize) -> usize {
        let line = self.lines[at];
        line.len() - line.trim_start().len() + 1
    }
}

#[derive(Default)]
struct Reader {
    /// The open doc string's fence and the line it was opened on.
    fence: Option<(&'static str, usize)>,
    after_step: bool,
}

impl Reader {
    fn read(&mut self, index: usize, line: &str, language: Option<&GherkinLanguage>) -> LineKind {
        let text = line.trim();
        if let Some((fence, _)) = self.fence {
            if line.contains(fence) {
                self.fence = None;
            }
            return LineKind::Doc;
        }
        if self.after_step && self.opens(index, text) {
            return LineKind::Doc;
        }
        let kind = classify(text, language);
        if !kind.is_blank() {
            self.after_step = kind == LineKind::Step;
        }
        kind
    }

    fn opens(&mut self, index: usize, text: &str) -> bool {
        let Some(fence) = ["\"\"\"", "```"].into_iter().find(|it| text.starts_with(it)) else {
            return false;
        };
        if !text[fence.len()..].contains(fence) {
            self.fence = Some((fence, index));
        }
        self.after_step = false;
        true
    }
}

fn classify(text: &str, language: Option<&GherkinLanguage>) -> LineKind {
    match text.as_bytes().first() {
        None => return LineKind::Blank,
        Some(b'#') => return LineKind::Comment,
        Some(b'@') => return LineKind::Tags,
        Some(b'|') => return LineKind::Row,
        Some(_) => {}
    }
    language.map_or(LineKind::Text, |language| keyword_line(text, language))
}

fn keyword_line(text: &str, language: &GherkinLanguage) -> LineKind {
    let headed = |words: &[&str]| {
        words.iter().any(|word| text.strip_prefix(word).is_some_and(|rest| rest.starts_with(':')))
    };
    if language.step.iter().any(|word| text.starts_with(word)) {
        LineKind::Step
    } else if headed(language.scenario) {
        LineKind::Scenario
    } else if headed(language.examples) {
        LineKind::Examples
    } else if headed(language.rule) {
        LineKind::Rule
    } else if headed(language.background) {
        LineKind::Background
    } else if headed(language.feature) {
        LineKind::Feature
    } else {
        LineKind::Text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::language;

    fn kinds(text: &str) -> Vec<LineKind> {
        FeatureLayout::of(text, language::of(text)).kinds
    }

    #[test]
    fn a_scenario_inside_a_doc_string_is_text() {
        let text = "Scenario: a\nGiven x\n\"\"\"\nScenario: b\n| 1 |\n\"\"\"\nThen y\n";
        assert_eq!(
            kinds(text),
            [
                LineKind::Scenario,
                LineKind::Step,
                LineKind::Doc,
                LineKind::Doc,
                LineKind::Doc,
                LineKind::Doc,
                LineKind::Step
            ]
        );
    }

    #[test]
    fn tags_belong_to_the_heading_below_them() {
        let text = "Given x\n\n# why\n@a\n# really\n@b @c\nScenario: s\n";
        assert_eq!(FeatureLayout::of(text, language::of(text)).beginning(6), 3);
    }

    #[test]
    fn a_table_continues_after_blank_lines_and_comments() {
        let text = "Examples:\n\n| a |\n# b\n| 1 |\n\n| 2 |\nGiven |\n";
        let layout = FeatureLayout::of(text, language::of(text));
        assert_eq!(layout.table_from(2).collect::<Vec<_>>(), [2, 4, 6]);
    }
}
