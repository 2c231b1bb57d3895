//! Histories of small runs.

use super::past_run::SeenScenario;
use super::*;
use crate::verdict::{Conclusion, Times, Totals, Verdict};

/// A run with one scenario for each pair of an id and a letter.
fn run(id: &str, scenarios: &[(&str, char)]) -> PastRun {
    let line = RunLine {
        run_id: id.to_owned(),
        started_at: "2026-11-30T01:00:00Z".to_owned(),
        duration_ms: Some(1),
        target: "t".to_owned(),
        suite_digest: "d".to_owned(),
        part: false,
        conclusion: Conclusion::Conformant,
        totals: Totals::default(),
        worth: None,
    };
    let scenarios = scenarios.iter().map(|(id, letter)| ((*id).to_owned(), seen(*letter)));
    PastRun { line, scenarios: scenarios.collect(), operations: BTreeMap::new() }
}

fn seen(letter: char) -> SeenScenario {
    let verdict = match letter {
        'P' | 'p' => Verdict::Passed,
        'F' | 'f' => Verdict::Failed,
        'I' => Verdict::Inconclusive,
        'E' => Verdict::Error,
        _ => Verdict::NotApplicable,
    };
    SeenScenario {
        verdict,
        flaky: letter == 'p',
        counts: !matches!(letter, 'P' | 'p' | 'f'),
        reason: format!("it is {letter}"),
        duration_ms: 100,
        readings: Vec::new(),
    }
}

/// Runs of one scenario: a letter for each, `-` for a run without it, `.` for a run of a part
/// without it.
fn runs(letters: &str) -> Vec<PastRun> {
    let run = |(index, letter): (usize, char)| {
        let own = [("it", letter)];
        let own: &[(&str, char)] = if "-.".contains(letter) { &[] } else { &own };
        let mut run = run(&format!("r{index}"), own);
        run.line.part = letter == '.';
        run
    };
    letters.chars().enumerate().map(run).collect()
}

/// Trend, number of the first run, number of runs, changes if it is flaky, and whether it is worse.
type Row = (Trend, usize, usize, Option<usize>, bool);

fn row(letters: &str) -> Option<Row> {
    let history = RunHistory::of(runs(letters));
    let it = history.scenarios.first()?;
    assert_eq!(it.verdicts, letters.replace('.', "-"));
    assert_eq!(it.worse, history.worse);
    let since = it.since.as_ref().map_or(0, |it| it.number);
    Some((it.trend, since, it.runs, it.flaky.map(|it| it.changes), it.worse))
}

#[test]
fn every_course_of_verdicts_has_its_trend() {
    use Trend::{Fixed, Flaky, Lost, NewlyFailing, StillFailing, Unobserved};
    let rows: [(&str, Option<Row>); 26] = [
        ("PPP", None),
        ("III", None),
        ("NNN", None),
        ("NPP", None),
        ("P", None),
        ("F", Some((StillFailing, 1, 1, None, false))),
        ("FFF", Some((StillFailing, 1, 3, None, false))),
        ("PPF", Some((NewlyFailing, 3, 1, None, true))),
        ("PFF", Some((NewlyFailing, 2, 2, None, false))),
        ("PPf", Some((NewlyFailing, 3, 1, None, false))),
        ("--F", Some((NewlyFailing, 3, 1, None, true))),
        ("..F", Some((NewlyFailing, 3, 1, None, true))),
        ("F.F", Some((StillFailing, 1, 2, None, false))),
        ("FFP", Some((Fixed, 3, 1, None, false))),
        ("FIPP", Some((Fixed, 3, 2, None, false))),
        ("PPI", Some((Lost, 3, 1, None, true))),
        ("PNN", Some((Lost, 2, 2, None, false))),
        ("PPE", Some((Lost, 3, 1, None, true))),
        ("PP-", Some((Lost, 3, 1, None, true))),
        ("PP.", None),
        ("P.N", Some((Lost, 3, 1, None, true))),
        ("PFI", Some((Lost, 2, 2, None, false))),
        ("NFI", Some((Unobserved, 3, 1, None, false))),
        ("PFP", Some((Fixed, 3, 1, Some(2), false))),
        ("PIP", Some((Flaky, 0, 3, Some(2), false))),
        ("PpP", Some((Flaky, 0, 3, Some(0), false))),
    ];
    for (letters, expected) in rows {
        assert_eq!(row(letters), expected, "{letters}");
    }
    assert_eq!(RunHistory::of(Vec::new()).scenarios, []);
}

