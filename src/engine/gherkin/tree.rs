//! Builds a `Feature` from headings, steps, rows and texts.

use cucumber::gherkin::{
    Background, Examples, Feature, LineCol, Rule, Scenario, Span, Step, StepType, Table,
};

use super::keywords::HeadingKind;
use super::places::TextPlaces;

/// A heading with its place, its title and its tags.
pub(super) struct NewHeading {
    pub kind: HeadingKind,
    pub keyword: String,
    pub title: String,
    pub at: LineCol,
    /// Tags without `@`, with their places.
    pub tags: Vec<(String, LineCol)>,
}

/// Part of the feature that steps, rows and texts belong to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum TreePart {
    #[default]
    Head,
    Background,
    Scenario,
    Examples,
    /// A background that is not allowed.
    LateBackground,
}

/// Text or table below the latest step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum StepArgument {
    #[default]
    Nothing,
    Table,
    DocString,
}

/// A feature that grows line by line.
#[derive(Default)]
pub(super) struct FeatureTree {
    pub places: TextPlaces,
    feature: Option<Feature>,
    in_rule: bool,
    part: TreePart,
    argument: StepArgument,
    /// A background that is not allowed; an error was reported.
    late: Option<Background>,
    /// Kind of the latest step.
    latest: Option<StepType>,
    /// Kinds that the steps of the backgrounds of feature and rule end with.
    after_background: (Option<StepType>, Option<StepType>),
}

impl FeatureTree {
    /// The feature with everything added to it.
    pub(super) fn finish(self) -> (Option<Feature>, TextPlaces) {
        (self.feature, self.places)
    }

    /// Begins the part below a heading.
    pub(super) fn open(&mut self, heading: NewHeading) {
        let places: Vec<_> = heading.tags.iter().map(|it| it.1).collect();
        if !places.is_empty() {
            self.places.tags.insert(heading.at.line, places);
        }
        self.argument = StepArgument::Nothing;
        match heading.kind {
            HeadingKind::Feature if self.feature.is_none() => self.feature = Some(feature(heading)),
            // A second feature is an error; what is below it is read like a rule.
            HeadingKind::Feature | HeadingKind::Rule => self.open_rule(heading),
            HeadingKind::Background => self.open_background(heading),
            HeadingKind::Scenario => self.open_scenario(heading),
            HeadingKind::Examples => self.open_examples(heading),
        }
    }

    fn open_rule(&mut self, heading: NewHeading) {
        self.in_rule = true;
        self.part = TreePart::Head;
        self.after_background.1 = None;
        let rule = rule(heading);
        self.feature.iter_mut().for_each(|it| it.rules.push(rule.clone()));
    }

    fn open_background(&mut self, heading: NewHeading) {
        self.part = TreePart::Background;
        self.latest = if self.in_rule { self.after_background.0 } else { None };
        let background = Background {
            keyword: heading.keyword,
            name: heading.title,
            description: None,
            steps: Vec::new(),
            span: Span::default(),
            position: heading.at,
        };
        let Some(feature) = &mut self.feature else { return };
        let (place, is_late) = match feature.rules.last_mut() {
            Some(rule) => (&mut rule.background, !rule.scenarios.is_empty()),
            None => (&mut feature.background, !feature.scenarios.is_empty()),
        };
        if is_late || place.is_some() {
            self.part = TreePart::LateBackground;
            self.late = Some(background);
        } else {
            *place = Some(background);
        }
    }

    fn open_scenario(&mut self, heading: NewHeading) {
        self.part = TreePart::Scenario;
        self.latest = self.after_background.1.or(self.after_background.0);
        let scenario = scenario(heading);
        if let Some(scenarios) = self.scenarios() {
            scenarios.push(scenario);
        }
    }

    fn open_examples(&mut self, heading: NewHeading) {
        self.part = TreePart::Examples;
        let examples = examples(heading);
        if let Some(scenario) = self.scenario() {
            scenario.examples.push(examples);
        }
    }

    /// Adds a line of the description.
    pub(super) fn describe(&mut self, line: &str) {
        let Some(description) = self.description() else { return };
        match description {
            Some(text) => {
                text.push('\n');
                text.push_str(line);
            }
            None => *description = Some(line.to_owned()),
        }
    }

    /// Adds a step; without a kind it is of the kind of the step before. Returns whether there is one.
    pub(super) fn step(
        &mut self,
        keyword: &str,
        ty: Option<StepType>,
        text: &str,
        at: LineCol,
    ) -> bool {
        let known = ty.or(self.latest);
        let ty = known.unwrap_or(StepType::Given);
        self.latest = Some(ty);
        self.argument = StepArgument::Nothing;
        if self.part == TreePart::Background {
            let after = &mut self.after_background;
            *(if self.in_rule { &mut after.1 } else { &mut after.0 }) = Some(ty);
        }
        let step = Step {
            keyword: keyword.to_owned(),
            ty,
            value: text.to_owned(),
            docstring: None,
            table: None,
            span: Span::default(),
            position: at,
        };
        if let Some(steps) = self.steps() {
            steps.push(step);
        }
        known.is_some()
    }

