//! Values that the tester copies into the app.

use maud::{Markup, html};

use crate::observe::desk::texts::DeskTexts;

/// A value with a button that copies it. Without scripts the button is hidden.
pub fn copyable(texts: &DeskTexts, id: &str, label: &str, value: &str) -> Markup {
    let copied = texts.get("copied").replace("{label}", label);
    let name = texts.get("copy_of").replace("{label}", label);
    html! {
        span.copyable {
            span.value id=(id) { (value) }
            button.copy type="button" data-copy=(id) data-said=(copied) aria-label=(name) {
                (texts.get("copy"))
            }
        }
    }
}
