//! `bankident steps`: the vocabulary of the features.

use std::fmt::Write as _;

use crate::certify;
use crate::observe;
use crate::run::{self, StepEntry};
use crate::verdict::ExitCode;

use super::terminal;

/// Prints the core vocabulary, then the other sentences by noun, then those of situations and of
/// receiving desks, one sentence a line.
pub fn list() -> ExitCode {
    let vocabulary = match run::vocabulary() {
        Ok(vocabulary) => vocabulary,
        Err(error) => return terminal::print_refusal(error),
    };
    let mut text = section("core vocabulary", &vocabulary.core);
    for (noun, entries) in &vocabulary.nouns {
        text.push('\n');
        text.push_str(&section(noun, entries));
    }
    text.push('\n');
    text.push_str(&section("situations of a partner's app (observe)", &observe::vocabulary()));
    text.push('\n');
    text.push_str(&section("receiving desk (verify --rules)", &certify::vocabulary()));
    terminal::finish(&text, ExitCode::Conformant)
}

fn section(title: &str, entries: &[StepEntry]) -> String {
    let mut text = format!("# {title}\n");
    for entry in entries {
        let kind = format!("{:?}", entry.kind);
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{kind} {}", entry.sentence);
    }
    text
}
