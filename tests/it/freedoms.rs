//! Conforming variations of the simulator: none may be called wrong. `bankident prove --freedoms`
//! tries all; here are a few.

use bankident_conformance::run::{self, FreedomProof};
use bankident_conformance::verdict::VariationTable;

use crate::cli::{Bankident, ends, stdout};

fn proven(proof: &FreedomProof) -> VariationTable {
    run::prove_freedoms(proof, &|_, _| {}).unwrap_or_else(|why| panic!("{why}"))
}

fn all_are_conformant(table: &VariationTable) {
    for run in &table.variation_runs {
        assert_eq!(run.errors, [""; 0], "{:?}", run.choices);
        assert_eq!(run.false_alarms, [], "{:?}", run.choices);
        assert_eq!(run.wrong_readings, [], "{:?}", run.choices);
    }
}

#[test]
fn variations_that_conform_are_conformant() {
    let proof = FreedomProof { random: 2, sample: Some(3), seed: 7, ..FreedomProof::default() };
    let table = proven(&proof);
    assert!((2..=4).contains(&table.variation_runs.len()));
    all_are_conformant(&table);
}

#[test]
fn an_unknown_freedom_is_2_and_the_known_ones_are_listed() {
    let bankident = Bankident::new();
    let list = bankident.run(&["simulator", "--freedom", "list"]);
    ends(&list, 0, "");
    assert!(stdout(&list).contains("member-order = as-printed | reversed\n"));
    for (freedom, message) in [
        ("member-order", "write NAME=VALUE"),
        ("member-order=random", "known are as-printed | reversed"),
        ("colour=blue", "known are unset-members, member-order"),
    ] {
        ends(&bankident.run(&["run", "--freedom", freedom]), 2, message);
    }
    let elsewhere = ["run", "--freedom", "escapes=unicode", "--target", "http://127.0.0.1:1"];
    ends(&bankident.run(&elsewhere), 2, "--freedom are for the embedded simulator");
}
