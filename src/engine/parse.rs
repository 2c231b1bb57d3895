//! Parses the text of a feature file.

use cucumber::gherkin::{Feature, GherkinEnv, ParseError};

use super::{
    Problem, Source, language,
    layout::{FeatureLayout, LineKind},
    syntax,
};

/// Parses `source`, which has no byte order mark; `layout` describes its lines.
pub(super) fn parse(source: &Source, layout: &FeatureLayout<'_>) -> Result<Feature, Problem> {
    let mut feature = Feature::parse(&source.text, GherkinEnv::default())
        .map_err(|error| syntax::diagnose(source, layout, line_of(&error)))?;
    if language::of(&source.text).is_some() {
        reject_swallowed_headings(source, layout, &feature)?;
    }
    feature.path = Some(source.path.clone().into());
    Ok(feature)
}

/// Line of a parser error, from 1. The position is private, but is printed: `Error at 5:6: {…}`.
fn line_of(error: &ParseError) -> usize {
    let printed = error.to_string();
    let position = printed.trim_start_matches("Error at ").split(':').next();
    position.and_then(|line| line.trim().parse().ok()).unwrap_or(1)
}

/// Returns an error for a heading that the parser silently read as a description, which it does
/// below an empty rule and below a scenario without steps.
fn reject_swallowed_headings(
    source: &Source,
    layout: &FeatureLayout<'_>,
    feature: &Feature,
) -> Result<(), Problem> {
    let heads = |kind| (0..layout.kinds.len()).filter(move |&at| layout.kinds[at] == kind);
    let rules = feature.rules.iter().map(|rule| rule.position.line);
    let scenarios = feature
        .scenarios
        .iter()
        .chain(feature.rules.iter().flat_map(|rule| &rule.scenarios))
        .map(|scenario| scenario.position.line);
    let lost = first_lost(heads(LineKind::Rule), rules)
        .or_else(|| first_lost(heads(LineKind::Scenario), scenarios));
    let Some(at) = lost else { return Ok(()) };
    Err(Problem::new(&source.path, "the rule or scenario above this heading is empty")
        .at(at + 1, layout.column(at), layout.lines[at])
        .help("give the rule above a scenario, the scenario above a step, or remove it"))
}

/// First of `written` (lines from 0) that is not among `parsed` (lines from 1), both ascending.
fn first_lost(
    written: impl Iterator<Item = usize>,
    mut parsed: impl Iterator<Item = usize>,
) -> Option<usize> {
    written.into_iter().find(|&at| !parsed.any(|line| line == at + 1))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    fn tried(text: &str) -> Result<Feature, Problem> {
        let layout = FeatureLayout::of(text, language::of(text));
        parse(&Source::new("f.feature", text), &layout)
    }

    #[test]
    fn an_error_far_down_has_its_line() {
        let mut text = String::from("Feature: f\n");
        for n in 0..1000 {
            let _ = writeln!(text, "  Scenario: {n}\n    Given x\n    Then y\n");
        }
        text += "  Scenario: bad\n    Given x\n    Gven y\n";
        let problem = tried(&text).unwrap_err();
        assert_eq!((problem.line, problem.col), (4004, 5));
    }

    #[test]
    fn a_heading_taken_for_description_is_a_problem() {
        let rules = "Feature: f\n  Rule: a\n\n  Rule: b\n    Scenario: s\n      Then x\n";
        let problem = tried(rules).unwrap_err();
        assert_eq!(problem.line, 4, "{problem}");
    }

    #[test]
    fn german_and_windows_lines_are_read() {
        let text =
            "# language: de\r\nFunktionalität: f\r\n  Szenario: s\r\n    Wenn a\r\n    Dann b\r\n";
        let feature = tried(text).unwrap();
        assert_eq!(feature.scenarios[0].steps.len(), 2);
        assert_eq!(feature.scenarios[0].steps[1].value, "b");
    }
}
