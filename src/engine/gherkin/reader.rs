//! Reads a feature text line by line.

use std::sync::Arc;

use cucumber::gherkin::{Feature, LineCol};

use crate::engine::{Problem, Source};

use super::doc_string::{self, OpenDocString};
use super::keywords::{HeadingKind, HeadingLine, KeywordTable};
use super::line::FeatureLine;
use super::overlooked::Overlooked;
use super::places::TextPlaces;
use super::reader_state::ReaderState;
use super::tree::{FeatureTree, NewHeading};
use super::unexpected::{self, Meant, Misplaced};

/// A feature text that was read. With errors, the feature is what the text probably means, so that
/// the steps behind an error are checked as well.
pub(in crate::engine) struct ReadFeature {
    /// The feature; none if the text has no heading.
    pub feature: Option<Feature>,
    /// Places that the feature does not keep.
    pub places: TextPlaces,
    /// Errors, and warnings of lines that are probably not read as they are meant.
    pub problems: Vec<Problem>,
}

/// Reads the text of `source`, which has no byte order mark.
pub(in crate::engine) fn read(source: &Source) -> ReadFeature {
    let mut reader = FeatureReader::of(source);
    if source.text.contains('\r') && !source.text.contains('\n') {
        reader.old_line_ends();
        return reader.finish();
    }
    for at in 0..reader.lines.len() {
        reader.line(FeatureLine { number: at + 1, text: reader.lines[at] });
    }
    reader.finish()
}

struct FeatureReader<'a> {
    source: &'a Source,
    lines: Vec<&'a str>,
    keywords: Arc<KeywordTable>,
    language: String,
    state: ReaderState,
    tree: FeatureTree,
    /// Tags without a heading so far.
    tags: Vec<(String, LineCol)>,
    doc_string: Option<OpenDocString>,
    overlooked: Overlooked,
    /// Lines of this kind, one below the other, are reported once.
    misplaced: Option<Misplaced>,
    problems: Vec<Problem>,
}

impl<'a> FeatureReader<'a> {
    fn of(source: &'a Source) -> Self {
        Self {
            source,
            lines: source.text.lines().collect(),
            // English is among the crate's languages; without keywords every line is reported.
            keywords: KeywordTable::of("en").unwrap_or_default(),
            language: "en".to_owned(),
            state: ReaderState::Start,
            tree: FeatureTree::default(),
            tags: Vec::new(),
            doc_string: None,
            overlooked: Overlooked::default(),
            misplaced: None,
            problems: Vec::new(),
        }
    }

    fn line(&mut self, line: FeatureLine<'_>) {
        if line.text.contains('\r') {
            let message = "a carriage return (CR) in the middle of a line";
            let problem = Self::at(line, Problem::warning(&self.source.path, message));
            self.problems
                .push(problem.help("end lines with LF or CR LF, and write `\\n` in a cell"));
        }
        if self.doc_string.is_some() {
            return self.doc_string_line(line);
        }
        match line.content().as_bytes().first() {
            None => {}
            Some(b'#') => self.comment(line),
            Some(b'@') => self.tag_line(line),
            Some(_) => self.content(line),
        }
    }

    /// Files of old Macintosh programs are one line for everybody else.
    fn old_line_ends(&mut self) {
        let message = "the line ends are carriage returns (CR), so the file is a single line";
        self.error_at(LineCol { line: 1, col: 1 }, message, "save the file with LF as line ends");
    }

    fn comment(&mut self, line: FeatureLine<'_>) {
        let Some(language) = line.language() else { return };
        if self.state != ReaderState::Start {
            let message =
                "this language is not used: it is below the first tag, heading or language";
            let problem = Self::at(line, Problem::warning(&self.source.path, message));
            self.problems.push(problem.help("move the line to the top of the file, or remove it"));
            return;
        }
        self.state = ReaderState::BeforeFeature;
        if let Some(keywords) = KeywordTable::of(language) {
            self.keywords = keywords;
            language.clone_into(&mut self.language);
        } else {
            let help = "write the code of a language, as in `# language: de`";
            self.error(line, format!("language `{language}` is not known"), help);
        }
    }

    fn tag_line(&mut self, line: FeatureLine<'_>) {
        if self.state == ReaderState::Start {
            self.state = ReaderState::BeforeFeature;
        }
        for tag in line.tags() {
            let at = LineCol { line: line.number, col: tag.col };
            if tag.text.contains(char::is_whitespace) {
                let problem =
                    Problem::new(&self.source.path, format!("`@{}` has a blank in it", tag.text));
                let help = "begin each tag with `@`, and a comment with `#`";
                self.problems.push(problem.at(at.line, at.col, line.text).help(help));
            }
            self.tags.push((tag.text, at));
        }
    }

