//! `bankident init`: a configuration file to start from.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::config::{FILE_NAME, TEMPLATE};
use crate::verdict::ExitCode;

use super::arguments::InitArguments;
use super::terminal;

/// Writes the file; an existing one is replaced only with `--force`.
pub fn init(arguments: &InitArguments) -> ExitCode {
    let path = arguments.file.clone().unwrap_or_else(|| PathBuf::from(FILE_NAME));
    match write(&path, arguments.force) {
        Ok(()) => {
            let next = "name your target in it, then: bankident doctor --target NAME";
            terminal::print_message(&format!("wrote {}; {next}", path.display()));
            ExitCode::Conformant
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let message = format!("{} exists already; --force replaces it", path.display());
            terminal::print_error(&anyhow::Error::msg(message), ExitCode::Usage)
        }
        Err(error) => {
            let error = anyhow::Error::new(error);
            let error = error.context(format!("failed to write {}", path.display()));
            terminal::print_error(&error, ExitCode::Usage)
        }
    }
}

fn write(path: &Path, force: bool) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    let options = options.write(true);
    let options =
        if force { options.create(true).truncate(true) } else { options.create_new(true) };
    options.open(path)?.write_all(TEMPLATE.as_bytes())
}
