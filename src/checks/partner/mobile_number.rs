//! Creation and verification of the mobile number (Step 2).

use crate::api::{Reason, operation};

use super::calls::{AppCall, reason_named};
use super::rule::{AppRule, Judge};
use super::ruling::Ruling;
use super::texts::{is_masked, number_digits};
use super::view::{AppPerson, View};

const NUMBER_CALLS: [operation::Operation; 3] =
    [operation::CREATE_NUMBER, operation::AUTHORIZE_NUMBER, operation::CONFIRM_NUMBER];

/// Rules about the mobile number.
pub const RULES: &[AppRule] = &[
    AppRule {
        requirement: "BI-005",
        statement: "the number is verified before the identification",
        correct: "The app has the number confirmed before it creates the identification.",
        judge: Judge::Trace(verified_first),
    },
    AppRule {
        requirement: "BI-046",
        statement: "the number is created, authorised and confirmed in this order",
        correct: "The app creates the number of the customer, has a code sent, and confirms it.",
        judge: Judge::Trace(verification),
    },
    AppRule {
        requirement: "BI-048",
        statement: "the number may be verified in the course of the identification",
        correct: "The app verifies the number before the identification or in its course.",
        judge: Judge::Trace(verified_later),
    },
];

/// Whether the number of a person was confirmed before an event.
fn is_verified(view: &View<'_>, person: &str, before: usize) -> bool {
    let mut calls = view.calls.iter().filter(|it| it.person == person && it.event < before);
    calls.any(|it| shows_verified(it))
}

/// Whether the answer shows a verified number.
pub fn shows_verified(call: &AppCall<'_>) -> bool {
    let verified = || call.answer().and_then(|it| it.get("verified")).is_some_and(|it| it == true);
    let of_number = [operation::CONFIRM_NUMBER, operation::GET_NUMBER, operation::CREATE_NUMBER];
    call.succeeded()
        && (call.is(operation::CONFIRM_NUMBER) || call.is_one_of(&of_number) && verified())
}

/// The first identification that the app wanted for a person.
fn first_create<'v, 'a>(view: &'v View<'a>, person: &str) -> Option<&'v AppCall<'a>> {
    view.creates().find(|it| it.person == person && !it.may_be_repeated())
}

/// A bank that accepts an identification without a verified number lets it be verified later (C-20).
fn verified_first(view: &View<'_>) -> Ruling {
    let path = "POST identifications";
    let expected = "after the number is verified";
    let ruling = |person: &AppPerson<'_>| {
        let create = first_create(view, person.id)?;
        if is_verified(view, person.id, create.event) {
            return Some(Ruling::passed(create.event));
        }
        let codes = create.codes();
        let refused =
            codes.iter().any(|code| reason_named(code) == Some(Reason::MobileNumberNotVerified));
        if refused {
            let early = Ruling::failed(create.event, path, expected, "before it, and refused");
            return Some(view.missing_before(early));
        }
        let mut signing = view.calls_after(create.event).filter(|it| it.is(operation::AUTHORIZE));
        let signing = signing.find(|it| it.person == person.id && it.succeeded())?;
        Some(if is_verified(view, person.id, signing.event) {
            Ruling::passed(signing.event)
        } else {
            let never =
                Ruling::failed(signing.event, path, expected, "the number is never verified");
            view.missing_before(never)
        })
    };
    let rulings = view.persons.iter().filter_map(ruling);
    Ruling::worst(rulings, "no identification was created for a person of the trace")
}

fn verified_later(view: &View<'_>) -> Ruling {
    let ruling = |person: &AppPerson<'_>| {
        let create = first_create(view, person.id).filter(|it| it.succeeded())?;
        let later = || view.calls_after(create.event).find(|it| shows_verified(it));
        let before = is_verified(view, person.id, create.event);
        if before { None } else { later().map(|it| Ruling::passed(it.event)) }
    };
    let rulings = view.persons.iter().filter_map(ruling);
    Ruling::worst(rulings, "every number was verified before the identification, or none was")
}

fn verification(view: &View<'_>) -> Ruling {
    let rulings = view.persons.iter().map(|person| {
        let calls = view.calls.iter().filter(|it| it.person == person.id);
        let calls: Vec<&AppCall<'_>> = calls.filter(|it| it.is_one_of(&NUMBER_CALLS)).collect();
        let first = |operation| calls.iter().find(|it| it.is(operation)).copied();
        let [created, authorized, confirmed] = NUMBER_CALLS.map(first);
        let is_wrong = |call: &AppCall<'_>| !is_own_number(view, &calls, call);
        let mut places = calls.iter().enumerate();
        let wrong = places.find(|(place, it)| {
            let next = calls.get(place + 1).filter(|next| is_correction(it, next));
            is_wrong(it) && next.is_none_or(|next| is_wrong(next))
        });
        let wrong = wrong.map(|(_, it)| it);
        match (created, authorized, confirmed) {
            _ if wrong.is_some() => {
                let event = wrong.map_or(0, |it| it.event);
                Ruling::failed(event, "number", "the number of the customer", "another number")
            }
            (_, authorized, Some(confirmed))
                if authorized.is_none_or(|it| it.event > confirmed.event) =>
            {
                out_of_order(view, confirmed, "POST authorize")
            }
            (created, Some(authorized), _)
                if created.is_none_or(|it| it.event > authorized.event) =>
            {
                out_of_order(view, authorized, "POST mobile_number")
            }
            (Some(_), Some(_), Some(confirmed)) if confirmed.succeeded() => {
                Ruling::passed(confirmed.event)
            }
            _ => unfinished(view, person),
        }
    });
    Ruling::worst(rulings, "no person was created")
}

/// Whether a number is created in place of another one before a code was ordered: the customer may
/// mistype it.
fn is_correction(call: &AppCall<'_>, next: &AppCall<'_>) -> bool {
    call.is(operation::CREATE_NUMBER) && next.is(operation::CREATE_NUMBER)
}

fn out_of_order(view: &View<'_>, call: &AppCall<'_>, first: &str) -> Ruling {
    let expected = format!("after {first}");
    view.missing_before(Ruling::failed(call.event, call.name(), expected, "without it"))
}

/// Nobody confirmed the number: wrong if the app wanted an identification nevertheless.
fn unfinished(view: &View<'_>, person: &AppPerson<'_>) -> Ruling {
    let confirmed = view
        .calls
        .iter()
        .find(|it| it.is(operation::CONFIRM_NUMBER) && it.person == person.id && it.succeeded());
    if let Some(confirmed) = confirmed {
        return Ruling::passed(confirmed.event);
    }
    let Some(create) = first_create(view, person.id) else {
        return Ruling::unseen("no number was confirmed, and no identification created");
    };
    let never = Ruling::failed(create.event, "mobile number", "confirmed", "not confirmed");
    view.missing_after(create.event, never)
}

/// The number is that of the card; without a card, that of the first call.
fn is_own_number(view: &View<'_>, calls: &[&AppCall<'_>], call: &AppCall<'_>) -> bool {
    let first = || calls.iter().find_map(|it| it.text("number"));
    let card = view.card().map(|it| it.mobile_number.as_str()).filter(|it| !it.is_empty());
    let (Some(wanted), Some(given)) = (card.or_else(first), call.text("number")) else {
        return true;
    };
    number_digits(wanted) == number_digits(given) || is_masked(wanted) || is_masked(given)
}
