//! The certificate as one sheet of A4, for people.

use std::fmt::Write as _;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use qrcode::{Color, EcLevel, QrCode};

use crate::evidence::TestedSide;
use crate::requirement::Level;
use crate::verdict::Verdict;

use super::claims::{Claims, RowClaim};
use super::statement::Statement;

use super::texts::PageLanguage;

/// Style of the page.
const STYLE: &str = include_str!("page.css");
/// Maximum number of requirements that are listed by id, so that the page is one sheet.
const MOST_LISTED: usize = 60;
/// Maximum number of characters of a text that somebody else wrote.
const LONGEST_TEXT: usize = 120;
/// Margin of a QR code, in modules.
const QUIET: usize = 4;

/// Returns the page; `key` is the id of the first signer's key.
pub fn page(statement: &Statement, key: &str, language: PageLanguage) -> String {
    let claims = &statement.predicate.bankident;
    let text = |key| language.text(key);
    let page = html! {
        (DOCTYPE)
        html lang=(text("language")) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy"
                    content="default-src 'none'; style-src 'unsafe-inline'";
                title { (text("title")) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { (text("title")) }
                    (facts(statement, key, language))
                    (table(claims, language))
                    h2 { (text("says")) }
                    (says(claims, language))
                    h2 { (text("not_says")) }
                    (not_says(claims, language))
                    div.proof {
                        (PreEscaped(qr(&format!("bankident-certificate:{}", claims.number))))
                        div {
                            p { strong { (text("number")) } br; code { (claims.number) } }
                            p { code { (text("check")) } }
                            p { (text("not_says_page")) }
                        }
                    }
                }
            }
        }
    };
    page.into_string()
}

fn facts(statement: &Statement, key: &str, language: PageLanguage) -> Markup {
    let claims = &statement.predicate.bankident;
    let text = |key| language.text(key);
    let subject = statement.subject.first();
    let name = subject.map_or("", |it| it.name.as_str());
    let digest = subject.and_then(|it| it.sha256());
    let side = match claims.side {
        TestedSide::Api => text("side_api"),
        TestedSide::Partner => text("side_partner"),
    };
    let warned = statement.predicate.warned_tests.len();
    let result = match warned {
        0 => text("result_passed").to_owned(),
        warned => language.numbers("result_warned", warned, 0),
    };
    let (harness, guide) = (&claims.harness, &claims.guide);
    let rows = [
        ("result", result),
        ("side", format!("{side}: {}", short(&claims.target.name))),
        ("edition", format!("{}, {}; SHA-256 {}", guide.title, guide.edition, guide.digest)),
        ("period", format!("{} – {}", claims.started_at, claims.finished_at)),
        ("issued", claims.issued_at.clone()),
        ("expires", claims.expires_at.clone()),
        (
            "program",
            format!("{} {}; SHA-256 {}", harness.name, harness.version, harness.binary_digest),
        ),
        ("suite", harness.suite_digest.replace(':', " ")),
        ("key", key.to_owned()),
    ];
    html! {
        p { strong { (short(name)) } br;
            code { @match digest { Some(it) => { "SHA-256 " (it) } None => { (text("no_digest")) } } } }
        dl { @for (key, value) in rows { dt { (text(key)) } dd { (value) } } }
    }
}

/// Text of somebody else, shortened so that the page stays one sheet.
fn short(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut short: String = plain.take(LONGEST_TEXT).collect();
    if text.chars().nth(LONGEST_TEXT).is_some() {
        short.push('…');
    }
    short
}

/// A column of the table: the key of its title, and the rows that it counts.
type Column = (&'static str, fn(&RowClaim) -> bool);

fn table(claims: &Claims, language: PageLanguage) -> Markup {
    let columns: [Column; 6] = [
        ("passed", |it| it.verdict == Verdict::Passed),
        ("reviewed", |it| it.verdict == Verdict::Review),
        ("attested", |it| it.verdict == Verdict::Attested),
        ("warned", |it| it.verdict > Verdict::Review),
        ("open", RowClaim::is_open),
        ("all", |_| true),
    ];
    let count = |level: Level, wanted: fn(&RowClaim) -> bool| {
        claims.rows.iter().filter(|it| it.level == level && wanted(it)).count()
    };
    html! {
        table {
            tr { th { (language.text("level")) }
                @for (key, _) in &columns { th { (language.text(key)) } } }
            @for level in [Level::Must, Level::Should, Level::May, Level::Info] {
                tr { td { (level) } @for (_, wanted) in &columns { td { (count(level, *wanted)) } } }
            }
        }
    }
}

fn says(claims: &Claims, language: PageLanguage) -> Markup {
    let scenarios = claims.runs.iter().flat_map(|it| it.scenarios.values()).sum();
    let what = match claims.side {
        TestedSide::Api => language.text("what_api"),
        TestedSide::Partner => language.text("what_partner"),
    };
    let worth = language.numbers("says_worth", claims.worth.noticeable, claims.worth.known);
    html! {
        ul {
            li { (language.numbers("says_runs", claims.runs.len(), scenarios)) }
            li { (worth.replace("{what}", what)) }
            li { (language.numbers("says_readings", claims.readings.len(), 0)) }
            li { (language.numbers("says_answers", claims.answers.len(), 0)) }
            li { (language.numbers("says_waivers", claims.waivers.len(), 0)) }
        }
    }
}

fn not_says(claims: &Claims, language: PageLanguage) -> Markup {
    let mut open: Vec<&RowClaim> = claims.rows.iter().filter(|it| it.is_open()).collect();
    open.sort_by_key(|it| std::cmp::Reverse(it.level));
    let listed: Vec<&str> = open.iter().take(MOST_LISTED).map(|it| it.id.as_str()).collect();
    let more = open.len() - listed.len();
    html! {
        ul {
            @if !open.is_empty() {
                li { (language.text("not_says_open"))
                    @for id in listed { " " span { (id) } }
                    @if more > 0 { " " (language.numbers("more", more, 0)) } }
            }
            li { (language.text("not_says_other")) }
        }
    }
}

/// A QR code as SVG; empty if the library cannot make one.
fn qr(text: &str) -> String {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else {
        return String::new();
    };
    let (width, colors) = (code.width(), code.to_colors());
    let dark = colors.iter().enumerate().filter(|it| *it.1 == Color::Dark);
    let path = dark.fold(String::new(), |mut path, (at, _)| {
        let (x, y) = (at % width + QUIET, at / width + QUIET);
        let _ = write!(path, "M{x} {y}h1v1h-1z");
        path
    });
    let side = width + 2 * QUIET;
    format!(
        "<svg viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"QR\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
         <path fill=\"#000\" d=\"{path}\"/></svg>"
    )
}
