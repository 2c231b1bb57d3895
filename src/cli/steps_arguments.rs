//! Arguments of `steps` and `examples`.

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

/// Arguments of `examples`.
#[derive(Args, Clone, Debug)]
pub struct ExamplesArguments {
    /// Words of a title, a step or a tag; only scenarios with all of them are printed.
    #[arg(required = true)]
    pub words: Vec<String>,
    /// Format of the output.
    #[arg(long, value_enum, default_value_t = StepsFormat::Text)]
    pub format: StepsFormat,
}

/// Format of what `steps` and `examples` print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StepsFormat {
    /// One sentence a line, or Gherkin.
    Text,
    /// A list of objects.
    Json,
}
