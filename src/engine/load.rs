//! Loads feature texts into a suite: parses them, expands outlines, and checks our own rules.

use std::{
    collections::{BTreeSet, HashMap},
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::Arc,
};

use cucumber::{
    event,
    gherkin::{Examples, Feature, LineCol, Rule, Scenario, Step, StepType},
};

use crate::requirement::is_requirement_id;

use super::{
    Problem, Source, language, layout::FeatureLayout, line_filter::LineFilter, misspelled_keyword,
    outline, parse,
};

/// All scenarios of the files that could be read.
///
/// The features and rules in it have no scenarios of their own, so that each scenario exists once.
#[derive(Clone, Default)]
pub struct Suite {
    pub(super) groups: Vec<ScenarioGroup>,
}

/// A rule and its title.
type NamedRule = (Arc<str>, event::Source<Rule>);

/// The scenarios directly under one feature or under one rule.
#[derive(Clone)]
pub(super) struct ScenarioGroup {
    pub file: Arc<str>,
    pub title: Arc<str>,
    pub feature: event::Source<Feature>,
    pub rule: Option<NamedRule>,
    pub scenarios: Vec<Scenario>,
}

impl Suite {
    /// Number of scenarios; each row of an outline counts as one.
    pub fn len(&self) -> usize {
        self.groups.iter().map(|group| group.scenarios.len()).sum()
    }

    /// Adds a feature that is already parsed and expanded.
    pub(super) fn add(&mut self, mut feature: Feature) {
        let path = feature.path.as_ref().map(|path| path.display().to_string());
        let own = (None, std::mem::take(&mut feature.scenarios));
        let rules = std::mem::take(&mut feature.rules);
        let rules = rules.into_iter().map(|mut rule| {
            let scenarios = std::mem::take(&mut rule.scenarios);
            (Some(named(rule)), scenarios)
        });
        let groups = std::iter::once(own).chain(rules).collect();
        self.keep(&path.unwrap_or_default(), feature, groups);
    }

    fn keep(
        &mut self,
        path: &str,
        feature: Feature,
        groups: Vec<(Option<NamedRule>, Vec<Scenario>)>,
    ) {
        let file: Arc<str> = path.into();
        let title: Arc<str> = feature.name.as_str().into();
        let feature = event::Source::new(feature);
        for (rule, scenarios) in groups {
            if !scenarios.is_empty() {
                self.groups.push(ScenarioGroup {
                    file: Arc::clone(&file),
                    title: Arc::clone(&title),
                    feature: feature.clone(),
                    rule,
                    scenarios,
                });
            }
        }
    }

    /// Whether it has no scenario.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Loads `sources`. Returns the scenarios of all files without a syntax error, and the problems of
/// all files. `known` returns whether a requirement id is in the catalogue.
pub fn load(sources: Vec<Source>, known: &dyn Fn(&str) -> bool) -> (Suite, Vec<Problem>) {
    let mut suite = Suite::default();
    let mut problems = Vec::new();
    for mut source in sources {
        if let Some(rest) = source.text.strip_prefix('\u{feff}') {
            source.text = rest.to_owned();
        }
        let mut loader = Loader::new(&source, known, &mut suite, &mut problems);
        if let Err(problem) = loader.load() {
            problems.push(problem);
        }
    }
    (suite, problems)
}

struct Loader<'a> {
    source: &'a Source,
    layout: FeatureLayout<'a>,
    known: &'a dyn Fn(&str) -> bool,
    suite: &'a mut Suite,
    problems: &'a mut Vec<Problem>,
    /// Requirement ids already reported.
    unknown: BTreeSet<String>,
}

impl<'a> Loader<'a> {
    fn new(
        source: &'a Source,
        known: &'a dyn Fn(&str) -> bool,
        suite: &'a mut Suite,
        problems: &'a mut Vec<Problem>,
    ) -> Self {
        Self {
            source,
            layout: FeatureLayout::of(&source.text, language::of(&source.text)),
            known,
            suite,
            problems,
            unknown: BTreeSet::new(),
        }
    }

