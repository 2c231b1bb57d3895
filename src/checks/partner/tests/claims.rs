//! Claims of the sentences of situations.

use serde_json::json;

use super::story::{IBAN, OTHER_IBAN, Story};
use super::styles::polling;
use crate::api::Reason;
use crate::checks::partner::{InstructionProof, claims};
use crate::evidence::{Circumstances, FindingOutcome, Trace, TraceEvent, TraceEventKind};

type Claim = fn(&Trace, &Circumstances) -> FindingOutcome;

fn word(story: &Story, claim: Claim) -> &'static str {
    match claim(&story.trace(), &story.circumstances) {
        FindingOutcome::Passed => "passed",
        FindingOutcome::Failed(_) => "failed",
        FindingOutcome::Review(_) => "review",
        FindingOutcome::Attested(_) => "attested",
        FindingOutcome::NotObserved(_) => "unseen",
    }
}

/// A joint account, refused after the bank page.
fn joint() -> Story {
    let mut story = Story::new("joint-account");
    story.circumstances.reason = Some("JOINT_ACCOUNT".into());
    story.registered().create(IBAN).request().visit().failed("joint_account");
    story
}

fn sign(story: &mut Story) -> &mut Story {
    story.request().poll("authorization_required").authorize().confirm().poll("successful")
}

type ClaimRow = (Claim, fn(&mut Story) -> &mut Story, &'static str);

fn empty(story: &mut Story) -> &mut Story {
    story.events.clear();
    story
}

fn rows(rows: &[ClaimRow]) {
    for (number, (claim, change, expected)) in rows.iter().enumerate() {
        let mut story = joint();
        change(&mut story);
        assert_eq!(word(&story, *claim), *expected, "row {number}");
    }
}

#[test]
fn claims_about_a_refusal() {
    rows(&[
        (claims::nobody_signs, |it| it.done(), "passed"),
        (claims::nobody_signs, |it| it.authorize(), "failed"),
        (claims::nobody_signs, |it| sign(it.create(OTHER_IBAN)), "passed"),
        (claims::nobody_signs, |it| sign(it.create(IBAN)), "passed"),
        (claims::nobody_signs, |it| empty(it), "unseen"),
        (claims::same_iban_is_not_handed_in_again, |it| it.create(OTHER_IBAN), "passed"),
        (claims::same_iban_is_not_handed_in_again, |it| it.create(IBAN), "failed"),
        (claims::same_iban_is_not_handed_in_again, |it| empty(it), "unseen"),
        (claims::old_identification_is_not_used_again, |it| it.create(OTHER_IBAN), "passed"),
        (claims::old_identification_is_not_used_again, |it| it.request(), "failed"),
        (claims::old_identification_is_not_used_again, |it| it.visit(), "failed"),
        (claims::old_identification_is_not_used_again, |it| empty(it), "unseen"),
    ]);
}

#[test]
fn claims_about_the_end() {
    rows(&[
        (claims::customer_is_identified, |it| it.done(), "failed"),
        (claims::customer_is_identified, |it| it, "unseen"),
        (claims::customer_is_identified, |it| sign(it.create(OTHER_IBAN)).done(), "passed"),
        (claims::no_false_success, |it| it.show("Leider nicht"), "passed"),
        (claims::no_false_success, |it| it.show("Identifizierung erfolgreich!"), "failed"),
        (claims::no_false_success, |it| it, "unseen"),
    ]);
    assert_eq!(word(&polling(), claims::nobody_signs), "failed");
    let mut unsigned = polling();
    unsigned.cut_at("PATCH /authorize").done();
    assert_eq!(word(&unsigned, claims::nobody_signs), "passed");
}

#[test]
fn claims_about_a_repetition() {
    let refused = || {
        let mut story = Story::new("invalid-model");
        story.circumstances.reason = Some("INVALID_MODEL".into());
        story.registered().refused_create(IBAN, 412, "INVALID_MODEL");
        story
    };
    let after = |change: fn(&mut Story) -> &mut Story| {
        let mut story = refused();
        change(&mut story);
        word(&story, claims::call_is_repeated_once)
    };
    assert_eq!(after(|it| it.create(IBAN)), "passed");
    assert_eq!(after(|it| it.refused_create(IBAN, 502, "").create(IBAN)), "passed");
    assert_eq!(after(|it| it.create(IBAN).create(IBAN)), "failed");
    assert_eq!(after(|it| it.done()), "failed");
    assert_eq!(after(|it| it), "unseen");
    assert_eq!(word(&polling(), claims::call_is_repeated_once), "unseen");
}

#[test]
fn claims_about_reasons_are_those_of_the_rules() {
    let mut story = joint();
    story.show("Gemeinschaftskonten gehen nicht.").create(IBAN).done();
    let (trace, circumstances) = (story.trace(), &story.circumstances);
    let reason = Reason::JointAccount;
    let action = claims::right_action(&trace, circumstances, reason);
    assert!(matches!(action, FindingOutcome::Failed(_)), "{action:?}");
    let text = claims::says_what_the_guide_says(&trace, circumstances, reason);
    assert!(matches!(text, FindingOutcome::Review(_)), "{text:?}");
}

#[test]
fn a_wrong_code_and_time_that_passed_prove_that_instructions_were_followed() {
    let right = polling().trace();
    assert!(InstructionProof::None.is_in(&right));
    assert!(!InstructionProof::WrongCode.is_in(&right));
    assert!(!InstructionProof::TimePassed(600_000).is_in(&right));
    let mut wrong = polling();
    *wrong.body("PATCH /confirm") = json!({ "token": "000001" });
    assert!(InstructionProof::WrongCode.is_in(&wrong.trace()));
    let moved = TraceEvent { at: String::new(), kind: TraceEventKind::ClockMoved(300_000) };
    let trace = Trace { events: vec![moved; 2], gap: None };
    assert!(InstructionProof::TimePassed(1_200_000).is_in(&trace));
    assert!(!InstructionProof::TimePassed(1_300_000).is_in(&trace));
}
