//! Arguments of `steps`.

use clap::{Args, ValueEnum};

/// Arguments of `steps`.
#[derive(Args, Clone, Debug)]
pub struct StepsArguments {
    /// Words; only sentences about all of them are printed, with their meaning and a use.
    pub words: Vec<String>,
    /// Format of the output.
    #[arg(long, value_enum, default_value_t = StepsFormat::Text)]
    pub format: StepsFormat,
}

/// Format of what `steps` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StepsFormat {
    /// One sentence a line.
    Text,
    /// A list of objects.
    Json,
}
