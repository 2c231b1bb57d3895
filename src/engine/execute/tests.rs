//! Runs of small features with `TestWorld`.

use std::{
    cell::Cell,
    fmt::Write as _,
    rc::Rc,
    time::{Duration, Instant},
};

use crate::engine::{
    Case, Execution, Gate, KnownTags, Options, Plan, Retry, Runner, Selection, Source,
    StepDefinitions, StopSignal, check, load, select,
    test_world::{LEFT, TestWorld},
};
use crate::evidence::{
    ScenarioRecord, StepOutcome,
    StepOutcome::{Ambiguous, Misuse, NotRun, Passed, Undefined},
    Unobserved,
};

pub(super) fn planned(text: &str) -> Plan {
    let (suite, _) =
        load(vec![Source::new("f.feature", text)], &KnownTags::requirements(&|_| true));
    let lacking = |tags: &[String]| {
        let clock = tags.iter().any(|tag| tag == "needs:clock");
        clock.then(|| "the target has no clock".to_owned())
    };
    let mut plan = select(suite, &Selection::default(), &lacking);
    check(&mut plan, &StepDefinitions::<TestWorld>::gather());
    plan
}

pub(super) fn options(jobs: usize, stop: &StopSignal) -> Options {
    Options {
        jobs,
        bearable: Rc::new(|| usize::MAX),
        idle: Rc::new(|| 0),
        step_timeout: Duration::from_millis(50),
        scenario_timeout: None,
        retry: Retry::default(),
        keep: Rc::new(|_| false),
        stop: stop.clone(),
        gate: Gate::default(),
    }
}

pub(super) fn runner(options: Options) -> Runner<TestWorld> {
    let new_world = Rc::new(|case: &Case| TestWorld::at(case.attempt));
    Runner::new(Rc::new(StepDefinitions::gather()), new_world, options)
}

pub(super) fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// A run with its records.
pub(super) struct RecordedRun {
    /// Records in load order.
    pub records: Vec<ScenarioRecord>,
    pub interrupted: bool,
    pub faults: Vec<String>,
}

/// Runs `plan` and keeps the records.
pub(super) async fn execute(
    plan: Plan,
    runner: Runner<TestWorld>,
    observer: &mut dyn FnMut(&ScenarioRecord),
) -> RecordedRun {
    let mut records = Vec::new();
    let mut keep = |record| {
        observer(&record);
        records.push(record);
    };
    let Execution { interrupted, faults } = super::execute(plan, runner, &mut keep).await;
    records.sort_by_key(|it| it.position);
    RecordedRun { records, interrupted, faults }
}

fn run(text: &str) -> RecordedRun {
    let runner = runner(options(8, &StopSignal::default()));
    block_on(execute(planned(text), runner, &mut |_| {}))
}

/// Runs one scenario; returns its record and the outcomes of its steps.
fn outcomes(steps: &[&str]) -> (ScenarioRecord, Vec<StepOutcome>) {
    let steps = steps.join("\n    ");
    let execution = run(&format!("Feature: f\n  Scenario: s\n    {steps}\n"));
    let record = execution.records.into_iter().next().unwrap();
    let outcomes = record.steps.iter().map(|it| it.outcome.clone()).collect();
    (record, outcomes)
}

#[test]
fn a_passed_scenario_keeps_no_exchanges_but_their_number() {
    LEFT.set(0);
    let (record, steps) =
        outcomes(&["Given the client asks", "When the client asks", "Then it holds"]);
    assert!(steps.iter().all(StepOutcome::passed));
    assert_eq!((record.requests, record.exchanges.len()), (2, 0));
    assert_eq!((record.checks.len(), record.checks[0].step), (1, 2));
    assert_eq!((record.attempts, LEFT.get()), (1, 1));
}

#[test]
fn a_check_that_fails_ends_the_scenario_with_its_evidence() {
    let (record, steps) =
        outcomes(&["Given the client asks", "Then it does not hold", "And it holds"]);
    let text = "it holds: status code is 500, expected 200".to_owned();
    assert_eq!(
        steps,
        [StepOutcome::Passed, StepOutcome::CheckFailed(text.clone()), StepOutcome::NotRun]
    );
    assert_eq!(record.exchanges.len(), 1);
    let (_, steps) = outcomes(&["Given it does not hold", "Then it holds"]);
    assert_eq!(steps, [StepOutcome::CheckFailed(text), StepOutcome::NotRun]);
}

#[test]
fn a_check_that_failed_in_a_step_that_passed_keeps_the_exchanges() {
    let (record, steps) = outcomes(&["Given the client asks", "Then it holds at the second look"]);
    assert!(steps.iter().all(StepOutcome::passed));
    assert_eq!(record.exchanges.len(), 1);
}

