//! For the auditor: every requirement under its heading, with its verdict and the way to its
//! evidence.

use std::collections::HashMap;

use maud::{Markup, html};

use crate::report::text::visible;
use crate::requirement::Level;
use crate::verdict::{AssessedRequirement, ConformanceReport, Verdict};

use super::page::{chip, find, said};
use super::words::{Words, numbers};

const LEVELS: [Level; 4] = [Level::Must, Level::Should, Level::May, Level::Info];
const VERDICTS: [Verdict; 6] = [
    Verdict::Failed,
    Verdict::Error,
    Verdict::Inconclusive,
    Verdict::Passed,
    Verdict::NotApplicable,
    Verdict::Uncovered,
];

/// Levels against verdicts, then the rows by heading.
pub fn section(report: &ConformanceReport, words: &Words) -> Markup {
    html! {
        section #requirements aria-labelledby="requirements-title" {
            h2 #requirements-title { (words.requirements) }
            (levels(&report.requirements, words))
            @for (heading, rows) in by_heading(&report.requirements) {
                (chapter(heading, &rows, words))
            }
        }
    }
}

fn levels(requirements: &[AssessedRequirement], words: &Words) -> Markup {
    let count = |level, verdict| {
        requirements.iter().filter(|it| it.level == level && it.verdict == verdict).count()
    };
    let met = |verdict: &&Verdict| requirements.iter().any(|it| it.verdict == **verdict);
    let verdicts: Vec<Verdict> = VERDICTS.iter().filter(met).copied().collect();
    html! {
        div.wide tabindex="0" role="group" aria-labelledby="requirements-title" { table {
            thead { tr {
                th scope="col" { (words.level) }
                @for verdict in &verdicts { th.number scope="col" { (chip(*verdict, words)) } }
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

fn chapter(heading: &str, rows: &[&AssessedRequirement], words: &Words) -> Markup {
    let observed = rows.iter().filter(|it| it.verdict >= Verdict::Passed).count();
    let worst = rows.iter().map(|it| it.verdict).max().unwrap_or(Verdict::Uncovered);
    let title = if heading.is_empty() { words.none } else { heading };
    html! {
        details.chapter open[worst > Verdict::Passed] {
            summary {
                (chip(worst, words)) " " b { (said(title)) } " "
                span.quiet { (numbers(words.covered, observed, rows.len())) }
            }
            div.wide tabindex="0" role="group" aria-label=(visible(title)) { table {
                thead { tr {
                    th scope="col" { (words.requirement) }
                    th scope="col" { (words.level) }
                    th scope="col" { (words.binds) }
                    th scope="col" { (words.summary) }
                    th scope="col" { (words.clause) }
                    th scope="col" { (words.verdict) }
                    th scope="col" { (words.scenarios) }
                } }
                tbody { @for it in rows { (row(it, words)) } }
            } }
        }
    }
}

fn row(it: &AssessedRequirement, words: &Words) -> Markup {
    let why = it.reason.as_deref().unwrap_or(words.not_run);
    html! {
        tr id={ "requirement-" (visible(&it.id)) } {
            th scope="row" { (said(&it.id)) }
            td { (it.level) }
            td { @if let Some(binds) = it.binds { (binds) } }
            td { (said(&it.summary)) }
            td { (said(&it.source)) }
            td { (chip(it.verdict, words)) }
            td {
                @if it.scenarios.is_empty() { span.quiet { (said(why)) } }
                @else { a href=(find(None, &it.id)) { (it.scenarios.len()) " " (words.scenarios) } }
            }
        }
    }
}
