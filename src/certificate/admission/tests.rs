//! Obstacles, one by one.

use super::*;
use crate::certificate::samples::{NOW, at, harness, review};
use crate::evidence::RunRecord;
use crate::requirement::Catalogue;
use crate::verdict::PartnerAssessor;

fn report() -> ConformanceReport {
    let run = RunRecord {
        run_id: "r".to_owned(),
        started_at: "2026-11-29T10:00:00.000Z".to_owned(),
        finished_at: "2026-11-29T10:05:00.000Z".to_owned(),
        ..RunRecord::default()
    };
    PartnerAssessor::new(&Catalogue::default(), false).conclude(run, Vec::new())
}

/// Changes of a report, each with the obstacle that it makes.
type Changes<'a> = [(&'a dyn Fn(&mut ConformanceReport), ObstacleKind); 8];

/// Properties of a run that keep it from being certified.
#[test]
fn every_obstacle_is_listed() {
    let (rows, answers, attested) = (Vec::new(), Vec::new(), BTreeMap::new());
    let own = harness();
    let listed = |change: &dyn Fn(&mut ConformanceReport)| {
        let mut report = report();
        report.run.harness.version.clone_from(&own.version);
        report.run.harness.suite_digest.clone_from(&own.suite_digest);
        report.run.harness.binary_digest = Some(own.binary_digest.clone());
        report.conclusion = crate::verdict::Conclusion::Conformant;
        report.run.interrupted = false;
        change(&mut report);
        let runs = [CandidateRun { place: "night-1".to_owned(), report }];
        let found = obstacles(&Application {
            runs: &runs,
            rows: &rows,
            attested: &attested,
            answers: &answers,
            own: &own,
            questions: |_| Vec::new(),
            now: at(NOW),
            max_age: SignedDuration::from_hours(48),
        });
        found.iter().map(|it| (it.kind, it.to_string())).collect::<Vec<_>>()
    };
    assert_eq!(listed(&|_| {}), []);
    let changes: Changes<'_> = [
        (&|it| it.run.interrupted = true, ObstacleKind::Interrupted),
        (&|it| it.conclusion = crate::verdict::Conclusion::NotConformant, ObstacleKind::Conclusion),
        (&|it| it.run.missing = vec!["shard 2/2".into()], ObstacleKind::Partial),
        (&|it| it.run.harness.binary_digest = None, ObstacleKind::Harness),
        (&|it| it.run.harness.suite_digest = "x".into(), ObstacleKind::Harness),
        (&|it| it.run.started_at = "2026-11-01T00:00:00Z".into(), ObstacleKind::Time),
        (&|it| it.run.finished_at = "2026-12-01T00:00:00Z".into(), ObstacleKind::Time),
        (&|it| it.run.finished_at = "2026-11-29T09:59:59Z".into(), ObstacleKind::Time),
    ];
    for (change, kind) in changes {
        let found = listed(change);
        assert!(found.len() == 1 && found[0].0 == kind, "{found:?}");
        assert!(found[0].1.starts_with("night-1: "), "{found:?}");
    }
}

/// Rows that a person has to decide.
#[test]
fn rows_without_an_answer_are_obstacles() {
    let row = |verdict, reason: Option<&str>| RowClaim {
        id: "BI-004".to_owned(),
        level: Level::Must,
        verdict,
        known_by: Vec::new(),
        evidence: None,
        reason: reason.map(str::to_owned),
    };
    let runs = [CandidateRun { place: "r".to_owned(), report: report() }];
    let (own, known) = (harness(), BTreeMap::new());
    let kinds = |row: RowClaim, answers: &[PersonAnswer]| {
        let rows = [row];
        let found = obstacles(&Application {
            runs: &runs,
            rows: &rows,
            attested: &known,
            answers,
            own: &own,
            questions: |_| vec!["compare".to_owned()],
            now: at(NOW),
            max_age: SignedDuration::from_hours(48),
        });
        let of_rows = found.into_iter().filter(|it| it.about == "BI-004");
        of_rows.map(|it| it.kind).collect::<Vec<_>>()
    };
    let rejected = PersonAnswer { answer: "rejected".into(), ..review() };
    let nobody = PersonAnswer { who: " ".into(), ..review() };
    let late = PersonAnswer { when: "2026-12-02".into(), ..review() };
    let attested = PersonAnswer { kind: AnswerKind::Attestation, answer: "yes".into(), ..review() };
    let of_the_sky = PersonAnswer { question: "Is the sky blue?".into(), ..attested.clone() };
    let denied = PersonAnswer { answer: "no".into(), ..attested.clone() };
    let rows = [
        (row(Verdict::Passed, None), vec![], vec![]),
        (row(Verdict::Failed, Some("x")), vec![], vec![ObstacleKind::Row]),
        (row(Verdict::Inconclusive, None), vec![], vec![ObstacleKind::Row]),
        (row(Verdict::Review, None), vec![], vec![ObstacleKind::Answer]),
        (row(Verdict::Review, Some("compare")), vec![review()], vec![]),
        (row(Verdict::Review, Some("other")), vec![review()], vec![ObstacleKind::Answer]),
        (row(Verdict::Attested, None), vec![of_the_sky], vec![ObstacleKind::Answer]),
        (row(Verdict::Review, None), vec![rejected], vec![ObstacleKind::Answer]),
        (row(Verdict::Review, None), vec![nobody], vec![ObstacleKind::Answer]),
        (row(Verdict::Review, None), vec![late], vec![ObstacleKind::Answer]),
        (row(Verdict::Attested, None), vec![], vec![ObstacleKind::Answer]),
        (row(Verdict::Attested, None), vec![attested.clone()], vec![]),
        (row(Verdict::Attested, None), vec![denied], vec![ObstacleKind::Answer]),
        (row(Verdict::NotObserved, None), vec![], vec![ObstacleKind::NotObserved]),
        (row(Verdict::NotObserved, Some("nothing was signed")), vec![], vec![]),
        (row(Verdict::NotObserved, None), vec![attested], vec![]),
    ];
    for (row, answers, expected) in rows {
        assert_eq!(kinds(row.clone(), &answers), expected, "{row:?} {answers:?}");
    }
}
