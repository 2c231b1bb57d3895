//! Our runner and writer with those of the cucumber crate.

use std::path::PathBuf;

use cucumber::{Cucumber, Writer, WriterExt as _, cli, parser, writer};

use crate::engine::{Options, StopSignal, test_world::TestWorld};
use crate::evidence::ScenarioRecord;

use super::tests::{block_on, options, runner};

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

/// Runs `text` with our runner and `writer`.
fn written_to<W>(writer: W, runner: crate::engine::Runner<TestWorld>, text: &str) -> W
where
    W: Writer<TestWorld, Cli: cli::Args + Default> + writer::Normalized,
{
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("f.feature"), text).unwrap();
    let parser = parser::Basic::new();
    let cucumber = Cucumber::<TestWorld, _, PathBuf, _, _>::custom(parser, runner, writer);
    block_on(cucumber.with_default_cli().run(directory.path().to_owned()))
}

/// Output of cucumber's own writer for `text`.
pub(super) fn printed(text: &str, options: Options) -> String {
    let mut output = Vec::new();
    let basic = writer::Basic::raw(&mut output, writer::Coloring::Never, 0);
    drop(written_to(basic.summarized().normalized::<TestWorld>(), runner(options), text));
    String::from_utf8(output).unwrap()
}

#[test]
fn our_runner_serves_writers_of_the_crate() {
    let text = printed(MIXED, options(8, &StopSignal::default()));
    for expected in [
        "1 feature\n1 rule\n4 scenarios (2 passed, 1 skipped, 1 failed)",
        "7 steps (5 passed, 1 skipped, 1 failed)",
        "it holds: status code is 500, expected 200",
    ] {
        assert!(text.contains(expected), "{text}");
    }
}

#[test]
fn our_collector_is_a_writer() {
    let runner = runner(options(8, &StopSignal::default()));
    let mut ended = Vec::new();
    let mut observer = |it: ScenarioRecord| ended.push((it.position, it.name));
    drop(written_to(runner.collector(&mut observer), runner, MIXED));
    ended.sort();
    let names: Vec<_> = ended.into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["good", "bad", "undefined", "also good"]);
}
