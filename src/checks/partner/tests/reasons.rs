//! Rules about the rejection reasons: actions, texts, edge cases.

use serde_json::{Value, json};

use super::outcome;
use super::story::{IBAN, NUMBER, OTHER_IBAN, PERSON, Story};
use crate::requirement::{DocumentedReason, ReasonAction, Reasons};

/// An app in a situation with a reason; `refused` brings the app to it.
fn situation(reason: &DocumentedReason) -> Story {
    let mut story = Story::new("x");
    story.circumstances.reason = Some(reason.code.clone());
    story.registered();
    story
}

/// Way in which the bank gives a reason.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    /// Create is refused.
    Create,
    /// Request is refused.
    Request,
    /// The identification fails after the bank page.
    Failure,
    /// The start of the signature is refused.
    Authorize,
}

/// An app that has just learned the reason.
fn refused(reason: &DocumentedReason, spelling: &str, way: Way) -> Story {
    let mut story = situation(reason);
    match way {
        Way::Create => return story.refused_create(IBAN, reason.status, spelling).clone(),
        Way::Request => story.create(IBAN).refused("/request", reason.status, spelling),
        Way::Failure => story.create(IBAN).request().visit().failed(spelling),
        Way::Authorize => {
            story.create(IBAN).request().visit().poll("authorization_required");
            story.show("Ihre Verträge").refused("/authorize", reason.status, spelling)
        }
    };
    story
}

fn spellings(code: &str) -> [String; 3] {
    [code.to_owned(), code.to_lowercase(), code.replace("ATHORIZED", "AUTHORIZED")]
}

/// Right continuations of an app after a reason.
fn right(story: &mut Story, reason: &DocumentedReason) {
    match reason.action {
        ReasonAction::VerifyThenRepeat => {
            story.number_call("/authorize", 201).number_call("/confirm", 201);
            story.create(IBAN);
        }
        ReasonAction::CompleteThenRepeat => {
            let body = json!({ "title": "DR" });
            story.api("PATCH", &format!("/v1/persons/{PERSON}"), body, 200, Value::Null);
            story.create(IBAN);
        }
        ReasonAction::OneCorrectedRepeat | ReasonAction::NewIdentification => {
            story.create(IBAN);
        }
        ReasonAction::OtherIban => {
            story.create(OTHER_IBAN);
        }
        _ => {}
    }
}

/// Wrong continuations of an app after a reason.
fn wrong(story: &mut Story, reason: &DocumentedReason) {
    let code = &reason.code;
    match reason.action {
        ReasonAction::Stop | ReasonAction::NoRepeatOfMethod | ReasonAction::OtherIban => {
            story.refused_create(IBAN, 412, code);
        }
        ReasonAction::VerifyThenRepeat
        | ReasonAction::CompleteThenRepeat
        | ReasonAction::NoAutomaticRepeat => {
            story.create(IBAN);
        }
        ReasonAction::OneCorrectedRepeat => {
            story.refused_create(IBAN, 412, code).refused_create(IBAN, 412, code);
        }
        ReasonAction::NewIdentification => {
            story.request();
        }
    }
}

fn reasons() -> &'static [DocumentedReason] {
    Reasons::embedded().unwrap().all()
}

/// Ways and spellings in which the bank gives a reason.
fn ways(reason: &DocumentedReason) -> Vec<(String, Way)> {
    let ways: &[Way] = match reason.action {
        ReasonAction::NewIdentification => &[Way::Request, Way::Failure],
        ReasonAction::OtherIban => &[Way::Create, Way::Failure, Way::Authorize],
        _ => &[Way::Create, Way::Failure],
    };
    ways.iter().flat_map(|way| spellings(&reason.code).map(|it| (it, *way))).collect()
}

#[test]
fn every_right_action_with_the_text_of_the_guide_passes() {
    for reason in reasons() {
        for (spelling, way) in ways(reason) {
            let mut story = refused(reason, &spelling, way);
            if let Some(text) = reason.text("de") {
                story.show(text);
            }
            right(&mut story, reason);
            story.done();
            assert_eq!(outcome(&story, &reason.partner), "passed", "{spelling}: {way:?}");
        }
    }
}

