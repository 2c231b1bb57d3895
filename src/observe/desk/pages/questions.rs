//! Questions about what no traffic shows.

use maud::{Markup, html};
use serde_json::Value;

use super::data::{PageData, text};

/// Answers with the keys of their words.
const ANSWERS: [&str; 3] = ["yes", "no", "unknown"];

/// The questions of the situation, with the answers so far.
pub fn questions(data: &PageData<'_>) -> Markup {
    let asked = data.card["questions"].as_array().map_or(&[][..], Vec::as_slice);
    html! {
        section #questions aria-labelledby="questions-title" {
            h3 #questions-title { (data.texts.get("questions")) }
            p.hint { (data.texts.get("questions_note")) }
            (data.error("questions"))
            @for it in asked { (one(data, it)) }
        }
    }
}

fn one(data: &PageData<'_>, question: &Value) -> Markup {
    let words = data.texts;
    let id = text(question, "id");
    let given = data.place.answer(id);
    let standing = match &given {
        Some(answer) => words.get("answer_given").replace("{answer}", words.get(answer)),
        None => words.get("no_answer").to_owned(),
    };
    html! {
        form.question method="post" action="attest" id={ "question-" (id) } data-region {
            fieldset aria-describedby={ "about-" (id) } {
                legend { (text(question, "text")) }
                (about(data, id))
                input type="hidden" name="question" value=(id);
                @for answer in ANSWERS {
                    button id={ (id) "-" (answer) } name="answer" value=(answer)
                        aria-pressed=(given.as_deref() == Some(answer)) { (words.get(answer)) }
                }
                p.standing.answered[given.is_some()] { (standing) }
            }
        }
    }
}

/// The requirement that the answer decides.
fn about(data: &PageData<'_>, id: &str) -> Markup {
    let words = data.texts;
    html! {
        p.about id={ "about-" (id) } {
            @if let Some((sentence, heading)) = words.requirement(id) {
                (words.get("about")) " " q { (sentence) } " "
                span.hint { "(" (id) ", " (words.get("guide")) " " cite lang="en" { (heading) } ")" }
            } @else { (id) }
        }
    }
}
