//! `bankident requirements`: the matrix of requirements, scenarios and verdicts.

use crate::report;
use crate::run::{self, MatrixSource};
use crate::verdict::{ExitCode, RowFilter};

use super::arguments::{MatrixFormat, RequirementsArguments};
use super::terminal;

/// Prints the matrix, or the ambiguous questions.
pub fn show(arguments: &RequirementsArguments) -> ExitCode {
    let filter = RowFilter {
        levels: arguments.level.clone(),
        bindings: arguments.binds.clone(),
        sources: arguments.source.clone(),
        states: arguments.state.clone(),
    };
    let standings = match run::requirements(&arguments.paths, arguments.run.as_deref(), &filter) {
        Ok(standings) => standings,
        Err(why) => return terminal::print_refusal(why),
    };
    let text = if arguments.ambiguities {
        ambiguities(&standings, arguments.format)
    } else {
        matrix(&standings, arguments.format)
    };
    terminal::finish(&text, ExitCode::Conformant)
}

fn matrix(standings: &MatrixSource, format: MatrixFormat) -> String {
    let (rows, run) = (&standings.rows, standings.run_id.as_deref());
    match format {
        MatrixFormat::Table => report::requirement_table(rows, run, terminal::layout()),
        MatrixFormat::Markdown => report::requirement_markdown(rows, run),
        MatrixFormat::Json => report::requirement_json(rows, run),
        MatrixFormat::Csv => report::requirement_csv(rows),
    }
}

fn ambiguities(standings: &MatrixSource, format: MatrixFormat) -> String {
    let (entries, run) = (&standings.ambiguities, standings.run_id.as_deref());
    match format {
        MatrixFormat::Table => report::ambiguity_table(entries, terminal::layout()),
        MatrixFormat::Markdown => report::ambiguity_markdown(entries),
        MatrixFormat::Json => report::ambiguity_json(entries, run),
        MatrixFormat::Csv => report::ambiguity_csv(entries),
    }
}