    /// Whether a table row may follow.
    pub(super) fn takes_row(&mut self) -> bool {
        if self.part == TreePart::Examples || self.argument == StepArgument::Table {
            return true;
        }
        self.latest_step().is_some_and(|it| it.table.is_none())
    }

    /// Whether a doc string may follow.
    pub(super) fn takes_doc_string(&mut self) -> bool {
        let in_examples = self.part == TreePart::Examples;
        !in_examples && self.latest_step().is_some_and(|it| it.docstring.is_none())
    }

    /// Whether a heading of Examples may follow.
    pub(super) fn takes_examples(&self) -> bool {
        matches!(self.part, TreePart::Scenario | TreePart::Examples)
    }

    /// Adds a row to the table of the step or the Examples. Returns the number of cells in the
    /// table's first row if it is another one.
    pub(super) fn row(&mut self, cells: Vec<String>, at: LineCol) -> Option<usize> {
        let in_examples = self.part == TreePart::Examples;
        self.argument = StepArgument::Table;
        let table = if in_examples {
            self.scenario().and_then(|it| it.examples.last_mut()).map(|it| &mut it.table)
        } else {
            self.latest_step().map(|it| &mut it.table)
        };
        let table = table?;
        let table =
            table.get_or_insert(Table { rows: Vec::new(), span: Span::default(), position: at });
        let (width, found) = (table.rows.first().map(Vec::len), cells.len());
        table.rows.push(cells);
        let header = table.position.line;
        if in_examples {
            self.places.rows.entry(header).or_default().push(at);
        }
        width.filter(|it| *it != found)
    }

    /// Adds a doc string to the step.
    pub(super) fn doc_string(&mut self, text: String, line: usize) {
        self.argument = StepArgument::DocString;
        let Some(step) = self.latest_step() else { return };
        step.docstring = Some(text);
        let at = step.position.line;
        self.places.doc_strings.insert(at, line);
    }

    fn scenarios(&mut self) -> Option<&mut Vec<Scenario>> {
        let feature = self.feature.as_mut()?;
        match feature.rules.last_mut() {
            Some(rule) => Some(&mut rule.scenarios),
            None => Some(&mut feature.scenarios),
        }
    }

    fn scenario(&mut self) -> Option<&mut Scenario> {
        self.scenarios()?.last_mut()
    }

    fn background(&mut self) -> Option<&mut Background> {
        let feature = self.feature.as_mut()?;
        match feature.rules.last_mut() {
            Some(rule) => rule.background.as_mut(),
            None => feature.background.as_mut(),
        }
    }

    fn steps(&mut self) -> Option<&mut Vec<Step>> {
        match self.part {
            TreePart::Background => self.background().map(|it| &mut it.steps),
            TreePart::Scenario | TreePart::Examples => self.scenario().map(|it| &mut it.steps),
            TreePart::LateBackground => self.late.as_mut().map(|it| &mut it.steps),
            TreePart::Head => None,
        }
    }

    fn latest_step(&mut self) -> Option<&mut Step> {
        self.steps()?.last_mut()
    }

    fn description(&mut self) -> Option<&mut Option<String>> {
        match self.part {
            TreePart::Background => self.background().map(|it| &mut it.description),
            TreePart::Scenario => self.scenario().map(|it| &mut it.description),
            TreePart::Examples => {
                self.scenario()?.examples.last_mut().map(|it| &mut it.description)
            }
            TreePart::LateBackground => self.late.as_mut().map(|it| &mut it.description),
            TreePart::Head => {
                let feature = self.feature.as_mut()?;
                Some(match feature.rules.last_mut() {
                    Some(rule) => &mut rule.description,
                    None => &mut feature.description,
                })
            }
        }
    }
}

fn names(tags: Vec<(String, LineCol)>) -> Vec<String> {
    tags.into_iter().map(|it| it.0).collect()
}

fn feature(heading: NewHeading) -> Feature {
    Feature {
        keyword: heading.keyword,
        name: heading.title,
        description: None,
        background: None,
        scenarios: Vec::new(),
        rules: Vec::new(),
        tags: names(heading.tags),
        span: Span::default(),
        position: heading.at,
        path: None,
    }
}

fn rule(heading: NewHeading) -> Rule {
    Rule {
        keyword: heading.keyword,
        name: heading.title,
        description: None,
        background: None,
        scenarios: Vec::new(),
        tags: names(heading.tags),
        span: Span::default(),
        position: heading.at,
    }
}

fn scenario(heading: NewHeading) -> Scenario {
    Scenario {
        keyword: heading.keyword,
        name: heading.title,
        description: None,
        steps: Vec::new(),
        examples: Vec::new(),
        tags: names(heading.tags),
        span: Span::default(),
        position: heading.at,
    }
}

fn examples(heading: NewHeading) -> Examples {
    Examples {
        keyword: heading.keyword,
        name: Some(heading.title).filter(|it| !it.is_empty()),
        description: None,
        table: None,
        tags: names(heading.tags),
        span: Span::default(),
        position: heading.at,
    }
}
