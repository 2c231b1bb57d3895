//! Pages of the desk for a person: they work without scripts, with a keyboard and on a phone.

use maud::{DOCTYPE, Markup, html};
use serde_json::Value;

use super::place::{DeskPlace, PlaceInfo};
use super::texts::DeskTexts;
use crate::observe::card::CARD_MEMBERS;

/// Members of an address in the order in which they are written.
const ADDRESS: [&str; 5] = ["line_1", "line_2", "postal_code", "city", "country"];
/// Times that can pass, with their texts.
const PASSAGES: [(u64, &str); 5] = [
    (60_000, "minutes_1"),
    (6 * 60_000, "minutes_6"),
    (11 * 60_000, "minutes_11"),
    (2 * 3_600_000, "hours_2"),
    (31 * 24 * 3_600_000, "days_31"),
];

/// Everything that the page of a situation shows.
pub struct SituationPage<'a> {
    /// Texts of the page.
    pub texts: &'a DeskTexts,
    /// Id of the situation.
    pub id: &'a str,
    /// The place of the situation.
    pub place: &'a DeskPlace,
    /// The card, as the desk answers it.
    pub card: Value,
    /// The SMS, as the desk answers them.
    pub sms: Value,
    /// Time on the clock of the bank.
    pub now: String,
}

fn page(texts: &DeskTexts, situation: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(texts.language) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (texts.get("title")) }
                link rel="stylesheet" href="desk.css";
                script src="desk.js" defer {}
            }
            body data-situation=(situation) {
                h1 { (texts.get("title")) }
                (content)
            }
        }
    }
}

/// The page between two situations, or after the last.
pub fn waiting(texts: &DeskTexts, is_over: bool) -> Markup {
    let key = if is_over { "over" } else { "waiting" };
    page(texts, "", &html! { p role="status" { (texts.get(key)) } })
}

impl SituationPage<'_> {
    /// The whole page.
    pub fn render(&self) -> Markup {
        let PlaceInfo { number, of, .. } = &self.place.info;
        let position = self.texts.get("situation");
        let position = position.replace("{n}", &number.to_string()).replace("{m}", &of.to_string());
        let content = html! {
            h2 { (position) ": " (self.texts.title(self.id, &text(&self.card, "title"))) }
            main {
                (self.instructions())
                (self.values("app_access", self.place.info.access.iter().map(|(key, value)| (*key, value.clone()))))
                (self.values("card", self.card_values().into_iter()))
                (self.phone())
                (self.clock())
                (self.shown())
                (self.questions())
                (self.end())
            }
        };
        page(self.texts, self.id, &content)
    }

    fn instructions(&self) -> Markup {
        let given = self.card["instructions"].as_array();
        html! {
            section.wide aria-labelledby="instructions" {
                h3 #instructions { (self.texts.get("instructions")) }
                ol {
                    li { (self.texts.get("default_instruction")) }
                    @for it in given.into_iter().flatten().filter_map(Value::as_str) { li { (it) } }
                }
            }
        }
    }

    /// A list of values that the tester copies.
    fn values(
        &self,
        title: &'static str,
        values: impl Iterator<Item = (&'static str, String)>,
    ) -> Markup {
        html! {
            section aria-labelledby=(title) {
                h3 id=(title) { (self.texts.get(title)) }
                dl { @for (key, value) in values {
                    dt { label for=(key) { (self.texts.get(key)) } }
                    dd { input id=(key) readonly value=(value); }
                } }
            }
        }
    }

    fn card_values(&self) -> Vec<(&'static str, String)> {
        let customer = &self.card["customer"];
        let mut values: Vec<_> =
            CARD_MEMBERS.iter().map(|key| (*key, text(customer, key))).collect();
        let address = ADDRESS.iter().map(|key| text(&customer["address"], key));
        let address: Vec<String> = address.filter(|it| !it.is_empty()).collect();
        values.push(("address", address.join(", ")));
        values.push(("mobile_number", text(customer, "mobile_number")));
        values.push(("iban", text(&self.card, "iban")));
        values.push(("other_iban", text(&self.card, "other_iban")));
        values
    }

    fn phone(&self) -> Markup {
        html! {
            section aria-labelledby="phone" {
                h3 #phone { (self.texts.get("phone")) }
                ul #sms aria-live="polite" { (sms_list(&self.sms, self.texts)) }
                noscript { p { (self.texts.get("no_script")) } }
            }
        }
    }

    fn clock(&self) -> Markup {
        html! {
            section aria-labelledby="clock" {
                h3 #clock { (self.texts.get("clock")) }
                p { (self.texts.get("now")) " " time { (self.now) } }
                form method="post" action="clock" {
                    fieldset {
                        legend { (self.texts.get("advance")) }
                        @for (passage_ms, key) in PASSAGES {
                            button name="milliseconds" value=(passage_ms) { (self.texts.get(key)) }
                        }
                    }
                }
            }
        }
    }

    fn shown(&self) -> Markup {
        let words = self.texts;
        let language = text(&self.card, "language");
        html! {
            section.wide aria-labelledby="shown" {
                h3 #shown { (words.get("shown")) }
                form method="post" action="shown" enctype="multipart/form-data" {
                    label for="text" { (words.get("text")) }
                    textarea #text name="text" rows="4" {}
                    label for="screen" { (words.get("screen")) }
                    input #screen name="screen";
                    label for="language" { (words.get("text_language")) }
                    select #language name="language" {
                        @for code in ["de", "en"] {
                            option value=(code) selected[language == code] { (code) }
                        }
                    }
                    label for="picture" { (words.get("picture")) }
                    input #picture name="picture" type="file" accept="image/png,image/jpeg";
                    div { button { (words.get("record")) } }
                }
                @let shown = self.place.screens();
                @if !shown.is_empty() {
                    h4 { (words.get("shown_so_far")) }
                    @for it in shown { blockquote { (it) } }
                }
            }
        }
    }

    fn questions(&self) -> Markup {
        let questions = self.card["questions"].as_array().map_or(&[][..], Vec::as_slice);
        html! {
            @if !questions.is_empty() {
                section.wide aria-labelledby="questions" {
                    h3 #questions { (self.texts.get("questions")) }
                    @for it in questions {
                        form method="post" action="attest" {
                            fieldset {
                                legend { (text(it, "text")) }
                                input type="hidden" name="question" value=(text(it, "id"));
                                button name="answer" value="yes" { (self.texts.get("yes")) }
                                button name="answer" value="no" { (self.texts.get("no")) }
                                @if let Some(answer) = self.place.answer(&text(it, "id")) {
                                    output { " " (self.texts.get(&answer)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn end(&self) -> Markup {
        html! {
            section.wide aria-labelledby="end" {
                h3 #end { (self.texts.get("end")) }
                form method="post" action="done" { button { (self.texts.get("done")) } }
                form method="post" action="skip" {
                    label for="reason" { (self.texts.get("skip_reason")) }
                    input #reason name="reason" required;
                    button { (self.texts.get("skip")) }
                }
            }
        }
    }
}

/// The SMS as items of a list.
pub fn sms_list(sms: &Value, texts: &DeskTexts) -> Markup {
    let sms = sms.as_array().map_or(&[][..], Vec::as_slice);
    html! {
        @if sms.is_empty() { li { (texts.get("no_sms")) } }
        @for it in sms {
            li { strong { (text(it, "text")) } ", " (texts.get("sent_at")) " " (text(it, "created_at")) }
        }
    }
}

/// A text member; empty if it is missing.
fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}
