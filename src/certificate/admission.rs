//! Everything that keeps runs from being certified.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::{SignedDuration, Timestamp};

use crate::requirement::Level;
use crate::verdict::{Conclusion, ConformanceReport, Verdict};

use super::answers::{self, AnswerDays, OpenQuestion};
use super::claims::{AnswerKind, HarnessClaim, PersonAnswer, RowClaim};
use super::contradiction::Contradiction;
use super::question::KnownQuestions;

/// Tag of the one scenario of a capture.
const CAPTURED: &str = "situation:capture";

/// A run that is to be certified.
#[derive(Clone, Debug)]
pub struct CandidateRun {
    /// Place of its record, for messages.
    pub place: String,
    /// The report; that of the merged run for shards.
    pub report: ConformanceReport,
}

/// Everything that decides on an admission.
#[derive(Clone, Copy, Debug)]
pub struct Application<'a> {
    /// The runs.
    pub runs: &'a [CandidateRun],
    /// The rows of all runs.
    pub rows: &'a [RowClaim],
    /// Answers of the tester during the runs, by requirement.
    pub attested: &'a BTreeMap<String, String>,
    /// The answers of persons.
    pub answers: &'a [PersonAnswer],
    /// The questions about a requirement.
    pub questions: KnownQuestions,
    /// This program, with its own suite for the tested side.
    pub own: &'a HarnessClaim,
    /// Current time.
    pub now: Timestamp,
    /// Maximum age of a run.
    pub max_age: SignedDuration,
}

/// Kind of an obstacle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObstacleKind {
    /// There is no run.
    NoRun,
    /// A run was named twice.
    Twice,
    /// A run did not come to its end.
    Interrupted,
    /// A run is not conformant.
    Conclusion,
    /// A requirement does not hold, or could not be observed.
    Row,
    /// A failure of a MUST is waived.
    Waived,
    /// Parts of the suite were not run.
    Partial,
    /// A requirement was not observed, and there is no reason.
    NotObserved,
    /// A person has to answer.
    Answer,
    /// Another suite, version or binary.
    Harness,
    /// Runs of both sides, or of several targets.
    Target,
    /// A run is too old, or its times are impossible.
    Time,
    /// A record was changed, or a file beside it is lost.
    Record,
}

/// Something that keeps runs from being certified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// Kind.
    pub kind: ObstacleKind,
    /// The run or the requirement.
    pub about: String,
    /// The reason, with a remedy.
    pub why: String,
    /// The question, if an answer is all that is missing.
    pub question: Option<OpenQuestion>,
}

impl Obstacle {
    fn new(kind: ObstacleKind, about: &str, why: impl Into<String>) -> Self {
        Self { kind, about: about.to_owned(), why: why.into(), question: None }
    }

    /// The record at `place` contradicts itself.
    pub fn contradiction(place: &str, it: &Contradiction) -> Self {
        let Contradiction { member, recorded, shown } = it;
        let why = format!(
            "its run.json was changed: {member} is `{recorded}`, and the rest of it shows `{shown}`"
        );
        Self::new(ObstacleKind::Record, place, why)
    }

    /// No certificate is issued for the record at `place`.
    pub fn of_record(place: &str, why: &str) -> Self {
        Self::new(ObstacleKind::Record, place, format!("{why}: run again"))
    }

    /// A file that the record at `place` names is not beside it.
    pub fn lost(place: &str, file: &str) -> Self {
        let why = format!("its file {file} is missing: name the whole report folder, or run again");
        Self::new(ObstacleKind::Record, place, why)
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.about, self.why)
    }
}

/// Returns the whole list; empty if the runs can be certified.
pub fn obstacles(application: &Application<'_>) -> Vec<Obstacle> {
    let Application { runs, .. } = application;
    let Some(first) = runs.first() else {
        return vec![Obstacle::new(ObstacleKind::NoRun, "runs", "none was named")];
    };
    let mut found = Vec::new();
    for (at, run) in runs.iter().enumerate() {
        found.extend(of_copies(&runs[..at], run));
        of_run(run, application, &mut found);
        of_target(first, run, &mut found);
        of_waivers(run, &mut found);
    }
    found.extend(of_parts(runs));
    // Rows of a run that lacks parts say nothing about the whole.
    if runs.iter().all(|it| it.report.run.missing.is_empty()) {
        application.rows.iter().for_each(|row| of_row(row, application, &mut found));
    }
    of_answers(application, &mut found);
    found
}

