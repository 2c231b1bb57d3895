//! Creation of the identification (Step 3).

use crate::api::{Reason, operation};

use super::calls::AppCall;
use super::consents::{malformed, untrue};
use super::rule::{AppRule, Judge};
use super::ruling::Ruling;
use super::seen_reasons::SeenReason;
use super::texts::{iban_signs, is_masked, normal};
use super::view::View;

const CONSENT: &str = "terms_and_conditions_signed_at";
const COMPACT: &str = "capitals and digits without blanks";
const NONE: &str = "no identification was created";
/// Reasons that SCHUFA gives.
const SCHUFA: [Reason; 3] = [
    Reason::MatchForPersonDataNotFound,
    Reason::PersonAccountMatchNotFound,
    Reason::PreviousIdentNotFound,
];
/// Words that name another method.
const OTHER_METHOD: [&str; 4] = ["video", "postident", "anderemethode", "anothermethod"];

/// Rules about POST identifications.
pub const RULES: &[AppRule] = &[
    AppRule {
        requirement: "BI-001",
        statement: "an identification may begin with an existing person",
        correct: "The app uses the person and the verified number that exist already.",
        judge: Judge::Trace(existing_person),
    },
    AppRule {
        requirement: "BI-006",
        statement: "the consent to the terms of Swisscom is handed over with its time",
        correct: "The app records when the customer agreed and sends that time.",
        judge: Judge::Trace(true_consent),
    },
    AppRule {
        requirement: "BI-061",
        statement: "the IBAN is the one that the customer typed",
        correct: "The app asks for the IBAN in its own interface and passes it on.",
        judge: Judge::Trace(typed_iban),
    },
    AppRule {
        requirement: "PA-014",
        statement: "the IBAN is sent without blanks and in capitals",
        correct: "The app removes the blanks of a typed IBAN, as in the samples of the guide.",
        judge: Judge::Trace(iban_notation),
    },
    AppRule {
        requirement: "BI-063",
        statement: "an identification is created with or without an eligibility check",
        correct: "The app creates the identification; a check before it is optional.",
        judge: Judge::Trace(created),
    },
    AppRule {
        requirement: "BI-069",
        statement: "an identification is created with or without an IBAN lookup",
        correct: "The app creates the identification; a lookup before it is optional.",
        judge: Judge::Trace(created),
    },
    AppRule {
        requirement: "BI-073",
        statement: "an identification is created with the method bank",
        correct: "The app sends the method bank in lower case.",
        judge: Judge::Trace(method),
    },
    AppRule {
        requirement: "BI-074",
        statement: "an identification is created with an IBAN",
        correct: "The app sends the IBAN with every POST identifications.",
        judge: Judge::Trace(iban),
    },
    AppRule {
        requirement: "BI-075",
        statement: "an identification is created with a consent in UTC",
        correct: "The app sends the consent to the terms of Swisscom as a timestamp in UTC.",
        judge: Judge::Trace(consent),
    },
    AppRule {
        requirement: "BI-084",
        statement: "after a refusal by SCHUFA another IBAN may be tried",
        correct: "The app may let the customer try another IBAN.",
        judge: Judge::Trace(another_iban),
    },
    AppRule {
        requirement: "BI-085",
        statement: "after a refusal by SCHUFA another method may be offered",
        correct: "The app may offer another method of identification.",
        judge: Judge::Trace(another_method),
    },
];

fn each(view: &View<'_>, ruling: impl Fn(&AppCall<'_>) -> Ruling) -> Ruling {
    Ruling::worst(view.creates().map(ruling), NONE)
}

fn existing_person(view: &View<'_>) -> Ruling {
    let known = |id: &str| view.persons.iter().any(|it| it.id == id);
    let create = view.creates().find(|it| it.succeeded() && !known(it.person));
    create.map_or_else(
        || Ruling::unseen("every identification is for a person of the trace"),
        |it| Ruling::passed(it.event),
    )
}

fn created(view: &View<'_>) -> Ruling {
    each(view, |call| Ruling::passed(call.event))
}

fn true_consent(view: &View<'_>) -> Ruling {
    each(view, |call| {
        let wrong = malformed(CONSENT, call.member(CONSENT)).or(untrue(call, CONSENT));
        of(call, wrong)
    })
}

