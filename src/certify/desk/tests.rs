//! The built-in rules with each kind of flaw, and rules of a receiver.

use std::collections::BTreeSet;
use std::fs;

use jiff::Timestamp;

use super::*;
use crate::certificate::{Flaw, Verification};

fn compared(flaws: &[Flaw], own: Option<&str>) -> Result<Vec<BrokenDeskRule>, CannotStart> {
    let verification = Verification {
        statement: None,
        signers: Vec::new(),
        flaws: flaws.to_vec(),
        notes: Vec::new(),
    };
    let now: Timestamp = "2026-11-30T12:00:00Z".parse().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own.feature");
    if let Some(text) = own {
        fs::write(&path, format!("Feature: Own rules\n{text}")).unwrap();
    }
    let rules = DeskRules::load(own.map(|_| path.as_path()))?;
    let submission = Rc::new(Submission::new(verification, now));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(rules.compare(&submission))
}

fn problem(own: &str) -> String {
    match compared(&[], Some(own)) {
        Err(CannotStart::Features(problems)) => problems[0].to_string(),
        other => panic!("{other:?}"),
    }
}

/// A flaw of each part.
fn flaws() -> [Flaw; 10] {
    let text = || "x".to_owned();
    [
        Flaw::Unsigned,
        Flaw::Number,
        Flaw::Missing { name: text() },
        Flaw::Predicate { member: "result" },
        Flaw::Expired { expires_at: text() },
        Flaw::NoRow { id: text() },
        Flaw::Waiver { id: text() },
        Flaw::Worth { found: 1, demanded: 2 },
        Flaw::Guide { found: text() },
        Flaw::Revealed { placeholder: text() },
    ]
}

#[test]
fn each_flaw_breaks_one_rule_and_each_rule_has_a_request() {
    let mut requests = BTreeSet::new();
    for flaw in flaws() {
        let broken = compared(std::slice::from_ref(&flaw), None).unwrap();
        assert_eq!(broken.len(), 1, "{flaw}: {broken:?}");
        assert_eq!(broken[0].reasons, Vec::<String>::new(), "{flaw}");
        assert!(requests.insert(broken[0].request.clone()), "{flaw}");
    }
    let twice = compared(&[Flaw::Unsigned, Flaw::NoKey], None).unwrap();
    assert_eq!(twice.len(), 1);
    assert_eq!(compared(&[], None).unwrap(), []);
    assert_eq!(compared(&flaws(), None).unwrap().len(), RULES.matches("Scenario:").count());
}

#[test]
fn a_rule_on_a_statement_that_cannot_be_read_is_broken() {
    let own = "Scenario: It is of the shop\n  Given the sender is asked otherwise to \"name it\"\n  \
               Then the subject begins with \"Shop\"\n";
    let broken = compared(&[], Some(own)).unwrap();
    assert_eq!((broken.len(), broken[0].request.as_str()), (1, "name it"));
    let expected = "It is of the shop: statement is none, expected one that can be read";
    assert_eq!(broken[0].reasons, [expected]);
}

#[test]
fn a_rule_that_cannot_be_run_is_named() {
    let unknown =
        problem("Scenario: a\n  Given the sender is asked otherwise to \"x\"\n  Then it is good\n");
    assert!(unknown.contains("own.feature:4"), "{unknown}");
    let silent = problem("Scenario: a\n  Then the subject has a digest\n");
    assert!(silent.contains("own.feature:2: the rule `a` has no request"), "{silent}");
    let nothing = problem("Scenario: a\n  Given the sender is asked otherwise to \"x\"\n");
    assert!(nothing.contains("checks nothing"), "{nothing}");
}