/// A copy of an earlier run, which would count as another night.
fn of_copies(earlier: &[CandidateRun], run: &CandidateRun) -> Option<Obstacle> {
    let own = &run.report.run;
    let is_same = |it: &&CandidateRun| {
        it.report.run.run_id == own.run_id && it.report.run.started_at == own.started_at
    };
    let other = earlier.iter().find(is_same)?;
    let why = format!("it is the same run as {}: name each run once", other.place);
    Some(Obstacle::new(ObstacleKind::Twice, &run.place, why))
}

fn of_run(run: &CandidateRun, application: &Application<'_>, found: &mut Vec<Obstacle>) {
    let (place, report) = (run.place.as_str(), &run.report);
    let mut add = |kind, why: String| found.push(Obstacle::new(kind, place, why));
    if report.run.interrupted || report.from_log {
        add(ObstacleKind::Interrupted, "the run did not come to its end: run again".to_owned());
    } else if !report.run.missing.is_empty() {
        let missing = report.run.missing.join(", ");
        add(ObstacleKind::Partial, format!("{missing}: name every shard"));
    } else if !is_good(report.conclusion) {
        add(ObstacleKind::Conclusion, report.conclusion.sentence().to_owned());
    }
    let (own, other) = (application.own, &report.run.harness);
    let binary = other.binary_digest.as_deref().unwrap_or("unknown");
    for (what, own, other) in [
        ("version", &own.version, other.version.as_str()),
        ("suite", &own.suite_digest, other.suite_digest.as_str()),
        ("binary", &own.binary_digest, binary),
    ] {
        if own != other && what == "suite" && is_capture(report) {
            let why = "it judges captured traffic, in which most rules were not observed: observe the app \
                       with --drive or at the --desk, and certify that";
            add(ObstacleKind::Harness, why.to_owned());
        } else if own != other {
            let why = format!(
                "its {what} is {other}, and that of this program is {own}: certify with the program \
                 that ran, and its built-in suite"
            );
            add(ObstacleKind::Harness, why);
        }
    }
    for why in times(report, application) {
        add(ObstacleKind::Time, why);
    }
}

/// Whether a run judges captured traffic, of which nobody knows the situation.
fn is_capture(report: &ConformanceReport) -> bool {
    let tags = report.scenarios.iter().flat_map(|it| &it.record.tags);
    tags.into_iter().any(|it| it == CAPTURED)
}

/// Whether nothing of the run is against it. What is open is decided row by row.
fn is_good(conclusion: Conclusion) -> bool {
    matches!(
        conclusion,
        Conclusion::Conformant
            | Conclusion::ConformantButWaived
            | Conclusion::Partial
            | Conclusion::ReviewOpen
    )
}

fn times(report: &ConformanceReport, application: &Application<'_>) -> Vec<String> {
    let (began, ended) = (&report.run.started_at, &report.run.finished_at);
    let (Ok(start), Ok(end)) = (began.parse::<Timestamp>(), ended.parse::<Timestamp>()) else {
        return vec!["its times cannot be read".to_owned()];
    };
    let mut why = Vec::new();
    if start > end {
        why.push(format!("it began at {began} and ended at {ended}: the clock was turned back"));
    }
    if end > application.now {
        why.push(format!("it ended at {ended}, after now: check the clock of this machine"));
    }
    let age = application.now.duration_since(start);
    if age > application.max_age {
        let (days, limit) = (age.as_hours() / 24, application.max_age.as_hours() / 24);
        why.push(format!("it is {days} days old, and the limit is {limit}: run again"));
    }
    why
}

fn of_target(first: &CandidateRun, run: &CandidateRun, found: &mut Vec<Obstacle>) {
    let (one, other) = (&first.report.run, &run.report.run);
    if one.tested != other.tested {
        let why = format!("it tests the other side than {}: certify each side alone", first.place);
        found.push(Obstacle::new(ObstacleKind::Target, &run.place, why));
    } else if one.target.name != other.target.name {
        let why = format!(
            "its target is `{}`, and that of {} is `{}`: certify each target alone",
            other.target.name, first.place, one.target.name
        );
        found.push(Obstacle::new(ObstacleKind::Target, &run.place, why));
    }
}

