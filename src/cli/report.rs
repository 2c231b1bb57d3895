//! `bankident report`: the reports of a recorded run.

use std::path::Path;

use crate::config::ConfigError;
use crate::report::{Format, table};
use crate::run::{self, Folder};
use crate::verdict::ExitCode;

use super::arguments::ReportArguments;
use super::run::warn_missing;
use super::terminal;

/// Prints and writes the reports. The exit code does not depend on the verdict of the run.
pub fn report(arguments: &ReportArguments) -> ExitCode {
    let mut output = arguments.output();
    let own = run::folder_of(&arguments.run);
    let into = arguments.report_dir.as_deref().unwrap_or(&own);
    let same = into.canonicalize().is_ok_and(|it| own.canonicalize().is_ok_and(|own| it == own));
    // A run that still writes to the folder is not taken for a killed one.
    let locked = same.then(|| Folder::create(Some(into), "")).transpose();
    let locked = match locked {
        Ok(locked) => locked,
        Err(error) => return terminal::print_refusal(error.into()),
    };
    let report = match run::recorded(&arguments.run) {
        Ok(report) => report,
        Err(why) => return terminal::print_refusal(why.into()),
    };
    let completes = same && report.from_log;
    if completes {
        output.add(Format::Json);
    } else if same && output.formats.contains(&Format::Json) {
        return terminal::print_refusal(would_overwrite(&own).into());
    }
    let printed = if output.formats.contains(&Format::Table) {
        terminal::print(&table(&report, terminal::layout())).map_err(anyhow::Error::from)
    } else {
        Ok(())
    };
    let written = locked
        .map_or_else(|| Folder::create(Some(into), &report.run.run_id), Ok)
        .and_then(|folder| {
            let written = folder.write(&report, &output);
            warn_missing(&folder);
            written?;
            if completes { folder.settle(&report) } else { Ok(()) }
        })
        .map_err(|error| anyhow::anyhow!("failed to {error}"));
    match written.and(printed) {
        Ok(()) => ExitCode::Conformant,
        Err(error) => terminal::print_error(&error, ExitCode::Harness),
    }
}

fn would_overwrite(own: &Path) -> ConfigError {
    ConfigError::new(format!(
        "{} is the input and is not overwritten: leave out json, or give another --report-dir",
        own.join("run.json").display()
    ))
}
