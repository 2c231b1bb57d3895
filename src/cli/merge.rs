//! `bankident merge`: the shards of one run as one set of reports.

use crate::run;
use crate::verdict::ExitCode;

use super::arguments::MergeArguments;
use super::run::publish;
use super::terminal;

/// Merges, prints the table, writes the reports; the exit code is that of the whole run.
pub fn merge(arguments: &MergeArguments) -> ExitCode {
    let run_id = run::new_run_id();
    let report = match run::merged(&arguments.runs, &run_id, arguments.allow_incomplete) {
        Ok(report) => report,
        Err(why) => return terminal::print_refusal(why),
    };
    match run::Folder::create(arguments.output.report_dir.as_deref(), &run_id) {
        Ok(folder) => publish(&report, None, &folder, &arguments.output.output()),
        Err(error) => {
            let error = anyhow::Error::new(error).context("failed to prepare the reports");
            terminal::print_error(&error, ExitCode::Usage)
        }
    }
}