    fn load(&mut self) -> Result<(), Problem> {
        let mut feature = parse::parse(self.source, &self.layout)?;
        self.lines_exist();
        let wanted = LineFilter::of(self.source, &self.layout, &feature);
        let all = wanted.feature(&feature);
        let rules = std::mem::take(&mut feature.rules);
        let own = std::mem::take(&mut feature.scenarios);
        self.tags(&feature.tags, feature.position);
        let mut groups = vec![(None, self.scenarios(own, &wanted, all))];
        for mut rule in rules {
            let all = all || wanted.rule(&rule);
            self.tags(&rule.tags, rule.position);
            let scenarios = std::mem::take(&mut rule.scenarios);
            let scenarios = self.scenarios(scenarios, &wanted, all);
            groups.push((Some(named(rule)), scenarios));
        }
        self.suite.keep(&self.source.path, feature, groups);
        Ok(())
    }

    fn lines_exist(&mut self) {
        let last = self.layout.lines.len();
        for line in self.source.lines.iter().filter(|line| **line > last) {
            let message = format!("there is no line {line}: the file ends at line {last}");
            let problem = Problem::new(&self.source.path, message);
            self.problems.push(problem.help("name the line of a scenario or of one of its steps"));
        }
    }

    /// Expands outlines, checks the scenarios against our rules, and keeps the requested ones.
    fn scenarios(
        &mut self,
        written: Vec<Scenario>,
        wanted: &LineFilter,
        all: bool,
    ) -> Vec<Scenario> {
        let mut kept = Vec::with_capacity(written.len());
        let mut names: HashMap<u64, usize> = HashMap::with_capacity(written.len());
        for scenario in written {
            let (heading, steps) = (scenario.position, positions(&scenario));
            self.check_scenario(&scenario);
            let mut rows = match outline::expand(&self.layout, scenario) {
                Ok(rows) => rows,
                Err(error) => {
                    self.report_missing_column(&error.name, error.pos, heading, &steps);
                    continue;
                }
            };
            for row in &rows {
                self.unique(row, &mut names);
            }
            if !all {
                wanted.keep(heading.line, &mut rows);
            }
            kept.append(&mut rows);
        }
        kept
    }

    /// Checks one scenario against our rules.
    fn check_scenario(&mut self, scenario: &Scenario) {
        let at = scenario.position;
        self.tags(&scenario.tags, at);
        for examples in &scenario.examples {
            self.tags(&examples.tags, examples.position);
        }
        let rows = |it: &Examples| it.table.as_ref().map_or(0, |table| table.rows.len());
        let title = &scenario.name;
        if !scenario.examples.is_empty() && scenario.examples.iter().all(|it| rows(it) < 2) {
            self.report(at, format!("the outline `{title}` has no row"), "add one to its examples");
        }
        self.report_misspelled_keyword(at.line);
        if scenario.steps.is_empty() {
            self.report(
                at,
                format!("the scenario `{title}` has no step"),
                "write it, or remove it",
            );
        } else if !checks_something(&scenario.steps) {
            let help = "add a Then that states what must hold";
            self.report(at, format!("the scenario `{title}` checks nothing"), help);
        }
    }

    /// Reports a step whose keyword is misspelt, so that the parser reads it as description.
    fn report_misspelled_keyword(&mut self, heading: usize) {
        let Some(language) = language::of(&self.source.text) else { return };
        if let Some((at, keyword)) =
            misspelled_keyword::misspelled_step(&self.layout.lines, heading, language)
        {
            let line = self.layout.lines[at];
            let col = line.len() - line.trim_start().len() + 1;
            let word = line.split_whitespace().next().unwrap_or_default();
            let message =
                format!("`{word}` is not a step keyword; the line is read as description");
            let help = format!("did you mean `{keyword}`?");
            let problem = Problem::new(&self.source.path, message).at(at + 1, col, line).help(help);
            self.problems.push(problem);
        }
    }

    /// Reports a second scenario of the same name. Names are kept as hashes to save memory.
    fn unique(&mut self, scenario: &Scenario, names: &mut HashMap<u64, usize>) {
        let mut hasher = DefaultHasher::new();
        scenario.name.hash(&mut hasher);
        let line = scenario.position.line;
        if let Some(first) = names.insert(hasher.finish(), line) {
            let message = format!("a second scenario named `{}`", scenario.name);
            let help = format!("the other is at line {first}; name the difference in the title");
            self.report(scenario.position, message, help);
        }
    }

