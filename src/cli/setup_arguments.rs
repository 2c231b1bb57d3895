//! Arguments of the commands that set up a machine or a project.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

/// Arguments of `init`.
#[derive(Args, Clone, Debug)]
pub struct InitArguments {
    /// Path of the file [default: bankident.toml].
    pub file: Option<PathBuf>,
    /// Replace an existing file.
    #[arg(long)]
    pub force: bool,
    /// Write the file with its comments, and ask nothing.
    #[arg(long)]
    pub no_input: bool,
}

/// Arguments of `completions`.
#[derive(Args, Clone, Debug)]
pub struct CompletionsArguments {
    /// The shell.
    pub shell: Shell,
}

/// Arguments of `man`.
#[derive(Args, Clone, Debug)]
pub struct ManArguments {
    /// Existing folder for the pages: bankident.1 and one for each command.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}
