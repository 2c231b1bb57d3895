//! The task of a situation, and how to work here.

use maud::{Markup, html};
use serde_json::Value;

use crate::observe::desk::place::PlaceInfo;

use super::data::{PageData, text};

/// Position and title, task, and the steps that are the same everywhere.
pub fn instructions(data: &PageData<'_>) -> Markup {
    let words = data.texts;
    let PlaceInfo { number, of, brief, .. } = &data.place.info;
    let position = words.get("situation").replace("{n}", &number.to_string());
    let title = brief.title(&words.language).unwrap_or(text(&data.card, "title"));
    let given = data.card["instructions"].as_array();
    let given: Vec<&str> = given.into_iter().flatten().filter_map(Value::as_str).collect();
    html! {
        section.wide #instructions aria-labelledby="heading" {
            p.position { (position.replace("{m}", &of.to_string())) }
            h2 #heading tabindex="-1" { (title) }
            @if let Some(task) = brief.text(&words.language) { p.task { (task) } }
            @if !given.is_empty() {
                h3 { (words.get("needs")) }
                ul.needs { @for it in given { li { (it) } } }
            }
            details #how-to open[*number <= 1] {
                summary { (words.get("how_to")) }
                ol { @for it in &words.how_to { li { (it) } } }
            }
        }
    }
}
