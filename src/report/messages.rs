//! `messages.ndjson`: Cucumber Messages, one envelope a line, for the tools of that world.
//!
//! Everything comes from the record of the run. It holds scenarios, not features, so the documents
//! are made of scenarios: an outline's row is a scenario of its own, the steps of a background are
//! repeated in each, and the source text is missing. The scenarios are read twice, first for the
//! documents, then for the results; at most the document of one file is held in memory.

mod definitions;
mod document;
mod status;
mod time;

use std::io;

use serde_json::{Value, json};

use crate::evidence::Exchange;
use crate::verdict::{AssessedScenario, ConformanceReport, EarlierAttempt, ExitCode};

use definitions::DefinitionLookup;
use document::Documents;
use status::{needs_verdict, of_attempt, of_step, result, verdict_result};
use time::{Moment, instant};

use super::partial::{headline, partial_note};
use super::text::{one_line, terminal_text};

pub use definitions::StepDefinition;

/// The version of the schemas that are kept to.
const PROTOCOL: &str = "34.2.1";
/// Id of the step that represents a verdict or an attempt without a step of its own.
const VERDICT: &str = "verdict";

/// Writes the run as Cucumber Messages; `definitions` are those its steps were looked up in.
///
/// # Errors
/// When the receiver refuses.
pub fn messages(
    report: &ConformanceReport,
    definitions: &[StepDefinition],
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let definitions = DefinitionLookup::new(definitions);
    let mut envelopes = Envelopes { out };
    envelopes.put("meta", &meta(report))?;
    let mut documents = Documents::default();
    for (number, scenario) in report.scenarios.iter().enumerate() {
        if let Some(document) = documents.add(number, scenario) {
            envelopes.put("gherkinDocument", &document)?;
        }
    }
    if let Some(document) = documents.last() {
        envelopes.put("gherkinDocument", &document)?;
    }
    for definition in definitions.described() {
        envelopes.put("stepDefinition", &definition)?;
    }
    envelopes.put("hook", &hook())?;
    let (id, started) = (&report.run.run_id, instant(&report.run.started_at));
    envelopes.put("testRunStarted", &json!({ "id": id, "timestamp": started.stamp() }))?;
    for (number, scenario) in report.scenarios.iter().enumerate() {
        ScenarioMessages { envelopes: &mut envelopes, number, scenario, started }
            .put_all(id, &definitions)?;
    }
    envelopes.put("testRunFinished", &finished(report))
}

/// The way out: one line for each envelope.
struct Envelopes<'a> {
    out: &'a mut dyn io::Write,
}

impl Envelopes<'_> {
    fn put(&mut self, kind: &str, body: &Value) -> io::Result<()> {
        serde_json::to_writer(&mut *self.out, &json!({ kind: body }))?;
        self.out.write_all(b"\n")
    }
}

/// The machine is not in the record, and must be named.
fn meta(report: &ConformanceReport) -> Value {
    let product = json!({ "name": env!("CARGO_PKG_NAME"), "version": report.run.harness.version });
    json!({
        "protocolVersion": PROTOCOL,
        "implementation": product,
        "runtime": product,
        "os": { "name": "unknown" },
        "cpu": { "name": "unknown" },
    })
}

fn hook() -> Value {
    json!({
        "id": VERDICT,
        "name": VERDICT,
        "type": "AFTER_TEST_CASE",
        "sourceReference": { "uri": "src/verdict/scenario.rs" },
    })
}

fn finished(report: &ConformanceReport) -> Value {
    let run = &report.run;
    let mut message = headline(report);
    let partial = partial_note(report);
    for fault in partial.iter().chain(&run.missing).chain(&run.internal_faults) {
        message = format!("{message}\n{}", terminal_text(fault));
    }
    json!({
        "testRunStartedId": run.run_id,
        "success": report.conclusion.exit_code() == ExitCode::Conformant,
        "message": message,
        "timestamp": instant(&run.finished_at).stamp(),
    })
}

/// The messages of one scenario.
struct ScenarioMessages<'a, 'b> {
    envelopes: &'a mut Envelopes<'b>,
    number: usize,
    scenario: &'a AssessedScenario,
    started: Moment,
}

impl ScenarioMessages<'_, '_> {
    fn put_all(mut self, run: &str, definitions: &DefinitionLookup) -> io::Result<()> {
        let pickle = document::pickle(self.number, self.scenario);
        self.envelopes.put("pickle", &pickle)?;
        let case = self.case(run, definitions);
        self.envelopes.put("testCase", &case)?;
        for (attempt, earlier) in self.scenario.earlier.iter().enumerate() {
            self.earlier(attempt, earlier)?;
        }
        self.last()
    }

