//! Texts of the app after a reason of Appendix III.

use crate::api::Reason;
use crate::evidence::TracedScreen;
use crate::requirement::{DocumentedReason, Reasons};

use super::ruling::Ruling;
use super::texts::{excerpt, normal};
use super::view::View;

/// Words that reveal more than the customer is to know, normalised.
const REVEALING: [&str; 2] = ["fraud", "betrug"];
/// Text of a review if the app showed nothing about the reason.
const NOTHING: &str = "nothing";

/// The documented reason with the code.
pub fn documented(reason: Reason) -> Option<&'static DocumentedReason> {
    Reasons::embedded().ok()?.reason(reason.code())
}

/// Whether a text shows the guide's own, alone or with more around it.
pub fn shows(text: &str, documented: &str, code: &str) -> bool {
    let (text, wanted) = (normal(text), normal(documented));
    let reveals = text.contains(&normal(code)) || REVEALING.iter().any(|it| text.contains(it));
    text == wanted || text.contains(&wanted) && !reveals
}

/// Judges what the app showed after a reason; another text than that of the guide is for a person.
pub fn judge(view: &View<'_>, reason: Reason) -> Ruling {
    let Some(known) = documented(reason) else {
        return Ruling::unseen("the text of the guide is unknown");
    };
    let Some(seen) = view.reasons.iter().find(|it| it.reason == reason) else {
        return Ruling::unseen("the app did not learn this reason");
    };
    let language = view.circumstances.language.as_str();
    let Some(text) = known.text(language) else {
        return Ruling::unseen("the guide has no text for this reason");
    };
    let screens = view.screens_after(seen.event).filter(|(_, it)| shows_anything(it));
    let screens: Vec<&(usize, &TracedScreen)> = screens.collect();
    let wanted = |it: &TracedScreen| {
        shows(&it.text, text, &known.code)
            || language.is_empty()
                && known.text("de").is_some_and(|de| shows(&it.text, de, &known.code))
    };
    if let Some((event, _)) = screens.iter().find(|(_, it)| wanted(it)) {
        return Ruling::passed(*event);
    }
    match screens.first() {
        Some((event, it)) => Ruling::review(*event, shown(it), text),
        None if is_solved(view, seen.event) => {
            Ruling::unseen("the app solved it without the customer")
        }
        None => nothing_shown(view, seen.event, text),
    }
}

fn shows_anything(screen: &TracedScreen) -> bool {
    !screen.text.trim().is_empty() || screen.picture.is_some()
}

/// Description of a screen.
fn shown(screen: &TracedScreen) -> String {
    match &screen.picture {
        Some(picture) if screen.text.trim().is_empty() => format!("the picture {picture}"),
        _ => excerpt(&screen.text),
    }
}

/// Nothing was shown: wrong if the app came to its end and the desk was used at all.
pub fn nothing_shown(view: &View<'_>, event: usize, text: &str) -> Ruling {
    if view.done.is_none() || !view.has_desk() {
        return Ruling::unseen("the trace does not show what the app showed");
    }
    view.missing_before(Ruling::failed(event, "screen", text, NOTHING))
}

/// Whether a later call succeeded that creates or changes the identification.
pub fn is_solved(view: &View<'_>, event: usize) -> bool {
    view.calls_after(event).any(|it| it.is_step() && it.succeeded())
}
