//! The situations of the run with their states.

use maud::{Markup, html};

use crate::observe::desk::agenda::{Agenda, AgendaItem, AgendaState};
use crate::observe::desk::texts::DeskTexts;

/// A summary with the list of all situations.
pub fn progress(texts: &DeskTexts, agenda: &Agenda) -> Markup {
    let ended = agenda.count(AgendaState::Done) + agenda.count(AgendaState::Skipped);
    let next = agenda.next().map(|it| it.id.as_str());
    let counts = [
        ("{done}", agenda.count(AgendaState::Done)),
        ("{skipped}", agenda.count(AgendaState::Skipped)),
        ("{all}", agenda.items.len()),
    ];
    let summary = counts.iter().fold(texts.get("progress").to_owned(), |text, (name, count)| {
        text.replace(name, &count.to_string())
    });
    html! {
        @if !agenda.items.is_empty() {
            details.wide #progress data-region {
                summary { (summary) }
                progress max=(agenda.items.len()) value=(ended) aria-label=(texts.get("situations")) {}
                ol { @for it in &agenda.items { (item(texts, it, next)) } }
            }
        }
    }
}

fn item(texts: &DeskTexts, item: &AgendaItem, next: Option<&str>) -> Markup {
    let (class, key) = match item.state {
        AgendaState::Done => ("done", Some("state_done")),
        AgendaState::Skipped => ("skipped", Some("state_skipped")),
        AgendaState::Now => ("now", Some("state_now")),
        AgendaState::Open if next == Some(&item.id) => ("next", Some("state_next")),
        AgendaState::Open => ("open", None),
    };
    html! {
        li class=(class) aria-current=[(item.state == AgendaState::Now).then_some("step")] {
            (item.title)
            @if let Some(key) = key { " " span.state { (texts.get(key)) } }
        }
    }
}
