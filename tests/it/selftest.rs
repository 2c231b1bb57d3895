//! The suite is run against the simulator with one fault at a time: exactly the expected
//! requirements turn red.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU64;
use std::time::Duration;

use bankident_conformance::config::{RunConfig, RunSettings};
use bankident_conformance::simulator::fault;
use bankident_conformance::verdict::{Conclusion, ConformanceReport, FAULT, Verdict};

use crate::prove::recorded;
use crate::support::{block_on, findings, run, with_verdict};

/// Fault of the simulator, and every requirement that must turn red by it; no other may.
const BROKEN: &[(&str, &[&str])] = &[
    ("address-not-updatable", &["BI-036"]),
    ("address-optional", &["BI-027"]),
    ("address-second-line-lost", &["BI-036"]),
    ("address-state-lost", &["BI-036"]),
    ("address-without-city", &["BI-027"]),
    ("address-without-country", &["BI-027"]),
    ("address-without-post-code", &["BI-027"]),
    ("address-without-street", &["BI-027"]),
    ("already-identified-accepted", &["BI-162"]),
    ("already-identified-as-409", &["BI-162", "ER-001", "ER-002", "ER-003"]),
    ("aml-any-day", &["BI-035", "BI-040"]),
    ("aml-tomorrow-refused", &["BI-035", "BI-040"]),
    ("any-employment-explained", &["BI-035"]),
    ("attempts-all-successful", &["BI-127", "BI-128"]),
    ("attempts-empty", &["BI-127", "BI-128", "ER-010"]),
    ("attempts-limit-one-short", &["BI-191"]),
    ("attempts-limit-wrong-code", &["BI-160"]),
    ("attempts-listed-twice", &["BI-127", "BI-128", "ER-010"]),
    ("attempts-of-another", &["BI-127", "BI-128", "ER-010"]),
    ("authorised-holder-unknown", &["BI-144", "BI-180"]),
    ("authorize-in-created", &["BI-103"]),
    ("authorize-in-expired", &["BI-142"]),
    ("authorize-in-pending", &["BI-103"]),
    ("authorize-in-successful", &["BI-103", "BI-135"]),
    ("cleared-industry-explains-nothing", &["BI-043"]),
    ("completed-at-null", &["BI-118", "BI-121", "BI-143", "BI-153", "ER-010"]),
    (
        "confirm-in-created",
        &["BI-108", "BI-109", "BI-111", "BI-113", "BI-115", "BI-116", "BI-117", "BI-151", "BI-197"],
    ),
    ("confirm-without-authorize", &["BI-115"]),
    ("contact-address-not-updatable", &["BI-037"]),
    ("contact-address-second-line-lost", &["BI-037"]),
    ("contact-address-state-lost", &["BI-037"]),
    ("create-consent-not-echoed", &["BI-081", "BI-089", "ER-010"]),
    ("create-consent-unchecked", &["BI-075", "BI-081", "BI-174"]),
    ("create-iban-optional", &["BI-071", "BI-074", "BI-174"]),
    ("create-method-optional", &["BI-073"]),
    ("create-method-unchecked", &["BI-073"]),
    ("create-repeats-the-one-before", &["BI-078", "BI-081", "BI-086"]),
    ("create-url-set", &["BI-076", "BI-080", "ER-010"]),
    ("data-terms-timestamp-unchecked", &["BI-029", "ER-006"]),
    ("deadlines-lost-on-confirm", &["BI-013", "BI-114", "BI-116", "ER-010"]),
    (
        "defective-request-as-500",
        &["BI-073", "BI-074", "BI-075", "BI-081", "BI-174", "ER-001", "ER-002", "ER-003"],
    ),
    ("defective-request-refused-in-words", &["BI-073", "BI-074", "BI-075", "BI-174"]),
    ("document-not-a-pdf", &["BI-129", "BI-143", "BI-153"]),
    ("document-size-zero", &["BI-119", "BI-122", "BI-123", "BI-143", "BI-153", "ER-010"]),
    (
        "documents-only-signed",
        &["BI-119", "BI-122", "BI-123", "BI-125", "BI-129", "BI-143", "BI-153"],
    ),
    ("earlier-nace-code-suffices", &["BI-041"]),
    ("eligibility-always-denied", &["BI-064", "BI-065", "BI-066", "BI-067"]),
    ("eligibility-creates-identification", &["BI-068"]),
    ("eligibility-without-reason", &["BI-066"]),
    ("eligible-with-a-reason", &["BI-066"]),
    ("ended-at-bank-wrong-code", &["BI-148", "BI-149", "BI-184", "BI-186"]),
    ("expiries-lost-after-success", &["BI-126", "ER-010"]),
    ("failing-snapshot-accepted", &["BI-136", "BI-149", "BI-184"]),
    ("failure-reason-missing", &["BI-102", "BI-136", "BI-188", "BI-200", "ER-010"]),
    ("failures-counted-twice", &["BI-156", "BI-160", "BI-191"]),
    ("foreign-address-refused", &["BI-195"]),
    ("foreign-iban-accepted", &["BI-192"]),
    ("foreign-identification-reachable", &["BI-155"]),
    ("foreign-tan-accepted", &["BI-109", "BI-116", "BI-117", "BI-151"]),
    ("generic-error-wrong-code", &["BI-178"]),
    ("half-a-null-suffices", &["BI-041", "BI-043"]),
    ("iban-limit-wrong-code", &["BI-156"]),
    ("iban-lookup-bank-missing", &["BI-070"]),
    ("iban-unchecked", &["BI-071", "BI-174"]),
    ("identification-not-listed", &["BI-072", "ER-010"]),
    (
        "ids-without-suffix",
        &[
            "BI-019", "BI-021", "BI-023", "BI-024", "BI-026", "BI-027", "BI-028", "BI-029",
            "BI-031", "BI-032", "BI-033", "BI-049", "BI-052", "BI-064", "BI-065", "BI-066",
            "BI-067", "BI-078", "BI-079", "BI-084", "BI-087", "BI-094", "BI-095", "BI-097",
            "BI-118", "BI-119", "BI-122", "BI-123", "BI-127", "BI-128", "BI-131", "BI-143",
            "BI-153", "BI-158", "BI-198", "ER-010",
        ],
    ),
    ("internal-request-error-as-500", &["BI-176", "ER-001", "ER-002", "ER-003"]),
    ("job-title-not-updatable", &["BI-034", "BI-035"]),
    ("joint-account-accepted", &["BI-148", "BI-186"]),
    ("mismatched-accepted", &["BI-079", "BI-082", "BI-083", "BI-084", "BI-147", "BI-166"]),
    (
        "mismatched-as-400",
        &["BI-079", "BI-082", "BI-083", "BI-084", "BI-147", "BI-166", "ER-001", "ER-002", "ER-003"],
    ),
    ("mobile-authorize-verifies", &["BI-055", "BI-143", "BI-153"]),
    ("mobile-born-verified", &["BI-049", "BI-052", "BI-143", "BI-153", "ER-010"]),
    ("mobile-confirm-number-optional", &["BI-051", "BI-054", "BI-057"]),
    ("mobile-confirm-without-authorize", &["BI-052", "BI-060"]),
    ("mobile-excluded-country-accepted", &["BI-194"]),
    ("mobile-foreign-refused", &["BI-194"]),
    ("mobile-not-deleted", &["BI-053"]),
    ("mobile-number-optional", &["BI-051"]),
    ("mobile-number-unchecked", &["BI-051"]),
    ("mobile-other-number-accepted", &["BI-054", "BI-057"]),
    ("mobile-otp-not-sent", &["BI-054"]),
    ("mobile-otp-refused", &["BI-050", "BI-058", "BI-143", "BI-153", "BI-154", "BI-195"]),
    ("mobile-otp-unchecked", &["BI-059"]),
    ("mobile-second-number-forgotten", &["BI-053"]),
    ("mobile-token-optional", &["BI-057", "BI-059"]),
    ("nace-code-explains-nothing", &["BI-042"]),
    ("names-updatable", &["BI-039"]),
    (
        "names-upper-cased",
        &[
            "BI-019", "BI-021", "BI-023", "BI-024", "BI-026", "BI-027", "BI-028", "BI-029",
            "BI-031", "BI-032", "BI-033", "BI-034", "BI-143", "BI-153", "ER-010",
        ],
    ),
    ("nationality-unchecked", &["BI-026", "ER-006"]),
    ("never-identified-wrong-code", &["BI-079", "BI-082", "BI-083", "BI-084", "BI-146", "BI-168"]),
    ("no-thirty-day-expiry", &["BI-182"]),
    ("null-clears-the-key-only", &["BI-043"]),
    ("page-lost-on-retrieval", &["BI-009", "BI-086", "BI-093", "BI-118", "BI-132"]),
    ("page-lost-when-signing", &["BI-013", "BI-113", "BI-114", "BI-116", "BI-126", "ER-010"]),
    ("person-shown-by-name-only", &["BI-034", "BI-035", "BI-040"]),
    ("previous-tan-still-alive", &["BI-109", "BI-116", "BI-151"]),
    ("provider-failure-as-500", &["BI-172", "ER-001", "ER-002", "ER-003"]),
    ("provider-failure-in-words", &["BI-172"]),
    ("qes-window-never-ends", &["BI-108", "BI-111", "BI-113", "BI-137", "BI-142", "BI-197"]),
    ("reference-token-missing", &["BI-113", "ER-010"]),
    (
        "refused-tan-signs",
        &["BI-108", "BI-111", "BI-113", "BI-114", "BI-117", "BI-137", "BI-142", "BI-197", "ER-006"],
    ),
    ("refused-update-stored", &["BI-035", "BI-039", "BI-040", "BI-041", "BI-043"]),
    ("request-in-failed", &["BI-136"]),
    ("request-in-successful", &["BI-135"]),
    (
        "request-leaves-created",
        &["BI-009", "BI-086", "BI-093", "BI-118", "BI-132", "BI-143", "BI-153", "BI-182"],
    ),
    ("request-repeatable", &["BI-090"]),
    ("request-url-missing", &["BI-088", "BI-143", "BI-153", "ER-010"]),
    (
        "retry-with-another-iban-refused",
        &["BI-079", "BI-084", "BI-127", "BI-128", "BI-156", "BI-160", "BI-191"],
    ),
    ("salutation-optional", &["BI-022"]),
    ("second-token-refused", &["AU-001", "AU-002", "AU-004", "AU-007"]),
    ("self-employment-unexplained", &["BI-041", "BI-043"]),
    ("snapshot-expires-after-five-minutes", &["BI-102", "BI-188", "BI-200"]),
    ("snapshot-never-expires", &["BI-102", "BI-188", "BI-200"]),
    ("snapshot-not-found", &["BI-087", "BI-092", "BI-094", "BI-095", "BI-097"]),
    ("swisscom-failure-accepted", &["BI-150"]),
    ("tan-expires-after-one-minute", &["BI-108", "BI-111", "BI-197"]),
    ("tan-not-sent", &["BI-011", "BI-107"]),
    (
        "tan-optional",
        &[
            "BI-108", "BI-109", "BI-111", "BI-113", "BI-114", "BI-116", "BI-117", "BI-151",
            "BI-197", "ER-006",
        ],
    ),
    ("tan-sent-twice", &["BI-011", "BI-107"]),
    ("tax-information-not-updatable", &["BI-038"]),
    ("thirty-day-expiry-as-409", &["BI-182"]),
    (
        "unknown-person-as-400",
        &["BI-082", "BI-083", "BI-145", "BI-164", "ER-001", "ER-002", "ER-003"],
    ),
    ("unlimited-attempts", &["BI-156", "BI-160", "BI-191"]),
    ("unlimited-identical-persons", &["BI-019"]),
    ("unverified-number-accepted", &["BI-053", "BI-158"]),
    ("unverified-number-refused-in-words", &["BI-158"]),
    (
        "update-not-stored",
        &[
            "BI-033", "BI-034", "BI-035", "BI-036", "BI-037", "BI-038", "BI-040", "BI-042",
            "BI-043", "ER-010",
        ],
    ),
    ("update-of-the-first-only", &["BI-034", "BI-042"]),
    ("update-wipes-other-properties", &["BI-034", "BI-036", "BI-037"]),
    (
        "wizard-ignored",
        &[
            "BI-098", "BI-099", "BI-100", "BI-102", "BI-133", "BI-143", "BI-144", "BI-149",
            "BI-150", "BI-153", "BI-180", "BI-188", "BI-200",
        ],
    ),
    (
        "wrong-step-ends-the-identification",
        &["BI-090", "BI-103", "BI-111", "BI-115", "BI-117", "BI-135", "BI-137", "BI-142"],
    ),
    (
        "wrong-tan-accepted",
        &["BI-108", "BI-109", "BI-111", "BI-113", "BI-116", "BI-117", "BI-151", "BI-197"],
    ),
];

