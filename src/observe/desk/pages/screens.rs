//! The form for a screen of the app, and the screens so far.

use maud::{Markup, html};

use crate::observe::desk::call::{LANGUAGES, MOST_PICTURE_BYTES};
use crate::observe::desk::place::NotedScreen;
use crate::observe::desk::when;

use super::data::{PageData, text};

/// The form for a screen, and the screens so far.
pub fn screens(data: &PageData<'_>) -> Markup {
    html! {
        section #shown aria-labelledby="shown-title" {
            h3 #shown-title { (data.texts.get("shown")) }
            (data.error("shown"))
            (form(data))
            (recorded(data))
        }
    }
}

fn form(data: &PageData<'_>) -> Markup {
    let words = data.texts;
    let draft = data.form.draft.clone();
    let language = draft.as_ref().and_then(|it| it.language.clone());
    let language = language.unwrap_or_else(|| text(&data.card, "language").to_owned());
    let limit = (MOST_PICTURE_BYTES / 1_000_000).to_string();
    html! {
        form method="post" action="shown" enctype="multipart/form-data" data-reset {
            label for="text" { (words.get("text")) }
            textarea #text name="text" rows="4" aria-describedby="shown-error" {
                (draft.as_ref().map_or("", |it| it.text.as_str()))
            }
            label for="picture" { (words.get("picture")) }
            input #picture name="picture" type="file" accept="image/png,image/jpeg"
                aria-describedby="picture-hint";
            p.hint #picture-hint { (words.get("picture_limit").replace("{n}", &limit)) }
            figure #preview hidden {
                img alt=(words.get("preview"));
                figcaption {}
            }
            div.pair {
                div {
                    label for="screen" { (words.get("screen")) }
                    input #screen name="screen" value=[draft.as_ref().map(|it| it.screen.as_str())];
                }
                div {
                    label for="language" { (words.get("text_language")) }
                    select #language name="language" {
                        @for code in LANGUAGES {
                            option value=(code) selected[language == code] {
                                (words.value("language", code).unwrap_or(code))
                            }
                        }
                    }
                }
            }
            button.main { (words.get("record")) }
        }
    }
}

fn recorded(data: &PageData<'_>) -> Markup {
    let words = data.texts;
    let shown = data.place.screens();
    html! {
        div #recorded data-region {
            h4 { (words.get("shown_so_far")) }
            @if shown.is_empty() { p.hint { (words.get("nothing_recorded")) } }
            ol.recorded reversed { @for it in shown.iter().rev() { li value=(it.number) { (one(data, it)) } } }
        }
    }
}

fn one(data: &PageData<'_>, noted: &NotedScreen) -> Markup {
    let words = data.texts;
    let language = noted.screen.language.as_deref().unwrap_or_default();
    let alt = words.get("picture_of").replace("{n}", &noted.number.to_string());
    html! {
        p.from {
            @if !noted.screen.screen.is_empty() { strong { (noted.screen.screen) } " · " }
            (when::stamp(&noted.at, words))
            @if let Some(word) = words.value("language", language) { " · " (word) }
        }
        @if !noted.screen.text.is_empty() { blockquote { (noted.screen.text) } }
        @if noted.picture.is_some() {
            a href={ "pictures/" (noted.number) } target="_blank" {
                img src={ "pictures/" (noted.number) } alt=(alt);
            }
        }
    }
}
