//! A part of a feature text that the parser can read on its own, and the way back to the lines
//! and offsets of the whole.

use cucumber::gherkin::{
    Background, Examples, Feature, GherkinEnv, LineCol, Rule, Scenario, Span, Step, Table,
};

use super::layout::FeatureLayout;

/// Lines of a feature text, with what must stand before them to make them a text of their own.
pub(super) struct Piece<'a> {
    layout: &'a FeatureLayout<'a>,
    text: String,
    /// For each line of the piece, its line in the whole, from 0.
    origin: Vec<usize>,
    /// Byte offset of each line in the piece.
    starts: Vec<usize>,
}

/// Where the parser gave up, in lines of the whole text from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct GaveUp {
    pub line: usize,
    pub col: usize,
}

impl<'a> Piece<'a> {
    /// `lines` of the text, after the lines of `prefix`.
    pub(super) fn new(
        layout: &'a FeatureLayout<'a>,
        prefix: &[String],
        lines: impl IntoIterator<Item = usize>,
    ) -> Self {
        let mut piece =
            Self { layout, text: String::new(), origin: Vec::new(), starts: Vec::new() };
        let lines: Vec<_> = lines.into_iter().collect();
        let first = lines.first().copied().unwrap_or_default();
        for line in prefix {
            piece.push(first, line);
        }
        for at in lines {
            piece.push(at, layout.lines[at]);
        }
        if !piece.text.ends_with('\n') {
            piece.text.push('\n');
        }
        piece
    }

    fn push(&mut self, origin: usize, line: &str) {
        self.origin.push(origin);
        self.starts.push(self.text.len());
        self.text.push_str(line);
    }

    /// Parses the piece; lines and offsets in the result are those of the whole text.
    pub(super) fn parse(&self) -> Result<Feature, GaveUp> {
        let mut feature = Feature::parse(&self.text, GherkinEnv::default())
            .map_err(|error| self.gave_up(&error.to_string()))?;
        self.place_feature(&mut feature);
        Ok(feature)
    }

    /// The parser keeps the position private but prints it: `Error at 5:6: {…}`.
    fn gave_up(&self, said: &str) -> GaveUp {
        let mut numbers = said
            .trim_start_matches("Error at ")
            .splitn(3, ':')
            .map(|number| number.trim().parse::<usize>().unwrap_or(1));
        let line = numbers.next().unwrap_or(1);
        let col = numbers.next().unwrap_or(1);
        GaveUp { line: self.line(line), col }
    }

    fn line(&self, line: usize) -> usize {
        let last = self.origin.len().saturating_sub(1);
        let at = line.saturating_sub(1).min(last);
        self.origin.get(at).map_or(1, |origin| origin + 1)
    }

    fn offset(&self, offset: usize) -> usize {
        let at = self.starts.partition_point(|&start| start <= offset);
        let at = at.saturating_sub(1);
        match (self.origin.get(at), self.starts.get(at)) {
            (Some(&origin), Some(start)) => self.layout.starts[origin] + offset - start,
            _ => offset,
        }
    }

    fn place(&self, position: &mut LineCol, span: &mut Span) {
        position.line = self.line(position.line);
        span.start = self.offset(span.start);
        span.end = self.offset(span.end);
    }

    fn place_feature(&self, feature: &mut Feature) {
        self.place(&mut feature.position, &mut feature.span);
        feature.background.iter_mut().for_each(|it| self.place_background(it));
        for scenario in &mut feature.scenarios {
            self.place_scenario(scenario);
        }
        for rule in &mut feature.rules {
            self.place_rule(rule);
        }
    }

    fn place_rule(&self, rule: &mut Rule) {
        self.place(&mut rule.position, &mut rule.span);
        rule.background.iter_mut().for_each(|it| self.place_background(it));
        for scenario in &mut rule.scenarios {
            self.place_scenario(scenario);
        }
    }

    fn place_background(&self, background: &mut Background) {
        self.place(&mut background.position, &mut background.span);
        background.steps.iter_mut().for_each(|it| self.place_step(it));
    }

    fn place_scenario(&self, scenario: &mut Scenario) {
        self.place(&mut scenario.position, &mut scenario.span);
        scenario.steps.iter_mut().for_each(|it| self.place_step(it));
        scenario.examples.iter_mut().for_each(|it| self.place_examples(it));
    }

    fn place_step(&self, step: &mut Step) {
        self.place(&mut step.position, &mut step.span);
        step.table.iter_mut().for_each(|it| self.place_table(it));
    }

    fn place_examples(&self, examples: &mut Examples) {
        self.place(&mut examples.position, &mut examples.span);
        examples.table.iter_mut().for_each(|it| self.place_table(it));
    }

    fn place_table(&self, table: &mut Table) {
        self.place(&mut table.position, &mut table.span);
    }
}
