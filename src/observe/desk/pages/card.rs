//! The customer's card, and what the app connects to.

use maud::{Markup, html};

use crate::observe::card::CARD_MEMBERS;
use crate::observe::desk::texts::DeskTexts;
use crate::observe::desk::when;

use super::copyable::copyable;
use super::data::{PageData, text};

/// Members of an address in the order in which they are written.
const ADDRESS: [&str; 5] = ["line_1", "line_2", "postal_code", "city", "country"];

/// The card of the customer.
pub fn card(data: &PageData<'_>) -> Markup {
    let customer = &data.card["customer"];
    let words = data.texts;
    html! {
        section #card aria-labelledby="card-title" {
            h3 #card-title { (words.get("card")) }
            dl {
                @for key in CARD_MEMBERS { (row(words, key, text(customer, key))) }
                @for key in ADDRESS { (row(words, key, text(&customer["address"], key))) }
                (row(words, "mobile_number", text(customer, "mobile_number")))
                (row(words, "iban", text(&data.card, "iban")))
                (row(words, "other_iban", text(&data.card, "other_iban")))
            }
        }
    }
}

/// Addresses and credentials for the app, which are the same in all situations.
pub fn access(data: &PageData<'_>) -> Markup {
    let words = data.texts;
    html! {
        section #access aria-labelledby="access-title" {
            h3 #access-title { (words.get("app_access")) }
            p { (words.get("app_access_note")) }
            details #access-values open[data.place.info.number <= 1] {
                summary { (words.get("app_access_values")) }
                dl { @for (key, value) in &data.place.info.access { (row(words, key, value)) } }
            }
        }
    }
}

/// A value with its label: in words, and as the API writes it if that differs.
fn row(words: &DeskTexts, key: &str, value: &str) -> Markup {
    let label = words.get(key);
    let readable = readable(words, key, value);
    html! {
        @if !value.is_empty() {
            div.row {
                dt { (label) }
                dd {
                    @if let Some(readable) = &readable {
                        (copyable(words, &format!("{key}-word"), label, readable))
                        span.api {
                            span.hint { (words.get("api_value")) " " }
                            (copyable(words, key, &format!("{label} ({})", words.get("api_value")), value))
                        }
                    } @else { (copyable(words, key, label, value)) }
                }
            }
        }
    }
}

/// A value in words, if it is not readable as it is.
fn readable(words: &DeskTexts, key: &str, value: &str) -> Option<String> {
    if key == "birth_date" {
        return Some(when::date(value, words)).filter(|it| it != value);
    }
    words.value(key, value).map(str::to_owned)
}
