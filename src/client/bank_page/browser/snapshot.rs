//! Snapshot of a page: its controls, and how a customer would use them.

use serde::Deserialize;
use serde_json::Value;

use crate::client::bank_page::words::{
    NumberForm, is_loading_text, leads_away, leads_back, leads_on,
};

/// Visible content of one frame of a page.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct PageSnapshot {
    /// Start time of the document, which identifies it.
    pub born: f64,
    /// Address of the page.
    pub url: String,
    /// Status code of its request; 0 if the browser does not report it.
    pub status: u16,
    /// Whether it is loaded.
    pub loaded: bool,
    /// Whether scripts may still change it.
    lively: bool,
    /// Whether an element says that it is loading.
    waits: bool,
    /// Time since the last change.
    still_ms: f64,
    /// Visible text.
    pub text: String,
    groups: Vec<ControlGroup>,
    /// Inner frames, as element references of the driver.
    pub frames: Vec<Value>,
}

/// The controls of a form, or all controls outside forms.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct ControlGroup {
    form: bool,
    /// Text fields.
    pub fields: Vec<Field>,
    /// Checkboxes and radio buttons.
    pub choices: Vec<Choice>,
    /// Lists.
    pub lists: Vec<List>,
    buttons: Vec<Button>,
}

/// A text field.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Field {
    /// Element reference of the driver.
    pub element: Value,
    words: String,
    kind: String,
    /// Whether it has a value.
    pub filled: bool,
    least: Option<usize>,
    most: Option<usize>,
}

/// A checkbox or radio button.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Choice {
    /// Element reference of the driver.
    pub element: Value,
    radio: bool,
    name: String,
    chosen: bool,
}

/// A list to choose from.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct List {
    /// The first option with a value.
    pub option: Option<Value>,
    /// Whether an option with a value is chosen.
    pub chosen: bool,
}

/// A button.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Button {
    /// Element reference of the driver.
    pub element: Value,
    /// Caption of the button.
    pub words: String,
    submits: bool,
    enabled: bool,
}

impl PageSnapshot {
    /// Returns the group with most fields, the first of equals; `None` if no group leads to the next
    /// page.
    pub fn question(&self) -> Option<&ControlGroup> {
        self.groups.iter().rev().filter(|it| it.asks()).max_by_key(|it| it.fields.len())
    }

    /// Whether no further change is expected after `stillness_ms` without one.
    pub fn is_over(&self, stillness_ms: f64) -> bool {
        let quiet = !self.is_waiting() && self.still_ms >= stillness_ms;
        self.loaded && (quiet || !self.lively && self.frames.is_empty())
    }

    /// Whether it says that it is loading.
    pub fn is_waiting(&self) -> bool {
        self.waits || is_loading_text(&self.text)
    }
}

impl ControlGroup {
    fn asks(&self) -> bool {
        if !self.fields.is_empty() {
            return true;
        }
        let named = self.buttons.iter().any(|it| leads_on(&it.words) && !it.leads_elsewhere());
        let plain = self.lists.is_empty() && self.buttons.iter().any(|it| !it.leads_elsewhere());
        named || self.form && plain
    }

    /// Returns the button to the next page among the enabled ones that do not lead elsewhere: by its
    /// caption, otherwise the first that submits, otherwise the first.
    pub fn next_button(&self) -> Option<&Button> {
        let right = || self.buttons.iter().filter(|it| it.enabled && !it.leads_elsewhere());
        let rank = |it: &&Button| (leads_on(&it.words), it.submits);
        right().rev().max_by_key(rank)
    }

    /// Whether a field is empty.
    pub fn has_empty_field(&self) -> bool {
        self.fields.iter().any(|it| !it.filled)
    }

    /// Whether it has no button.
    pub fn has_no_button(&self) -> bool {
        self.buttons.is_empty()
    }

    /// Returns the unticked checkboxes, and the first radio button of each name without a choice.
    pub fn to_tick(&self) -> Vec<&Choice> {
        let mut names: Vec<&str> =
            self.choices.iter().filter(|it| it.radio && it.chosen).map(|it| &*it.name).collect();
        let mut ticked = Vec::new();
        for choice in self.choices.iter().filter(|it| !it.chosen) {
            if choice.radio {
                if names.contains(&choice.name.as_str()) {
                    continue;
                }
                names.push(&choice.name);
            }
            ticked.push(choice);
        }
        ticked
    }

    /// Distinguishes it from another question of the same document.
    pub fn fingerprint(&self) -> String {
        let fields = self.fields.iter().map(|it| format!("{} {}", it.element, it.words));
        let buttons = self.buttons.iter().map(|it| format!("{} {}", it.element, it.words));
        fields.chain(buttons).collect::<Vec<_>>().join("\n")
    }
}

