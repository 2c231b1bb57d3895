//! The pages between two situations, while the results are judged, and after the end.

use maud::{Markup, html};

use crate::observe::desk::agenda::Agenda;
use crate::observe::desk::texts::DeskTexts;

use super::progress::progress;

/// The page for a phase without a situation: `waiting`, `judging` or `closed`.
pub fn between(texts: &'static DeskTexts, phase: &str, agenda: &Agenda) -> Markup {
    html! {
        main #main tabindex="-1" {
            section.wide {
                h2 #heading tabindex="-1" { (texts.get(phase)) }
                p { (texts.get(match phase {
                    "waiting" => "waiting_note",
                    "judging" => "judging_note",
                    _ => "closed_note",
                })) }
            }
            (progress(texts, agenda))
        }
    }
}
