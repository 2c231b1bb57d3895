//! Our runner and writer among those of the crate.

use std::path::PathBuf;

use cucumber::{WriterExt as _, writer, writer::Stats as _};

use super::super::{StopSignal, rehearsal::Rehearsal};
use super::tests::{block_on, options, planned, runner};
use super::*;

const MIXED: &str = "Feature: f
  Scenario: good
    Given nothing
    Then it holds
  Scenario: bad
    Then it does not hold
  Rule: r
    Background:
      Given nothing
    Scenario: undefined
      When the client teleports
      Then it holds
    Scenario: also good
      Then it holds
";

#[test]
fn writers_of_the_ecosystem_plug_in() {
    let mut text = Vec::new();
    let runner = runner(options(8, &StopSignal::default()));
    let basic = writer::Basic::raw(&mut text, writer::Coloring::Never, 0);
    let mut basic = basic.summarized().normalized::<Rehearsal>();
    let cli = writer::basic::Cli::default();
    let mut ended = 0;
    let mut count = |_: ScenarioRecord| ended += 1;
    block_on(execute_beside(planned(MIXED), runner, &mut count, &mut basic, &cli));
    assert_eq!(ended, 4);
    drop(basic);
    let text = String::from_utf8(text).unwrap();
    for expected in [
        "1 feature\n1 rule\n4 scenarios (2 passed, 1 skipped, 1 failed)",
        "6 steps (4 passed, 1 skipped, 1 failed)",
        "it holds: status code is 500, expected 200",
    ] {
        assert!(text.contains(expected), "{text}");
    }
}

#[test]
fn the_runner_serves_cucumber_itself() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("f.feature"), MIXED).unwrap();
    let runner = runner(options(8, &StopSignal::default()));
    let silent = writer::Basic::raw(std::io::sink(), writer::Coloring::Never, 0);
    let cucumber = cucumber::Cucumber::<Rehearsal, _, PathBuf, _, _>::custom(
        cucumber::parser::Basic::new(),
        runner,
        silent.summarized().normalized::<Rehearsal>(),
    );
    let run = cucumber.with_default_cli().run(directory.path().to_owned());
    let summary = block_on(run);
    assert_eq!((summary.passed_steps(), summary.skipped_steps()), (5, 1));
    assert_eq!(summary.failed_steps(), 1);
}

#[test]
fn the_collector_serves_cucumber_itself() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("f.feature"), MIXED).unwrap();
    let runner = runner(options(8, &StopSignal::default()));
    let mut ended = Vec::new();
    let mut observer = |it: ScenarioRecord| ended.push((it.position, it.name));
    let collector = runner.collector(&mut observer);
    let parser = cucumber::parser::Basic::new();
    let cucumber =
        cucumber::Cucumber::<Rehearsal, _, PathBuf, _, _>::custom(parser, runner, collector);
    let run = cucumber.with_default_cli().run(directory.path().to_owned());
    drop(block_on(run));
    ended.sort();
    let names: Vec<_> = ended.into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["good", "bad", "undefined", "also good"]);
}
