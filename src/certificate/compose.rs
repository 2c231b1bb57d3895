//! Composes the statement of a certificate from runs that were admitted.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use crate::verdict::Verdict;

use super::claims::{
    CLAIMS_VERSION, Claims, CommitmentClaim, FileClaim, GuideClaim, HarnessClaim, PersonAnswer,
    RowClaim, RunClaim,
};
use super::digest::root;
use super::shown::ShownClaims;
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
    /// Content of the records of the runs, in their order.
    pub shown: ShownClaims,
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
    let Composition { subject, shown, answers, harness, guide, evidence, .. } = composition;
    let issued_at = composition.issued_at;
    let expires_at = composition.expires_at.unwrap_or_else(|| default_expiry(issued_at));
    let ShownClaims { rows, .. } = &shown;
    let ids = |wanted: &dyn Fn(&RowClaim) -> bool| -> Vec<String> {
        rows.iter().filter(|it| wanted(it)).map(|it| it.id.clone()).collect()
    };
    let passed_tests = ids(&RowClaim::holds);
    let warned_tests = ids(&|it| it.verdict == Verdict::Failed);
    let result = if warned_tests.is_empty() { ResultWord::Passed } else { ResultWord::Warned };
    let subjects = subjects(&evidence.files, shown.runs.iter().map(|it| it.file.as_str()));
    let subject = [Descriptor::of_subject(subject.name, subject.digest)];
    let subject = subject.into_iter().chain(subjects).collect();
    let configuration = configuration(&harness, &guide);
    let bankident = Claims {
        version: CLAIMS_VERSION,
        number: String::new(),
        side: shown.side,
        issued_at: written(issued_at),
        expires_at: written(expires_at),
        started_at: shown.started_at,
        finished_at: shown.finished_at,
        harness,
        guide,
        target: shown.target,
        runs: with_originals(shown.runs, evidence.records),
        readings: shown.readings,
        deviations: shown.deviations,
        waivers: shown.waivers,
        worth: shown.worth,
        rows: shown.rows,
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

/// The means of the test, as in-toto lists them.
pub fn configuration(harness: &HarnessClaim, guide: &GuideClaim) -> Vec<Descriptor> {
    vec![
        Descriptor::new("binary", &harness.binary_digest),
        Descriptor::new("suite", &harness.suite_digest),
        Descriptor::new("catalogue", &harness.catalogue_digest),
        Descriptor::new("guide", &guide.digest),
    ]
}

/// The records of the runs and the root of the evidence, as in-toto lists them.
pub fn subjects<'a>(
    files: &[FileClaim],
    records: impl Iterator<Item = &'a str>,
) -> Vec<Descriptor> {
    let of_record = |name: &str| {
        let file = files.iter().find(|it| it.name == name);
        Descriptor::new(name, file.map_or("", |it| &it.sha256))
    };
    let root = root(files.iter().map(|it| (it.name.as_str(), it.sha256.as_str())));
    records.map(of_record).chain([Descriptor::new(EVIDENCE, &root)]).collect()
}

fn with_originals(runs: Vec<RunClaim>, records: Vec<(String, Vec<String>)>) -> Vec<RunClaim> {
    let mut originals: BTreeMap<String, Vec<String>> = records.into_iter().collect();
    let own = |it: RunClaim| {
        let originals = originals.remove(&it.file).unwrap_or_default();
        RunClaim { originals, ..it }
    };
    runs.into_iter().map(own).collect()
}
