//! The customer's phone.

use maud::{Markup, PreEscaped, html};
use serde_json::Value;

use crate::observe::desk::texts::DeskTexts;
use crate::observe::desk::when;

use super::copyable::copyable;
use super::data::{PageData, text};

/// The phone with its SMS.
pub fn phone(data: &PageData<'_>) -> Markup {
    let words = data.texts;
    let number = text(&data.card["customer"], "mobile_number");
    html! {
        section #phone aria-labelledby="phone-title" {
            h3 #phone-title { (words.get("phone")) }
            p.hint { (words.get("phone_note").replace("{number}", number)) }
            ul.phone #sms data-region { (sms_list(&data.overview["sms"], words)) }
            noscript { p { a href="desk#phone" { (words.get("no_script")) } } }
        }
    }
}

/// The SMS as items of a list, the newest first.
pub fn sms_list(sms: &Value, words: &DeskTexts) -> Markup {
    let sms = sms.as_array().map_or(&[][..], Vec::as_slice);
    html! {
        @if sms.is_empty() { li.none { (words.get("no_sms")) } }
        @for (index, it) in sms.iter().enumerate().rev() { li { (one(index + 1, it, words)) } }
    }
}

fn one(number: usize, sms: &Value, words: &DeskTexts) -> Markup {
    let [sender, purpose, message] = if sms["is_for_signature"] == true {
        ["signature_sender", "signature_purpose", "signature_sms"]
    } else {
        ["number_sender", "number_purpose", "number_sms"]
    };
    let code = copyable(words, &format!("code-{number}"), words.get("code"), text(sms, "token"));
    html! {
        p.from {
            strong { (words.get(sender)) } " · " (when::stamp(text(sms, "created_at"), words))
        }
        p.bubble { (words.get(message)) " " (PreEscaped(code.into_string())) }
        p.hint { (words.get("purpose")) " " (words.get(purpose)) }
    }
}
