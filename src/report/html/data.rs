//! The scenarios as data: one short list for searching, and one element of details for each.

use std::borrow::Cow;
use std::fmt::{Display, Write as _};
use std::io;

use serde::Serialize;
use serde_json::{Value, json};

use crate::evidence::{Check, SequenceRow, TestedSide};
use crate::report::command;
use crate::report::failures::{decisive, decisive_exchange};
use crate::report::text::{is_unseen, visible};
use crate::verdict::{AssessedScenario, ConformanceReport, EarlierAttempt};

use super::evidence::{EvidenceBudget, instant};
use super::texts::Texts;

/// Maximum length of a reason in the list, in characters.
const REASON: usize = 600;

/// Writes words, list and details as elements that no browser runs.
pub fn write(report: &ConformanceReport, texts: &Texts, out: &mut dyn io::Write) -> io::Result<()> {
    element(&"words", &texts.words, out)?;
    element(&"requirements", &demands(report, texts), out)?;
    let started = instant(&report.run.started_at);
    begin(&"list", out)?;
    for (index, scenario) in report.scenarios.iter().enumerate() {
        out.write_all(if index == 0 { b"[" } else { b"," })?;
        out.write_all(harmless(&listed(scenario, started, texts))?.as_bytes())?;
    }
    out.write_all(if report.scenarios.is_empty() { b"[]" } else { b"]" })?;
    end(out)?;
    let mut budget = EvidenceBudget::default();
    for (index, scenario) in report.scenarios.iter().enumerate() {
        let mut data = detail(scenario, &mut budget, texts);
        decide(&mut data, report, scenario);
        element(&index, &data, out)?;
    }
    Ok(())
}

/// The requirements of the run, for the scenarios that name them.
fn demands(report: &ConformanceReport, texts: &Texts) -> Value {
    let rows = report.requirements.iter().map(|it| {
        let row = json!({
            "level": it.level.to_string(),
            "summary": texts.say(&it.summary),
            "source": it.source,
        });
        (visible(&it.id).into_owned(), seen(row))
    });
    Value::Object(rows.collect())
}

/// Adds what decided a scenario that did not pass, and the commands that repeat it.
fn decide(data: &mut Value, report: &ConformanceReport, scenario: &AssessedScenario) {
    if !scenario.is_wrong() {
        return;
    }
    let record = &scenario.record;
    let is_decisive = |check: &Check| decisive(scenario).is_some_and(|it| std::ptr::eq(it, check));
    data["decisive"] = json!(record.checks.iter().position(is_decisive));
    let asked = decisive_exchange(scenario).filter(|_| report.run.tested == TestedSide::Api);
    let again = command::again(&report.run, record);
    let curl = asked.and_then(command::request);
    data["again"] = json!(again.map(|it| visible(&it.line()).into_owned()));
    data["curl"] = json!(curl.map(|it| visible(&it.line()).into_owned()));
}

fn element(name: &dyn Display, data: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    begin(name, out)?;
    out.write_all(harmless(data)?.as_bytes())?;
    end(out)
}

fn begin(name: &dyn Display, out: &mut dyn io::Write) -> io::Result<()> {
    write!(out, "<script type=\"application/json\" id=\"data-{name}\">")
}

fn end(out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "</script>")
}

/// Inside a script element only `<` can end it or open a comment. JSON can write `<` and invisible
/// characters as escapes.
fn harmless(data: &impl Serialize) -> io::Result<String> {
    let json = serde_json::to_string(data).map_err(io::Error::from)?;
    if json.is_ascii() && !json.contains(['<', '\x7F']) {
        return Ok(json); // as nearly always
    }
    let mut safe = String::with_capacity(json.len());
    let mut rest = json.as_str();
    let is_special = |byte: u8| byte == b'<' || byte == 0x7F || !byte.is_ascii();
    while let Some(at) = rest.bytes().position(is_special) {
        let (plain, special) = rest.split_at(at);
        safe.push_str(plain);
        let mut others = special.chars();
        match others.next() {
            Some(c) if c == '<' || is_unseen(c) => {
                let _ = write!(safe, "\\u{:04x}", u32::from(c)); // none of them needs more digits
            }
            other => safe.extend(other),
        }
        rest = others.as_str();
    }
    safe.push_str(rest);
    Ok(safe)
}

