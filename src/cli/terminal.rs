//! The two streams: results on standard output, all other text on standard error.

use std::io::{self, Write as _};

use crate::report::{TableLayout, wrapped};
use crate::run::CannotStart;
use crate::verdict::ExitCode;

use super::bar;

const WIDTH_WITHOUT_TERMINAL: usize = 100;

/// Prints a result. A closed pipe is not an error.
///
/// # Errors
/// When standard output cannot be written to, for instance because a disk is full.
pub fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Prints a result and returns `code`; a failure is reported as one of the harness.
pub fn finish(text: &str, code: ExitCode) -> ExitCode {
    match print(text) {
        Ok(()) => code,
        Err(error) => print_error(&error.into(), ExitCode::Harness),
    }
}

/// Prints a message on standard error; a failure cannot be reported and is ignored. Sentences are
/// wrapped to the width of a terminal; indented lines, such as commands, stay.
pub fn print_message(text: &str) {
    let size = console::Term::stderr().size_checked();
    let width = size.map(|(_rows, columns)| usize::from(columns));
    let wrapped = width.map(|width| wrapped(text, width));
    let text = wrapped.as_deref().unwrap_or(text);
    bar::above(|| drop(writeln!(io::stderr().lock(), "{text}")));
}

/// Prints an error with its causes, and returns the exit code.
pub fn print_error(error: &anyhow::Error, code: ExitCode) -> ExitCode {
    print_message(&format!("bankident: {error:#}"));
    code
}

/// Prints why a run cannot start.
pub fn print_refusal(why: CannotStart) -> ExitCode {
    let code = why.exit_code();
    if let CannotStart::Features(problems) | CannotStart::Paths(problems) = &why {
        for problem in problems.iter().take(20) {
            print_message(&problem.render(may_color_stderr()));
        }
    }
    print_error(&why.into(), code)
}

/// `one reason`, or `N reasons`.
pub fn reasons(count: usize) -> String {
    if count == 1 { "one reason".to_owned() } else { format!("{count} reasons") }
}

/// Layout of a table on standard output.
pub fn layout() -> TableLayout {
    let term = console::Term::stdout();
    let columns = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    let size = || term.size_checked().map(|(_rows, columns)| usize::from(columns));
    let width = columns.filter(|width| *width > 0).or_else(size);
    TableLayout { width: width.unwrap_or(WIDTH_WITHOUT_TERMINAL), color: may_color(&term) }
}

/// Number of lines of the terminal that standard output is; `None` if it is none.
pub fn height() -> Option<usize> {
    console::Term::stdout().size_checked().map(|(rows, _columns)| usize::from(rows))
}

fn may_color(term: &console::Term) -> bool {
    let dumb = std::env::var_os("TERM").is_some_and(|it| it == "dumb");
    term.is_term() && !dumb && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Whether standard error may have colours.
pub fn may_color_stderr() -> bool {
    may_color(&console::Term::stderr())
}
