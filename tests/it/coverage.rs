//! Every requirement has a scenario or a written reason, and no row is untrue.

use std::collections::BTreeSet;

use bankident_conformance::config::{RunConfig, RunSettings, Sourced};
use bankident_conformance::requirement::{Catalogue, Coverage};
use bankident_conformance::run as suite;
use bankident_conformance::simulator::{Readings, fault};

use crate::support::{block_on, run};

fn catalogue() -> Catalogue {
    suite::load(&[]).unwrap_or_else(|why| panic!("{why}")).catalogue
}

fn coverage() -> Coverage {
    suite::coverage(&[]).unwrap_or_else(|why| panic!("{why}"))
}

#[test]
fn what_the_api_must_or_should_do_is_covered_or_says_why_not() {
    let (coverage, catalogue) = (coverage(), catalogue());
    let open = coverage.open(&catalogue);
    assert!(open.is_empty(), "neither a scenario nor a reason: {open:?}");
}

#[test]
fn no_scenario_and_no_fault_names_an_unknown_requirement() {
    let catalogue = catalogue();
    assert_eq!(coverage().unknown(&catalogue), Vec::<&str>::new());
    for fault in fault::all() {
        for id in fault.breaks {
            assert!(catalogue.requirement(id).is_some(), "{} breaks {id}", fault.name);
        }
    }
}

#[test]
fn every_reading_of_the_simulator_is_in_the_catalogue() {
    let catalogue = catalogue();
    let questions = Readings::QUESTIONS.iter();
    let chosen = questions.flat_map(|(id, readings)| readings.iter().map(move |it| (*id, *it)));
    for (id, reading) in chosen.chain(Readings::ALWAYS) {
        let readings = catalogue.ambiguity(id).map_or(&[][..], |it| &it.readings);
        assert!(readings.iter().any(|it| it.id == reading), "{id}={reading}");
    }
}

#[test]
fn no_row_that_is_covered_says_why_it_is_not() {
    assert_eq!(coverage().stale(&catalogue()), Vec::<&str>::new());
}

#[test]
fn reasons_fit_who_is_bound() {
    for row in catalogue().requirements() {
        let reason = row.unobservable.as_deref().unwrap_or("It cannot be seen.");
        assert!(reason.ends_with('.') && reason.contains(' '), "{}: {reason}", row.id);
    }
}

#[test]
fn every_open_question_is_met_by_a_scenario_or_says_why_not() {
    let refused = Sourced::by_flag("--reading", "C-03=refused".parse().unwrap());
    let settings = RunSettings { readings: vec![refused], ..RunSettings::default() };
    let refusing = RunConfig { settings, ..RunConfig::default() };
    let mut met = BTreeSet::new();
    for config in [RunConfig::default(), refusing] {
        let report = block_on(run(&config));
        met.extend(report.ambiguities.into_iter().map(|it| it.id));
    }
    for ambiguity in catalogue().ambiguities() {
        let seen = met.contains(&ambiguity.id);
        let reason = ambiguity.unobservable.as_deref().unwrap_or_default();
        assert_ne!(seen, reason.ends_with('.'), "{} seen: {seen}, reason: {reason}", ambiguity.id);
    }
}