/// The rest of the way of an app that created a new identification.
fn signed(story: &mut Story) {
    story.request().visit().poll("authorization_required").show("Ihre Verträge").authorize();
    story.show("Bitte geben Sie die TAN ein").confirm().poll("successful").documents();
    story.show("Ihre Dokumente kommen per E-Mail.");
}

#[test]
fn an_app_that_acts_rightly_gives_no_cause_for_complaint_about_anything() {
    for reason in reasons() {
        for (spelling, way) in ways(reason) {
            let mut story = refused(reason, &spelling, way);
            story.show(reason.text("de").unwrap_or("Bitte bestätigen Sie Ihre Nummer"));
            let before = story.events.len();
            right(&mut story, reason);
            if story.events.len() > before {
                signed(&mut story);
            }
            story.done();
            let found = super::complaints(&story);
            assert_eq!(found, Vec::<String>::new(), "{spelling}: {way:?}");
        }
    }
}

#[test]
fn every_wrong_action_fails() {
    for reason in reasons() {
        for (spelling, way) in ways(reason) {
            let mut story = refused(reason, &spelling, way);
            wrong(&mut story, reason);
            story.show(reason.text("de").unwrap_or("x")).done();
            assert_eq!(outcome(&story, &reason.partner), "failed", "{spelling}: {way:?}");
        }
    }
}

#[test]
fn an_app_that_never_meets_a_reason_shows_nothing_about_it() {
    for reason in reasons() {
        let mut story = situation(reason);
        story.create(IBAN).show("x").done();
        assert_eq!(outcome(&story, &reason.partner), "unseen", "{}", reason.code);
    }
}

#[test]
fn other_texts_are_reviewed_and_missing_ones_fail() {
    for reason in reasons() {
        let (Some(de), Some(en)) = (reason.text("de"), reason.text("en")) else { continue };
        let story = refused(reason, &reason.code, Way::Failure);
        let rows = [
            (vec![de.to_uppercase()], "passed"),
            (vec![de.replace('-', "").replace("ß", "ss")], "passed"),
            (vec![format!("Hinweis: {de} Zurück")], "passed"),
            (vec!["Warten Sie …".to_owned(), de.to_owned()], "passed"),
            (vec![en.to_owned()], "review"),
            (vec!["Das ging leider nicht.".to_owned()], "review"),
        ];
        for (texts, expected) in rows {
            let mut spoken = story.clone();
            for text in &texts {
                spoken.show(text);
            }
            right(&mut spoken, reason);
            spoken.done();
            let found = super::text_outcome(&spoken, &reason.partner);
            assert_eq!(found, expected, "{}: {texts:?}", reason.code);
        }
        let mut silent = story.clone();
        silent.done();
        let mut blank = story.clone();
        blank.show(" ").done();
        for nothing in [silent, blank] {
            assert_eq!(super::text_outcome(&nothing, &reason.partner), "failed", "{}", reason.code);
        }
        let mut cut = story.clone();
        cut.events.retain(|it| !matches!(it.kind, crate::evidence::TraceEventKind::Visit(_)));
        cut.done();
        assert_eq!(super::text_outcome(&cut, &reason.partner), "unseen", "{}", reason.code);
    }
}

#[test]
fn an_app_that_ends_early_breaks_no_rule_about_a_reason() {
    for reason in reasons() {
        let story = refused(reason, &reason.code, Way::Create);
        assert_eq!(outcome(&story, &reason.partner), "unseen", "{}", reason.code);
    }
}