impl Button {
    fn leads_elsewhere(&self) -> bool {
        leads_back(&self.words) || leads_away(&self.words)
    }
}

impl Field {
    /// Returns the value that a customer would enter.
    pub fn answer(&self, iban: &str, numbers: NumberForm) -> String {
        if self.words.to_lowercase().contains("iban") {
            return iban.to_owned();
        }
        match self.kind.as_str() {
            "email" => "customer@example.com".to_owned(),
            "url" => "https://example.com".to_owned(),
            "date" => "01011990".to_owned(),
            _ => numbers.digits(0, self.least, self.most),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn group(group: &Value) -> ControlGroup {
        let mut whole =
            json!({"form": true, "fields": [], "choices": [], "lists": [], "buttons": []});
        whole.as_object_mut().unwrap().extend(group.as_object().unwrap().clone());
        serde_json::from_value(whole).unwrap()
    }

    fn button(words: &str, submits: bool) -> Value {
        json!({"element": words, "words": words, "submits": submits, "enabled": words != "NEXT (off)"})
    }

    fn pressed(buttons: &[(&str, bool)]) -> Option<String> {
        let buttons: Vec<_> =
            buttons.iter().map(|(words, submits)| button(words, *submits)).collect();
        group(&json!({ "buttons": buttons })).next_button().map(|it| it.words.clone())
    }

    #[test]
    fn the_button_to_the_next_page_is_pressed_in_any_order() {
        let named = pressed(&[("Abbrechen", true), ("Hilfe", false), ("Weiter", true)]);
        assert_eq!(named.as_deref(), Some("Weiter"));
        let unnamed = pressed(&[("?", false), ("Übernehmen", true)]);
        assert_eq!(unnamed.as_deref(), Some("Übernehmen"));
        assert_eq!(pressed(&[("Cancel", true), ("NEXT (off)", true)]), None);
    }

    #[test]
    fn a_page_asks_with_fields_or_with_a_button_that_leads_on() {
        let asks = |form: bool, words: &str| {
            group(&json!({"form": form, "buttons": [button(words, form)]})).asks()
        };
        assert!(asks(true, "Überweisung freigeben") && asks(true, "??") && asks(false, "Continue"));
        assert!(!asks(false, "Help") && !asks(true, "Back to the shop") && !asks(true, "Log out"));
        let language =
            json!({"lists": [{"option": null, "chosen": true}], "buttons": [button("OK!", true)]});
        assert!(!group(&language).asks());
    }

    #[test]
    fn the_group_with_most_to_type_is_meant() {
        let field = |words: &str| json!({"element": words, "words": words, "kind": "text", "filled": false, "least": null, "most": 4});
        let snapshot = PageSnapshot {
            groups: vec![
                group(&json!({"fields": [field("a")]})),
                group(&json!({"fields": [field("Ihre IBAN"), field("PIN")]})),
                group(&json!({"fields": [field("c"), field("d")]})),
            ],
            ..PageSnapshot::default()
        };
        let question = snapshot.question().unwrap();
        let typed: Vec<_> =
            question.fields.iter().map(|it| it.answer("DE11", NumberForm::Any)).collect();
        assert_eq!(typed, ["DE11", "1234"]);
    }

    #[test]
    fn of_radio_buttons_one_of_each_name_is_ticked() {
        let choice = |name: &str, radio: bool, chosen: bool| json!({"element": name, "radio": radio, "name": name, "chosen": chosen});
        let group = group(&json!({"choices": [
            choice("bank", true, false), choice("bank", true, true), choice("kind", true, false),
            choice("kind", true, false), choice("terms", false, false), choice("news", false, true),
        ]}));
        let ticked: Vec<_> = group.to_tick().iter().map(|it| it.name.as_str()).collect();
        assert_eq!(ticked, ["kind", "terms"]);
    }

    #[test]
    fn a_page_is_over_when_nothing_is_under_way() {
        let page =
            PageSnapshot { loaded: true, lively: true, still_ms: 900.0, ..PageSnapshot::default() };
        assert!(page.is_over(800.0) && !page.is_over(1000.0));
        assert!(!PageSnapshot { waits: true, ..page.clone() }.is_over(800.0));
        assert!(!PageSnapshot { text: "Bitte warten …".into(), ..page.clone() }.is_over(800.0));
        assert!(PageSnapshot { lively: false, still_ms: 0.0, ..page }.is_over(1000.0));
    }
}
