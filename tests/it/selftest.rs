//! The suite is held against the simulator with one fault at a time: exactly the expected
//! requirements turn red.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use bankident_conformance::config::RunConfig;
use bankident_conformance::simulator::fault;
use bankident_conformance::verdict::{Conclusion, ConformanceReport, Verdict};

use crate::perform::{block_on, run, with_verdict};

/// Fault of the simulator, and every requirement that must turn red by it; no other may.
const BROKEN: &[(&str, &[&str])] = &[
    ("already-identified-accepted", &["BI-162"]),
    ("already-identified-as-409", &["BI-162"]),
    ("attempts-all-successful", &["BI-127", "BI-128"]),
    ("attempts-empty", &["BI-127", "BI-128"]),
    ("authorised-holder-unknown", &["BI-144", "BI-180"]),
    ("authorize-in-created", &["BI-103"]),
    ("authorize-in-expired", &["BI-142"]),
    ("authorize-in-pending", &["BI-103"]),
    ("authorize-in-successful", &["BI-103", "BI-135"]),
    ("completed-at-null", &["BI-118", "BI-121", "BI-143", "BI-153"]),
    ("confirm-without-authorize", &["BI-115"]),
    ("create-consent-not-echoed", &["BI-081", "BI-089"]),
    ("create-iban-optional", &["BI-074"]),
    ("create-method-optional", &["BI-073"]),
    ("create-nulls-missing", &["BI-076", "BI-080"]),
    ("create-url-set", &["BI-076", "BI-080"]),
    ("document-not-a-pdf", &["BI-129", "BI-143", "BI-153"]),
    ("document-size-zero", &["BI-119", "BI-122", "BI-123", "BI-143", "BI-153"]),
    ("documents-only-signed", &["BI-119", "BI-122", "BI-123", "BI-129", "BI-143", "BI-153"]),
    ("ended-at-bank-wrong-code", &["BI-148", "BI-149", "BI-184", "BI-186"]),
    ("expiries-lost-after-success", &["BI-126"]),
    ("failure-reason-missing", &["BI-136"]),
    ("failing-snapshot-accepted", &["BI-136", "BI-149", "BI-184"]),
    ("foreign-identification-reachable", &["BI-155"]),
    ("identification-not-listed", &["BI-072"]),
    (
        "ids-without-suffix",
        &[
            "BI-021", "BI-031", "BI-033", "BI-049", "BI-052", "BI-078", "BI-079", "BI-084",
            "BI-087", "BI-094", "BI-095", "BI-097", "BI-118", "BI-119", "BI-122", "BI-123",
            "BI-127", "BI-128", "BI-131", "BI-143", "BI-153", "BI-158",
        ],
    ),
    ("joint-account-accepted", &["BI-148", "BI-186"]),
    ("mismatched-accepted", &["BI-082", "BI-083", "BI-147", "BI-166"]),
    ("mismatched-as-400", &["BI-082", "BI-083", "BI-147", "BI-166"]),
    ("mobile-authorize-verifies", &["BI-055", "BI-143", "BI-153"]),
    ("mobile-born-verified", &["BI-049", "BI-052", "BI-143", "BI-153"]),
    ("mobile-confirm-without-authorize", &["BI-060"]),
    ("mobile-number-optional", &["BI-051"]),
    ("mobile-other-number-accepted", &["BI-054"]),
    ("mobile-otp-refused", &["BI-050", "BI-058", "BI-143", "BI-153", "BI-154"]),
    ("mobile-otp-unchecked", &["BI-059"]),
    ("never-identified-wrong-code", &["BI-082", "BI-083", "BI-146", "BI-168"]),
    ("no-thirty-day-expiry", &["BI-182"]),
    ("previous-tan-still-alive", &["BI-109", "BI-116", "BI-151"]),
    ("qes-window-never-ends", &["BI-108", "BI-111", "BI-137", "BI-142", "BI-197"]),
    ("reference-token-missing", &["BI-113"]),
    ("request-in-failed", &["BI-136"]),
    ("request-in-successful", &["BI-135"]),
    (
        "request-leaves-created",
        &["BI-009", "BI-086", "BI-093", "BI-118", "BI-132", "BI-136", "BI-143", "BI-153", "BI-182"],
    ),
    ("request-repeatable", &["BI-090"]),
    ("request-url-missing", &["BI-088", "BI-143", "BI-153"]),
    ("retry-with-another-iban-refused", &["BI-079", "BI-084", "BI-127", "BI-128"]),
    ("snapshot-expires-after-five-minutes", &["BI-102", "BI-188", "BI-200"]),
    ("snapshot-never-expires", &["BI-102", "BI-188", "BI-200"]),
    ("snapshot-not-found", &["BI-087", "BI-094", "BI-095", "BI-097"]),
    ("swisscom-failure-accepted", &["BI-150"]),
    ("tan-expires-after-one-minute", &["BI-108", "BI-111", "BI-197"]),
    ("tan-not-sent", &["BI-011", "BI-107"]),
    ("tan-optional", &["BI-109", "BI-114", "BI-116", "BI-117", "BI-151"]),
    ("thirty-day-expiry-as-409", &["BI-182"]),
    ("unknown-person-as-400", &["BI-082", "BI-083", "BI-145", "BI-164"]),
    ("unverified-number-accepted", &["BI-158"]),
    (
        "wizard-ignored",
        &[
            "BI-098", "BI-099", "BI-100", "BI-102", "BI-133", "BI-143", "BI-150", "BI-153",
            "BI-188", "BI-200",
        ],
    ),
    ("wrong-tan-accepted", &["BI-109", "BI-116", "BI-117", "BI-151"]),
];

