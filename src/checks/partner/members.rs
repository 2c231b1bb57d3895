//! Mandatory members of POST persons (Step 1), one requirement each.

use jiff::civil::Date;
use serde_json::Value;

use crate::api::{is_country, operation};
use crate::evidence::{CustomerCard, Mismatch};

use super::calls::AppCall;
use super::consents::{malformed, untrue};
use super::rule::{AppRule, Judge};
use super::ruling::Ruling;
use super::texts::{difference, is_masked, number_digits, words};
use super::view::View;

const CORRECT: &str = "The app collects it in the sign-up and sends it with POST persons.";
/// Consent that only the guide's list has; its happy path does without (C-15).
pub const DATA_TERMS: &str = "data_terms_signed_at";
/// Member that only the guide's list has; its happy path creates the number alone (C-15).
pub const NUMBER: &str = "mobile_number";
/// Parts of an address without which no letter arrives; the state is optional (C-16).
const ADDRESS: [&str; 4] = ["line_1", "postal_code", "city", "country"];

const fn row(requirement: &'static str, member: &'static str, statement: &'static str) -> AppRule {
    AppRule { requirement, statement, correct: CORRECT, judge: Judge::Member(member) }
}

/// One row for each mandatory member.
pub const RULES: &[AppRule] = &[
    row("BI-022", "salutation", "a person is created with the salutation of the customer"),
    row("BI-023", "first_name", "a person is created with all first names"),
    row("BI-024", "last_name", "a person is created with all parts of the last name"),
    row("BI-025", "birth_date", "a person is created with a date of birth"),
    row("BI-026", "nationality", "a person is created with a nationality in two capitals"),
    row("BI-027", "address", "a person is created with a postal address"),
    row("BI-028", NUMBER, "the mobile number of the customer is handed over"),
    row("BI-029", DATA_TERMS, "a person is created with the time of the consent to the data terms"),
    row(
        "BI-030",
        "terms_conditions_signed_at",
        "a person is created with the time of the consent to the terms",
    ),
];

/// Judges one member in every call that creates a person.
pub fn judge(view: &View<'_>, member: &'static str) -> Ruling {
    let calls = view.calls.iter().filter(|it| it.is(operation::CREATE_PERSON));
    Ruling::worst(calls.map(|call| of_call(view, call, member)), "no person was created")
}

/// Judges one member of one call.
pub fn of_call(view: &View<'_>, call: &AppCall<'_>, member: &'static str) -> Ruling {
    if member == NUMBER {
        return number(view, call);
    }
    if member == DATA_TERMS && call.member(member).is_none() {
        return without_data_terms(call);
    }
    let mismatches = mismatches(view.card(), call, member);
    match mismatches.into_iter().next() {
        Some(it) => Ruling::failed(call.event, it.path, it.expected, it.actual),
        None => Ruling::passed(call.event),
    }
}

/// Returns what is wrong with a member.
fn mismatches(card: Option<&CustomerCard>, call: &AppCall<'_>, member: &str) -> Vec<Mismatch> {
    let value = call.body().and_then(|it| it.get(member));
    match member {
        "salutation" => salutation(card, value),
        "first_name" => name(member, card.map(|it| it.first_name.as_str()), value),
        "last_name" => name(member, card.map(|it| it.last_name.as_str()), value),
        "birth_date" => formed(member, value, "a date as YYYY-MM-DD", is_date),
        "nationality" => formed(member, value, "two capitals of ISO 3166-1", is_country),
        "address" => address(value),
        _ => malformed(member, call.member(member)).or(untrue(call, member)).into_iter().collect(),
    }
}

fn text(value: Option<&Value>) -> Option<&str> {
    value.and_then(Value::as_str).filter(|it| !it.trim().is_empty())
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<Date>().is_ok()
}

/// A null means that the customer is neither.
fn salutation(card: Option<&CustomerCard>, value: Option<&Value>) -> Vec<Mismatch> {
    let path = "salutation";
    let wanted = card.map(|it| it.salutation.as_str()).filter(|it| !it.is_empty());
    match (value, wanted) {
        (Some(Value::Null), None) => Vec::new(),
        (Some(Value::String(given)), None) if ["MR", "MS"].contains(&given.trim()) => Vec::new(),
        (Some(Value::String(given)), Some(wanted)) if given.trim() == wanted => Vec::new(),
        (Some(Value::String(given)), _) if is_masked(given) => Vec::new(),
        (Some(Value::String(given)), _) => {
            let actual = given.chars().take(20).collect::<String>();
            vec![Mismatch::new(path, wanted.unwrap_or("MR or MS"), actual)]
        }
        (Some(_), _) => vec![Mismatch::new(path, wanted.unwrap_or("MR or MS"), "no text")],
        (None, _) => vec![Mismatch::new(path, wanted.unwrap_or("MR or MS"), "absent")],
    }
}