    /// A line that is not blank, no comment and no tags.
    fn content(&mut self, line: FeatureLine<'_>) {
        let text = line.content();
        let keywords = Arc::clone(&self.keywords);
        if self.takes_steps()
            && let Some((keyword, rest)) = keywords.step(text)
        {
            self.tags_need_a_heading(line);
            return self.step(&keyword.word, keyword.ty, rest, line);
        }
        if let Some(heading) = keywords.heading(text)
            && self.takes(heading.kind)
        {
            return self.heading(heading, line);
        }
        if text.starts_with('|') && self.takes_rows() {
            self.tags_need_a_heading(line);
            return self.row(line);
        }
        if let Some(fence) = doc_string::fence(text)
            && self.state == ReaderState::Steps
            && self.tree.takes_doc_string()
        {
            self.tags_need_a_heading(line);
            return self.open_doc_string(fence, line, true);
        }
        match self.state {
            ReaderState::Below(kind) if self.tags.is_empty() => {
                self.overlooked.note(line, kind, &keywords, &self.language);
                self.tree.describe(text.trim_end());
            }
            _ => self.unexpected(line),
        }
    }

    fn takes_steps(&self) -> bool {
        let below = matches!(
            self.state,
            ReaderState::Below(HeadingKind::Background | HeadingKind::Scenario)
        );
        below || self.state == ReaderState::Steps
    }

    fn takes_rows(&mut self) -> bool {
        match self.state {
            ReaderState::Below(HeadingKind::Examples) | ReaderState::Rows => true,
            ReaderState::Steps => self.tree.takes_row(),
            _ => false,
        }
    }

    fn takes(&self, kind: HeadingKind) -> bool {
        let before = matches!(self.state, ReaderState::Start | ReaderState::BeforeFeature);
        match kind {
            HeadingKind::Feature => before,
            HeadingKind::Background => {
                matches!(self.state, ReaderState::Below(HeadingKind::Feature | HeadingKind::Rule))
            }
            HeadingKind::Rule | HeadingKind::Scenario => !before,
            HeadingKind::Examples => !before && self.tree.takes_examples(),
        }
    }

    fn heading(&mut self, heading: HeadingLine, line: FeatureLine<'_>) {
        let mut tags = std::mem::take(&mut self.tags);
        if heading.kind == HeadingKind::Background && !tags.is_empty() {
            let help = "put them above the feature, the rule or its scenarios";
            let at = tags[0].1;
            self.error_at(at, "tags are not allowed on a background", help);
            tags.clear();
        }
        self.end_of_description();
        self.misplaced = None;
        self.state = ReaderState::Below(heading.kind);
        self.tree.open(NewHeading {
            kind: heading.kind,
            keyword: heading.keyword,
            title: heading.title,
            at: LineCol { line: line.number, col: line.col() },
            tags,
        });
    }

    fn step(
        &mut self,
        word: &str,
        ty: Option<cucumber::gherkin::StepType>,
        text: &str,
        line: FeatureLine<'_>,
    ) {
        self.end_of_description();
        self.misplaced = None;
        self.state = ReaderState::Steps;
        let at = LineCol { line: line.number, col: line.col() };
        let has_kind = self.tree.step(word, ty, text, at);
        if !has_kind && !word.starts_with('*') {
            let word = word.trim_end();
            let message = format!("`{word}` continues no step: it is the first one");
            let problem = Self::at(line, Problem::warning(&self.source.path, message));
            self.problems.push(problem.help("write `Given`, `When` or `Then`"));
        }
    }

    fn row(&mut self, line: FeatureLine<'_>) {
        let in_examples = self.state != ReaderState::Steps;
        if in_examples {
            self.end_of_description();
            self.state = ReaderState::Rows;
        }
        self.misplaced = None;
        let (cells, behind) = line.cells();
        let count = cells.len();
        let at = LineCol { line: line.number, col: line.col() };
        let other = self.tree.row(cells.into_iter().map(|it| it.text).collect(), at);
        let (message, help) = match other {
            _ if !behind.is_empty() => (
                "this table row does not end in `|`".to_owned(),
                "end it with `|`; write `\\|` for a `|` in a cell",
            ),
            Some(width) => (
                format!("this row has {count} cells, the first row of the table has {width}"),
                "give every row of a table the same number of cells",
            ),
            None => return,
        };
        let problem = Problem::new(&self.source.path, message);
        // With the right number of cells the row is valid, but the text behind them is lost.
        let problem = problem.warning_if(other.is_none());
        self.problems.push(Self::at(line, problem).help(help));
    }