fn consent(view: &View<'_>) -> Ruling {
    each(view, |call| of(call, malformed(CONSENT, call.member(CONSENT))))
}

fn of(call: &AppCall<'_>, mismatch: Option<crate::evidence::Mismatch>) -> Ruling {
    mismatch.map_or(Ruling::passed(call.event), |it| {
        Ruling::failed(call.event, it.path, it.expected, it.actual)
    })
}

fn method(view: &View<'_>) -> Ruling {
    each(view, |call| {
        let given = call.text("method").unwrap_or("absent");
        Ruling::unless(given == "bank", call.event, "method", "bank", shortened(given))
    })
}

fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

fn iban(view: &View<'_>) -> Ruling {
    each(view, |call| {
        let given = call.text("iban").is_some_and(|it| !it.trim().is_empty());
        Ruling::unless(given, call.event, "iban", "the IBAN of the customer", "absent")
    })
}

fn typed_iban(view: &View<'_>) -> Ruling {
    let typed = [view.circumstances.iban.as_deref(), view.circumstances.other_iban.as_deref()];
    let typed: Vec<&str> = typed.into_iter().flatten().collect();
    if typed.is_empty() {
        return Ruling::unseen("nobody knows what the customer typed");
    }
    let known: Vec<String> = typed.iter().map(|it| iban_signs(it)).collect();
    let first = view.creates().next().map(|it| it.event);
    each(view, |call| {
        let given = call.text("iban").unwrap_or_default();
        let is_other = known.get(1).is_some_and(|it| *it == iban_signs(given));
        if is_other && first == Some(call.event) && known.first() != known.get(1) {
            let actual = "that of the customer's other account";
            return Ruling::failed(call.event, "iban", "the IBAN of the card", actual);
        }
        let same = known.contains(&iban_signs(given));
        let unknown = is_masked(given) || typed.iter().any(|it| is_masked(it));
        if !same && unknown {
            return Ruling::unseen("the IBAN is masked");
        }
        Ruling::unless(same, call.event, "iban", "what the customer typed", "another IBAN")
    })
}

/// Whether two IBANs are the same account.
pub fn is_same_iban(left: &str, right: &str) -> bool {
    iban_signs(left) == iban_signs(right)
}

fn refusals<'v, 'a>(view: &'v View<'a>) -> impl Iterator<Item = &'v SeenReason<'a>> {
    view.reasons.iter().filter(|it| SCHUFA.contains(&it.reason))
}

/// A masked IBAN has no notation.
fn iban_notation(view: &View<'_>) -> Ruling {
    each(view, |call| match call.text("iban").filter(|it| !it.trim().is_empty()) {
        None => Ruling::unseen("no IBAN was sent"),
        Some(given) if is_masked(given) => Ruling::unseen("the IBAN is masked"),
        Some(given) => {
            let actual = "with blanks, other signs or small letters";
            Ruling::unless(given == iban_signs(given), call.event, "iban", COMPACT, actual)
        }
    })
}

fn another_iban(view: &View<'_>) -> Ruling {
    let tried = refusals(view).find_map(|seen| {
        let mut later = view.calls_after(seen.event).filter(|it| it.is(operation::CREATE));
        later.find(|it| it.text("iban").is_some_and(|iban| !is_same_iban(iban, seen.iban)))
    });
    tried.map_or_else(
        || Ruling::unseen("no other IBAN was tried after a refusal by SCHUFA"),
        |it| Ruling::passed(it.event),
    )
}

fn another_method(view: &View<'_>) -> Ruling {
    let offered = refusals(view).find_map(|seen| {
        let mut calls = view.calls_after(seen.event).filter(|it| it.is_other_method());
        let names = |text: &str| OTHER_METHOD.iter().any(|it| normal(text).contains(it));
        let mut screens = view.screens_after(seen.event).filter(|(_, it)| names(&it.text));
        calls.next().map(|it| it.event).or_else(|| screens.next().map(|it| it.0))
    });
    offered.map_or_else(
        || Ruling::unseen("no other method was offered after a refusal by SCHUFA"),
        Ruling::passed,
    )
}
