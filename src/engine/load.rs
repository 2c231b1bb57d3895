//! Loads feature texts into a suite: reads them, expands outlines, and checks our own rules.

use std::{collections::HashMap, sync::Arc};

use cucumber::{
    event,
    gherkin::{Feature, Rule, Scenario},
};

use super::{
    KnownTags, Problem, Source,
    gherkin::{self, ReadFeature, TextPlaces},
    line_filter::LineFilter,
    outline,
    suite_rules::SuiteRules,
};

/// All scenarios of the files.
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

/// Loads `sources`. Returns the scenarios of all files, and the problems of all files; with an error
/// among them, a scenario may not be what its text means. Tags are compared with `known`.
pub fn load(sources: Vec<Source>, known: &KnownTags<'_>) -> (Suite, Vec<Problem>) {
    let mut suite = Suite::default();
    let mut problems = Vec::new();
    for mut source in sources {
        if let Some(rest) = source.text.strip_prefix('\u{feff}') {
            source.text = rest.to_owned();
        }
        problems.append(&mut load_file(&source, known, &mut suite));
    }
    (suite, problems)
}

/// Adds the scenarios of one file. Returns its problems in the order of their lines.
fn load_file(source: &Source, known: &KnownTags<'_>, suite: &mut Suite) -> Vec<Problem> {
    let ReadFeature { feature, places, mut problems } = gherkin::read(source);
    let mut rules = SuiteRules::new(source, &places, known);
    rules.lines_exist();
    if let Some(mut feature) = feature {
        rules.feature(&feature);
        let wanted = LineFilter::of(source, &places, &feature, rules.length());
        let all = wanted.feature(&feature);
        let written = std::mem::take(&mut feature.rules);
        let own = std::mem::take(&mut feature.scenarios);
        let mut groups = vec![(None, scenarios(own, &places, &wanted, all, &mut rules))];
        for mut rule in written {
            let all = all || wanted.rule(&rule);
            rules.rule(&rule);
            let own = std::mem::take(&mut rule.scenarios);
            groups.push((Some(named(rule)), scenarios(own, &places, &wanted, all, &mut rules)));
        }
        suite.keep(&source.path, feature, groups);
    }
    problems.append(&mut rules.problems);
    problems.sort_by_key(|it| (it.line, it.col));
    problems
}

/// Expands outlines, checks the scenarios against our rules, and keeps the requested ones.
fn scenarios(
    written: Vec<Scenario>,
    places: &TextPlaces,
    wanted: &LineFilter,
    all: bool,
    rules: &mut SuiteRules<'_>,
) -> Vec<Scenario> {
    let mut kept = Vec::with_capacity(written.len());
    let mut names: HashMap<u64, usize> = HashMap::with_capacity(written.len());
    for scenario in written {
        let heading = scenario.position;
        rules.scenario(&scenario);
        let mut rows = outline::expand(scenario, places);
        for row in &rows {
            rules.unique(row, &mut names);
        }
        if !all {
            wanted.keep(heading.line, &mut rows);
        }
        kept.append(&mut rows);
    }
    kept
}

fn named(rule: Rule) -> NamedRule {
    (rule.name.as_str().into(), event::Source::new(rule))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loaded(text: &str, lines: &[usize]) -> (Vec<String>, Vec<String>) {
        let mut source = Source::new("f.feature", text);
        source.lines = lines.to_vec();
        let (suite, problems) = load(vec![source], &KnownTags::requirements(&|id| id == "BI-001"));
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
                "f.feature:1:1: requirement BI-002 is not in the catalogue",
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
        let (suite, problems) = load(sources, &KnownTags::requirements(&|_| true));
        assert_eq!(suite.len(), 4);
        let files: Vec<_> = problems.iter().map(|it| (it.file.as_str(), it.is_warning)).collect();
        assert_eq!(files, [("a.feature", false), ("a.feature", true), ("c.feature", true)]);
    }
}
