//! Registration of the customer (Step 1).

use serde_json::Value;

use crate::api::operation;
use crate::evidence::{CustomerCard, Mismatch, TracedScreen};

use super::calls::AppCall;
use super::consents::{malformed, untrue};
use super::members::{self, DATA_TERMS, NUMBER};
use super::rule::{AppRule, Judge};
use super::ruling::Ruling;
use super::texts::{difference, excerpt, is_masked, normal, trimmed};
use super::view::View;

/// Members without which no person is complete. The happy path does without two of them (C-15).
const MANDATORY: [&str; 9] = [
    "salutation",
    "first_name",
    "last_name",
    "birth_date",
    "nationality",
    "address",
    NUMBER,
    DATA_TERMS,
    "terms_conditions_signed_at",
];
/// Words that ask for a consent, normalised.
const CONSENT_WORDS: [&str; 9] = [
    "zustimm",
    "stimmensie",
    "einwillig",
    "einverstanden",
    "geschaeftsbedingungen",
    "consent",
    "iagree",
    "pleaseagree",
    "termsandconditions",
];

/// Rules about the registration.
pub const RULES: &[AppRule] = &[
    AppRule {
        requirement: "BI-004",
        statement: "the customer agrees before the person is created",
        correct: "The app collects every consent in the sign-up and creates the person afterwards.",
        judge: Judge::Trace(consents_first),
    },
    AppRule {
        requirement: "BI-004",
        statement: "no consent is asked for after the person is created",
        correct: "The app shows every consent in the sign-up, before it creates the person.",
        judge: Judge::Trace(consent_screens),
    },
    AppRule {
        requirement: "BI-015",
        statement: "a person is created with all mandatory data",
        correct: "The app sends every mandatory member of Step 1 with POST persons.",
        judge: Judge::Trace(all_data),
    },
    AppRule {
        requirement: "BI-017",
        statement: "the data of the customer are passed on letter by letter",
        correct: "The app changes neither letters nor umlauts of what the customer typed.",
        judge: Judge::Trace(exact_data),
    },
    AppRule {
        requirement: "BI-044",
        statement: "a change to self-employment comes with nace_code",
        correct: "The app sends nace_code rather than null for industry and industry_key.",
        judge: Judge::Trace(nace_code),
    },
];

fn registrations<'v, 'a>(view: &'v View<'a>) -> impl Iterator<Item = &'v AppCall<'a>> {
    view.calls.iter().filter(|it| it.is(operation::CREATE_PERSON))
}

fn consents_first(view: &View<'_>) -> Ruling {
    let ruling = |call: &AppCall<'_>| {
        let members = call.body().and_then(Value::as_object).into_iter().flatten();
        let consents = members.map(|(name, _)| name.as_str()).filter(|it| it.ends_with("_at"));
        let late = |name| untrue(call, name).filter(|it| it.expected.starts_with("not later"));
        let terms = "terms_conditions_signed_at";
        let absent = malformed(terms, call.member(terms)).filter(|_| call.member(terms).is_none());
        let wrong: Vec<Mismatch> = absent.into_iter().chain(consents.filter_map(late)).collect();
        of_mismatches(call, wrong)
    };
    Ruling::worst(registrations(view).map(ruling), "no person was created")
}

/// Screens that ask for a consent, other than that to the terms of Swisscom.
fn consent_screens(view: &View<'_>) -> Ruling {
    let asks = |it: &TracedScreen| {
        let text = normal(&format!("{} {}", it.screen, it.text));
        CONSENT_WORDS.iter().any(|word| text.contains(word)) && !text.contains("swisscom")
    };
    let Some(created) = registrations(view).find(|it| it.succeeded()) else {
        return Ruling::unseen("no person was created");
    };
    let mut asking = view.screens.iter().filter(|(_, it)| asks(it));
    match asking.next() {
        Some((event, _)) if *event < created.event => Ruling::passed(*event),
        Some((event, it)) => {
            let documented = "every consent, before the person is created";
            Ruling::review(*event, excerpt(&it.text), documented)
        }
        None => Ruling::unseen("no screen asks for a consent"),
    }
}

