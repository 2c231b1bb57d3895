//! The frame of the page: head, contents, sections in the order they are needed.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use url::form_urlencoded;

use crate::report::ReportLanguage;
use crate::report::text::visible;
use crate::verdict::{ConformanceReport, Verdict};

use super::words::Words;
use super::{STYLE, lists, policy, requirements, summary};

/// What stands before and after the data and the script.
pub struct Around {
    /// From the doctype on.
    pub head: String,
    /// To the end.
    pub tail: &'static str,
}

/// The page around its data.
pub fn around(report: &ConformanceReport, language: ReportLanguage, words: &Words) -> Around {
    let head = html! {
        (DOCTYPE)
        (PreEscaped(format!("<html lang=\"{}\">", language.code())))
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(policy());
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="referrer" content="no-referrer";
            meta name="color-scheme" content="light dark";
            title { (words.title) ": " (visible(&report.run.target.name)) }
            style { (PreEscaped(STYLE)) }
        }
        (PreEscaped("<body>"))
        a.skip href="#scenarios" { (words.skip) }
        (header(report, words))
        main {
            (summary::verdict(report, language, words))
            (scenarios(report, words))
            (requirements::section(report, words))
            (lists::ambiguities(report, words))
            (lists::deviations(report, words))
            (lists::waivers(report, words))
            (lists::flaky(report, words))
            (timeline(words))
            (summary::run(report, words))
        }
    };
    Around { head: head.into_string(), tail: "</body></html>\n" }
}

fn header(report: &ConformanceReport, words: &Words) -> Markup {
    let run = &report.run;
    let contents = [
        ("verdict", words.verdict),
        ("scenarios", words.scenarios),
        ("requirements", words.requirements),
        ("ambiguities", words.ambiguities),
        ("deviations", words.deviations),
        ("waivers", words.waivers),
        ("flaky", words.flaky),
        ("timeline", words.timeline),
        ("run", words.run),
    ];
    html! {
        header {
            h1 { (words.title) }
            p.target { (said(&run.target.name)) " · " (said(&run.run_id)) }
        }
        nav aria-label=(words.contents) {
            ul { @for (id, name) in contents { li { a href={ "#" (id) } { (name) } } } }
        }
    }
}

/// The list itself is made by the script from the data below.
fn scenarios(report: &ConformanceReport, words: &Words) -> Markup {
    html! {
        section #scenarios aria-labelledby="scenarios-title" tabindex="-1" {
            h2 #scenarios-title { (words.scenarios) }
            noscript { p.notice { (words.needs_script) } }
            form #find hidden role="search" {
                label { span { (words.search) }
                    input type="search" name="q" autocomplete="off" placeholder=(words.search_hint);
                }
                label { span { (words.show) }
                    select name="verdict" {
                        option value="" { (words.all) " (" (report.totals.sum()) ")" }
                        @for (verdict, count) in summary::counts(report) {
                            option value=(verdict.word()) { (name(verdict, words)) " (" (count) ")" }
                        }
                    }
                }
                label { span { (words.sort) }
                    select name="sort" {
                        option value="worst" { (words.sort_worst) }
                        option value="run" { (words.sort_run) }
                        option value="slow" { (words.sort_slow) }
                    }
                }
                button type="reset" { (words.reset) }
            }
            p #found role="status" {}
            ol #list {}
            button #more type="button" hidden {}
        }
    }
}

fn timeline(words: &Words) -> Markup {
    html! {
        section #timeline aria-labelledby="timeline-title" {
            h2 #timeline-title { (words.timeline) }
            div #lanes {}
        }
    }
}

/// Text of a stranger: made visible, and kept from turning what stands around it.
pub fn said(text: &str) -> Markup {
    html! { bdi { (visible(text)) } }
}

/// The verdict with its sign, never by colour alone.
pub fn chip(verdict: Verdict, words: &Words) -> Markup {
    html! { span.chip data-verdict=(verdict.word()) { (name(verdict, words)) } }
}

/// The verdict in the language of the page.
pub fn name(verdict: Verdict, words: &Words) -> &'static str {
    match verdict {
        Verdict::Passed => words.passed,
        Verdict::Failed => words.failed,
        Verdict::Inconclusive => words.inconclusive,
        Verdict::Error => words.error,
        Verdict::NotApplicable => words.not_applicable,
        Verdict::Uncovered => words.uncovered,
    }
}

/// Link to the list, searched and filtered.
pub fn find(verdict: Option<Verdict>, search: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    if let Some(verdict) = verdict {
        query.append_pair("verdict", verdict.word());
    }
    if !search.is_empty() {
        query.append_pair("q", &visible(search));
    }
    format!("#find/{}", query.finish())
}

/// Link to a scenario.
pub fn anchor(id: &str) -> String {
    let id: String = form_urlencoded::byte_serialize(id.as_bytes()).collect();
    format!("#scenario/{id}")
}

/// A section with a table, or a word that there is nothing.
pub fn section(id: &str, title: &str, note: &str, words: &Words, table: Option<&Markup>) -> Markup {
    let heading = format!("{id}-title");
    html! {
        section id=(id) aria-labelledby=(heading) {
            h2 id=(heading) { (title) }
            @if let Some(table) = table {
                @if !note.is_empty() { p { (note) } }
                div.wide tabindex="0" role="group" aria-labelledby=(heading) { (table) }
            } @else {
                p { (words.none) }
            }
        }
    }
}
