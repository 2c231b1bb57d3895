//! The rules for partners call no conforming app wrong, and notice broken ones.

use bankident_conformance::observe::{self, PartnerScope};
use bankident_conformance::verdict::PartnerProof;

/// Defects of several kinds; `bankident prove --partner` tries all.
const DEFECTS: [&str; 10] = [
    "salutation-missing",
    "umlauts-lost",
    "fixed-code",
    "swisscom-consent-ahead",
    "changed-url",
    "authorizes-early",
    "silent-joint-account",
    "repeats-dependency-error",
    "forged-webhook-believed",
    "denied-bi-020",
];
const SITUATIONS: [&str; 5] =
    ["happy-path", "joint-account", "iban-limit", "tan-wrong-then-right", "webhook-forged"];

fn proven(situations: &[&str], defects: &[&str]) -> PartnerProof {
    let named = |names: &[&str]| names.iter().map(ToString::to_string).collect();
    let scope =
        PartnerScope { situations: named(situations), defects: named(defects), jobs: Some(2) };
    observe::prove(&scope, &|_, _| {}).unwrap_or_else(|why| panic!("{why}"))
}

#[test]
fn conforming_apps_break_no_rule_and_defects_are_noticed_under_their_requirement() {
    let proof = proven(&SITUATIONS, &DEFECTS);
    assert_eq!(proof.errors(), Vec::<String>::new());
    for it in &proof.conforming {
        assert_eq!(it.situations, SITUATIONS.len());
        assert_eq!(it.false_alarms, [], "{}", it.app);
        assert_eq!(it.inconclusive, Vec::<String>::new(), "{}", it.app);
    }
    assert_eq!(proof.defects.len(), DEFECTS.len());
    for it in &proof.defects {
        assert!(it.names_its_cause(), "{it:?}");
    }
    assert!(proof.is_clean() && proof.idle.is_none());
}

#[test]
fn an_unknown_defect_is_refused_with_the_names_of_all() {
    let scope = PartnerScope { defects: vec!["nonsense".to_owned()], ..PartnerScope::default() };
    let why = observe::prove(&scope, &|_, _| {}).err().map(|it| it.to_string());
    let why = why.unwrap_or_default();
    assert!(why.contains("`nonsense`") && why.contains("salutation-missing"), "{why}");
}
