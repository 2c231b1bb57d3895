//! Comparisons of small runs.

use std::collections::BTreeSet;

use super::*;
use crate::evidence::{Deviation, ObservedReading, ScenarioRecord};

fn scenario(id: &str, verdict: Verdict) -> AssessedScenario {
    let mut record = ScenarioRecord::sample(id, Vec::new());
    record.duration_ms = 100;
    let reason = if verdict == Verdict::Passed { String::new() } else { format!("{id} is bad") };
    AssessedScenario::new(record, verdict, reason)
}

fn snapshot(scenarios: Vec<AssessedScenario>) -> ComparedRun {
    let side = Side {
        run_id: "r".to_owned(),
        started_at: String::new(),
        target: "t".to_owned(),
        suite_digest: "d".to_owned(),
        capabilities: Vec::new(),
    };
    ComparedRun { side, strict: false, is_part: false, scenarios }
}

fn run(verdicts: &[(&str, Verdict)]) -> ComparedRun {
    snapshot(verdicts.iter().map(|(id, verdict)| scenario(id, *verdict)).collect())
}

fn ids(changes: &[Change]) -> Vec<&str> {
    changes.iter().map(|it| it.scenario.as_str()).collect()
}

#[test]
fn every_pair_of_verdicts_has_its_list() {
    use Verdict::{Error, Failed, Inconclusive, NotApplicable, Passed};
    let before = run(&[
        ("breaks", Passed),
        ("shows itself", Inconclusive),
        ("repaired", Failed),
        ("stays", Failed),
        ("hides", Failed),
        ("lost", Passed),
        ("same", Passed),
        ("lacks", NotApplicable),
        ("gone", Failed),
    ]);
    let after = run(&[
        ("breaks", Failed),
        ("shows itself", Failed),
        ("repaired", Passed),
        ("stays", Failed),
        ("hides", Inconclusive),
        ("lost", Error),
        ("same", Passed),
        ("lacks", NotApplicable),
        ("born well", Passed),
        ("born bad", Failed),
    ]);
    let difference = Difference::between(&before, &after);
    assert_eq!(ids(&difference.newly_failing), ["breaks", "shows itself", "born bad"]);
    assert_eq!(ids(&difference.fixed), ["repaired"]);
    assert_eq!(ids(&difference.still_failing), ["stays"]);
    assert_eq!(ids(&difference.lost), ["lost"]);
    assert_eq!(ids(&difference.changed), ["hides"]);
    assert_eq!(ids(&difference.new), ["born well"]);
    assert_eq!(ids(&difference.gone), ["gone"]);
    assert_eq!(difference.newly_failing[2].before, None);
    assert_eq!(difference.fixed[0].reason, "repaired is bad");
    assert!(difference.is_worse());
    let back = Difference::between(&after, &after);
    assert!(!back.is_worse() && ids(&back.still_failing).len() == 4);
}

#[test]
fn a_scenario_that_is_no_longer_seen_to_pass_is_a_loss_and_so_is_a_capability() {
    use Verdict::{Inconclusive, NotApplicable, Passed};
    let mut before = run(&[("absent", Passed), ("unseen", Passed), ("gone", Passed)]);
    before.side.capabilities = vec!["tan".to_owned(), "wizard".to_owned()];
    let mut after = run(&[("absent", NotApplicable), ("unseen", Inconclusive)]);
    after.side.capabilities = vec!["wizard".to_owned()];
    let difference = Difference::between(&before, &after);
    assert_eq!(ids(&difference.lost), ["absent", "unseen", "gone"]);
    assert_eq!(difference.lost_capabilities, ["tan"]);
    assert!(difference.is_worse());
    for verdict in [NotApplicable, Inconclusive] {
        let lost = run(&[("absent", verdict), ("unseen", Passed), ("gone", Passed)]);
        assert!(Difference::between(&before, &lost).is_worse(), "{verdict}");
    }
    let mut part = run(&[("absent", Passed)]);
    part.is_part = true;
    let difference = Difference::between(&before, &part);
    assert_eq!((ids(&difference.gone), difference.is_worse()), (vec!["unseen", "gone"], false));
}

#[test]
fn waived_failures_and_warnings_are_reported_and_do_not_count() {
    let before = run(&[("a", Verdict::Passed), ("b", Verdict::Passed)]);
    let mut after = run(&[("a", Verdict::Failed), ("b", Verdict::Failed)]);
    after.scenarios[0].warning = true;
    let waiver = "scenario = 'b'\nowner = 'o'\nreason = 'r'\nticket = 't'\nexpires = '2027-01-01'";
    let text = format!("[[waivers]]\n{waiver}");
    let waivers = crate::config::Waiver::parse(&text, std::path::Path::new("w")).unwrap();
    after.scenarios[1].waived = waivers.into_iter().next();
    let difference = Difference::between(&before, &after);
    assert_eq!((difference.newly_failing.len(), difference.is_worse()), (2, false));
    after.strict = true;
    assert!(Difference::between(&before, &after).is_worse());
}

fn reading(reading: &str) -> ObservedReading {
    let (question, reading) = ("C-01".to_owned(), reading.to_owned());
    ObservedReading { question, reading, note: String::new() }
}

#[test]
fn changed_readings_and_deviations_are_reported_once_with_their_scenarios() {
    let mut before = run(&[("a", Verdict::Passed), ("b", Verdict::Passed), ("c", Verdict::Failed)]);
    let mut after = before.clone();
    for (at, it) in [(0, "x"), (1, "x"), (2, "x")] {
        before.scenarios[at].record.readings = vec![reading(it)];
    }
    after.scenarios[0].record.readings = vec![reading("y")];
    after.scenarios[1].record.readings = vec![reading("y")];
    // The third did not come to the question this time.
    let deviation =
        |what: &str| Deviation { what: what.to_owned(), place: "p".to_owned(), step: 0 };
    before.scenarios[0].record.deviations = vec![deviation("old"), deviation("kept")];
    after.scenarios[0].record.deviations = vec![deviation("kept"), deviation("new")];
    after.scenarios[2].record.deviations = vec![deviation("of a failure")];
    let difference = Difference::between(&before, &after);
    assert_eq!(difference.readings.len(), 1);
    assert_eq!(difference.readings[0].scenarios, ["a", "b"]);
    assert_eq!(difference.readings[0].after, BTreeSet::from(["y".to_owned()]));
    let changes: Vec<(&str, bool)> =
        difference.deviations.iter().map(|it| (it.what.as_str(), it.appeared)).collect();
    assert_eq!(changes, [("new", true), ("old", false)]);
}

#[test]
fn only_a_clear_change_in_duration_is_reported() {
    let names = ["a", "b", "c", "d"];
    let timed = |times: [u64; 4]| {
        let mut run = run(&names.map(|name| (name, Verdict::Passed)));
        for (scenario, time) in run.scenarios.iter_mut().zip(times) {
            scenario.record.duration_ms = time;
        }
        run
    };
    let (before, after) = (timed([10, 1_000, 1_000, 900]), timed([90, 1_900, 2_000, 100]));
    let latency = Difference::between(&before, &after).latency;
    let shifted: Vec<&str> = latency.shifted.iter().map(|it| it.scenario.as_str()).collect();
    assert_eq!(shifted, ["c", "d"]);
    assert_eq!((latency.before.median_ms, latency.before.p95_ms), (900, 1_000));
    assert_eq!((latency.after.median_ms, latency.after.p95_ms), (100, 2_000));
    let none = Difference::between(&run(&[]), &run(&[])).latency;
    assert_eq!(none, LatencyShift::default());
}
