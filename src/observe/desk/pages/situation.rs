//! The page of a situation.

use maud::{Markup, html};

use super::data::PageData;
use super::{card, clock, ending, instructions, phone, progress, questions, screens};

/// Regions of the page with the texts of the links to them, in order.
const REGIONS: [(&str, &str); 7] = [
    ("instructions", "to_instructions"),
    ("card", "to_card"),
    ("phone", "to_phone"),
    ("clock", "to_clock"),
    ("shown", "to_shown"),
    ("questions", "to_questions"),
    ("end", "to_end"),
];

/// The contents of the page.
pub fn situation(data: &PageData<'_>) -> Markup {
    let has_questions = data.card["questions"].as_array().is_some_and(|it| !it.is_empty());
    // The app is set up before the first situation.
    let is_first = data.place.info.number <= 1;
    let regions = REGIONS.iter().filter(|(id, _)| has_questions || *id != "questions");
    html! {
        nav aria-label=(data.texts.get("regions")) {
            ul { @for (id, key) in regions { li { a href={ "#" (id) } { (data.texts.get(key)) } } } }
        }
        main #main tabindex="-1" {
            (progress::progress(data.texts, &data.agenda))
            (instructions::instructions(data))
            div.tools {
                @if is_first { (card::access(data)) }
                (card::card(data))
                (phone::phone(data))
                (clock::clock(data))
            }
            div.work {
                (screens::screens(data))
                @if has_questions { (questions::questions(data)) }
                (ending::ending(data))
                @if !is_first { (card::access(data)) }
            }
        }
    }
}
