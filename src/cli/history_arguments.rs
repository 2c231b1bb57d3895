//! Arguments of `history`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::report::ReportLanguage;

/// Exit codes of `history`, and an example.
pub const HISTORY_EXIT_CODES: &str = "\
Exit codes: 0 the last run is not worse than the one before, 1 it is, 2 no run record can be used.

Example: bankident history reports/runs --format html > history.html";

/// Arguments of `history`.
#[derive(Args, Clone, Debug)]
pub struct HistoryArguments {
    /// Report folders of the runs, or folders that contain such folders; in any order.
    #[arg(required = true, value_name = "DIR")]
    pub runs: Vec<PathBuf>,
    /// Format of the output.
    #[arg(long, value_enum, default_value_t = HistoryFormat::Table)]
    pub format: HistoryFormat,
    /// Language of the page: en or de.
    #[arg(long, value_name = "LANGUAGE", default_value_t)]
    pub lang: ReportLanguage,
}

/// Formats of the history of several runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum HistoryFormat {
    Table,
    Markdown,
    Json,
    Html,
}
