//! Rules of a receiver, compared by the command.

use std::fs;

use crate::certificate_commands::{bundle_for, keygen};
use crate::cli::{Bankident, ends, stderr, stdout};

/// Rules that the certificate of the whole suite on the simulator keeps.
const KEPT: &str = r#"
  Scenario: The shop is known
    Given the sender is asked otherwise to "name the shop"
    Then the subject begins with "Shop 4"
    And the api was tested
    And at least 1 runs were certified
    And the runs are at most 2 days old
    And it is valid for at least 60 more days

  Scenario: The signature is what counts
    Given the sender is asked otherwise to "observe the signature"
    Then requirement BI-022 holds
    And requirement BI-022 is known by exchange
    And the worth is at least 50 %
    And the target offers clock
    And a tester has signed
    And no failure was waived
"#;

/// Rules that it breaks, each with its request and the reason.
const BROKEN: [(&str, &str, &str); 10] = [
    ("the subject has a digest", "a", "the subject is one without, expected one with a SHA-256"),
    ("the partner was tested", "b", "the tested side is api, expected partner"),
    ("at least 2 runs were certified", "c", "the number of runs is 1, expected 2 or more"),
    ("it is valid for at least 365 more days", "d", "expected in 365 days or later"),
    ("requirement BI-999 holds", "e", "BI-999 is not in the certificate, expected a row"),
    (
        "requirement BI-022 is known by review",
        "f",
        "BI-022 is known by exchange, expected known by",
    ),
    ("every requirement of level MUST was observed", "g", "is uncovered, expected observed"),
    ("the worth is at least 101 %", "h", "expected at least 101 %"),
    ("the target offers telepathy", "i", "the target is one that offers clock"),
    ("an approver answered for requirement BI-022", "j", "BI-022 is none, expected answered by"),
];

#[test]
fn rules_of_a_receiver_are_compared_and_each_broken_one_has_its_request() {
    let bankident = Bankident::new();
    keygen(&bankident, "tester.key");
    bundle_for(&bankident, "tester.key");
    let policy = "[[signer]]\nrole = 'tester'\nkey = 'tester.key.pub'\n";
    fs::write(bankident.here.path().join("policy.toml"), policy).unwrap();
    let verify = |rules: &str| {
        let file = bankident.feature(&format!("Feature: Ours\n{rules}"));
        bankident.run(&["verify", "shop.zip", "--policy", "policy.toml", "--rules", &file])
    };
    let kept = verify(KEPT);
    ends(&kept, 0, "");
    let rules = BROKEN.iter().map(|(sentence, request, _)| {
        format!(
            "  Scenario: Rule {request}\n    Given the sender is asked otherwise to \"do {request}\"\n    \
             Then {sentence}\n"
        )
    });
    let broken = verify(&(KEPT.to_owned() + &rules.collect::<String>()));
    ends(&broken, 1, "");
    let text = stdout(&broken);
    for (sentence, request, reason) in BROKEN {
        assert!(text.contains(reason), "{sentence}: {text}");
        let back = format!("- do {request} (rule `Rule {request}`)\n");
        assert!(text.split_once("to send back:\n").unwrap().1.contains(&back), "{text}");
    }
    assert!(!text.contains("name the shop") && !text.contains("`bankident certify` wrote it"));
}

#[test]
fn rules_that_cannot_be_run_are_named_with_their_line() {
    let bankident = Bankident::new();
    keygen(&bankident, "tester.key");
    let file = bankident.feature(
        "Feature: Ours\n  Scenario: a\n    Given the sender is asked otherwise to \"x\"\n    \
         Then the subject is well known\n",
    );
    let verify = |rules: &str| {
        bankident.run(&["verify", "tester.key.pub", "--key", "tester.key.pub", "--rules", rules])
    };
    let output = verify(&file);
    ends(&output, 4, "own.feature:4");
    assert!(stderr(&output).contains("the subject is well known"), "{}", stderr(&output));
    ends(&verify("nowhere.feature"), 2, "nowhere.feature");
    let listed = stdout(&bankident.run(&["steps"]));
    assert!(listed.contains("# receiving desk (verify --rules)"), "{listed}");
    assert!(listed.contains("Then the worth is at least <number> %"), "{listed}");
}
