//! The reports of a run whose own thread can no longer write them.

use crate::report::Output;
use crate::verdict::ConformanceReport;

use super::recorded::record;
use super::{Folder, ReportError};

/// Writes the reports of the scenarios in the log of `folder`, from any thread.
///
/// # Errors
/// When the record cannot be read, or a report cannot be written.
pub fn rescue(folder: &Folder, output: &Output) -> Result<ConformanceReport, ReportError> {
    let unreadable =
        |path, why: String| ReportError::Write { path, error: std::io::Error::other(why) };
    let mut report = record(folder.path()).map_err(|it| unreadable(it.path, it.why))?;
    report.run.known_secrets = folder.known_secrets();
    folder.write(&report, output)?;
    folder.settle(&report)?;
    Ok(report)
}