/// The same for webhooks. Only scenarios with a receiver can see these, so only those are run.
const BROKEN_WEBHOOKS: &[(&str, &[&str])] = &[
    ("webhook-attempt-missing", &["WH-008", "WH-011"]),
    ("webhook-attempt-not-counted", &["WH-011"]),
    ("webhook-completion-missing", &["WH-017"]),
    ("webhook-content-type-text", &["WH-008"]),
    ("webhook-deleted-number-nameless", &["WH-020"]),
    ("webhook-deleted-number-not-sent", &["WH-020"]),
    ("webhook-entity-missing", &["WH-008"]),
    ("webhook-entity-of-another", &["WH-008"]),
    ("webhook-event-type-wrong", &["WH-008"]),
    ("webhook-expiry-not-sent", &["BI-120"]),
    ("webhook-failure-not-sent", &["BI-120"]),
    ("webhook-failure-reason-sent", &["WH-017"]),
    ("webhook-given-up-early", &["WH-013"]),
    ("webhook-gone-ignored", &["WH-015"]),
    ("webhook-gone-remembered", &["WH-015"]),
    ("webhook-iban-sent", &["WH-017"]),
    ("webhook-id-constant", &["WH-010"]),
    ("webhook-id-fresh-each-time", &["WH-010"]),
    ("webhook-id-missing", &["WH-008", "WH-010"]),
    ("webhook-listed-as-another", &["WH-005", "WH-006"]),
    ("webhook-method-missing", &["WH-017"]),
    ("webhook-not-deleted", &["WH-007"]),
    ("webhook-not-listed", &["WH-006"]),
    ("webhook-not-repeated", &["WH-012"]),
    ("webhook-not-retrievable", &["WH-006"]),
    ("webhook-nothing-sent", &["BI-096", "BI-120", "WH-018", "WH-019", "WH-020", "WH-021"]),
    ("webhook-number-not-sent", &["WH-019"]),
    ("webhook-payment-not-sent", &["BI-096", "BI-120"]),
    ("webhook-person-change-not-sent", &["WH-018"]),
    ("webhook-refused", &["WH-001"]),
    ("webhook-refused-in-words", &["WH-004", "WH-005"]),
    ("webhook-rejection-ignored", &["WH-014"]),
    ("webhook-repeated-at-once", &["WH-012"]),
    ("webhook-repeated-too-often", &["WH-013"]),
    ("webhook-second-accepted", &["WH-005"]),
    ("webhook-secret-not-given", &["WH-001"]),
    ("webhook-secret-shown-again", &["WH-006"]),
    (
        "webhook-sent-twice",
        &[
            "AU-008", "BI-120", "WH-007", "WH-010", "WH-011", "WH-012", "WH-013", "WH-014",
            "WH-018", "WH-019", "WH-020", "WH-021",
        ],
    ),
    ("webhook-signature-wrong", &["WH-009"]),
    ("webhook-signed-with-other-secret", &["WH-009"]),
    ("webhook-status-missing", &["BI-096", "BI-120", "WH-017"]),
    ("webhook-subscription-id-missing", &["WH-008"]),
    ("webhook-success-not-sent", &["BI-120"]),
    ("webhook-timestamp-missing", &["WH-008"]),
    ("webhook-type-not-echoed", &["WH-001", "WH-006"]),
    ("webhook-unsafe-accepted", &["WH-004"]),
    ("webhook-unsafe-wrong-code", &["WH-004"]),
    ("webhook-unsigned", &["WH-009"]),
    ("webhook-unwilling-kept", &["WH-003"]),
    ("webhook-verification-skipped", &["WH-002", "WH-003"]),
];

