//! Cuts a long feature text into pieces at the beginnings of scenarios and rules, and long tables
//! after so many rows.

use std::collections::HashMap;

use super::{
    language::{self, GherkinLanguage},
    layout::{FeatureLayout, LineKind},
};

/// Lines after which a piece ends at the next seam; at this size the parser is still linear.
pub(super) const PIECE_LINES: usize = 256;
/// Rows of a table that stay with it; the rest is parsed apart.
pub(super) const TABLE_ROWS: usize = 256;

/// One piece's lines and what to put before them.
#[derive(Default)]
pub(super) struct Cut {
    pub prefix: Vec<String>,
    pub lines: Vec<usize>,
    /// It begins in the midst of a rule that an earlier piece began.
    pub within_rule: bool,
}

/// A text in pieces.
pub(super) struct Cuts {
    pub pieces: Vec<Cut>,
    /// Rows taken out of long tables, by the line of the table's first row.
    pub rows: HashMap<usize, Vec<usize>>,
}

/// Cuts the text of `layout`.
pub(super) fn cut(layout: &FeatureLayout<'_>, language: &GherkinLanguage) -> Cuts {
    let seams = seams(layout);
    let mut cutter = Cutter::new(layout, language);
    for at in 0..layout.lines.len() {
        if let Some(&kind) = seams.get(&at) {
            cutter.seam(kind);
        }
        cutter.line(at);
    }
    cutter.finish()
}

/// Lines where a scenario or a rule begins, its tags included.
fn seams(layout: &FeatureLayout<'_>) -> HashMap<usize, LineKind> {
    let heads = (0..layout.lines.len())
        .filter(|&at| matches!(layout.kinds[at], LineKind::Scenario | LineKind::Rule));
    heads.map(|at| (layout.beginning(at), layout.kinds[at])).collect()
}

struct Cutter<'a> {
    layout: &'a FeatureLayout<'a>,
    language: &'a GherkinLanguage,
    pieces: Vec<Cut>,
    rows: HashMap<usize, Vec<usize>>,
    in_rule: bool,
    /// First row of the table we are in, and how many rows it has had.
    table: Option<(usize, usize)>,
}

impl<'a> Cutter<'a> {
    fn new(layout: &'a FeatureLayout<'a>, language: &'a GherkinLanguage) -> Self {
        Self {
            layout,
            language,
            pieces: vec![Cut::default()],
            rows: HashMap::new(),
            in_rule: false,
            table: None,
        }
    }

    fn seam(&mut self, kind: LineKind) {
        let full = self.pieces.last().is_some_and(|piece| piece.lines.len() >= PIECE_LINES);
        if full {
            let within_rule = self.in_rule && kind == LineKind::Scenario;
            self.pieces.push(Cut {
                prefix: self.prefix(within_rule),
                lines: Vec::new(),
                within_rule,
            });
        }
        self.in_rule |= kind == LineKind::Rule;
    }

    fn prefix(&self, within_rule: bool) -> Vec<String> {
        let head = |words: &[&str]| words.first().map(|word| format!("{word}: -\n"));
        let directive = self
            .layout
            .lines
            .iter()
            .find(|line| !line.trim().is_empty())
            .filter(|line| language::directive(line).is_some())
            .map(|line| (*line).to_owned());
        let rule = within_rule.then(|| head(self.language.rule)).flatten();
        directive.into_iter().chain(head(self.language.feature)).chain(rule).collect()
    }

    fn line(&mut self, at: usize) {
        let kind = self.layout.kinds[at];
        if kind == LineKind::Row {
            let (first, count) = self.table.map_or((at, 1), |(first, count)| (first, count + 1));
            self.table = Some((first, count));
            if count > TABLE_ROWS {
                self.rows.entry(first).or_default().push(at);
                return;
            }
        } else if !kind.is_air() {
            self.table = None;
        }
        if let Some(piece) = self.pieces.last_mut() {
            piece.lines.push(at);
        }
    }

    fn finish(self) -> Cuts {
        Cuts { pieces: self.pieces, rows: self.rows }
    }
}
