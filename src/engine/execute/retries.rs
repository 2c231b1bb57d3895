//! Scenarios that are run more than once.

use crate::engine::{Options, Retry, StopSignal};
use crate::evidence::{ScenarioRecord, StepOutcome};

use super::tests::{RecordedRun, block_on, execute, options, planned, runner};
use super::writers::printed;

fn lost(record: &ScenarioRecord) -> bool {
    record.steps.iter().any(|it| matches!(it.outcome, StepOutcome::Unobserved(_)))
}

/// Runs with at most `times` retries of scenarios that could not be observed.
fn retried(text: &str, times: u32, stop_after: Option<usize>) -> (RecordedRun, Vec<String>) {
    let stop = StopSignal::default();
    let options = Options { retry: Retry { times, wanted: lost }, ..options(1, &stop) };
    let mut order = Vec::new();
    let execution = block_on(execute(planned(text), runner(options), &mut |record| {
        order.push(format!("{} {}", record.name, record.attempts));
        if Some(order.len()) == stop_after {
            stop.start_no_more();
        }
    }));
    (execution, order)
}

const COMES_BACK: &str = "Feature: f
  Scenario: second
    When the target comes back at attempt 2
    Then it holds
  Scenario: third
    When the target comes back at attempt 3
    Then it holds
  Scenario: wrong
    Then it does not hold
  Scenario: fine
    Then it holds
";

#[test]
fn a_scenario_without_observation_is_run_again_after_all_others() {
    let (execution, order) = retried(COMES_BACK, 2, None);
    assert_eq!(order, ["wrong 1", "fine 1", "second 2", "third 3"]);
    let names: Vec<&str> = execution.records.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["second", "third", "wrong", "fine"]);
    let earlier: Vec<usize> = execution.records.iter().map(|it| it.earlier.len()).collect();
    assert_eq!(earlier, [1, 2, 0, 0]);
    let third = &execution.records[1];
    assert!(third.steps.iter().all(|it| it.outcome.passed()));
    let before = &third.earlier[1];
    assert_eq!((before.attempts, before.earlier.len(), before.exchanges.len()), (2, 0, 1));
    assert!(!execution.interrupted);
}

#[test]
fn retries_are_limited_and_a_stop_keeps_the_last_attempt() {
    let (execution, order) = retried(COMES_BACK, 1, None);
    assert_eq!(order, ["wrong 1", "fine 1", "second 2", "third 2"]);
    assert!(matches!(execution.records[1].steps[0].outcome, StepOutcome::Unobserved(_)));
    let (execution, order) = retried(COMES_BACK, 2, Some(2));
    assert_eq!(order, ["wrong 1", "fine 1", "second 1", "third 1"]);
    assert!(execution.interrupted);
    assert_eq!(execution.records.len(), 4);
}

#[test]
fn other_writers_are_notified_of_every_attempt() {
    let retry = Retry { times: 2, wanted: lost };
    let options = Options { retry, ..options(8, &StopSignal::default()) };
    let text = printed(COMES_BACK, options);
    assert!(text.contains("1 feature\n") && text.contains("failed"), "{text}");
    assert_eq!(text.matches("Scenario: third").count(), 3, "{text}");
}
