//! The sequence of a situation beside the steps of the guide.

use super::story::{IBAN, Story};
use super::styles::polling;
use crate::checks::partner::sequence;
use crate::evidence::SequenceRow;

fn rows(story: &Story) -> Vec<SequenceRow> {
    sequence(&story.trace(), &story.circumstances).into_iter().map(|(_, row)| row).collect()
}

fn missing(story: &Story) -> Vec<String> {
    rows(story).into_iter().filter(|it| it.is_missing).filter_map(|it| it.guide).collect()
}

#[test]
fn each_step_of_the_guide_is_beside_its_first_call() {
    let rows = rows(&polling());
    let guide = |text: &str| {
        let row = rows.iter().find(|it| it.text == text);
        row.unwrap_or_else(|| panic!("no {text}")).guide.clone().unwrap_or_default()
    };
    assert_eq!(guide("POST /v1/persons → 201"), "Step 1: the person is registered");
    let identification = "/v1/persons/{person_id}/identifications";
    let created = guide(&format!("POST {identification} → 201"));
    assert_eq!(created, "Step 3: the identification is created");
    assert_eq!(guide(&format!("GET {identification}/{{id}} → 200")), "");
    assert_eq!(guide("SMS with a code"), "");
}

#[test]
fn steps_that_were_not_taken_are_missing_if_nothing_was_refused() {
    assert_eq!(missing(&polling()), Vec::<String>::new());
    let mut short = polling();
    short.cut_at("PATCH /confirm");
    assert_eq!(missing(&short), Vec::<String>::new(), "the app has not come to its end");
    short.done();
    let ends = missing(&short);
    assert_eq!(ends.len(), 2, "{ends:?}");
    assert!(ends[0].contains("TAN confirms the signature"), "{ends:?}");
}

#[test]
fn a_reason_is_beside_the_action_that_the_guide_wants() {
    let mut story = Story::new("joint-account");
    story.circumstances.reason = Some("JOINT_ACCOUNT".into());
    story.registered().create(IBAN).request().visit().failed("joint_account").done();
    let rows = rows(&story);
    let wanted = rows.iter().filter_map(|it| it.guide.as_deref()).next_back().unwrap_or_default();
    assert!(wanted.starts_with("JOINT_ACCOUNT: The app lets the customer"), "{wanted}");
    assert_eq!(missing(&story), Vec::<String>::new());
}

#[test]
fn equal_rows_that_follow_each_other_are_one_and_rows_are_bounded() {
    let mut story = Story::new("happy-path");
    for _ in 0..2_000 {
        story.poll("pending");
    }
    let folded = rows(&story);
    assert_eq!((folded.len(), folded[0].times), (1, 2_000));
    for _ in 0..2_000 {
        story.poll("pending").show("Bitte warten");
    }
    assert!(rows(&story).len() <= 300);
}
