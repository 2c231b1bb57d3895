//! The mutation score, as a table of survivors or as JSON.

use std::fmt::Write as _;

use serde_json::json;

use crate::verdict::{MutantOutcome, MutantResult, MutationScore};

use super::text_wrap::{TableLayout, grid};

/// The survivors by operation and operator, and the score.
pub fn mutation_table(score: &MutationScore, layout: TableLayout) -> String {
    if score.freedoms {
        return freedom_table(score, layout);
    }
    let rows = score.survivors().into_iter().map(|((operation, operator), mutants)| {
        let named = mutants.into_iter().map(line).collect::<Vec<_>>().join("\n");
        [format!("{operation}\n{operator}"), named]
    });
    let rows: Vec<_> = rows.collect();
    let table = if rows.is_empty() {
        String::new()
    } else {
        grid(["Operation, operator", "Mutants that no scenario failed for"], rows, layout) + "\n"
    };
    table + &errors(score) + &summary(score)
}

/// Formats the freedoms for which a scenario failed.
fn freedom_table(score: &MutationScore, layout: TableLayout) -> String {
    let alarms = score.false_alarms();
    let rows = alarms
        .iter()
        .map(|(name, scenario, reason)| [(*name).to_owned(), format!("{scenario}\n{reason}")]);
    let rows: Vec<_> = rows.collect();
    let table = if rows.is_empty() {
        String::new()
    } else {
        grid(["Freedom", "Scenario that failed, and its reason"], rows, layout) + "\n"
    };
    let (all, wrong) = (score.mutants.len(), alarms.len());
    let undecided = match score.counts().undecided {
        0 => String::new(),
        number => format!(", {number} inconclusive"),
    };
    let text = format!("{all} mutants equal to a freedom: {wrong} false alarms{undecided}\n");
    table + &errors(score) + &text
}

/// The mutants and the score as JSON.
pub fn mutation_json(score: &MutationScore) -> String {
    let counts = score.counts();
    let mut document = json!(score);
    document["counts"] = json!(counts);
    if !score.freedoms {
        document["score"] = json!(percent(counts.score()));
    }
    document["clean"] = json!(score.is_clean());
    format!("{document:#}\n")
}

fn line(mutant: &MutantResult) -> String {
    match &mutant.outcome {
        MutantOutcome::Survived { reason: Some(reason) } => format!("{} ({reason})", mutant.name),
        MutantOutcome::Undecided { .. } => format!("{} (inconclusive)", mutant.name),
        _ => mutant.name.clone(),
    }
}

fn errors(score: &MutationScore) -> String {
    let lines = score.errors().map(|it| format!("error of the harness: {it}\n"));
    lines.collect::<Vec<_>>().concat()
}

fn summary(score: &MutationScore) -> String {
    let counts = score.counts();
    let mut text = format!("{} mutants: {} noticed", score.mutants.len(), counts.noticed);
    for (number, word) in [
        (counts.undecided, "inconclusive"),
        (counts.survived, "survived"),
        (counts.excused, "survived for a known reason"),
        (counts.free, "equal to a documented freedom"),
        (counts.without_effect, "without effect"),
        (counts.errors, "ended by an error of the harness"),
    ] {
        if number > 0 {
            let _ = write!(text, ", {number} {word}");
        }
    }
    let _ = writeln!(text, "\nscore: {} %", percent(counts.score()));
    text
}

fn percent(hundredths: usize) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