    fn case(&self, run: &str, definitions: &DefinitionLookup) -> Value {
        let number = self.number;
        let mut steps: Vec<Value> = Vec::new();
        for (index, step) in self.scenario.record.steps.iter().enumerate() {
            let (ids, arguments) = definitions.meant_by(step);
            steps.push(json!({
                "id": self.step(index),
                "pickleStepId": document::pickle_step(number, index),
                "stepDefinitionIds": ids,
                "stepMatchArgumentsLists": arguments,
            }));
        }
        if needs_verdict(self.scenario) {
            steps.push(json!({ "id": self.verdict(), "hookId": VERDICT }));
        }
        let pickle = document::pickle_id(number);
        json!({ "id": self.id(), "pickleId": pickle, "testRunStartedId": run, "testSteps": steps })
    }

    /// Messages of an attempt before the last: the record has its verdict, but not its steps.
    fn earlier(&mut self, attempt: usize, earlier: &EarlierAttempt) -> io::Result<()> {
        let begin = earlier.exchanges.first().map_or(self.started, |it| instant(&it.at));
        let end = begin.after(earlier.duration_ms);
        self.begin_attempt(attempt, begin)?;
        let step = self.verdict();
        self.begin_step(attempt, &step, begin)?;
        self.attach(attempt, &step, &earlier.exchanges)?;
        let result = result(of_attempt(earlier), &earlier.reason, earlier.duration_ms);
        self.end_step(attempt, &step, &result, end)?;
        self.end_attempt(attempt, true, end)
    }

    fn last(&mut self) -> io::Result<()> {
        let record = &self.scenario.record;
        let attempt = self.scenario.earlier.len();
        let begin = record.started_at.as_deref().map_or(self.started, instant);
        let end = begin.after(record.duration_ms);
        self.begin_attempt(attempt, begin)?;
        let (mut now, mut exchanges) = (begin, record.exchanges.as_slice());
        for (index, step) in record.steps.iter().enumerate() {
            let is_last = index + 1 == record.steps.len();
            let own = if is_last { exchanges.len() } else { step.requests.min(exchanges.len()) };
            let (those, rest) = exchanges.split_at(own);
            exchanges = rest;
            let id = self.step(index);
            self.begin_step(attempt, &id, now)?;
            self.attach(attempt, &id, those)?;
            now = now.after(step.duration_ms);
            self.end_step(attempt, &id, &of_step(self.scenario, index, step), now)?;
        }
        if needs_verdict(self.scenario) {
            let id = self.verdict();
            self.begin_step(attempt, &id, end)?;
            self.end_step(attempt, &id, &verdict_result(self.scenario), end)?;
        }
        self.end_attempt(attempt, false, end)
    }

    fn begin_attempt(&mut self, attempt: usize, at: Moment) -> io::Result<()> {
        let (id, case) = (self.attempt(attempt), self.id());
        let stamp = at.stamp();
        self.envelopes.put(
            "testCaseStarted",
            &json!({ "id": id, "testCaseId": case, "attempt": attempt, "timestamp": stamp }),
        )
    }

    fn begin_step(&mut self, attempt: usize, step: &str, at: Moment) -> io::Result<()> {
        let (attempt, stamp) = (self.attempt(attempt), at.stamp());
        self.envelopes.put(
            "testStepStarted",
            &json!({ "testCaseStartedId": attempt, "testStepId": step, "timestamp": stamp }),
        )
    }

    fn attach(&mut self, attempt: usize, step: &str, exchanges: &[Exchange]) -> io::Result<()> {
        for exchange in exchanges {
            self.envelopes.put(
                "attachment",
                &json!({
                    "testCaseStartedId": self.attempt(attempt),
                    "testStepId": step,
                    "body": json!(exchange).to_string(),
                    "contentEncoding": "IDENTITY",
                    "mediaType": "application/json",
                    "fileName": file_name(exchange),
                    "timestamp": instant(&exchange.at).stamp(),
                }),
            )?;
        }
        Ok(())
    }

    fn end_step(
        &mut self,
        attempt: usize,
        step: &str,
        result: &Value,
        at: Moment,
    ) -> io::Result<()> {
        self.envelopes.put(
            "testStepFinished",
            &json!({
                "testCaseStartedId": self.attempt(attempt),
                "testStepId": step,
                "testStepResult": result,
                "timestamp": at.stamp(),
            }),
        )
    }

    fn end_attempt(&mut self, attempt: usize, again: bool, at: Moment) -> io::Result<()> {
        let (attempt, stamp) = (self.attempt(attempt), at.stamp());
        self.envelopes.put(
            "testCaseFinished",
            &json!({ "testCaseStartedId": attempt, "willBeRetried": again, "timestamp": stamp }),
        )
    }

    fn id(&self) -> String {
        format!("case-{}", self.number)
    }

    fn step(&self, index: usize) -> String {
        format!("case-{}-step-{index}", self.number)
    }

    fn verdict(&self) -> String {
        format!("case-{}-{VERDICT}", self.number)
    }

    fn attempt(&self, attempt: usize) -> String {
        format!("case-{}-attempt-{attempt}", self.number)
    }
}

/// Name of the attached file: the operation, which never contains text of a target or a person.
fn file_name(exchange: &Exchange) -> String {
    format!("{}.json", one_line(&exchange.operation).replace(" /", " ").replace('/', "-"))
}
