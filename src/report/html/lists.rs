//! Lists for an auditor: readings observed, freedoms taken, waivers, second attempts.

use maud::{Markup, html};

use crate::report::text::visible;
use crate::verdict::{ConformanceReport, RegisteredAmbiguity};

use super::elements::{anchor, chip, find, section, text_of};
use super::texts::Texts;

/// Questions with an observed reading.
pub fn ambiguities(report: &ConformanceReport, texts: &Texts) -> Markup {
    let table = table(
        &[
            texts.get("question"),
            texts.get("summary"),
            texts.get("readings"),
            texts.get("observed"),
        ],
        report.ambiguities.iter().map(|it| ambiguity(it, texts)),
    );
    let (title, note) = (texts.get("ambiguities"), texts.get("ambiguities_note"));
    section("ambiguities", title, note, texts, table.as_ref())
}

fn ambiguity(it: &RegisteredAmbiguity, texts: &Texts) -> Markup {
    let mut meanings = it.meanings.iter();
    html! {
        th scope="row" { (text_of(&it.id)) }
        td { (text_of(&texts.say(&it.question))) }
        td { ul { @for reading in &it.readings {
            li { code { (text_of(reading)) } @if let Some(it) = meanings.next() { ": " (text_of(&texts.say(it))) } }
        } } }
        td { @for reading in &it.observed { code { (text_of(reading)) } " " } }
    }
}

/// Deviations from the printed contract, and their places.
pub fn deviations(report: &ConformanceReport, texts: &Texts) -> Markup {
    let rows = report.freedoms.deviations().map(|(what, place, taken)| {
        let (_, id, name) = &taken.first;
        html! {
            th scope="row" { (text_of(&texts.say(what))) }
            td { (text_of(&texts.say(place))) }
            td.number { (taken.scenarios) }
            td { (link(id, name)) }
        }
    });
    let table = table(
        &[texts.get("deviation"), texts.get("place"), texts.get("count"), texts.get("scenario")],
        rows,
    );
    section(
        "deviations",
        texts.get("deviations"),
        texts.get("deviations_note"),
        texts,
        table.as_ref(),
    )
}

/// Waivers with their status.
pub fn waivers(report: &ConformanceReport, texts: &Texts) -> Markup {
    let rows = report.waivers.iter().map(|it| {
        let waiver = &it.waiver;
        html! {
            th scope="row" { a href=(find(None, waiver.id())) { (text_of(waiver.id())) } }
            td { span.standing data-stale[it.standing.is_stale()] { (texts.say(it.standing.word())) } }
            td { (text_of(&waiver.owner)) }
            td { (text_of(&waiver.ticket)) }
            td { (text_of(&waiver.reason)) }
            td { (waiver.expires) }
            td.number { (it.scenarios.len()) }
        }
    });
    let heads = [
        texts.get("about"),
        texts.get("standing"),
        texts.get("owner"),
        texts.get("ticket"),
        texts.get("reason"),
        texts.get("expires"),
        texts.get("count"),
    ];
    let table = table(&heads, rows);
    section("waivers", texts.get("waivers"), texts.get("waivers_note"), texts, table.as_ref())
}

/// Scenarios that passed only on a later attempt, with their earlier attempts.
pub fn flaky(report: &ConformanceReport, texts: &Texts) -> Markup {
    let rows = report.scenarios.iter().filter(|it| it.flaky).map(|it| {
        html! {
            th scope="row" { (link(&it.record.id, &it.record.name)) }
            td.number { (it.record.attempts) }
            td { ul { @for earlier in &it.earlier {
                li { (chip(earlier.verdict, texts)) " " (text_of(&texts.say_reason(&earlier.reason, &it.record))) }
            } } }
        }
    });
    let table = table(&[texts.get("scenario"), texts.get("attempts"), texts.get("reason")], rows);
    section("flaky", texts.get("flaky"), texts.get("flaky_note"), texts, table.as_ref())
}

fn link(id: &str, name: &str) -> Markup {
    html! { a href=(anchor(id)) { bdi { (visible(name)) } } }
}

/// Nothing when there is no row.
fn table(heads: &[&str], rows: impl Iterator<Item = Markup>) -> Option<Markup> {
    let mut rows = rows.peekable();
    rows.peek()?;
    Some(html! {
        table {
            thead { tr { @for head in heads { th scope="col" { (head) } } } }
            tbody { @for row in rows { tr { (row) } } }
        }
    })
}