fn of_mismatches(call: &AppCall<'_>, mismatches: Vec<Mismatch>) -> Ruling {
    let wrong = mismatches.into_iter();
    let failed = |it: Mismatch| Ruling::failed(call.event, it.path, it.expected, it.actual);
    let worst = Ruling::worst(wrong.map(failed), "");
    if worst.is_failed() { worst } else { Ruling::passed(call.event) }
}

fn all_data(view: &View<'_>) -> Ruling {
    let ruling = |call: &AppCall<'_>| {
        if call.body().and_then(Value::as_object).is_none() {
            return Ruling::failed(call.event, "body", "a JSON object", "none");
        }
        let given = |name: &&str| {
            let value = call.body().and_then(|it| it.get(*name));
            // A customer who is neither has no salutation.
            let is_null = *name == "salutation" && value.is_some_and(Value::is_null);
            is_null || value.is_some_and(|it| !it.is_null() && it.as_str() != Some(""))
        };
        let missing: Vec<&str> = MANDATORY.iter().filter(|it| !given(it)).copied().collect();
        let by_happy_path = |it: &&str| [NUMBER, DATA_TERMS].contains(it);
        if missing.iter().all(by_happy_path) {
            let open = missing.iter().map(|it| members::of_call(view, call, it));
            let worst = Ruling::worst(open, "");
            return if worst.is_unseen() { Ruling::passed(call.event) } else { worst };
        }
        let actual = format!("without {}", missing.join(", "));
        Ruling::failed(call.event, "body", "all mandatory members", actual)
    };
    Ruling::worst(registrations(view).map(ruling), "no person was created")
}

fn exact_data(view: &View<'_>) -> Ruling {
    let Some(card) = view.card() else {
        return Ruling::unseen("nobody knows what the customer typed");
    };
    let ruling = |call: &AppCall<'_>| of_mismatches(call, inexact(card, call));
    Ruling::worst(registrations(view).map(ruling), "no person was created")
}

fn inexact(card: &CustomerCard, call: &AppCall<'_>) -> Vec<Mismatch> {
    let flat = [
        ("first_name", &card.first_name),
        ("last_name", &card.last_name),
        ("birth_date", &card.birth_date),
        ("birth_city", &card.birth_city),
        ("birth_country", &card.birth_country),
        ("nationality", &card.nationality),
    ];
    let given = flat.map(|(name, wanted)| (name.to_owned(), wanted.clone(), call.text(name)));
    let address = call.member("address");
    let part = |name: &str| address.and_then(|it| it.get(name)).and_then(Value::as_str);
    let wanted = |name: &str| card.address.get(name).cloned().unwrap_or_default();
    let parts = ["postal_code", "city", "country"]
        .map(|name| (format!("address.{name}"), wanted(name), part(name)));
    // An app may keep the house number apart.
    let lines = |line_1: &str, line_2: &str| format!("{line_1} {line_2}");
    let sent = lines(part("line_1").unwrap_or_default(), part("line_2").unwrap_or_default());
    let typed = lines(&wanted("line_1"), &wanted("line_2"));
    let street = ("address.line_1".to_owned(), typed, address.map(|_| sent.as_str()));
    given
        .into_iter()
        .chain(parts)
        .chain([street])
        .filter_map(|(path, wanted, given)| {
            let given = given?;
            let compared = |text: &str| trimmed(text).replace(' ', "");
            let same = trimmed(given) == trimmed(&wanted)
                || path == "address.line_1" && compared(given) == compared(&wanted);
            let known = !wanted.trim().is_empty() && !is_masked(given) && !is_masked(&wanted);
            let expected = "exactly what the customer typed";
            (known && !same).then(|| Mismatch::new(path, expected, difference(&wanted, given)))
        })
        .collect()
}

fn nace_code(view: &View<'_>) -> Ruling {
    let changes =
        view.calls.iter().filter(|it| it.is(operation::UPDATE_PERSON)).filter(|it| {
            matches!(it.text("employment_status"), Some("FREELANCER" | "SELF_EMPLOYED"))
        });
    let ruling = |call: &AppCall<'_>| {
        let holds = call.member("nace_code").is_some();
        Ruling::unless(holds, call.event, "nace_code", "a value", "absent")
    };
    Ruling::worst(changes.map(ruling), "no occupation was changed to self-employment")
}
