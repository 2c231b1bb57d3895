//! `bankident completions`: words that a shell completes.

use clap::CommandFactory as _;

use crate::verdict::ExitCode;

use super::arguments::Cli;
use super::setup_arguments::CompletionsArguments;
use super::terminal;

/// Prints the script of a shell.
pub fn print(arguments: &CompletionsArguments) -> ExitCode {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "bankident", &mut script);
    terminal::finish(&String::from_utf8_lossy(&script), ExitCode::Conformant)
}
