//! Composes the statement of a certificate from runs that were admitted.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use crate::evidence::TestedSide;
use crate::verdict::{ConformanceReport, Verdict};

use super::admission::{CandidateRun, side};
use super::claims::{
    CLAIMS_VERSION, Claims, CommitmentClaim, DeviationClaim, FileClaim, GuideClaim, HarnessClaim,
    PersonAnswer, ReadingClaim, RowClaim, RunClaim, TargetClaim, WaiverClaim, WorthClaim,
};
use super::digest::root;
use super::statement::{
    Descriptor, EVIDENCE, PREDICATE_TYPE, ResultWord, STATEMENT_TYPE, Statement, TestResult,
};

/// The subject of a certificate.
#[derive(Clone, Debug)]
pub struct CertifiedSubject<'a> {
    /// Name and version.
    pub name: &'a str,
    /// SHA-256 of the app, if it has one.
    pub digest: Option<&'a str>,
}

/// The evidence of a bundle.
#[derive(Clone, Debug, Default)]
pub struct EvidenceFiles {
    /// The record of each run, and what it was made of.
    pub records: Vec<(String, Vec<String>)>,
    /// All files, in the order of the bundle.
    pub files: Vec<FileClaim>,
    /// Files of the runs that are not in the bundle.
    pub withheld: Vec<FileClaim>,
    /// Salted digests of what the files have no longer.
    pub commitments: Vec<CommitmentClaim>,
}

/// Everything that a statement is composed of.
#[derive(Clone, Debug)]
pub struct Composition<'a> {
    /// The subject.
    pub subject: CertifiedSubject<'a>,
    /// The runs, in the order of their records.
    pub runs: &'a [CandidateRun],
    /// The rows of all runs.
    pub rows: Vec<RowClaim>,
    /// The answers of persons.
    pub answers: Vec<PersonAnswer>,
    /// The program.
    pub harness: HarnessClaim,
    /// The edition of the guide.
    pub guide: GuideClaim,
    /// The evidence.
    pub evidence: EvidenceFiles,
    /// Time of issue.
    pub issued_at: Timestamp,
    /// Expiry; three months after the issue if `None`.
    pub expires_at: Option<Timestamp>,
}

/// Three months after `issued`.
pub fn default_expiry(issued: Timestamp) -> Timestamp {
    let zoned = issued.to_zoned(TimeZone::UTC);
    zoned.checked_add(3.months()).map_or(issued, |it| it.timestamp())
}

/// A time as the certificate writes it.
pub fn written(time: Timestamp) -> String {
    format!("{time:.0}")
}

/// Returns the statement, without number and pages.
pub fn statement(composition: Composition<'_>) -> Statement {
    let Composition { subject, runs, rows, answers, harness, guide, evidence, .. } = composition;
    let issued_at = composition.issued_at;
    let expires_at = composition.expires_at.unwrap_or_else(|| default_expiry(issued_at));
    let side = side(runs);
    let reports = || runs.iter().map(|it| &it.report);
    let ids = |wanted: &dyn Fn(&RowClaim) -> bool| -> Vec<String> {
        rows.iter().filter(|it| wanted(it)).map(|it| it.id.clone()).collect()
    };
    let passed_tests = ids(&RowClaim::holds);
    let warned_tests = ids(&|it| it.verdict == Verdict::Failed);
    let result = if warned_tests.is_empty() { ResultWord::Passed } else { ResultWord::Warned };
    let files = evidence.files.iter().map(|it| (it.name.as_str(), it.sha256.as_str()));
    let root = Descriptor::new(EVIDENCE, &root(files));
    let of_record = |name: &String| {
        let file = evidence.files.iter().find(|it| it.name == *name);
        file.map(|it| Descriptor::new(name, &it.sha256))
    };
    let records = evidence.records.iter().filter_map(|it| of_record(&it.0));
    let subject = [Descriptor::of_subject(subject.name, subject.digest)];
    let subject = subject.into_iter().chain(records).chain([root]).collect();
    let configuration = configuration(&harness, &guide);
    let bankident = Claims {
        version: CLAIMS_VERSION,
        number: String::new(),
        side,
        issued_at: written(issued_at),
        expires_at: written(expires_at),
        started_at: reports().map(|it| it.run.started_at.clone()).min().unwrap_or_default(),
        finished_at: reports().map(|it| it.run.finished_at.clone()).max().unwrap_or_default(),
        harness,
        guide,
        target: target(runs),
        runs: runs.iter().zip(evidence.records).map(|(run, it)| run_claim(run, it)).collect(),
        readings: readings(reports()),
        deviations: deviations(reports()),
        waivers: waivers(reports()),
        worth: worth(side, reports(), &rows),
        rows,
        answers,
        commitments: evidence.commitments,
        files: evidence.files,
        pages: Vec::new(),
        withheld: evidence.withheld,
    };
    let predicate = TestResult {
        result,
        configuration,
        passed_tests,
        warned_tests,
        failed_tests: Vec::new(),
        bankident,
    };
    let (kind, predicate_type) = (STATEMENT_TYPE.to_owned(), PREDICATE_TYPE.to_owned());
    Statement { kind, subject, predicate_type, predicate }
}

