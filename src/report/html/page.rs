//! The frame of the page: head, contents and sections.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::report::text::visible;
use crate::verdict::ConformanceReport;

use super::assets::{STYLE, policy};
use super::elements::text_of;
use super::texts::Texts;
use super::{lists, requirements, summary};

/// Markup before and after the data and the script.
pub struct PageFrame {
    /// Text before the lists, from the doctype on.
    pub head: String,
    /// Text after the lists, to the end.
    pub tail: &'static str,
}

/// The page around its data.
pub fn page_frame(report: &ConformanceReport, texts: &Texts) -> PageFrame {
    let head = html! {
        (DOCTYPE)
        (PreEscaped(format!("<html lang=\"{}\">", texts.language)))
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(policy());
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="referrer" content="no-referrer";
            meta name="color-scheme" content="light dark";
            title { (texts.get("title")) ": " (visible(&report.run.target.name)) }
            style { (PreEscaped(STYLE)) }
        }
        (PreEscaped("<body>"))
        a.skip href="#scenarios" { (texts.get("skip")) }
        (header(report, texts))
        main {
            (summary::verdict(report, texts))
            (scenarios(report, texts))
            (requirements::section(report, texts))
            (lists::ambiguities(report, texts))
            (lists::deviations(report, texts))
            (lists::waivers(report, texts))
            (lists::flaky(report, texts))
            (timeline(texts))
            (summary::run(report, texts))
        }
    };
    PageFrame { head: head.into_string(), tail: "</body></html>\n" }
}

fn header(report: &ConformanceReport, texts: &Texts) -> Markup {
    let run = &report.run;
    let contents = [
        ("verdict", texts.get("verdict")),
        ("scenarios", texts.get("scenarios")),
        ("requirements", texts.get("requirements")),
        ("ambiguities", texts.get("ambiguities")),
        ("deviations", texts.get("deviations")),
        ("waivers", texts.get("waivers")),
        ("flaky", texts.get("flaky")),
        ("timeline", texts.get("timeline")),
        ("run", texts.get("run")),
    ];
    html! {
        header {
            h1 { (texts.get("title")) }
            p.target { (text_of(&run.target.name)) " · " (text_of(&run.run_id)) }
        }
        nav aria-label=(texts.get("contents")) {
            ul { @for (id, name) in contents { li { a href={ "#" (id) } { (name) } } } }
        }
    }
}

/// The list itself is made by the script from the data below.
fn scenarios(report: &ConformanceReport, texts: &Texts) -> Markup {
    html! {
        section #scenarios aria-labelledby="scenarios-title" tabindex="-1" {
            h2 #scenarios-title { (texts.get("scenarios")) }
            noscript { p.notice { (texts.get("needs_script")) } }
            form #find hidden role="search" {
                label { span { (texts.get("search")) }
                    input type="search" name="q" autocomplete="off" placeholder=(texts.get("search_hint"));
                }
                label { span { (texts.get("show")) }
                    select name="verdict" {
                        option value="" { (texts.get("all")) " (" (report.totals.sum()) ")" }
                        @for (verdict, count) in summary::counts(report) {
                            option value=(verdict.word()) { (texts.verdict(verdict)) " (" (count) ")" }
                        }
                    }
                }
                label { span { (texts.get("sort")) }
                    select name="sort" {
                        option value="worst" { (texts.get("sort_worst")) }
                        option value="run" { (texts.get("sort_run")) }
                        option value="slow" { (texts.get("sort_slow")) }
                    }
                }
                button type="reset" { (texts.get("reset")) }
            }
            p #found role="status" {}
            ol #list {}
            button #more type="button" hidden {}
        }
    }
}

fn timeline(texts: &Texts) -> Markup {
    html! {
        section #timeline aria-labelledby="timeline-title" {
            h2 #timeline-title { (texts.get("timeline")) }
            div #lanes {}
        }
    }
}
