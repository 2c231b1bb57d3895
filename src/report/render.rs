//! Rendering of a report in each format.

use std::io;

use crate::verdict::ConformanceReport;

use super::canonical::canonical;
use super::ctrf::ctrf;
use super::format::{Format, RenderError, ReportLanguage};
use super::html;
use super::junit::junit;
use super::messages::{StepDefinition, messages};
use super::summary::summary_markdown;
use super::tap::tap;

/// Writes a report in one format; nothing for the table, which depends on the terminal. Only
/// Cucumber Messages need the step `definitions`.
///
/// # Errors
/// When the XML library fails or `out` cannot be written.
pub fn render(
    report: &ConformanceReport,
    format: Format,
    language: ReportLanguage,
    definitions: &[StepDefinition],
    out: &mut dyn io::Write,
) -> Result<(), RenderError> {
    match format {
        Format::Table => {}
        Format::Junit => junit(report, out)?,
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, report).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
        }
        Format::Html => html::html(report, language, out)?,
        Format::Markdown => out.write_all(summary_markdown(report).as_bytes())?,
        Format::Tap => tap(report, out)?,
        Format::Ctrf => ctrf(report, out)?,
        Format::Messages => messages(report, definitions, out)?,
        Format::Canonical => canonical(report, out)?,
    }
    Ok(())
}
