//! Flags of every command that writes reports.

use std::path::PathBuf;

use clap::Args;

use crate::report::{Format, Language, Output};

/// What is written, in which language, and where.
#[derive(Args, Clone, Debug)]
pub struct OutputArguments {
    /// What is printed and written: table, junit, json, html, markdown, tap, ctrf.
    #[arg(long, value_name = "FORMAT,…", value_delimiter = ',',
          default_values_t = Output::default().formats)]
    pub format: Vec<Format>,
    /// Language of report.html: en or de.
    #[arg(long, value_name = "LANGUAGE", default_value_t)]
    pub lang: Language,
    /// Write the reports here [default: reports/runs/RUN-ID, with reports/latest].
    #[arg(long, value_name = "DIR")]
    pub report_dir: Option<PathBuf>,
}

impl OutputArguments {
    /// What is written, each form once.
    pub fn output(&self) -> Output {
        let mut formats = Vec::new();
        for format in &self.format {
            if !formats.contains(format) {
                formats.push(*format);
            }
        }
        Output { formats, language: self.lang }
    }
}