fn broken_by(fault: &str) -> ConformanceReport {
    let config = RunConfig {
        faults: vec![fault.to_owned()],
        seed: Some(7),
        step_timeout: Duration::from_secs(20),
        ..RunConfig::default()
    };
    block_on(run(&config))
}

fn red(report: &ConformanceReport) -> BTreeSet<&str> {
    let failed = report.requirements.iter().filter(|it| it.verdict == Verdict::Failed);
    failed.map(|it| it.id.as_str()).collect()
}

#[test]
fn the_clean_simulator_is_conformant_at_any_number_of_jobs() {
    for jobs in [1, 64] {
        let report = block_on(run(&RunConfig { jobs: Some(jobs), ..RunConfig::default() }));
        assert_eq!(with_verdict(&report, Verdict::Failed), Vec::<String>::new());
        assert_eq!(report.totals.passed, report.totals.sum());
        assert_eq!(report.conclusion, Conclusion::Conformant);
        assert_eq!(report.run.internal_faults, Vec::<String>::new());
    }
}

#[test]
fn each_fault_turns_exactly_its_requirements_red() {
    let wrong = Mutex::new(Vec::new());
    let next = Mutex::new(BROKEN.iter());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((fault, expected)) = { next.lock().unwrap().next() } {
                    let report = broken_by(fault);
                    let expected: BTreeSet<&str> = expected.iter().copied().collect();
                    let red = red(&report);
                    if red != expected {
                        wrong.lock().unwrap().push(format!("{fault}: {red:?}, not {expected:?}"));
                    }
                }
            });
        }
    });
    assert_eq!(wrong.into_inner().unwrap(), Vec::<String>::new());
}

#[test]
fn faults_are_known_and_break_what_they_say() {
    assert!(BROKEN.len() >= 15);
    for (name, expected) in BROKEN {
        let fault = fault::named(name).unwrap_or_else(|| panic!("no fault {name}"));
        let named = fault.breaks.iter().any(|id| expected.contains(id));
        assert!(named, "{name} breaks {:?}, but {expected:?} turn red", fault.breaks);
    }
}
