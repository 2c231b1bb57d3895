//! The texts of the page are all used, and all texts in use exist.

use std::collections::BTreeSet;
use std::fs;

use regex::Regex;

const HTML: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/report/html");
const ENGLISH: &str = include_str!("../../src/report/locales/en.toml");
/// Keys that are computed: the words for verdicts, marks, parties, and ways in which a verdict is known.
const COMPUTED: [&str; 21] = [
    "passed",
    "failed",
    "inconclusive",
    "error",
    "not_applicable",
    "uncovered",
    "review",
    "attested",
    "not_observed",
    "warning",
    "waived",
    "flaky",
    "party_app",
    "party_bank",
    "party_customer",
    "party_partner",
    "party_api",
    "basis_exchange",
    "basis_situation",
    "basis_screen",
    "basis_attestation",
];

#[test]
fn every_text_is_used_and_every_used_text_exists() {
    let files = fs::read_dir(HTML).unwrap().map(|it| it.unwrap().path());
    let code: String = files.map(|it| fs::read_to_string(it).unwrap()).collect();
    let named = Regex::new(r#"texts\.(?:get|numbers)\(\s*"(\w+)"|\bwords\.(\w+)"#).unwrap();
    let named = named.captures_iter(&code).filter_map(|it| it.get(1).or(it.get(2)));
    let used: BTreeSet<&str> = named
        .map(|it| it.as_str())
        .filter(|it| !["get", "keys"].contains(it))
        .chain(COMPUTED)
        .collect();
    let texts: toml::Table = ENGLISH.parse().unwrap();
    let keys: BTreeSet<&str> =
        texts["words"].as_table().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, used);
}
