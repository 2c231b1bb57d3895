//! `bankident history`: what several runs show together.

use crate::report;
use crate::run;
use crate::verdict::{ExitCode, RunHistory};

use super::history_arguments::{HistoryArguments, HistoryFormat};
use super::terminal;

/// Prints the history; the exit code is 1 if a scenario newly fails or no longer passes in the last
/// run.
pub fn history(arguments: &HistoryArguments) -> ExitCode {
    let past = match run::past_runs(&arguments.runs) {
        Ok(past) => past,
        Err(why) => return terminal::print_refusal(why.into()),
    };
    if let Some(left_out) = &past.left_out {
        terminal::print_message(&format!("warning: {left_out}"));
    }
    let history = RunHistory::of(past.runs);
    let text = match arguments.format {
        HistoryFormat::Table => report::history_table(&history, terminal::layout()),
        HistoryFormat::Markdown => report::history_markdown(&history),
        HistoryFormat::Json => report::history_json(&history),
        HistoryFormat::Html => report::history_html(&history, arguments.lang),
    };
    terminal::finish(
        &text,
        if history.worse { ExitCode::NotConformant } else { ExitCode::Conformant },
    )
}
