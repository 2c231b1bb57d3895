//! Whether the app shows a success that did not happen.

use crate::api::Status;

use super::rule::{AppRule, Judge};
use super::ruling::Ruling;
use super::texts::normal;
use super::view::View;

/// Claims of a success, normalised. A denial of the success contains none of them.
const CLAIMS: [&str; 17] = [
    "erfolgreichidentifiziert",
    "erfolgreichverifiziert",
    "erfolgreichabgeschlossen",
    "erfolgreichunterschrieben",
    "identifizierungerfolgreich",
    "identifizierungwarerfolgreich",
    "identifikationerfolgreich",
    "identifikationwarerfolgreich",
    "sindidentifiziert",
    "wurdenidentifiziert",
    "identificationsuccessful",
    "identificationwassuccessful",
    "successfullyidentified",
    "successfullyverified",
    "successfullysigned",
    "youareidentified",
    "youareverified",
];
/// Whole texts that claim a success, normalised.
const WHOLE_CLAIMS: [&str; 12] = [
    "geschafft",
    "fertig",
    "erfolg",
    "erfolgreich",
    "abgeschlossen",
    "willkommen",
    "done",
    "alldone",
    "success",
    "finished",
    "completed",
    "welcome",
];
/// Words that are no claim although a claim contains them, normalised.
const DENIALS: [&str; 7] = [
    "nichterfolgreich",
    "nichtidentifiziert",
    "bereits",
    "schon",
    "already",
    "previously",
    "notsuccessful",
];
/// Words about a signature, which may be accepted before an identification fails.
const SIGNATURE: [&str; 3] = ["unterschrieben", "unterschrift", "signed"];
/// Beginning of the words about an identification, in both languages.
const IDENTIFIED: &str = "identifi";

/// The rule about successes that the bank did not report.
pub const RULES: &[AppRule] = &[AppRule {
    requirement: "PA-015",
    statement: "no success is shown before the bank reports it",
    correct: "The app calls the customer identified when the status says so, and not before.",
    judge: Judge::Trace(none_too_early),
}];

/// Whether a text says that the customer is identified.
pub fn claims(text: &str) -> bool {
    let text = normal(text);
    let is_claim =
        CLAIMS.iter().any(|it| text.contains(it)) || WHOLE_CLAIMS.contains(&text.as_str());
    is_claim && !DENIALS.iter().any(|it| text.contains(it))
}

fn none_too_early(view: &View<'_>) -> Ruling {
    let Some((first, _)) = view.screens.first() else {
        return Ruling::unseen("the trace shows no screens");
    };
    let about_signature = |event: usize| {
        let shown = view.screens.iter().find(|(at, _)| *at == event);
        let text = shown.map(|(_, it)| normal(&it.text)).unwrap_or_default();
        SIGNATURE.iter().any(|word| text.contains(word)) && !text.contains(IDENTIFIED)
    };
    let claim = false_success(view, 0).filter(|it| !it.event.is_some_and(about_signature));
    claim.unwrap_or(Ruling::passed(*first))
}

/// The first screen that claims a success which the bank has not reported, looked for after an event.
/// A signature that was accepted is a success, unless the identification fails afterwards.
pub fn false_success(view: &View<'_>, after: usize) -> Option<Ruling> {
    let successes = view.identifications.iter().filter_map(|it| {
        let has_failed = it.reached(Status::Failed).is_some();
        let signed = it.reached(Status::Confirmed).filter(|_| !has_failed);
        let events = [it.reached(Status::Successful), signed].into_iter().flatten();
        events.map(|news| news.event).min()
    });
    let success = successes.min().unwrap_or(usize::MAX);
    let mut screens = view.screens_after(after).filter(|(event, _)| *event < success);
    let (event, _) = screens.find(|(_, it)| claims(&it.text))?;
    Some(Ruling::failed(*event, "screen", "no success, because there is none", "a success"))
}