#[test]
fn reasons_arrive_typed_and_panics_with_their_place() {
    let then = "Then it holds";
    let (_, steps) = outcomes(&["When the target is lost", then]);
    assert!(matches!(&steps[0], StepOutcome::Unobserved(Unobserved::NoConnection { .. })));
    let (_, steps) = outcomes(&["When the scenario is misused", then]);
    assert_eq!(steps[0], StepOutcome::Misuse("nobody is called Eve".into()));
    let (_, steps) = outcomes(&["When the step panics", then]);
    let StepOutcome::Panicked(message) = &steps[0] else {
        panic!("{steps:?}");
    };
    assert!(message.starts_with("index out of bounds at src/engine/test_world.rs:"), "{message}");
}

#[test]
fn a_step_that_never_ends_is_dropped_and_the_others_continue() {
    LEFT.set(0);
    let mut text = String::from("Feature: f\n");
    for n in 0..10 {
        let _ = writeln!(text, "  Scenario: h{n}\n    When the step hangs\n    Then it holds");
        let _ = writeln!(text, "  Scenario: g{n}\n    When nothing happens\n    Then it holds");
    }
    let began = Instant::now();
    let execution = run(&text);
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    let hung = StepOutcome::TimedOut { limit_ms: 50 };
    for record in &execution.records {
        let expected = if record.name.starts_with('h') { &hung } else { &StepOutcome::Passed };
        assert_eq!(&record.steps[0].outcome, expected);
        assert_eq!(record.exchanges.len(), usize::from(record.name.starts_with('h')));
    }
    assert_eq!((execution.records.len(), LEFT.get()), (20, 20));
    assert!(!execution.interrupted);
}

#[test]
fn a_step_may_ask_for_more_time() {
    let began = Instant::now();
    let (_, steps) = outcomes(&["When the step asks for 30 ms more, and hangs", "Then it holds"]);
    assert_eq!(steps, [StepOutcome::TimedOut { limit_ms: 80 }, NotRun]);
    assert!(began.elapsed() >= Duration::from_millis(80), "{:?}", began.elapsed());
}

#[test]
fn a_scenario_has_a_limit_of_its_own() {
    let text = "Feature: f\n  Scenario: s\n    When the step hangs\n    Then it holds\n";
    let mut options = options(1, &StopSignal::default());
    options.step_timeout = Duration::MAX;
    options.scenario_timeout = Some(Duration::from_millis(20));
    let execution = block_on(execute(planned(text), runner(options), &mut |_| {}));
    let outcome = &execution.records[0].steps[0].outcome;
    assert_eq!(outcome, &StepOutcome::TimedOut { limit_ms: 20 });
}

#[test]
fn scenarios_that_cannot_run_are_recorded() {
    let execution = run("Feature: f
  Background:
    Given nothing
  Scenario: undefined
    When the client teleports
    Then it holds
  Scenario: ambiguous
    Then it matches twice
  Scenario: checks nothing
    When nothing happens
  @needs:clock
  Scenario: not here
    Then it holds
  Scenario: empty
  Scenario: good
    Then it holds
");
    let seen: Vec<_> = execution
        .records
        .iter()
        .map(|it| it.steps.iter().map(|step| &step.outcome).collect::<Vec<_>>())
        .collect();
    assert_eq!(seen[0], [&NotRun, &Undefined, &NotRun]);
    assert!(matches!(seen[1][1], Ambiguous(places) if places.len() == 2));
    assert!(matches!(seen[2][..], [Misuse(_), NotRun]));
    assert_eq!(seen[3], [&NotRun, &NotRun]);
    let reason = execution.records[3].not_applicable.as_deref();
    assert_eq!(reason, Some("the target has no clock"));
    assert_eq!(execution.records[3].attempts, 0);
    assert!(matches!(seen[4][..], [Misuse(_)]));
    assert_eq!(seen[5], [&Passed, &Passed]);
}

#[test]
fn a_clean_up_that_fails_is_no_outcome_of_a_step() {
    let execution = run(
        "Feature: f\n  Scenario: s\n    Given a World whose clean-up fails\n    Then it holds\n",
    );
    assert!(execution.records[0].steps.iter().all(|it| it.outcome.passed()));
    let fault = &execution.faults[0];
    assert!(fault.contains("`f.feature > s`: the clean-up fails at src/"), "{fault}");
}

#[test]
fn a_stop_ends_the_running_step_and_starts_nothing_new() {
    LEFT.set(0);
    // The first step yields, so that the second scenario already hangs when the first ends.
    let mut text = String::from(
        "Feature: f\n  Scenario: first\n    When the client asks\n    Then it holds\n",
    );
    for n in 0..5 {
        let _ = writeln!(text, "  Scenario: h{n}\n    When the step hangs\n    Then it holds");
    }
    let stop = StopSignal::default();
    let mut options = options(2, &stop);
    options.step_timeout = Duration::from_secs(60);
    let runner = runner(options);
    let mut stop_after_the_first = |_: &ScenarioRecord| stop.stop();
    let execution = block_on(execute(planned(&text), runner, &mut stop_after_the_first));
    let names: Vec<_> = execution.records.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["first", "h0"]);
    assert!(execution.interrupted);
    let cut = &execution.records[1];
    assert_eq!(cut.steps[0].outcome, StepOutcome::Interrupted);
    assert_eq!(cut.steps[1].outcome, StepOutcome::NotRun);
    assert_eq!((cut.exchanges.len(), LEFT.get()), (1, 2));
}

