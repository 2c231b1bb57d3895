//! `report.html`: one file for three readers, without network, framework or server.
//!
//! What is small stands in the page as it is; scenarios are data in it, each in an element of its
//! own, so that a browser reads only those that are opened.

mod data;
mod evidence;
mod lists;
mod page;
mod requirements;
mod summary;
mod words;
mod words_de;
mod words_en;

use std::io;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ring::digest::{SHA256, digest};

use crate::verdict::ConformanceReport;

use super::ReportLanguage;
use words::Words;

const STYLE: &str = concat!(include_str!("style.css"), include_str!("print.css"));

const SCRIPT: &str = concat!(
    "(() => {\n'use strict';\n",
    include_str!("dom.js"),
    include_str!("find.js"),
    include_str!("exchange.js"),
    include_str!("detail.js"),
    include_str!("chart.js"),
    include_str!("list.js"),
    include_str!("start.js"),
    "})();\n",
);

/// The whole page.
///
/// # Errors
/// When `out` refuses.
pub fn html(
    report: &ConformanceReport,
    language: ReportLanguage,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let words = Words::of(language);
    let around = page::around(report, language, words);
    out.write_all(around.head.as_bytes())?;
    data::write(report, words, out)?;
    writeln!(out, "<script>{SCRIPT}</script>")?;
    out.write_all(around.tail.as_bytes())
}

/// Only our own style and script may run; nothing may be fetched but the pictures beside the page,
/// and nothing sent.
fn policy() -> String {
    format!(
        "default-src 'none'; img-src 'self' file:; style-src {}; script-src {}; base-uri 'none'; \
         form-action 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

fn hash(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(digest(&SHA256, text.as_bytes())))
}
