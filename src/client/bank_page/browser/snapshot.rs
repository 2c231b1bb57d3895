//! What a page shows, and what a person would make of it.

use serde::Deserialize;
use serde_json::Value;

use crate::client::bank_page::words::{goes_on, leads_away, leads_back, says_to_wait};

/// What is to be seen in one frame of a page.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct PageSnapshot {
    /// When this document began; another document began at another time.
    pub born: f64,
    /// Its address.
    pub url: String,
    /// What its request was answered; 0 when the browser does not tell.
    pub status: u16,
    /// Whether it is loaded.
    pub loaded: bool,
    /// Whether scripts may still change it.
    lively: bool,
    /// Whether it says that something is under way.
    waits: bool,
    /// How long nothing changed.
    still_ms: f64,
    /// The text that is seen.
    pub text: String,
    groups: Vec<ControlGroup>,
    /// Frames within, as the driver names elements.
    pub frames: Vec<Value>,
}

/// A form, or everything that stands in none.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct ControlGroup {
    form: bool,
    /// What is typed into.
    pub fields: Vec<Field>,
    /// What is ticked.
    pub choices: Vec<Choice>,
    /// What is chosen from.
    pub lists: Vec<List>,
    buttons: Vec<Button>,
}

/// Something to type into.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Field {
    /// The element, as the driver names it.
    pub element: Value,
    words: String,
    kind: String,
    /// Whether there is something in it.
    pub filled: bool,
    least: Option<usize>,
    most: Option<usize>,
}

/// A checkbox or radio button.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Choice {
    /// The element, as the driver names it.
    pub element: Value,
    radio: bool,
    name: String,
    chosen: bool,
}

/// A list to choose from.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct List {
    /// The first option that says something.
    pub option: Option<Value>,
    /// Whether one that says something is chosen.
    pub chosen: bool,
}

/// Something to press.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Button {
    /// The element, as the driver names it.
    pub element: Value,
    /// What it says.
    pub words: String,
    submits: bool,
    enabled: bool,
}

impl PageSnapshot {
    /// What the page asks for: the group with most to type in, the first of equals; none when
    /// nothing leads on.
    pub fn question(&self) -> Option<&ControlGroup> {
        self.groups.iter().rev().filter(|it| it.asks()).max_by_key(|it| it.fields.len())
    }

    /// Whether nothing is to be expected any more after so much stillness.
    pub fn is_over(&self, stillness_ms: f64) -> bool {
        let quiet = !self.is_waiting() && self.still_ms >= stillness_ms;
        self.loaded && (quiet || !self.lively && self.frames.is_empty())
    }

    /// Whether it says that something is under way.
    pub fn is_waiting(&self) -> bool {
        self.waits || says_to_wait(&self.text)
    }
}

impl ControlGroup {
    fn asks(&self) -> bool {
        if !self.fields.is_empty() {
            return true;
        }
        let named = self.buttons.iter().any(|it| goes_on(&it.words) && !it.is_wrong());
        let plain = self.lists.is_empty() && self.buttons.iter().any(|it| !it.is_wrong());
        named || self.form && plain
    }

    /// The button that goes on: one that can be pressed and does not lead back, best one that says
    /// so, else one that submits, else the first.
    pub fn way_on(&self) -> Option<&Button> {
        let right = || self.buttons.iter().filter(|it| it.enabled && !it.is_wrong());
        let rank = |it: &&Button| (goes_on(&it.words), it.submits);
        right().rev().max_by_key(rank)
    }

    /// Whether there is something left to type.
    pub fn has_gaps(&self) -> bool {
        self.fields.iter().any(|it| !it.filled)
    }

    /// Whether there is nothing to press at all.
    pub fn has_no_button(&self) -> bool {
        self.buttons.is_empty()
    }

    /// Checkboxes to tick, and of radio buttons the first of each name where none is chosen.
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

    /// What tells it from another question of the same document.
    pub fn fingerprint(&self) -> String {
        let fields = self.fields.iter().map(|it| format!("{} {}", it.element, it.words));
        let buttons = self.buttons.iter().map(|it| format!("{} {}", it.element, it.words));
        fields.chain(buttons).collect::<Vec<_>>().join("\n")
    }
}

impl Button {
    fn is_wrong(&self) -> bool {
        leads_back(&self.words) || leads_away(&self.words)
    }
}

impl Field {
    /// What a person types into it.
    pub fn answer(&self, iban: &str) -> String {
        if self.words.to_lowercase().contains("iban") {
            return iban.to_owned();
        }
        match self.kind.as_str() {
            "email" => "customer@example.com".to_owned(),
            "url" => "https://example.com".to_owned(),
            "date" => "01011990".to_owned(),
            _ => crate::client::bank_page::words::digits(self.least, self.most),
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
        group(&json!({ "buttons": buttons })).way_on().map(|it| it.words.clone())
    }

    #[test]
    fn the_button_that_goes_on_is_pressed_whatever_stands_first() {
        let way_on = pressed(&[("Abbrechen", true), ("Hilfe", false), ("Weiter", true)]);
        assert_eq!(way_on.as_deref(), Some("Weiter"));
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
        let typed: Vec<_> = question.fields.iter().map(|it| it.answer("DE11")).collect();
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
