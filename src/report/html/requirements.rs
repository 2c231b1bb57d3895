//! For the auditor: every requirement under its heading, with its verdict and the way to its
//! evidence.

use std::collections::HashMap;

use maud::{Markup, html};

use crate::evidence::RuleBasis;
use crate::report::text::visible;
use crate::requirement::{Binding, Level};
use crate::verdict::{AssessedRequirement, ConformanceReport, PartnerVerdict, Verdict};

use super::elements::{chip, find, text_of};
use super::texts::Texts;

const LEVELS: [Level; 4] = [Level::Must, Level::Should, Level::May, Level::Info];
const VERDICTS: [Verdict; 9] = [
    Verdict::Failed,
    Verdict::Error,
    Verdict::Inconclusive,
    Verdict::Review,
    Verdict::Attested,
    Verdict::Passed,
    Verdict::NotObserved,
    Verdict::NotApplicable,
    Verdict::Uncovered,
];

/// A table of levels and verdicts, then the requirements by heading of the guide.
pub fn section(report: &ConformanceReport, texts: &Texts) -> Markup {
    html! {
        section #requirements aria-labelledby="requirements-title" {
            h2 #requirements-title { (texts.get("requirements")) }
            (levels(&report.requirements, texts))
            @for (heading, rows) in by_heading(&report.requirements) {
                (chapter(heading, &rows, texts))
            }
        }
    }
}

fn levels(requirements: &[AssessedRequirement], texts: &Texts) -> Markup {
    let count = |level, verdict| {
        requirements.iter().filter(|it| it.level == level && it.verdict == verdict).count()
    };
    let met = |verdict: &&Verdict| requirements.iter().any(|it| it.verdict == **verdict);
    let verdicts: Vec<Verdict> = VERDICTS.iter().filter(met).copied().collect();
    html! {
        div.wide tabindex="0" role="group" aria-labelledby="requirements-title" { table {
            thead { tr {
                th scope="col" { (texts.get("level")) }
                @for verdict in &verdicts { th.number scope="col" { (chip(*verdict, texts)) } }
            } }
            tbody { @for level in LEVELS { tr {
                th scope="row" { (level) }
                @for verdict in &verdicts { td.number { (count(level, *verdict)) } }
            } } }
        } }
    }
}

/// Rows under the first heading they come from, headings in the order they are met.
fn by_heading(rows: &[AssessedRequirement]) -> Vec<(&str, Vec<&AssessedRequirement>)> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut chapters: Vec<(&str, Vec<&AssessedRequirement>)> = Vec::new();
    for row in rows {
        let heading = row.source.split("; ").next().unwrap_or_default();
        let place = *places.entry(heading).or_insert(chapters.len());
        if place == chapters.len() {
            chapters.push((heading, Vec::new()));
        }
        chapters[place].1.push(row);
    }
    chapters
}

fn chapter(heading: &str, rows: &[&AssessedRequirement], texts: &Texts) -> Markup {
    let observed = rows.iter().filter(|it| it.verdict.is_observed()).count();
    let worst = rows.iter().map(|it| it.verdict).max().unwrap_or(Verdict::Uncovered);
    let title = if heading.is_empty() { texts.get("none") } else { heading };
    html! {
        details.chapter open[worst > Verdict::Passed] {
            summary {
                (chip(worst, texts)) " " b { (text_of(title)) } " "
                span.quiet { (texts.numbers("covered", observed, rows.len())) }
            }
            div.wide tabindex="0" role="group" aria-label=(visible(title)) { table {
                thead { tr {
                    th scope="col" { (texts.get("requirement")) }
                    th scope="col" { (texts.get("level")) }
                    th scope="col" { (texts.get("binds")) }
                    th scope="col" { (texts.get("summary")) }
                    th scope="col" { (texts.get("clause")) }
                    th scope="col" { (texts.get("verdict")) }
                    th scope="col" { (texts.get("scenarios")) }
                } }
                tbody { @for it in rows { (row(it, texts)) } }
            } }
        }
    }
}

fn row(it: &AssessedRequirement, texts: &Texts) -> Markup {
    let why = it.reason.as_deref().unwrap_or(texts.get("not_run"));
    html! {
        tr id={ "requirement-" (visible(&it.id)) } {
            th scope="row" { (text_of(&it.id)) }
            td { (it.level) }
            td { @if let Some(binds) = it.binds { (binds) } }
            td { (text_of(&texts.say(&it.summary))) }
            td { (text_of(&it.source)) }
            td {
                @if it.binds == Some(Binding::Both) && it.partner.is_some() { "API: " }
                (chip(it.verdict, texts))
                @if let Some(PartnerVerdict::NotObserved) = it.partner {
                    br; span.quiet { (texts.get("partner_not_observed")) }
                }
                @if !it.known_by.is_empty() { br; span.quiet { (known_by(it, texts)) } }
            }
            td {
                @if it.scenarios.is_empty() { span.quiet { (text_of(&texts.say(why))) } }
                @else { a href=(find(None, &it.id)) { (it.scenarios.len()) " " (texts.get("scenarios")) } }
            }
        }
    }
}

/// The ways in which the verdict is known, in words.
fn known_by(it: &AssessedRequirement, texts: &Texts) -> String {
    let ways: Vec<&str> = it.known_by.iter().map(|basis| texts.get(basis_key(*basis))).collect();
    format!("{}: {}", texts.get("known_by"), ways.join(", "))
}

fn basis_key(basis: RuleBasis) -> &'static str {
    match basis {
        RuleBasis::Exchange => "basis_exchange",
        RuleBasis::Situation => "basis_situation",
        RuleBasis::Screen => "basis_screen",
        RuleBasis::Attestation => "basis_attestation",
    }
}