#[test]
fn edge_cases_are_handled() {
    let cases = [
        ("BI-138", "MATCH_FOR_PERSON_DATA_NOT_FOUND"),
        ("BI-139", "PERSON_ACCOUNT_MATCH_NOT_FOUND"),
        ("BI-140", "JOINT_ACCOUNT"),
        ("BI-141", "ACCESS_BY_ATHORIZED_HOLDER"),
    ];
    for (requirement, code) in cases {
        let reason = Reasons::embedded().unwrap().reason(code).unwrap();
        let story = refused(reason, code, Way::Failure);
        let after = |change: fn(&mut Story) -> &mut Story| {
            let mut story = story.clone();
            change(&mut story);
            outcome(&story, requirement)
        };
        let mut explained = story.clone();
        explained.show(reason.text("de").unwrap()).done();
        assert_eq!(outcome(&explained, requirement), "passed", "{code}");
        assert_eq!(after(|it| it.show("Leider nicht").done()), "review", "{code}");
        assert_eq!(after(|it| it.show(" ").done()), "failed", "{code}");
        assert_eq!(after(|it| it.done()), "failed", "{code}");
        assert_eq!(after(|it| it.show("Identifizierung erfolgreich").done()), "failed", "{code}");
        assert_eq!(after(|it| it.show("x").create(IBAN).done()), "failed", "{code}");
        assert_eq!(after(|it| it.show("x")), "unseen", "{code}");
        assert_eq!(outcome(&situation(reason), requirement), "unseen", "{code}");
    }
}

#[test]
fn documented_alternatives_after_a_reason_pass() {
    let reason = |code: &str| Reasons::embedded().unwrap().reason(code).unwrap();
    let story = |code: &str| refused(reason(code), code, Way::Create);
    // A try without an answer is no try.
    let mut retried = story("INVALID_MODEL");
    retried.refused_create(IBAN, 502, "x").create(IBAN).show("Weiter").done();
    assert_ne!(outcome(&retried, "BI-175"), "failed");
    // The customer, not the app, tries again.
    let mut asked = story("GENERIC_ERROR");
    asked.show(reason("GENERIC_ERROR").text("de").unwrap()).wait_ms(9_000).create(IBAN).done();
    assert_eq!(outcome(&asked, "BI-179"), "review");
    // The text of the guide sends the customer to the support (C-33).
    let mut support = story("PERSON_MISSING_REQUIRED_DATA");
    support.show(reason("PERSON_MISSING_REQUIRED_DATA").text("de").unwrap()).done();
    assert_eq!(outcome(&support, "BI-171"), "review");
    // Step 3 allows another IBAN after a refusal by SCHUFA.
    let mut other = story("MATCH_FOR_PERSON_DATA_NOT_FOUND");
    other.show(reason("MATCH_FOR_PERSON_DATA_NOT_FOUND").text("de").unwrap());
    other.create(OTHER_IBAN).done();
    assert_eq!(outcome(&other, "BI-165"), "review");
    // A number that is verified already need not be confirmed again.
    let mut known = story("MOBILE_NUMBER_NOT_VERIFIED");
    let number = json!({ "number": NUMBER, "verified": true });
    known.api("GET", &format!("/v1/persons/{PERSON}/mobile_number"), Value::Null, 200, number);
    known.create(IBAN).done();
    assert_eq!(outcome(&known, "BI-159"), "passed");
    // An error of a server without a code is no reason.
    let mut broken = situation(reason("DEPENDENCY_ERROR"));
    broken.refused_create(IBAN, 502, "").refused_create(IBAN, 500, "").create(IBAN).done();
    assert_eq!(outcome(&broken, "BI-173"), "unseen");
    // 409 on the signature is the reason of the account (C-02).
    let joint = reason("JOINT_ACCOUNT");
    let mut mismatch = situation(joint);
    mismatch.create(IBAN).request().visit().poll("authorization_required");
    mismatch.refused("/authorize", 409, "expectation_mismatch");
    mismatch.show(joint.text("de").unwrap()).create(OTHER_IBAN).done();
    assert_eq!(outcome(&mismatch, "BI-187"), "passed");
    // Of another identification, whose bank page nobody visited yet, it is not.
    let mut early = situation(joint);
    early.create(IBAN).request().visit().failed(&joint.code).show(joint.text("de").unwrap());
    early.create(OTHER_IBAN).request().refused("/authorize", 409, "expectation_mismatch");
    early.visit().poll("authorization_required").authorize().confirm().poll("successful").done();
    assert_eq!(outcome(&early, "BI-187"), "passed");
}