    fn open_doc_string(&mut self, fence: &'static str, line: FeatureLine<'_>, is_kept: bool) {
        self.misplaced = None;
        self.doc_string = Some(OpenDocString::new(fence, line, is_kept));
    }

    fn doc_string_line(&mut self, line: FeatureLine<'_>) {
        let Some(open) = &mut self.doc_string else { return };
        if !open.is_closed_by(line) {
            return;
        }
        if open.is_kept {
            let (text, opened) = (open.text(), open.opened.line);
            self.tree.doc_string(text, opened);
        }
        self.doc_string = None;
    }

    /// A line that must not be here: it is reported, and read as what it probably means.
    fn unexpected(&mut self, line: FeatureLine<'_>) {
        let place = unexpected::UnexpectedPlace {
            state: self.state,
            is_tagged: !self.tags.is_empty(),
            language: &self.language,
        };
        let found = unexpected::explain(line, &self.keywords, &place);
        if self.misplaced.is_none() || self.misplaced != found.repeats {
            self.error(line, found.message, found.help);
        }
        self.misplaced = found.repeats;
        if let Some((language, keywords)) = found.language {
            self.keywords = keywords;
            self.language = language;
        }
        match found.meant {
            Meant::Nothing => self.tags.clear(),
            Meant::Heading(heading) => {
                if matches!(self.state, ReaderState::Start | ReaderState::BeforeFeature)
                    && heading.kind != HeadingKind::Feature
                {
                    self.missing_feature();
                }
                self.heading(heading, line);
            }
            Meant::Step { word, ty, text } => {
                self.tags.clear();
                self.step(&word, ty, &text, line);
            }
            Meant::DocString(fence) => {
                self.tags.clear();
                self.open_doc_string(fence, line, false);
            }
        }
    }

    /// Begins a feature without a heading, so that the rest of the file is read.
    fn missing_feature(&mut self) {
        self.tree.open(NewHeading {
            kind: HeadingKind::Feature,
            keyword: self.keywords.word(HeadingKind::Feature).to_owned(),
            title: String::new(),
            at: LineCol { line: 1, col: 1 },
            tags: Vec::new(),
        });
    }

    fn tags_need_a_heading(&mut self, line: FeatureLine<'_>) {
        if !std::mem::take(&mut self.tags).is_empty() {
            let help = "put them above the heading of a scenario, a rule or a feature";
            self.error(line, "tags are not allowed above this line", help);
        }
    }

    /// Reports lines of a description that look like something else.
    fn end_of_description(&mut self) {
        for (at, message, help) in self.overlooked.take() {
            let problem = Problem::warning(&self.source.path, message);
            self.problems.push(problem.at(at.line, at.col, self.text_of(at.line)).help(help));
        }
    }

    fn finish(mut self) -> ReadFeature {
        self.end_of_description();
        if let Some(open) = &self.doc_string {
            let (at, help) = (open.opened, open.help());
            self.error_at(at, "this doc string is never closed", help);
        }
        if let Some((_, at)) = self.tags.first() {
            let help = "write the heading that they belong to, or remove them";
            self.error_at(*at, "there is no heading below these tags", help);
        }
        let source = self.source;
        let (feature, places) = self.tree.finish();
        let feature = feature.map(|it| Feature { path: Some((&source.path).into()), ..it });
        let mut problems = self.problems;
        if feature.is_none() && problems.is_empty() {
            let first = source.text.lines().next().unwrap_or_default();
            let message = "there is no `Feature:` in this file, so it has no scenario";
            let problem = Problem::warning(&source.path, message).at(1, 1, first);
            problems.push(problem.help("begin it with `Feature: ` and a title, or remove it"));
        }
        problems.sort_by_key(|it| it.line);
        ReadFeature { feature, places, problems }
    }

    fn error(
        &mut self,
        line: FeatureLine<'_>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let problem = Self::at(line, Problem::new(&self.source.path, message));
        self.problems.push(problem.help(help));
    }

    fn error_at(&mut self, at: LineCol, message: &str, help: &str) {
        let text = self.text_of(at.line);
        let problem = Problem::new(&self.source.path, message).at(at.line, at.col, text).help(help);
        self.problems.push(problem);
    }

    fn at(line: FeatureLine<'_>, problem: Problem) -> Problem {
        problem.at(line.number, line.col(), line.text)
    }

    fn text_of(&self, line: usize) -> &'a str {
        self.lines.get(line - 1).copied().unwrap_or_default()
    }
}
