//! `bankident man`: manual pages.

use anyhow::Context as _;
use clap::CommandFactory as _;

use crate::verdict::ExitCode;

use super::arguments::Cli;
use super::setup_arguments::ManArguments;
use super::terminal;

/// Writes a page for the program and one for each command.
pub fn write(arguments: &ManArguments) -> ExitCode {
    let folder = &arguments.folder;
    let written = clap_mangen::generate_to(Cli::command().name("bankident"), folder)
        .with_context(|| format!("failed to write manual pages to {}", folder.display()));
    match written {
        Ok(()) => ExitCode::Conformant,
        Err(error) => terminal::print_error(&error, ExitCode::Usage),
    }
}
