//! Whether the app shows a success that did not happen.

use super::ruling::Ruling;
use super::texts::normal;
use super::view::View;

/// Claims of a success, normalised. A denial of the success contains none of them.
const CLAIMS: [&str; 16] = [
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
    "youareidentified",
    "youareverified",
];
/// Words that are no claim although they contain one, normalised.
const DENIALS: [&str; 5] =
    ["nichterfolgreich", "nichtidentifiziert", "bereits", "already", "notsuccessful"];

/// The first screen that claims a success before the bank reported one, looked for after an event.
pub fn false_success(view: &View<'_>, after: usize) -> Option<Ruling> {
    let signed = view.signed().unwrap_or(usize::MAX);
    let claims = |text: &str| {
        let text = normal(text);
        CLAIMS.iter().any(|it| text.contains(it)) && !DENIALS.iter().any(|it| text.contains(it))
    };
    let mut screens = view.screens_after(after).filter(|(event, _)| *event < signed);
    let (event, _) = screens.find(|(_, it)| claims(&it.text))?;
    Some(Ruling::failed(*event, "screen", "no success, because there is none", "a success"))
}
