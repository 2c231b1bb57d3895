//! The end of a situation.

use maud::{Markup, html};

use super::data::PageData;

/// Ways to end the situation. Without a recorded screen the end is confirmed.
pub fn ending(data: &PageData<'_>) -> Markup {
    let words = data.texts;
    html! {
        section #end aria-labelledby="end-title" {
            h3 #end-title { (words.get("end")) }
            div #end-forms data-region {
                @if data.form.confirms_end { (confirmation(data)) } @else { (done(data)) }
            }
            (data.error("end"))
            form method="post" action="skip" {
                label for="reason" { (words.get("skip_reason")) }
                input #reason name="reason" required;
                button { (words.get("skip")) }
            }
            p.hint { (words.get("stop_early")) }
        }
    }
}

fn done(data: &PageData<'_>) -> Markup {
    let is_last = data.agenda.next().is_none();
    html! {
        p.hint { (data.texts.get("when_done")) }
        form method="post" action="done" {
            button.main #done { (data.texts.get(if is_last { "done_last" } else { "done" })) }
        }
    }
}

fn confirmation(data: &PageData<'_>) -> Markup {
    let words = data.texts;
    html! {
        div.confirm role="group" aria-labelledby="confirm-title" {
            p #confirm-title data-focus tabindex="-1" { strong { (words.get("no_screen")) } }
            form method="post" action="done" {
                input type="hidden" name="confirmed" value="yes";
                button #done { (words.get("end_anyway")) }
            }
            a.button href="desk#shown" { (words.get("back_to_shown")) }
        }
    }
}
