//! `bankident examples`: scenarios of the built-in suite.

use serde_json::json;

use crate::engine::ListedScenario;
use crate::run;
use crate::verdict::ExitCode;

use super::steps_arguments::{ExamplesArguments, StepsFormat};
use super::terminal;

/// Prints the scenarios about all words, as a feature that can be run or as data.
pub fn list(arguments: &ExamplesArguments) -> ExitCode {
    let words: Vec<String> = arguments.words.iter().map(|it| it.to_lowercase()).collect();
    let found = match run::examples(&words) {
        Ok(found) => found,
        Err(error) => return terminal::print_refusal(error),
    };
    if found.is_empty() {
        let why = anyhow::anyhow!("no scenario is about {}", arguments.words.join(" "));
        return terminal::print_error(&why, ExitCode::NothingSelected);
    }
    let text = match arguments.format {
        StepsFormat::Json => format!("{}\n", json!(found)),
        StepsFormat::Text => as_feature(&arguments.words.join(" "), &found),
    };
    terminal::finish(&text, ExitCode::Conformant)
}

fn as_feature(words: &str, found: &[ListedScenario]) -> String {
    let scenarios: Vec<String> = found.iter().map(ListedScenario::gherkin).collect();
    format!("Feature: Examples of {words}\n\n{}", scenarios.join("\n"))
}