#[test]
fn the_last_run_is_worse_exactly_if_diff_says_so() {
    let letters = "PpFfIEN";
    for (then, now) in letters.chars().flat_map(|it| letters.chars().map(move |now| (it, now))) {
        let counts = !matches!(now, 'P' | 'p' | 'f');
        let shift = crate::verdict::shift::Shift::of(Some(seen(then).verdict), seen(now).verdict);
        let worse = RunHistory::of(runs(&format!("{then}{now}"))).worse;
        assert_eq!(worse, counts && shift.is_worse(), "{then}{now}");
    }
}

#[test]
fn runs_are_sorted_by_their_start_and_the_most_urgent_scenario_is_first() {
    let mut late = run("a", &[("breaks", 'F'), ("stays", 'F'), ("warns", 'f'), ("fixed", 'P')]);
    late.line.started_at = "2026-11-30T01:00:00.5Z".to_owned();
    let early = run("b", &[("breaks", 'P'), ("stays", 'F'), ("warns", 'P'), ("fixed", 'F')]);
    let history = RunHistory::of(vec![late, early]);
    let ids: Vec<&str> = history.runs.iter().map(|it| it.run_id.as_str()).collect();
    assert_eq!(ids, ["b", "a"]);
    let ids: Vec<&str> = history.scenarios.iter().map(|it| it.scenario.as_str()).collect();
    assert_eq!(ids, ["breaks", "warns", "stays", "fixed"]);
    assert_eq!(history.scenarios[0].reason, "it is F");
}

#[test]
fn another_target_and_other_features_are_named() {
    let mut all = runs("PPP");
    all[1].line.target = "u".to_owned();
    all[2].line.target = "u".to_owned();
    all[2].line.suite_digest = "e".to_owned();
    let changes = RunHistory::of(all).changes;
    let changes: Vec<_> =
        changes.iter().map(|it| (it.run.number, it.what, &*it.before, &*it.after)).collect();
    assert_eq!(changes, [(2, SetupPart::Target, "t", "u"), (3, SetupPart::Suite, "d", "e")]);
}

#[test]
fn a_reading_drifts_where_the_same_scenario_sees_another_one() {
    let mut all: Vec<PastRun> =
        (0..4).map(|it| run(&format!("r{it}"), &[("x", 'P'), ("y", 'P')])).collect();
    // The third run did not reach the question; only the last one of `y` did.
    for (index, id, reading) in [(0, "x", "a"), (1, "x", "a"), (3, "x", "b"), (3, "y", "b")] {
        let seen = all[index].scenarios.get_mut(id).unwrap();
        seen.readings.push(("C-01".to_owned(), reading.to_owned()));
    }
    let drifts = RunHistory::of(all).readings;
    assert_eq!(drifts.len(), 1);
    let drift = &drifts[0];
    assert_eq!((drift.question.as_str(), drift.run.number), ("C-01", 4));
    assert_eq!((&drift.before, &drift.after), (&["a".to_owned()].into(), &["b".to_owned()].into()));
    assert_eq!(drift.scenarios, ["x"]);
}

#[test]
fn a_median_counts_as_shifted_from_the_floor_on() {
    // Medians in three runs, answers of each, and what is listed.
    type Medians = ([u64; 3], usize, Option<(u64, u64)>);
    let rows: [Medians; 6] = [
        ([30, 30, 60], 3, Some((30, 60))),
        ([30, 34, 59], 3, None),
        ([100, 90, 45], 3, Some((90, 45))),
        ([5, 5, 39], 3, None),
        ([5, 5, 40], 3, Some((5, 40))),
        ([30, 30, 60], 2, None),
    ];
    for (medians, answers, expected) in rows {
        let mut all = runs("PPP");
        for (run, median_ms) in all.iter_mut().zip(medians) {
            let times = AnswerTimes { answers, times: Times { median_ms, p95_ms: median_ms } };
            run.operations.insert("GET /x".to_owned(), times);
        }
        let latency = RunHistory::of(all).latency;
        let shifted = latency.shifted_operations.iter().map(|it| (it.before_ms, it.after_ms));
        assert_eq!(shifted.collect::<Vec<_>>(), Vec::from_iter(expected), "{medians:?}");
        assert_eq!(latency.operations[0].runs.len(), 3);
    }
}

#[test]
fn a_scenario_is_slower_than_the_median_of_the_runs_in_which_it_passed() {
    let mut all = runs("PFPP");
    for (run, duration_ms) in all.iter_mut().zip([100, 9_000, 120, 400]) {
        run.scenarios.get_mut("it").unwrap().duration_ms = duration_ms;
    }
    let shifted = RunHistory::of(all).latency.shifted_scenarios;
    assert_eq!((shifted[0].before_ms, shifted[0].after_ms), (100, 400));
}
