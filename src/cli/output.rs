//! Flags of every command that writes reports.

use std::path::PathBuf;

use clap::Args;

use crate::report::{Format, Output, ReportLanguage};

/// Formats, language and folder of the reports.
#[derive(Args, Clone, Debug)]
pub struct OutputArguments {
    /// Formats of the reports: table, junit, json, html, markdown, tap, ctrf, messages,
    /// canonical.
    #[arg(long, value_name = "FORMAT,…", value_delimiter = ',',
          default_values_t = Output::default().formats)]
    pub format: Vec<Format>,
    /// Language of report.html: en or de.
    #[arg(long, value_name = "LANGUAGE", default_value_t)]
    pub lang: ReportLanguage,
    /// Folder for the reports [default: reports/runs/RUN-ID, with reports/latest].
    #[arg(long, value_name = "DIR")]
    pub report_dir: Option<PathBuf>,
    /// Print the table with all scenarios, readings and calls, not only causes and verdict.
    #[arg(long, short)]
    pub verbose: bool,
}

impl OutputArguments {
    /// The formats without repetitions, and the language.
    pub fn output(&self) -> Output {
        Output { verbose: self.verbose, ..output(&self.format, self.lang) }
    }
}

/// Arguments of `report`.
#[derive(Args, Clone, Debug)]
pub struct ReportArguments {
    /// Report folder of a run, or its run.json.
    #[arg(value_name = "RUN-DIR")]
    pub run: PathBuf,
    /// Formats of the reports: table, junit, json, html, markdown, tap, ctrf, messages,
    /// canonical.
    #[arg(long, value_name = "FORMAT,…", value_delimiter = ',',
          default_values_t = [Format::Table, Format::Junit, Format::Html])]
    pub format: Vec<Format>,
    /// Language of report.html: en or de.
    #[arg(long, value_name = "LANGUAGE", default_value_t)]
    pub lang: ReportLanguage,
    /// Folder for the reports [default: the folder of the run].
    #[arg(long, value_name = "DIR")]
    pub report_dir: Option<PathBuf>,
}

impl ReportArguments {
    /// The formats without repetitions, and the language.
    pub fn output(&self) -> Output {
        output(&self.format, self.lang)
    }
}

fn output(given: &[Format], language: ReportLanguage) -> Output {
    let mut output = Output { formats: Vec::new(), language, verbose: true };
    for format in given {
        output.add(*format);
    }
    output
}