/// A run with a fault, of the scenarios of these requirements.
fn broken_by(fault: &str, requirements: &[&str]) -> ConformanceReport {
    let owned = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect();
    let config = RunConfig {
        faults: vec![fault.to_owned()],
        requirements: owned(requirements),
        seed: Some(7),
        settings: RunSettings { step_timeout: Duration::from_secs(20), ..RunSettings::default() },
        settle_limit: Some(Duration::from_millis(100)),
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
        let settings = RunSettings { jobs: NonZeroU64::new(jobs), ..RunSettings::default() };
        let report = block_on(run(&RunConfig { settings, ..RunConfig::default() }));
        assert_eq!(with_verdict(&report, Verdict::Failed), Vec::<String>::new());
        assert_eq!(report.totals.passed, report.totals.sum());
        assert_eq!(report.conclusion, Conclusion::Conformant);
        assert_eq!(report.run.internal_faults, Vec::<String>::new());
        let deviations = report.scenarios.iter().flat_map(|it| it.record.deviations.clone());
        let undocumented = deviations.filter(|it| it.what.starts_with("additional member"));
        assert_eq!(undocumented.count(), 0, "the simulator sends members that are not documented");
    }
}

/// The scenarios of the requirements that must turn red notice the fault without the others.
#[test]
fn faults_turn_their_requirements_red_in_a_selection_of_them() {
    let some = BROKEN.iter().step_by(BROKEN.len() / 8);
    let found = findings(some, |(fault, expected)| {
        let report = broken_by(fault, expected);
        let (red, expected) = (red(&report), expected.iter().copied().collect());
        (red != expected).then(|| format!("{fault}: {red:?}, not {expected:?}"))
    });
    assert_eq!(found, [""; 0]);
}

