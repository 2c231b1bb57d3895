//! `report.html`: one file for three readers, without network, framework or server.
//!
//! Short lists are markup. Scenarios are data, each in an element of its own, so that a browser reads
//! only those that are opened.

mod assets;
mod data;
mod elements;
mod evidence;
mod history;
mod lists;
mod page;
mod requirements;
mod summary;
mod texts;
mod translation;

use std::io;

use crate::verdict::ConformanceReport;

use super::format::ReportLanguage;
use assets::SCRIPT;
use texts::Texts;

pub use assets::policy as page_policy;
pub use history::history_html;

/// Writes the page.
///
/// # Errors
/// When `out` cannot be written.
pub fn html(
    report: &ConformanceReport,
    language: ReportLanguage,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let texts = Texts::of(language);
    let frame = page::page_frame(report, texts);
    out.write_all(frame.head.as_bytes())?;
    data::write(report, texts, out)?;
    writeln!(out, "<script>{SCRIPT}</script>")?;
    out.write_all(frame.tail.as_bytes())
}
