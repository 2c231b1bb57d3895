//! Conforming apps, and the catalogue.

use std::collections::BTreeSet;

use super::styles::{minimal, polling, webhooks};
use super::{complaints, outcome};
use crate::checks::partner::{OPTIONAL, UNDECIDABLE, judge, judged_requirements};
use crate::requirement::{Binding, Catalogue, Level, Reasons, Requirement};

#[test]
fn conforming_apps_of_three_styles_give_no_cause_for_complaint() {
    let none: Vec<String> = Vec::new();
    assert_eq!(complaints(&polling()), none);
    assert_eq!(complaints(&webhooks()), none);
    // The happy path of the guide does without two members of its list (C-15).
    let open = complaints(&minimal());
    assert_eq!(open.len(), 3, "{open:?}");
    assert!(open.iter().all(|it| it.contains("review: POST persons without ")), "{open:?}");
}

#[test]
fn traces_that_end_anywhere_give_no_cause_for_complaint() {
    for mut story in [polling(), webhooks()] {
        while story.events.pop().is_some() {
            let found = complaints(&story);
            assert!(found.is_empty(), "{} events: {found:?}", story.events.len());
        }
    }
}

#[test]
fn nothing_is_observed_in_an_empty_trace() {
    let mut story = polling();
    story.events.clear();
    for finding in judge(&story.trace(), &story.circumstances) {
        assert_eq!(outcome(&story, &finding.requirement), "unseen", "{}", finding.requirement);
    }
}

#[test]
fn every_row_of_partners_is_decided_or_says_why_not() {
    let catalogue =
        Catalogue::parse(include_str!("../../../../features/requirements.toml")).unwrap();
    let binds = |it: Binding| matches!(it, Binding::Partner | Binding::Both);
    let rows: BTreeSet<&str> =
        catalogue.requirements().filter(|it| binds(it.binds)).map(|it| it.id.as_str()).collect();
    let mut judged = judged_requirements();
    for (id, reason) in UNDECIDABLE {
        assert!(judged.insert(id), "{id} is judged");
        assert!(reason.ends_with('.'), "{reason}");
    }
    assert_eq!(judged, rows);
}

#[test]
fn rules_that_permit_something_never_fail() {
    let catalogue =
        Catalogue::parse(include_str!("../../../../features/requirements.toml")).unwrap();
    let may = |it: &&Requirement| it.level == Level::May && it.binds != Binding::Api;
    let rows: Vec<&str> = catalogue.requirements().filter(may).map(|it| it.id.as_str()).collect();
    assert_eq!(OPTIONAL.to_vec(), rows);
    let mut denied = polling();
    denied.attest("BI-077", "no").attest("BI-020", "no");
    assert_eq!(outcome(&denied, "BI-077"), "unseen");
    assert_eq!(outcome(&denied, "BI-020"), "failed");
}

#[test]
fn reasons_and_rules_name_the_same_requirements() {
    let judged = judged_requirements();
    for reason in Reasons::embedded().unwrap().all() {
        assert!(judged.contains(reason.partner.as_str()), "{}", reason.code);
    }
}
