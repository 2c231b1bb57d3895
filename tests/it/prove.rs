//! The kill matrix: faults are noticed by the scenarios about them, and a fault nobody notices is
//! printed.

use std::collections::BTreeSet;
use std::process::Command;

use bankident_conformance::run::{self, MutantProof, Proof};
use bankident_conformance::simulator::fault;
use bankident_conformance::verdict::{FAULT, KillMatrix, KillRecord, MutantRun, Verdict};
use serde_json::Value;

use crate::program::program;

/// Faults of several kinds, with a requirement that must turn red; `bankident prove` tries all.
const NOTICED: [(&str, &str); 3] =
    [("wrong-tan-accepted", "BI-117"), ("create-answers-500", "BI-072"), ("get-hangs", "BI-118")];
/// About a wrong TAN, but the person is all it looks at.
const ASLEEP: &str = "\
Feature: My own

  @BI-117 @needs:wizard
  Rule: A wrong TAN does not confirm the QES

    Scenario: The person is still there
      Given an identification that is confirmation_required
      When the partner retrieves the person
      Then the person is returned as registered
";

fn proven(faults: &[&str]) -> KillMatrix {
    let faults = faults.iter().map(ToString::to_string).collect();
    run::prove(&Proof { faults, jobs: Some(2), ..Proof::default() }, &|_, _| {})
        .unwrap_or_else(|why| panic!("{why}"))
}

const WRITE: &str = "bankident prove --write features/kill-matrix.tsv";

/// The kill matrix of the embedded suite.
pub fn recorded() -> KillRecord {
    include_str!("../../features/kill-matrix.tsv").parse().unwrap_or_else(|why| panic!("{why}"))
}

#[test]
fn the_recorded_kill_matrix_is_of_the_faults_and_scenarios_that_exist() {
    let recorded = recorded();
    assert_eq!(recorded.to_string(), include_str!("../../features/kill-matrix.tsv"), "{WRITE}");
    let loaded = run::load(&[]).unwrap_or_else(|why| panic!("{why}"));
    let scenarios: BTreeSet<String> = loaded.suite.cases().map(|it| it.id).collect();
    let differing: Vec<_> = scenarios.symmetric_difference(&recorded.scenarios).collect();
    assert!(differing.is_empty(), "{WRITE}: {differing:?}");
    let of_kind = recorded.noticed.keys().filter(|(kind, _)| kind == FAULT);
    let rows: BTreeSet<&str> = of_kind.map(|(_, name)| name.as_str()).collect();
    let faults: BTreeSet<&str> = fault::all().map(|it| it.name).collect();
    let differing: Vec<_> = faults.symmetric_difference(&rows).collect();
    assert!(differing.is_empty(), "{WRITE}: {differing:?}");
    let unnoticed = recorded.noticed.iter().filter(|(_, by)| by.is_empty());
    let (faults, mutants): (Vec<_>, Vec<_>) = unnoticed.partition(|((kind, _), _)| kind == FAULT);
    assert!(faults.is_empty(), "faults that nobody notices: {faults:?}");
    let recorded = recorded.noticed.keys().filter(|(kind, _)| kind != FAULT).count();
    assert!(recorded > 500 && mutants.len() * 40 < recorded, "{} of {recorded}", mutants.len());
}

fn is_noticed_by(mutant_run: &MutantRun, requirement: &str) -> bool {
    mutant_run.noticed.iter().any(|it| it.requirements.iter().any(|id| id == requirement))
}

#[test]
fn faults_are_noticed_by_scenarios_about_what_they_break() {
    let matrix = proven(&NOTICED.map(|(fault, _)| fault));
    assert_eq!(matrix.errors, Vec::<String>::new());
    assert!(matrix.is_clean(), "{:?} {:?}", matrix.survivors, matrix.misattributed);
    assert_eq!(matrix.idle, None, "some faults say nothing of scenarios");
    let (recorded, mut fresh) = (recorded(), KillRecord::default());
    matrix.record_in(&mut fresh, FAULT, false, false);
    for (behaviour, noticed) in &fresh.noticed {
        // A busy machine may keep a scenario from observing; it never makes one notice more.
        let new: Vec<_> = noticed.difference(&recorded.noticed[behaviour]).collect();
        assert!(!noticed.is_empty() && new.is_empty(), "{WRITE}: {behaviour:?}: {new:?}");
    }
    for (mutant_run, (fault, requirement)) in matrix.mutant_runs.iter().zip(NOTICED) {
        assert_eq!(mutant_run.mutant.fault, fault);
        assert!(is_noticed_by(mutant_run, requirement), "{fault}: {:?}", mutant_run.noticed);
    }
    // A silent target makes scenarios inconclusive, and that is noticing it.
    let silent = &matrix.mutant_runs[NOTICED.len() - 1].noticed;
    assert!(silent.iter().any(|it| it.verdict == Verdict::Inconclusive && !it.reason.is_empty()));
}

