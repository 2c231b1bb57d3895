//! Data of the page of a situation.

use maud::{Markup, html};
use serde_json::Value;

use crate::observe::desk::agenda::Agenda;
use crate::observe::desk::form_state::FormState;
use crate::observe::desk::place::DeskPlace;
use crate::observe::desk::texts::DeskTexts;

/// Everything that the page of a situation shows.
pub struct PageData<'a> {
    /// Texts of the page.
    pub texts: &'static DeskTexts,
    /// The place of the situation.
    pub place: &'a DeskPlace,
    /// All situations.
    pub agenda: Agenda,
    /// The card, as the desk answers it.
    pub card: Value,
    /// The time and the SMS, as the desk answers them.
    pub overview: Value,
    /// State of the forms.
    pub form: FormState,
}

impl PageData<'_> {
    /// The reason why the form of a region was refused; empty if it was not.
    pub fn error(&self, region: &str) -> Markup {
        let id = format!("{region}-error");
        html! { p.error id=(id) data-region role="alert" { (self.form.error(region)) } }
    }
}

/// A text member; empty if it is missing.
pub fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}
