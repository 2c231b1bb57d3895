//! The last page: the verdict, each situation, and the report.

use maud::{Markup, html};

use crate::observe::desk::hand_state::WrittenReport;
use crate::observe::desk::report_files::PAGE;
use crate::observe::desk::result::{DeskResult, SituationOutcome};
use crate::observe::desk::texts::DeskTexts;

/// The contents of the page.
pub fn result(texts: &'static DeskTexts, result: &DeskResult, report: &WrittenReport) -> Markup {
    let sentence = result.conclusion.map_or(result.sentence, |key| texts.get(key));
    html! {
        main #main tabindex="-1" {
            section.wide #verdict aria-labelledby="heading" {
                p.position { (texts.get("over")) }
                h2 #heading tabindex="-1" { (sentence) }
                ul.counts {
                    @for (key, count) in &result.counts {
                        li class=(key) { b { (count) } " " (texts.get(key)) }
                    }
                }
                p.hint { (texts.get("counts_note")) }
                (broken(texts, result))
            }
            (files(texts, report))
            (situations(texts, &result.situations))
            (after(texts))
        }
    }
}

fn broken(texts: &DeskTexts, result: &DeskResult) -> Markup {
    html! {
        @if !result.broken.is_empty() {
            h3 { (texts.get("broken")) }
            ul lang="en" { @for it in &result.broken {
                li { strong { (it.name) } ": " (it.summary)
                    @if !it.reason.is_empty() { p.hint { (it.reason) } } }
            } }
        }
    }
}

fn files(texts: &DeskTexts, report: &WrittenReport) -> Markup {
    let folder = report.folder.display().to_string();
    html! {
        section.wide #report aria-labelledby="report-title" {
            h3 #report-title { (texts.get("report")) }
            @if report.policy.is_some() {
                p { a.button.main href={ "report/" (PAGE) } target="_blank" {
                    (texts.get("open_report"))
                } }
            }
            p { (texts.get("report_folder")) " " code.path { (folder) } }
        }
    }
}

fn situations(texts: &DeskTexts, situations: &[SituationOutcome]) -> Markup {
    html! {
        section.wide #situations aria-labelledby="situations-title" {
            h3 #situations-title { (texts.get("situations")) }
            ol.results { @for it in situations {
                li {
                    span.title { (it.title) } " " span class={ "chip " (it.verdict) } { (texts.get(it.verdict)) }
                    @if !it.reason.is_empty() { p.hint lang="en" { (it.reason) } }
                }
            } }
        }
    }
}

fn after(texts: &DeskTexts) -> Markup {
    html! {
        section.wide #after aria-labelledby="after-title" {
            h3 #after-title { (texts.get("after")) }
            p { (texts.get("after_note")) }
            form method="post" action="close" { button { (texts.get("close")) } }
        }
    }
}
