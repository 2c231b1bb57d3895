//! The shipped features keep our own rules of writing.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use bankident_conformance::engine::{self, Disposition, Selection, StepDefinitions};
use bankident_conformance::run;
use bankident_conformance::steps::World;
use regex::Regex;

const FEATURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/features");

fn plan() -> engine::Plan {
    let loaded = run::load(&[]).unwrap_or_else(|why| panic!("{why}"));
    engine::select(loaded.suite, &Selection::default(), &|_| None)
}

fn texts() -> Vec<(PathBuf, String)> {
    fn walk(dir: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|it| it == "feature") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    walk(Path::new(FEATURES), &mut found);
    found
}

#[test]
fn every_step_has_exactly_one_definition_and_every_scenario_checks_something() {
    let mut plan = plan();
    let problems = engine::check(&mut plan, &StepDefinitions::<World>::gather());
    assert_eq!(problems.iter().map(ToString::to_string).collect::<Vec<_>>(), Vec::<String>::new());
    assert!(plan.scenarios.iter().all(|planned| planned.disposition == Disposition::Run));
    assert!(plan.scenarios.len() >= 45, "{} scenarios", plan.scenarios.len());
}

#[test]
fn every_scenario_names_a_requirement_and_has_a_title_of_its_own() {
    let plan = plan();
    let mut ids = HashSet::new();
    for planned in &plan.scenarios {
        let case = &planned.case;
        assert!(!case.requirements.is_empty(), "{} names no requirement", case.id);
        assert!(case.rule.is_some(), "{} is under no rule", case.id);
        assert!(ids.insert(case.id.clone()), "{} occurs twice", case.id);
    }
}

#[test]
fn the_embedded_suite_is_the_one_on_disk() {
    let embedded = plan().scenarios.len();
    let loaded = run::load(&[PathBuf::from(FEATURES)]).unwrap_or_else(|why| panic!("{why}"));
    assert_eq!(loaded.suite.len(), embedded);
    assert_eq!(loaded.problems, []);
}

#[test]
fn sentences_speak_the_domain() {
    let generic = Regex::new(
        r"request (is|was) sent|status code is|answer's \x22|answer has \x22|https?:|/v1|\bGET\b|\bPATCH\b|\bPOST\b",
    )
    .unwrap();
    for (path, text) in texts() {
        let steps = text.lines().map(str::trim_start).filter(|line| {
            ["Given ", "When ", "Then ", "And ", "But "].iter().any(|word| line.starts_with(word))
        });
        for step in steps {
            assert!(!generic.is_match(step), "{}: {step}", path.display());
        }
        assert!(text.lines().count() <= 160, "{} is long", path.display());
        assert!(!text.contains("@wip") && !text.contains("@retry"), "{}", path.display());
    }
}

#[test]
fn only_the_journey_has_many_whens() {
    for (path, text) in texts().into_iter().filter(|(_, text)| !text.contains("@journey")) {
        for scenario in text.split("Scenario").skip(1) {
            let whens =
                scenario.lines().filter(|line| line.trim_start().starts_with("When ")).count();
            let title = scenario.lines().next().unwrap_or_default();
            assert_eq!(whens, 1, "{}: Scenario{title}", path.display());
        }
    }
}