/// `.ci/run` compares the recorded kills with a fresh proof of the whole suite.
#[test]
fn no_fault_turns_another_requirement_red() {
    let recorded = recorded();
    let loaded = bankident_conformance::run::load(&[]).unwrap_or_else(|why| panic!("{why}"));
    let about: BTreeMap<String, Vec<String>> =
        loaded.suite.cases().map(|it| (it.id, it.requirements)).collect();
    let different = BROKEN.iter().chain(BROKEN_WEBHOOKS).filter_map(|(fault, expected)| {
        let noticed = &recorded.noticed[&(FAULT.to_owned(), (*fault).to_owned())];
        let red: BTreeSet<&str> =
            noticed.iter().flat_map(|it| &about[it]).map(String::as_str).collect();
        let expected: BTreeSet<&str> = expected.iter().copied().collect();
        (red != expected).then(|| format!("{fault}: {red:?}, not {expected:?}"))
    });
    assert_eq!(different.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn faults_are_known_and_break_what_they_say() {
    assert!(BROKEN.len() >= 15);
    for (name, expected) in BROKEN.iter().chain(BROKEN_WEBHOOKS) {
        let fault = fault::named(name).unwrap_or_else(|| panic!("no fault {name}"));
        let named = fault.breaks.iter().any(|id| expected.contains(id));
        assert!(named, "{name} breaks {:?}, but {expected:?} turn red", fault.breaks);
    }
}