#[test]
fn an_orderly_end_lets_what_runs_finish() {
    let text = "Feature: f
  Scenario: a
    When the client asks
    Then it holds
  Scenario: b
    When the client asks
    Then it does not hold
  Scenario: c
    Then it holds
";
    let stop = StopSignal::default();
    let runner = runner(options(1, &stop));
    let mut fail_fast = |record: &ScenarioRecord| {
        if record.steps.iter().any(|it| !it.outcome.passed()) {
            stop.start_no_more();
        }
    };
    let execution = block_on(execute(planned(text), runner, &mut fail_fast));
    let names: Vec<_> = execution.records.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
    assert!(execution.interrupted);
}

#[test]
fn a_world_that_cannot_be_built_is_a_panic_of_the_first_step() {
    let new_world = Rc::new(|_: &Case| -> TestWorld { panic!("no world") });
    let options = options(1, &StopSignal::default());
    let runner = Runner::new(Rc::new(StepDefinitions::gather()), new_world, options);
    let text = "Feature: f\n  Scenario: s\n    Then it holds\n";
    let execution = block_on(execute(planned(text), runner, &mut |_| {}));
    let outcome = &execution.records[0].steps[0].outcome;
    assert!(matches!(outcome, StepOutcome::Panicked(it) if it.starts_with("no world at src/")));
}

#[test]
fn thousands_of_scenarios_in_one_file_run() {
    let mut text = String::from("Feature: f\n");
    for n in 0..3000 {
        let _ = writeln!(text, "  Scenario: s{n}\n    When the client asks\n    Then it holds");
    }
    let execution = run(&text);
    assert_eq!(execution.records.len(), 3000);
    assert!(execution.records.iter().all(|it| it.requests == 1 && it.steps[1].outcome.passed()));
    let last = execution.records.last().unwrap();
    assert_eq!((last.name.as_str(), last.line), ("s2999", 8999));
}

#[test]
fn as_many_scenarios_run_as_jobs_the_target_and_waits_allow() {
    let mut text = String::from("Feature: f\n");
    for n in 0..6 {
        let _ = writeln!(text, "  Scenario: s{n}\n    When the step hangs\n    Then it holds");
    }
    // Number of scenarios that have begun when the first ends.
    let begun = |jobs, idle: usize, bearable: usize| {
        let raised = Rc::new(Cell::new(0));
        let counted = Rc::clone(&raised);
        let new_world = Rc::new(move |case: &Case| {
            counted.set(counted.get() + 1);
            TestWorld::at(case.attempt)
        });
        let options =
            Options { idle: Rc::new(move || idle), ..options(jobs, &StopSignal::default()) };
        let options = Options { bearable: Rc::new(move || bearable), ..options };
        let runner = Runner::new(Rc::new(StepDefinitions::gather()), new_world, options);
        let mut first = 0;
        let mut note = |_: &ScenarioRecord| first = if first == 0 { raised.get() } else { first };
        assert_eq!(block_on(execute(planned(&text), runner, &mut note)).records.len(), 6);
        first
    };
    let all = usize::MAX;
    assert_eq!([begun(2, 0, all), begun(2, 3, all), begun(1, 3, all)], [2, 5, 1]);
    assert_eq!([begun(4, 0, 3), begun(2, 0, 3), begun(4, 0, 0)], [3, 2, 1]);
}

#[test]
fn nothing_selected_gives_nothing() {
    let execution = run("Feature: f\n");
    assert_eq!((execution.records.len(), execution.interrupted), (0, false));
}

#[test]
fn records_come_in_load_order_whatever_order_they_ran_in() {
    let text = "Feature: f
  Scenario: a
    When the client asks
    Then it holds
  Rule: r
    Background:
      Given nothing
    Scenario Outline: b
      Then it holds <n>
      Examples:
        | n |
        | 1 |
        | 2 |
";
    let mut plan = planned(text);
    plan.scenarios.reverse();
    let mut ended = Vec::new();
    let runner = runner(options(1, &StopSignal::default()));
    let execution = block_on(execute(plan, runner, &mut |it| ended.push(it.name.clone())));
    assert_eq!(ended, ["b (n: 2)", "b (n: 1)", "a"]);
    let lines: Vec<_> = execution.records.iter().map(|it| it.line).collect();
    assert_eq!(lines, [2, 12, 13]);
    assert_eq!(execution.records[1].steps[0].line, 7);
    assert_eq!(execution.records[1].steps[0].keyword, "Given");
}