/// All words of the name are needed; the spelling is judged by BI-017.
fn name(member: &str, wanted: Option<&str>, value: Option<&Value>) -> Vec<Mismatch> {
    let Some(given) = text(value) else {
        return vec![Mismatch::new(member, "the name on the identity document", "absent")];
    };
    let Some(wanted) = wanted.filter(|_| !is_masked(given)) else { return Vec::new() };
    let (all, sent) = (words(wanted), words(given));
    // Umlauts without their dots, and words written together, lose no part of the name.
    let bare = |words: &[String]| {
        let joined = words.concat();
        ["ae", "oe", "ue"].iter().fold(joined, |it, umlaut| it.replace(umlaut, &umlaut[..1]))
    };
    if all == sent || bare(&sent).contains(&bare(&all)) || sent.len() >= all.len() {
        return Vec::new();
    }
    vec![Mismatch::new(
        member,
        "the whole name on the identity document",
        difference(wanted, given),
    )]
}

fn formed(
    member: &str,
    value: Option<&Value>,
    form: &str,
    fits: impl Fn(&str) -> bool,
) -> Vec<Mismatch> {
    match text(value) {
        Some(given) if fits(given.trim()) || is_masked(given) => Vec::new(),
        Some(_) => vec![Mismatch::new(member, form, "another form")],
        None => vec![Mismatch::new(member, form, "absent")],
    }
}

fn address(value: Option<&Value>) -> Vec<Mismatch> {
    let Some(address) = value.and_then(Value::as_object) else {
        return vec![Mismatch::new("address", "an object", "absent or no object")];
    };
    let missing = ADDRESS.iter().filter(|name| text(address.get(**name)).is_none());
    let mut found: Vec<Mismatch> =
        missing.map(|name| Mismatch::new(format!("address.{name}"), "a value", "absent")).collect();
    let country =
        text(address.get("country")).filter(|it| !is_country(it.trim()) && !is_masked(it));
    found.extend(
        country.map(|_| {
            Mismatch::new("address.country", "two capitals of ISO 3166-1", "another form")
        }),
    );
    found
}

/// The number is a member of the person, or a resource of its own (C-15).
fn number(view: &View<'_>, call: &AppCall<'_>) -> Ruling {
    let id = call.answered("id").unwrap_or_default();
    let created = view.calls.iter().find(|it| {
        it.is(operation::CREATE_NUMBER) && it.person == id && it.text("number").is_some()
    });
    let member = call.text(NUMBER).map(|it| (call.event, it));
    let resource = created.and_then(|it| Some((it.event, it.text("number")?)));
    let Some((event, given)) = member.or(resource) else {
        let absent = Ruling::failed(call.event, NUMBER, "the number of the customer", "absent");
        return view.missing_after(call.event, absent);
    };
    let wanted = view.card().map(|it| it.mobile_number.as_str()).filter(|it| !it.is_empty());
    let same = |wanted: &str| {
        number_digits(wanted) == number_digits(given) || is_masked(given) || is_masked(wanted)
    };
    if !wanted.is_none_or(same) {
        return Ruling::failed(event, NUMBER, "the number of the customer", "another number");
    }
    if member.is_some() { Ruling::passed(event) } else { by_happy_path(call, NUMBER) }
}

fn by_happy_path(call: &AppCall<'_>, member: &str) -> Ruling {
    let shown = format!("POST persons without {member}");
    Ruling::review(call.event, shown, "mandatory by the list of Step 1, not by the happy path")
}

/// The happy path of the guide does without this consent, its list demands it (C-15).
fn without_data_terms(call: &AppCall<'_>) -> Ruling {
    let follows_list = call.member(NUMBER).is_some();
    if call.was_refused() || follows_list {
        return Ruling::failed(call.event, DATA_TERMS, "an ISO 8601 timestamp in UTC", "absent");
    }
    by_happy_path(call, DATA_TERMS)
}