fn configuration(harness: &HarnessClaim, guide: &GuideClaim) -> Vec<Descriptor> {
    vec![
        Descriptor::new("binary", &harness.binary_digest),
        Descriptor::new("suite", &harness.suite_digest),
        Descriptor::new("catalogue", &harness.catalogue_digest),
        Descriptor::new("guide", &guide.digest),
    ]
}

fn target(runs: &[CandidateRun]) -> TargetClaim {
    let first = runs.first().map(|it| it.report.run.target.clone()).unwrap_or_default();
    let all = runs.iter().flat_map(|it| it.report.run.target.capabilities.iter().cloned());
    let capabilities: BTreeSet<String> = all.collect();
    TargetClaim {
        name: first.name,
        url: first.url,
        capabilities: capabilities.into_iter().collect(),
    }
}

fn run_claim(run: &CandidateRun, (file, originals): (String, Vec<String>)) -> RunClaim {
    let mut scenarios = BTreeMap::new();
    for it in &run.report.scenarios {
        *scenarios.entry(it.verdict.word().to_owned()).or_default() += 1;
    }
    let record = &run.report.run;
    RunClaim {
        file,
        run_id: record.run_id.clone(),
        started_at: record.started_at.clone(),
        finished_at: record.finished_at.clone(),
        scenarios,
        originals,
    }
}

fn readings<'a>(reports: impl Iterator<Item = &'a ConformanceReport>) -> Vec<ReadingClaim> {
    let mut all: BTreeMap<String, (Option<String>, BTreeSet<String>)> = BTreeMap::new();
    for report in reports {
        for (question, reading) in &report.run.demanded_readings {
            all.entry(question.clone()).or_default().0 = Some(reading.clone());
        }
        for (question, readings) in report.observed_readings() {
            all.entry(question).or_default().1.extend(readings);
        }
    }
    let claim = |(question, (demanded, observed)): (String, (_, BTreeSet<String>))| ReadingClaim {
        question,
        demanded,
        observed: observed.into_iter().collect(),
    };
    all.into_iter().map(claim).collect()
}

fn deviations<'a>(reports: impl Iterator<Item = &'a ConformanceReport>) -> Vec<DeviationClaim> {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for it in reports.flat_map(|it| &it.scenarios).flat_map(|it| &it.record.deviations) {
        *counts.entry((it.what.clone(), it.place.clone())).or_default() += 1;
    }
    let claim = |((what, place), times)| DeviationClaim { what, place, times };
    counts.into_iter().map(claim).collect()
}

fn waivers<'a>(reports: impl Iterator<Item = &'a ConformanceReport>) -> Vec<WaiverClaim> {
    let used = reports.flat_map(|it| &it.waivers).filter(|it| !it.scenarios.is_empty());
    let claim = |it: &crate::verdict::AssessedWaiver| WaiverClaim {
        id: it.waiver.id().to_owned(),
        owner: it.waiver.owner.clone(),
        reason: it.waiver.reason.clone(),
        ticket: it.waiver.ticket.clone(),
        expires: it.waiver.expires.to_string(),
        scenarios: it.scenarios.clone(),
    };
    used.map(claim).collect()
}

/// Worth of the best run of an API; the decided rules for partners, because no run records more.
fn worth<'a>(
    side: TestedSide,
    reports: impl Iterator<Item = &'a ConformanceReport>,
    rows: &[RowClaim],
) -> WorthClaim {
    match side {
        TestedSide::Api => {
            let best = reports.filter_map(|it| it.worth.as_ref()).max_by_key(|it| it.noticeable);
            let (known, noticeable) = best.map_or((0, 0), |it| (it.known, it.noticeable));
            WorthClaim { of: "wrong behaviours of an API".to_owned(), known, noticeable }
        }
        TestedSide::Partner => {
            let noticeable = rows.iter().filter(|it| it.holds()).count();
            WorthClaim { of: "rules for partners".to_owned(), known: rows.len(), noticeable }
        }
    }
}
