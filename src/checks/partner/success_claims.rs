//! Whether the app shows a success that did not happen.

use crate::api::Status;

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
const DENIALS: [&str; 5] =
    ["nichterfolgreich", "nichtidentifiziert", "bereits", "already", "notsuccessful"];

fn claims(text: &str) -> bool {
    let text = normal(text);
    let is_claim =
        CLAIMS.iter().any(|it| text.contains(it)) || WHOLE_CLAIMS.contains(&text.as_str());
    is_claim && !DENIALS.iter().any(|it| text.contains(it))
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
