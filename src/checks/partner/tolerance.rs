//! Unknown members, unknown statuses, and codes in any notation.

use super::actions;
use super::calls::AppCall;
use super::reason_texts::{documented, shows};
use super::rule::{AppRule, Judge};
use super::ruling::Ruling;
use super::seen_reasons::SeenReason;
use super::texts::words;
use super::view::View;
use crate::requirement::Reasons;

/// Situation in which the bank sends what nobody announced.
const UNKNOWN: &str = "unknown-members";

/// Number of words by which similar texts differ at most.
const MAX_DIFFERING_WORDS: usize = 2;

/// Rules about what nobody announced.
pub const RULES: &[AppRule] = &[
    AppRule {
        requirement: "PA-011",
        statement: "unknown members and statuses do no harm",
        correct: "The app ignores members and waits on statuses that it does not know.",
        judge: Judge::Situation(unknown_survived),
    },
    AppRule {
        requirement: "PA-012",
        statement: "codes are compared whatever their notation",
        correct: "The app compares codes without regard to case, and ATHORIZED as AUTHORIZED.",
        judge: Judge::Situation(any_notation),
    },
];

fn unknown_survived(view: &View<'_>) -> Ruling {
    if view.circumstances.situation != UNKNOWN {
        return Ruling::unseen("the bank sent nothing unknown");
    }
    if let Some(success) = view.success() {
        return Ruling::passed(success);
    }
    let Some(first) = view.calls.first() else { return Ruling::unseen("the app made no call") };
    let never =
        Ruling::failed(first.event, "end of the app", "a successful identification", "another");
    view.missing_after(first.event, never)
}

/// Whether two texts of the guide differ by a word or two, so that an app's own words may be those of
/// the other.
fn is_similar(left: &str, right: &str) -> bool {
    let (left, right) = (words(left), words(right));
    let only =
        |some: &[String], others: &[String]| some.iter().filter(|it| !others.contains(it)).count();
    only(&left, &right) + only(&right, &left) <= MAX_DIFFERING_WORDS
}

/// The text or the action shows whether the app recognised a code.
fn any_notation(view: &View<'_>) -> Ruling {
    let unprinted = view.reasons.iter().filter(|it| !it.is_printed);
    Ruling::worst(unprinted.map(|it| recognised(view, it)), "every code was as the guide prints it")
}

fn recognised(view: &View<'_>, seen: &SeenReason<'_>) -> Ruling {
    let Some(known) = documented(seen.reason) else {
        return Ruling::unseen("the reason is unknown");
    };
    let texts =
        |it: &crate::requirement::DocumentedReason| [it.text_de.clone(), it.text_en.clone()];
    let own: Vec<String> = texts(known).into_iter().flatten().collect();
    let screens: Vec<_> = view.screens_after(seen.event).collect();
    let shown = |wanted: &str| screens.iter().find(|(_, it)| shows(&it.text, wanted, &known.code));
    if let Some((event, _)) = own.iter().find_map(|it| shown(it)) {
        return Ruling::passed(*event);
    }
    let others = Reasons::embedded().map(Reasons::all).unwrap_or_default();
    let others = others.iter().flat_map(texts).flatten();
    let others = others.filter(|it| !own.iter().any(|text| is_similar(text, it)));
    match others.into_iter().find_map(|it| shown(&it).map(|(event, _)| *event)) {
        Some(event) if has_acted(view, seen) => Ruling::passed(event),
        Some(event) if view.reasons.len() == 1 => Ruling::failed(
            event,
            "text for the customer",
            "that of the reason",
            "that of another one",
        ),
        _ => Ruling::unseen("the app showed no text of the guide"),
    }
}

/// Whether the app continued as the guide wants it after this reason.
fn has_acted(view: &View<'_>, seen: &SeenReason<'_>) -> bool {
    let goes_on = view.calls_after(seen.event).any(AppCall::is_step);
    let action = actions::judge(view, seen.reason);
    goes_on && !action.is_failed() && !action.is_unseen()
}
