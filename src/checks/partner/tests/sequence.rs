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
fn steps_have_the_numbers_of_the_guide_and_a_refused_one_is_not_missing() {
    let guide: Vec<String> = rows(&polling()).into_iter().filter_map(|it| it.guide).collect();
    let numbers: Vec<&str> = guide.iter().filter_map(|it| it.get(..6)).collect();
    assert_eq!(
        numbers,
        ["Step 1", "Step 2", "Step 2", "Step 2", "Step 3", "Step 4", "Step 5", "Step 5", "Step 5"]
    );
    let mut refused = polling();
    refused.cut_at("PATCH /confirm");
    refused.refused("/confirm", 400, "invalid_tan").done();
    let tried = rows(&refused).into_iter().find(|it| it.text.contains("{id}/confirm")).unwrap();
    let step = "Step 5: the customer's TAN confirms the signature (without success)";
    assert_eq!((tried.guide.as_deref(), tried.is_missing), (Some(step), false));
    assert!(missing(&refused).iter().all(|it| !it.contains("TAN")), "{:?}", missing(&refused));
}

#[test]
fn the_end_of_an_app_is_one_row() {
    let mut story = polling();
    story.done();
    let ends: Vec<usize> = rows(&story)
        .into_iter()
        .filter(|it| it.text == "comes to its end")
        .map(|it| it.times)
        .collect();
    assert_eq!(ends, [1]);
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
