//! Test persons, which are created once each (Step 1).

use std::collections::HashMap;

use crate::api::{Status, operation};

use super::calls::AppCall;
use super::rule::{AppRule, Judge};
use super::ruling::Ruling;
use super::texts::normal;
use super::view::View;

/// Data in which test persons differ: names first.
const IDENTITY: [&str; 4] = ["first_name", "last_name", "birth_date", "birth_city"];
/// The person in the sample of the guide.
const SAMPLE_PERSON: [&str; 2] = ["Leander", "Zierfisch"];

/// Rules about test persons.
pub const RULES: &[AppRule] = &[AppRule {
    requirement: "BI-018",
    statement: "no two test persons are the same",
    correct: "The app creates the customer of the test once, and no person that others use.",
    judge: Judge::Trace(distinct),
}];

fn distinct(view: &View<'_>) -> Ruling {
    let mut known: HashMap<[String; 4], &AppCall<'_>> = HashMap::new();
    let mut rulings = Vec::new();
    let created = |it: &&AppCall<'_>| it.is(operation::CREATE_PERSON) && it.succeeded();
    for call in view.calls.iter().filter(created) {
        let data = IDENTITY.map(|name| normal(call.text(name).unwrap_or_default()));
        let earlier = known.insert(data.clone(), call);
        let actual = if data[..2] == SAMPLE_PERSON.map(normal) {
            "that of the guide's sample"
        } else if is_somebody_else(view, &data) {
            "not the customer, who is invented for each test"
        } else if earlier.is_some_and(|it| !may_begin_again(view, it, call)) {
            "the same person as before"
        } else {
            rulings.push(Ruling::passed(call.event));
            continue;
        };
        rulings.push(Ruling::failed(call.event, "POST persons", "a person of its own", actual));
    }
    Ruling::worst(rulings, "no person was created")
}

/// Whether neither a name nor the date of birth is that of the customer.
fn is_somebody_else(view: &View<'_>, data: &[String; 4]) -> bool {
    view.card().is_some_and(|card| {
        let wanted = [&card.first_name, &card.last_name, &card.birth_date];
        wanted.iter().zip(data).all(|(wanted, given)| normal(wanted) != *given)
    })
}

/// A second creation of the same person is right after a refusal, a failure, or without an answer.
fn may_begin_again(view: &View<'_>, first: &AppCall<'_>, second: &AppCall<'_>) -> bool {
    let between = first.event..second.event;
    let news = view.identifications.iter().flat_map(|it| &it.news);
    let mut ended = news.filter(|it| matches!(it.status, Some(Status::Failed | Status::Expired)));
    let mut refused = view.calls.iter().filter(|it| it.is_step() && it.was_refused());
    first.may_be_lost()
        || refused.any(|it| between.contains(&it.event))
        || ended.any(|it| between.contains(&it.event))
}
