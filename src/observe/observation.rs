//! Observation of an app in a situation: bank up, app operated, trace taken and judged.

use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use serde_json::json;

use crate::checks::partner;
use crate::client::CreatedTenant;
use crate::evidence::{
    Attachment, Check, Exchange, Ledger, ObservedSituation, SequenceRow, Trace, TraceEventKind,
    Unobserved, mask_json,
};

use super::app::{self, AppEnd};
use super::context::ObserveContext;
use super::operator::AppOperator;
use super::situation::Situation;
use super::world::{SituationStep, SituationWorld};

/// Maximum number of exchanges of a situation in the record; the trace has all of them.
const MOST_EXCHANGES: usize = 300;
/// Maximum time that a person may need for a situation.
const LONGEST_TEST: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Name of the file with what was observed in a situation.
pub const SITUATION_FILE: &str = crate::evidence::SITUATION;

/// Observes the app in the situation, and records what every rule for partners finds.
pub async fn observe(world: &mut SituationWorld) -> SituationStep {
    let context = world.context()?;
    match &context.operator {
        AppOperator::Command(_) | AppOperator::Reference(_) => {
            world.allow(context.limit);
            live(world, &context).await
        }
        AppOperator::Person => {
            world.allow(LONGEST_TEST);
            live(world, &context).await
        }
        AppOperator::Nobody(recorded) => {
            let known = recorded.get(&world.situation.id).cloned().unwrap_or_default();
            let has_end = known.trace.events.iter().any(|it| it.kind == TraceEventKind::Done);
            let is_capture = known.circumstances.situation.is_empty();
            record(world.evidence(), &known);
            let missed = missed(&world.situation, &known.trace);
            world.seen = Some(known);
            let why = if has_end || is_capture { missed } else { Some(without_end()) };
            why.map_or(Ok(()), |why| world.observe(Err(why)))
        }
    }
}

fn without_end() -> Unobserved {
    Unobserved::Dependency {
        what: "the app did not come to its end".to_owned(),
        detail: "the recorded situation ends before".to_owned(),
    }
}

/// Observes the app while it is operated, with the simulator as the bank.
async fn live(world: &mut SituationWorld, context: &Rc<ObserveContext>) -> SituationStep {
    let tenant = prepared(context, &world.situation).await;
    let tenant = world.observe(tenant)?;
    world.tenant = Some(tenant.clone());
    let redaction = world.evidence().redaction();
    redaction.learn("client secret", tenant.credentials.client_secret.reveal());
    let AppEnd { failure, output, pictures } = match &context.operator {
        AppOperator::Command(command) => {
            app::operated_by_command(command, context, &world.situation, &tenant).await
        }
        AppOperator::Reference(reference) => {
            app::operated_by_itself(*reference, context, &world.situation, &tenant).await
        }
        _ => app::operated_by_person(context, &world.situation, &tenant).await,
    };
    if failure.is_none() {
        let done = context.control.add_event(&tenant.id, &TraceEventKind::Done).await;
        world.observe(done)?;
    }
    let trace = context.control.trace(&tenant.id).await;
    let trace = world.observe(trace)?;
    let seen = ObservedSituation { circumstances: world.situation.circumstances(), trace };
    let ledger = world.evidence();
    record(ledger, &seen);
    ledger.attachments.extend(pictures);
    if !output.trim().is_empty() {
        let output = ledger.masked(&output).into_bytes();
        ledger.attachments.push(Attachment::new("driver-output.txt", "text/plain", output));
    }
    let failure = failure.or_else(|| missed(&world.situation, &seen.trace));
    world.seen = Some(seen);
    failure.map_or(Ok(()), |why| world.observe(Err(why)))
}

/// Reason why the situation did not come about: an instruction was not followed.
fn missed(situation: &Situation, trace: &Trace) -> Option<Unobserved> {
    let instruction = situation.missed_instruction(trace)?;
    Some(Unobserved::Dependency {
        what: "the situation did not come about".to_owned(),
        detail: format!("this instruction was not followed: {}", instruction.en),
    })
}

/// Creates the tenant of a situation.
async fn prepared(
    context: &ObserveContext,
    situation: &Situation,
) -> Result<CreatedTenant, Unobserved> {
    let mut settings = situation.tenant();
    if let Some(former) = context.former_tenant.take() {
        settings["replaces"] = former.into();
    }
    let tenant = context.control.create_tenant(&settings).await?;
    if context.is_by_hand() {
        context.former_tenant.replace(Some(tenant.id.clone()));
    }
    if !situation.script.is_empty() {
        context.control.set_script(&tenant.id, &json!(situation.script)).await?;
    }
    Ok(tenant)
}

/// Records the exchanges, the findings and the trace.
fn record(ledger: &mut Ledger, seen: &ObservedSituation) {
    let findings = partner::judge(&seen.trace, &seen.circumstances);
    let redaction = ledger.redaction();
    for event in &seen.trace.events {
        if let TraceEventKind::Sms(sms) = &event.kind {
            redaction.learn_here("tan", &sms.token);
        }
    }
    let decisive: Vec<usize> = findings.iter().filter_map(|it| it.event).collect();
    let mut places = HashMap::new();
    for (event, exchange) in exchanges(&seen.trace) {
        if ledger.exchanges.len() < MOST_EXCHANGES || decisive.contains(&event) {
            places.insert(event, ledger.exchange(exchange));
        }
    }
    for (event, row) in partner::sequence(&seen.trace, &seen.circumstances) {
        let exchange = event.and_then(|event| places.get(&event).copied());
        let text = ledger.masked(&row.text);
        ledger.sequence.push(SequenceRow { text, exchange, ..row });
    }
    for finding in findings {
        let exchange = finding.event.and_then(|event| places.get(&event).copied());
        ledger.note(Check::of_finding(finding, exchange));
    }
    let masked = serde_json::to_value(seen).map(|it| mask_json(&redaction, &it));
    if let Ok(bytes) = masked.and_then(|it| serde_json::to_vec(&it)) {
        ledger.attachments.push(Attachment::new(SITUATION_FILE, "application/json", bytes));
    }
}

/// The exchanges of a trace in order, each with the index of its event. Repeated ones are left out.
fn exchanges(trace: &Trace) -> impl Iterator<Item = (usize, Exchange)> {
    trace.events.iter().enumerate().filter_map(|(index, event)| {
        let exchange = match &event.kind {
            TraceEventKind::Call(exchange) | TraceEventKind::BankPage(exchange) => exchange,
            TraceEventKind::Webhook(webhook) => &webhook.exchange,
            _ => return None,
        };
        Some((index, exchange.clone()))
    })
}