    fn report_missing_column(
        &mut self,
        name: &str,
        place: LineCol,
        heading: LineCol,
        steps: &[LineCol],
    ) {
        // For a title the crate reports the place of the row instead.
        let at = if steps.contains(&place) { place } else { heading };
        let help = "add the column to every examples table, or correct the name";
        self.report(at, format!("no column for `<{name}>`"), help);
    }

    fn tags(&mut self, tags: &[String], at: LineCol) {
        for tag in tags {
            let strange = is_requirement_id(tag) && !(self.known)(tag);
            if strange && self.unknown.insert(tag.clone()) {
                let message = format!("requirement {tag} is not in the catalogue");
                self.report(at, message, "add it to `requirements.toml`, or correct the tag");
            }
        }
    }

    fn report(&mut self, at: LineCol, message: impl Into<String>, help: impl Into<String>) {
        let excerpt = self.layout.lines.get(at.line - 1).copied();
        let problem = Problem::new(&self.source.path, message)
            .at(at.line, at.col, excerpt.unwrap_or_default())
            .help(help);
        self.problems.push(problem);
    }
}

fn named(rule: Rule) -> NamedRule {
    (rule.name.as_str().into(), event::Source::new(rule))
}

fn positions(scenario: &Scenario) -> Vec<LineCol> {
    scenario.steps.iter().map(|step| step.position).collect()
}

/// Whether one of a scenario's own steps is a Then step.
pub(super) fn checks_something(steps: &[Step]) -> bool {
    steps.iter().any(|step| step.ty == StepType::Then)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loaded(text: &str, lines: &[usize]) -> (Vec<String>, Vec<String>) {
        let mut source = Source::new("f.feature", text);
        source.lines = lines.to_vec();
        let (suite, problems) = load(vec![source], &|id| id == "BI-001");
        let scenarios = suite.groups.iter().flat_map(|group| &group.scenarios);
        let names = scenarios.map(|it| it.name.clone()).collect();
        (names, problems.iter().map(ToString::to_string).collect())
    }

    const FEATURE: &str = "\u{feff}Feature: f
  Background:
    Given b

  @BI-001
  Scenario: one
    Then x

  Rule: r
    Scenario Outline: two <n>
      Then <n>
      Examples:
        | n |
        | 1 |
        | 2 |

    # about three
    @slow
    Scenario: three
      Then x
";

    #[test]
    fn a_line_selects_the_scenarios_under_its_heading() {
        let names = |lines: &[usize]| loaded(FEATURE, lines).0.join(", ");
        assert_eq!(names(&[]), "one, two 1, two 2, three");
        assert_eq!(names(&[3]), "one, two 1, two 2, three");
        assert_eq!(names(&[5]), "one");
        assert_eq!(names(&[9]), "two 1, two 2, three");
        assert_eq!(names(&[11]), "two 1, two 2");
        assert_eq!(names(&[15]), "two 2");
        assert_eq!(names(&[7, 18]), "one, three");
        let (names, problems) = loaded(FEATURE, &[99]);
        assert_eq!((names.len(), problems.len()), (0, 1), "{problems:?}");
    }

    #[test]
    fn our_rules_are_checked() {
        let (_, problems) = loaded(
            "@BI-002
Feature: f
  Scenario: a
    Given x
  Scenario: b
    Then x
  Scenario: b
    Then y
  Scenario Outline: c
    Then <d> and <e>
    Examples:
      | d |
      | 1 |
  Scenario: last
",
            &[],
        );
        assert_eq!(
            problems,
            [
                "f.feature:2:1: requirement BI-002 is not in the catalogue",
                "f.feature:3:3: the scenario `a` checks nothing",
                "f.feature:7:3: a second scenario named `b`",
                "f.feature:10:5: no column for `<e>`",
                "f.feature:14:3: the scenario `last` has no step",
            ]
        );
    }

    #[test]
    fn a_broken_file_does_not_hide_the_others() {
        let sources = vec![
            Source::new("a.feature", "Fature: f\n"),
            Source::new("b.feature", FEATURE),
            Source::new("c.feature", ""),
        ];
        let (suite, problems) = load(sources, &|_| true);
        assert_eq!(suite.len(), 4);
        let files: Vec<_> = problems.iter().map(|it| it.file.as_str()).collect();
        assert_eq!(files, ["a.feature", "c.feature"]);
    }
}