fn listed(scenario: &AssessedScenario, run: Option<i64>, texts: &Texts) -> Value {
    let record = &scenario.record;
    let marks = [
        ("warning", scenario.warning),
        ("waived", scenario.waived.is_some()),
        ("flaky", scenario.flaky),
    ];
    let marks: Vec<&str> = marks.iter().filter(|(_, is)| *is).map(|(word, _)| *word).collect();
    let at = record.started_at.as_deref().and_then(instant).zip(run).map(|(it, run)| it - run);
    let whole = texts.say_reason(&scenario.reason, record);
    let reason: String = whole.chars().take(REASON).collect();
    let mut row = seen(json!({
        "name": record.name,
        "feature": record.feature.as_ref(),
        "rule": record.rule.as_deref(),
        "place": format!("{}:{}", record.file, record.line),
        "tags": record.tags,
        "requirements": record.requirements,
        "verdict": scenario.verdict,
        "marks": marks,
        "reason": reason,
        "at": at,
        "ms": record.duration_ms,
    }));
    if whole != scenario.reason {
        row["recorded"] = json!(visible(&scenario.reason)); // people search for it, too
    }
    row["id"] = json!(record.id); // what links name must be exact; it is never shown
    row
}

fn detail(scenario: &AssessedScenario, budget: &mut EvidenceBudget, texts: &Texts) -> Value {
    let record = &scenario.record;
    let mut steps = serde_json::to_value(&record.steps).unwrap_or_default();
    if let Some(steps) = steps.as_array_mut() {
        let whys = record.steps.iter().map(|it| it.outcome.message());
        for (step, why) in steps.iter_mut().zip(whys) {
            step["message"] = json!(why);
        }
    }
    let mut data = json!({
        "reason": texts.say_reason(&scenario.reason, record),
        "steps": steps,
        "checks": record.checks,
        "readings": record.readings,
        "deviations": record.deviations,
        "sequence": record.sequence.iter().map(|it| row(it, texts)).collect::<Vec<_>>(),
        "requests": record.requests,
        "attempts": record.attempts,
        "calls": budget.exchanges(&record.exchanges, &record.steps),
        "left_out": budget.take_left_out(),
        "files": record.attachments,
        "earlier": scenario.earlier.iter().map(|it| attempt(it, budget)).collect::<Vec<_>>(),
        "waiver": scenario.waived,
    });
    mark_members(&mut data["checks"]);
    texts.translate(&mut data);
    seen(data)
}

/// Keeps the path of each mismatch as the name of a member, because the path may be translated.
fn mark_members(checks: &mut Value) {
    let checks = checks.as_array_mut().into_iter().flatten();
    let mismatches = checks.filter_map(|it| it.get_mut("mismatches")?.as_array_mut()).flatten();
    for it in mismatches {
        it["member"] = it["path"].clone();
    }
}

/// A row of the sequence.
fn row(row: &SequenceRow, texts: &Texts) -> Value {
    let mut data = json!(row);
    data["text"] = json!(texts.say(&row.text));
    data["guide"] = json!(row.guide.as_deref().map(|it| texts.say(it)));
    data
}

fn attempt(earlier: &EarlierAttempt, budget: &mut EvidenceBudget) -> Value {
    json!({
        "verdict": earlier.verdict,
        "reason": earlier.reason,
        "ms": earlier.duration_ms,
        "checks": earlier.checks,
        "calls": budget.exchanges(&earlier.exchanges, &[]),
        "left_out": budget.take_left_out(),
        "files": earlier.attachments,
    })
}

/// Every text in it as a reader may see it.
fn seen(mut value: Value) -> Value {
    make_seen(&mut value);
    value
}

fn make_seen(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Cow::Owned(changed) = visible(text) {
                *text = changed;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(make_seen),
        Value::Object(members) => members.values_mut().for_each(make_seen),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
