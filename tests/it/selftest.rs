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
const BROKEN: &[(&str, &[&str])] = &[];

pub fn broken_by(fault: &str) -> ConformanceReport {
    let config = RunConfig {
        faults: vec![fault.to_owned()],
        seed: Some(7),
        step_timeout: Duration::from_secs(20),
        ..RunConfig::default()
    };
    block_on(run(&config))
}

pub fn red(report: &ConformanceReport) -> BTreeSet<&str> {
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