fn of_waivers(run: &CandidateRun, found: &mut Vec<Obstacle>) {
    let rows = run.report.requirements.iter();
    let levels: BTreeMap<&str, Level> = rows.map(|it| (it.id.as_str(), it.level)).collect();
    let is_must = |id: &String| levels.get(id.as_str()).is_none_or(|it| *it == Level::Must);
    for it in run.report.scenarios.iter().filter(|it| it.waived.is_some()) {
        let record = &it.record;
        if record.requirements.iter().any(is_must) || record.requirements.is_empty() {
            let why = format!("a waiver accepts that a MUST fails in `{}`", record.id);
            found.push(Obstacle::new(ObstacleKind::Waived, &run.place, why));
        }
    }
}

/// Runs of parts are whole if together they have every scenario of the suite.
fn of_parts(runs: &[CandidateRun]) -> Option<Obstacle> {
    let mut parts = runs.iter().filter_map(|it| it.report.run.selection.partial.as_ref());
    let of = parts.next()?.of;
    let scenarios = runs.iter().flat_map(|it| &it.report.scenarios);
    let ids: BTreeSet<&str> = scenarios.map(|it| it.record.id.as_str()).collect();
    let places: Vec<&str> = runs.iter().map(|it| it.place.as_str()).collect();
    (ids.len() < of).then(|| {
        let why = format!(
            "only a part of the suite ran, {} of {of} scenarios: run the rest, or all",
            ids.len()
        );
        Obstacle::new(ObstacleKind::Partial, &places.join(", "), why)
    })
}

fn of_row(row: &RowClaim, application: &Application<'_>, found: &mut Vec<Obstacle>) {
    let answer = |kind| application.answers.iter().find(|it| it.is_for(row, kind));
    let reason = row.reason.clone().unwrap_or_default();
    let given = |kind| match kind {
        AnswerKind::Attestation => application.attested.get(&row.id).cloned(),
        AnswerKind::Review | AnswerKind::NotObserved => None,
    };
    let asked = |kind| match kind {
        AnswerKind::Attestation => (application.questions)(&row.id).into_iter().next(),
        AnswerKind::Review | AnswerKind::NotObserved => None,
    };
    let asked = |kind| asked(kind).unwrap_or_else(|| reason.clone());
    let ask = |kind, why: &str| Obstacle {
        question: Some(OpenQuestion {
            requirement: row.id.clone(),
            kind,
            question: asked(kind),
            answer: given(kind).unwrap_or_default(),
        }),
        ..Obstacle::new(ObstacleKind::Answer, &row.id, why)
    };
    match row.verdict {
        Verdict::Failed if row.level != Level::Must => {}
        Verdict::Failed | Verdict::Inconclusive | Verdict::Error => {
            let why = format!("{} ({}): {reason}", row.verdict, row.level);
            found.push(Obstacle::new(ObstacleKind::Row, &row.id, why));
        }
        Verdict::Review if answer(AnswerKind::Review).is_none() => {
            found.push(ask(AnswerKind::Review, "a person has to look at what was shown"));
        }
        Verdict::Attested if answer(AnswerKind::Attestation).is_none() => {
            found.push(ask(AnswerKind::Attestation, "a person attested it, and is not named"));
        }
        Verdict::Passed | Verdict::Review | Verdict::Attested => {}
        Verdict::Uncovered | Verdict::NotApplicable | Verdict::NotObserved => {
            let has_answer = answer(AnswerKind::NotObserved).is_some()
                || answer(AnswerKind::Attestation).is_some();
            if row.reason.is_none() && !has_answer {
                let question =
                    ask(AnswerKind::NotObserved, "it was not observed, without a reason");
                found.push(Obstacle { kind: ObstacleKind::NotObserved, ..question });
            }
        }
    }
}

fn of_answers(application: &Application<'_>, found: &mut Vec<Obstacle>) {
    let starts = application.runs.iter().filter_map(|it| it.report.run.started_at.parse().ok());
    let start = starts.min().unwrap_or(application.now);
    let days = AnswerDays::new(start, application.now);
    let problems =
        answers::problems(application.answers, application.rows, days, Some(application.questions));
    found.extend(problems.iter().map(|(id, why)| Obstacle::new(ObstacleKind::Answer, id, why)));
}

impl PersonAnswer {
    fn is_for(&self, row: &RowClaim, kind: AnswerKind) -> bool {
        self.requirement == row.id && self.kind == kind
    }
}

#[cfg(test)]
mod tests;
