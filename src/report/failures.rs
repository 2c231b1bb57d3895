//! Plain-text explanation of a scenario that did not pass: expected value, actual value, and the
//! exchange that shows it.

use std::fmt::Write as _;

use crate::evidence::{
    Check, Exchange, Outcome, Payload, SHOWN_STATE, ScenarioRecord, StepOutcome,
};
use crate::verdict::AssessedScenario;

use super::partner_findings::breaks_rule;

const BODY_CHARS: usize = 600;
/// CI servers keep the output of every case in memory.
const TRANSCRIPT_BYTES: usize = 16 * 1024;

/// The whole explanation, several lines.
pub fn explanation(scenario: &AssessedScenario) -> String {
    explained(scenario, true)
}

/// The explanation below a heading with the cause, which is not repeated.
pub fn explanation_below(named_cause: &str, scenario: &AssessedScenario) -> String {
    explained(scenario, cause(scenario) != named_cause)
}

fn explained(scenario: &AssessedScenario, with_reason: bool) -> String {
    let record = &scenario.record;
    let (mut text, mut is_explained) = (String::new(), false);
    let _ = writeln!(text, "{}:{}", record.file, record.line);
    let path = [Some(&record.feature), record.rule.as_ref()].into_iter().flatten();
    let path: Vec<&str> = path.map(AsRef::as_ref).chain([record.name.as_str()]).collect();
    let _ = writeln!(text, "{}", path.join(" > "));
    for step in &record.steps {
        let mark = match step.outcome {
            StepOutcome::Passed => "ok ",
            StepOutcome::NotRun => "   ",
            _ => "-> ",
        };
        let _ = writeln!(text, "  {mark}{} {}", step.keyword, step.text);
        if mark == "-> " && !std::mem::replace(&mut is_explained, true) {
            text.push_str(&cause_below(scenario, with_reason));
        }
    }
    if !is_explained {
        text.push_str(&cause_below(scenario, with_reason));
    }
    text
}

/// Expected and actual values, the exchange that shows them, and the state of the simulator.
fn cause_below(scenario: &AssessedScenario, with_reason: bool) -> String {
    let (mut text, record) = (String::new(), &scenario.record);
    if let Some(check) = decisive(scenario) {
        explain_check(&mut text, check, &record.exchanges);
    } else {
        if with_reason {
            let _ = writeln!(text, "  {}", scenario.reason);
        }
        if let Some(exchange) = last_exchange(record) {
            explain_exchange(&mut text, exchange);
        }
    }
    explain_state(&mut text, record);
    text
}

/// The state of the identification that the simulator showed after the failure, one member a line.
fn explain_state(text: &mut String, record: &ScenarioRecord) {
    let shown = record.exchanges.iter().rev().find(|it| it.operation == SHOWN_STATE);
    let Some(Outcome::Received(received)) = shown.map(|it| &it.outcome) else { return };
    let Payload::Json(body) = &received.body else { return };
    let Some(state) = body.pointer("/0").and_then(|it| it.as_object()) else { return };
    let _ = writeln!(text, "  the simulator's state of the identification:");
    for (name, value) in state.iter().filter(|it| !it.1.is_null()) {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let _ = writeln!(text, "    {name}: {value}");
    }
}

/// Lists the exchanges in short form and in order, as many as fit.
pub fn transcript(record: &ScenarioRecord) -> String {
    let mut text = String::new();
    for (exchange, left) in record.exchanges.iter().zip((0..record.exchanges.len()).rev()) {
        explain_exchange(&mut text, exchange);
        if text.len() > TRANSCRIPT_BYTES && left > 0 {
            let _ = writeln!(text, "  … and {left} more, see run.json");
            break;
        }
    }
    text
}

/// Returns the check of the step that ended the scenario. A check that failed before may have been
/// repeated until it held. A check without a rule that sums up broken rules gives way to the first of them.
pub fn decisive(scenario: &AssessedScenario) -> Option<&Check> {
    let found = ended(scenario)?;
    let broken = || scenario.record.checks.iter().find(|it| breaks_rule(it));
    if found.rule.is_some() { Some(found) } else { broken().or(Some(found)) }
}

fn ended(scenario: &AssessedScenario) -> Option<&Check> {
    let record = &scenario.record;
    let ended = record.steps.iter().position(|step| !step.outcome.passed());
    let mut failed = record.checks.iter().rev().filter(|check| !check.holds());
    match ended {
        Some(step) => failed.find(|check| check.step == step),
        None => failed.next(),
    }
}

/// The exchange that shows what is wrong.
pub fn decisive_exchange(scenario: &AssessedScenario) -> Option<&Exchange> {
    let exchanges = &scenario.record.exchanges;
    match decisive(scenario) {
        Some(check) => check.exchange.and_then(|index| exchanges.get(index)),
        None => last_exchange(&scenario.record),
    }
}

/// Returns the last exchange of a step. Requests of the clean-up explain nothing.
fn last_exchange(record: &ScenarioRecord) -> Option<&Exchange> {
    let of_steps = record.steps.iter().map(|step| step.requests).sum::<usize>();
    record.exchanges.iter().take(of_steps).next_back()
}

/// The reason without the step it showed in.
pub fn cause(scenario: &AssessedScenario) -> &str {
    let reason = scenario.reason.as_str();
    let prefixes = scenario.record.steps.iter().map(|it| format!("{} {}: ", it.keyword, it.text));
    prefixes.into_iter().find_map(|prefix| reason.strip_prefix(&prefix)).unwrap_or(reason)
}

fn explain_check(text: &mut String, check: &Check, exchanges: &[Exchange]) {
    let _ = writeln!(text, "  does not hold: {}", check.statement);
    for mismatch in &check.mismatches {
        let _ = writeln!(text, "    {}", mismatch.path);
        let _ = writeln!(text, "      expected: {}", mismatch.expected);
        let _ = writeln!(text, "      actual:   {}", mismatch.actual);
    }
    if let Some(exchange) = check.exchange.and_then(|index| exchanges.get(index)) {
        explain_exchange(text, exchange);
    }
}

fn explain_exchange(text: &mut String, exchange: &Exchange) {
    let _ = writeln!(text, "  {} {}", exchange.sent.method, exchange.sent.url);
    if let Some(body) = &exchange.sent.body {
        let _ = writeln!(text, "    sent:     {}", shown(body));
    }
    match &exchange.outcome {
        Outcome::Received(received) => {
            let took = exchange.duration_ms;
            let _ = writeln!(
                text,
                "    answered: {} in {took} ms: {}",
                received.status,
                shown(&received.body)
            );
        }
        Outcome::Unobserved(why) => {
            let _ = writeln!(text, "    {why}");
        }
    }
}

fn shown(body: &Payload) -> String {
    let text = match body {
        Payload::Empty => "no body".to_owned(),
        Payload::Json(json) => json.to_string(),
        Payload::Text { excerpt, length } => format!("{excerpt:?} ({length} bytes)"),
        Payload::Binary { length } => format!("{length} bytes that are not text"),
    };
    if text.chars().count() <= BODY_CHARS {
        return text;
    }
    format!("{}…", text.chars().take(BODY_CHARS).collect::<String>())
}
