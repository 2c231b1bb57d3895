//! Contracts before the signature and signed documents after it (Step 5).

use std::collections::HashMap;

use serde_json::Value;

use crate::api::operation;
use crate::checks::UNSIGNED_DOCUMENT;
use crate::evidence::{FindingOutcome, TracedScreen};

use super::calls::AppCall;
use super::questions;
use super::rule::{AppRule, Judge};
use super::ruling::Ruling;
use super::texts::{excerpt, normal};
use super::view::View;

/// Words that name contracts or documents, normalised.
const DOCUMENT_WORDS: [&str; 9] = [
    "contract",
    "vertrag",
    "vertraeg",
    "document",
    "dokument",
    "unterlagen",
    "kycreport",
    "agreement",
    "pdf",
];

/// Words that hand something over, normalised.
const HANDOVER_WORDS: [&str; 8] =
    ["download", "herunterlad", "email", "exemplar", "kopie", "copy", "postfach", "unterschrieben"];

/// Rules about contracts and documents.
pub const RULES: &[AppRule] = &[
    AppRule {
        requirement: "BI-010",
        statement: "the contracts are shown between payment and signature",
        correct: "The app shows the contracts after the payment and before PATCH authorize.",
        judge: Judge::Trace(contracts_shown),
    },
    AppRule {
        requirement: "BI-014",
        statement: "the customer gets the signed documents",
        correct: "The app fetches the signed documents and hands them to the customer.",
        judge: Judge::Trace(documents_handed_over),
    },
];

fn names_documents(text: &str) -> bool {
    let text = normal(text);
    DOCUMENT_WORDS.iter().any(|it| text.contains(it))
}

fn files<'v, 'a>(view: &'v View<'a>) -> impl Iterator<Item = &'v AppCall<'a>> {
    view.calls.iter().filter(|it| it.is(operation::GET_FILE))
}

/// The time between the payment and the first start of a signature decides.
fn contracts_shown(view: &View<'_>) -> Ruling {
    let rulings = view.identifications.iter().filter_map(|it| {
        let mut calls = view.calls.iter().filter(|call| call.id == it.id);
        let signing = calls.find(|call| call.is(operation::AUTHORIZE) && call.succeeded())?;
        let visited =
            view.visits.iter().map(|visit| visit.0).filter(|event| *event < signing.event);
        let paid = it.paid().filter(|paid| *paid < signing.event);
        let from = [visited.max(), paid].into_iter().flatten().min()?;
        let between = |event: usize| from < event && event < signing.event;
        Some(contracts_between(view, signing.event, between))
    });
    Ruling::worst(rulings, "no signature was started")
}

/// A screen that names the contracts, or their file if the app shows no screens at this time.
fn contracts_between(view: &View<'_>, signing: usize, between: impl Fn(usize) -> bool) -> Ruling {
    let screens = || view.screens.iter().filter(|(event, _)| between(*event));
    let names = |it: &TracedScreen| names_documents(&it.text) || names_documents(&it.screen);
    if let Some((event, _)) = screens().find(|(_, it)| names(it)) {
        return Ruling::passed(*event);
    }
    let shows_screens = view.screens.iter().any(|(event, _)| *event < signing);
    let file = files(view).find(|it| between(it.event) && it.succeeded());
    match file {
        Some(file) if !shows_screens => return Ruling::passed(file.event),
        None if view.screens.is_empty() => return Ruling::unseen("the trace shows no screens"),
        _ => {}
    }
    let texts: Vec<&str> = screens().map(|(_, it)| it.text.as_str()).collect();
    let shown = if texts.is_empty() { "nothing".to_owned() } else { excerpt(&texts.join(" / ")) };
    Ruling::review(signing, shown, "the contracts, before the signing starts")
}

/// Types of the documents by id, as answers listed them.
fn document_types<'a>(view: &View<'a>) -> HashMap<&'a str, &'a str> {
    let mut types = HashMap::new();
    for answer in view.calls.iter().filter_map(AppCall::answer) {
        let listed = answer.get("documents").or(Some(answer)).and_then(Value::as_array);
        for item in listed.into_iter().flatten() {
            let member = |name: &str| item.get(name).and_then(Value::as_str);
            if let (Some(id), Some(kind)) = (member("id"), member("document_type")) {
                types.insert(id, kind);
            }
        }
    }
    types
}

fn documents_handed_over(view: &View<'_>) -> Ruling {
    let Some(success) = view.success() else {
        return Ruling::unseen("no identification was successful");
    };
    let types = document_types(view);
    let signed = |it: &&AppCall<'_>| types.get(it.id).is_none_or(|kind| *kind != UNSIGNED_DOCUMENT);
    let fetched = || files(view).filter(|it| it.event > success);
    let documented = "the signed documents, as a download, by e-mail or otherwise";
    match fetched().find(signed) {
        Some(file) if file.succeeded() => {
            return handed_over(view, success, file.event, documented);
        }
        Some(_) => return Ruling::unseen("the bank did not hand out the file"),
        None => {}
    }
    if view.is_capture() || view.done.is_none() {
        return Ruling::unseen("the trace ends before the documents are handed over");
    }
    if let Some(file) = fetched().next() {
        return Ruling::failed(file.event, "document", "the signed one", "the unsigned one");
    }
    let mut screens = view.screens_after(success);
    if let Some((event, it)) = screens.find(|(_, it)| hands_over(it)) {
        return Ruling::review(*event, excerpt(&it.text), documented);
    }
    let asked = view.calls_after(success).find(|it| it.query.contains("include_documents"));
    if let Some(asked) = asked {
        let shown = "the list of documents was read, no file was fetched, and none was mentioned";
        return Ruling::review(asked.event, shown, documented);
    }
    let never = Ruling::failed(success, "GET file", "called for the signed document", "not called");
    view.missing_after(success, never)
}

fn hands_over(screen: &TracedScreen) -> bool {
    let text = normal(&format!("{} {}", screen.screen, screen.text));
    names_documents(&text) || HANDOVER_WORDS.iter().any(|it| text.contains(it))
}

/// A file that was fetched has to reach the customer, which a screen says if the app shows any,
/// or the tester.
fn handed_over(view: &View<'_>, success: usize, file: usize, documented: &str) -> Ruling {
    let is_attested =
        matches!(questions::judge(view, "BI-014").outcome, FindingOutcome::Attested(_));
    let is_open = view.done.is_some() && !is_attested;
    let screens: Vec<_> = view.screens_after(success).filter(|_| is_open).collect();
    match screens.first() {
        Some((event, it)) if !screens.iter().any(|(_, it)| hands_over(it)) => {
            Ruling::review(*event, excerpt(&it.text), documented)
        }
        _ => Ruling::passed(file),
    }
}
