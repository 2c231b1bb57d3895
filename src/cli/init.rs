//! `bankident init`: a configuration file to start from.

use std::fs;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use crate::config::{FILE_NAME, TEMPLATE};
use crate::verdict::ExitCode;

use super::init_questions::{self, InitAnswers};
use super::setup_arguments::InitArguments;
use super::terminal;

/// Writes the file; an existing one is replaced only with `--force`. At a terminal the settings of
/// the target are asked for.
pub fn init(arguments: &InitArguments) -> ExitCode {
    let path = arguments.file.clone().unwrap_or_else(|| PathBuf::from(FILE_NAME));
    if path.exists() && !arguments.force {
        return exists(&path);
    }
    let is_terminal = io::stdin().is_terminal() && io::stderr().is_terminal();
    let (text, next) = if is_terminal && !arguments.no_input {
        match init_questions::ask(&mut io::stdin().lock(), &mut io::stderr().lock()) {
            Ok(Some(answers)) => (answers.file(), next(&answers)),
            Ok(None) => {
                let message = "the input ended before the last question; nothing was written";
                return terminal::print_error(&anyhow::Error::msg(message), ExitCode::Usage);
            }
            Err(error) => return terminal::print_error(&error.into(), ExitCode::Usage),
        }
    } else {
        let next = "name your target in it, then: bankident doctor --target NAME";
        (TEMPLATE.to_owned(), next.to_owned())
    };
    match write(&path, &text, arguments.force) {
        Ok(()) => {
            terminal::print_message(&format!("wrote {}; {next}", path.display()));
            ExitCode::Conformant
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => exists(&path),
        Err(error) => {
            let error = anyhow::Error::new(error);
            let error = error.context(format!("failed to write {}", path.display()));
            terminal::print_error(&error, ExitCode::Usage)
        }
    }
}

fn next(answers: &InitAnswers) -> String {
    let set = answers.secret_variable().map(|it| format!("set {it}, then: ")).unwrap_or_default();
    format!("{set}bankident doctor")
}

fn exists(path: &Path) -> ExitCode {
    let message = format!("{} exists already; --force replaces it", path.display());
    terminal::print_error(&anyhow::Error::msg(message), ExitCode::Usage)
}

fn write(path: &Path, text: &str, force: bool) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    let options = options.write(true);
    let options =
        if force { options.create(true).truncate(true) } else { options.create_new(true) };
    options.open(path)?.write_all(text.as_bytes())
}
