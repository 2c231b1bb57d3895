//! Arguments of `steps` and `examples`.

use clap::{Args, ValueEnum};

/// Arguments of `steps`.
#[derive(Args, Clone, Debug)]
pub struct StepsArguments {
    /// Words; only sentences about all of them are printed, with their meaning and a use.
    pub words: Vec<String>,
    /// Format of the output.
    #[arg(long, value_enum, default_value_t = VocabularyFormat::Text)]
    pub format: VocabularyFormat,
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

/// Format of what `steps` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum VocabularyFormat {
    /// One sentence a line.
    Text,
    /// A list of objects.
    Json,
    /// Step definitions of JavaScript, from which editors complete and check steps.
    Stubs,
}

/// Format of what `examples` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StepsFormat {
    /// Gherkin.
    Text,
    /// A list of objects.
    Json,
}