#[test]
fn mutants_are_noticed_and_freedoms_are_not_tried() {
    let names = [
        "get-identification.status=successful:null:completed_at",
        "get-identification.status=pending:change:iban",
        "confirm-identification.code=invalid_tan:accept",
        "create-person:retype:id",
        "create-person:drop:first_name",
    ];
    let patterns = names.map(str::to_owned).to_vec();
    let proof = MutantProof { patterns, jobs: Some(2), ..MutantProof::default() };
    let score = run::prove_mutants(&proof, &|_, _| {}).unwrap_or_else(|why| panic!("{why}"));
    let counts = score.counts();
    assert_eq!((counts.noticed, counts.free), (4, 1), "{score:?}");
    assert!(score.is_clean());
}

#[test]
fn a_sample_of_mutants_is_noticed() {
    let proof = MutantProof { sample: Some(12), seed: 7, ..MutantProof::default() };
    let score = run::prove_mutants(&proof, &|_, _| {}).unwrap_or_else(|why| panic!("{why}"));
    let counts = score.counts();
    assert!(score.is_clean() && counts.errors == 0, "{:?}", score.survivors());
    assert!(counts.noticed >= 6, "{counts:?}");
}

fn bankident(arguments: &[&str], feature: &str) -> (Option<i32>, String) {
    let here = tempfile::tempdir().unwrap();
    std::fs::write(here.path().join("own.feature"), feature).unwrap();
    let output = Command::new(program()).args(arguments).current_dir(here.path()).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_scenario_that_sleeps_and_the_faults_it_misses_are_listed_and_1() {
    let (code, text) = bankident(&["prove", "own.feature", "--format", "json"], ASLEEP);
    let matrix: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((code, &matrix["clean"]), (Some(1), &Value::Bool(false)));
    let survivors = matrix["survivors"].as_array().unwrap();
    assert!(survivors.contains(&"wrong-tan-accepted".into()), "{survivors:?}");
    let about = |it: &Value| it["breaks"].as_array().unwrap().contains(&"BI-117".into());
    assert!(matrix["mutant_runs"].as_array().unwrap().iter().all(about), "only faults it is about");
    let idle = "own.feature > A wrong TAN does not confirm the QES > The person is still there";
    assert_eq!(matrix["idle"], serde_json::json!([idle]));
}

#[test]
fn the_documented_scenario_misses_the_documented_fault() {
    let page = include_str!("../../docs/scenarios.md");
    let feature = page.split("```gherkin\n").nth(1).and_then(|it| it.split("```").next());
    let (code, text) = bankident(&["prove", "own.feature", "--format", "json"], feature.unwrap());
    let matrix: Value = serde_json::from_str(&text).unwrap();
    let survivors = matrix["survivors"].as_array().unwrap();
    let missed = |fault: &str| survivors.contains(&fault.into());
    assert_eq!(code, Some(1));
    assert!(missed("foreign-tan-accepted") && !missed("wrong-tan-accepted"), "{survivors:?}");
    assert!(page.contains("noticed `foreign-tan-accepted`"));
}

#[test]
fn a_proof_without_findings_is_0_and_an_unknown_fault_is_2() {
    let (code, text) = bankident(&["prove", "--fault", "tan-not-sent"], "");
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("faults that no scenario noticed: none"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    assert_eq!(bankident(&["prove", "--fault", "bad-luck"], "").0, Some(2));
    assert!(fault::named("bad-luck").is_none());
}

#[test]
fn the_kills_of_a_part_are_written_and_a_damaged_file_is_refused() {
    let here = tempfile::tempdir().unwrap();
    let file = here.path().join("kills.tsv");
    let suite = concat!(env!("CARGO_MANIFEST_DIR"), "/features/journey");
    let arguments = |fault| ["prove", suite, "--fault", fault, "--write", file.to_str().unwrap()];
    for fault in ["person-id-missing", "token-hangs"] {
        bankident(&arguments(fault), "");
    }
    let record: KillRecord = std::fs::read_to_string(&file).unwrap().parse().unwrap();
    assert_eq!(record.noticed.len(), 2);
    std::fs::write(&file, "neither a row nor a comment\n").unwrap();
    assert_eq!(bankident(&arguments("person-id-missing"), "").0, Some(2));
}
