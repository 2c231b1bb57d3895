//! Sequence of a situation: what app, bank and customer did, beside the steps of the guide.

use crate::api::operation::{self, Operation};
use crate::evidence::{
    Circumstances, Outcome, Party, SequenceRow, Trace, TraceEvent, TraceEventKind, TracedExchange,
    TracedWebhook,
};

use super::calls::AppCall;
use super::deliveries::AppDelivery;
use super::reasons;
use super::view::View;

/// Number of rows from which only those with a step of the guide are added.
const MAX_ROWS: usize = 300;
/// Maximum length of the name of a screen, in characters.
const MAX_NAME: usize = 60;

/// Steps of the guide in order, each with the operation that takes it.
const STEPS: [(Operation, &str); 9] = [
    (operation::CREATE_PERSON, "Step 1: the person is registered"),
    (operation::CREATE_NUMBER, "Step 2: the mobile number is created"),
    (operation::AUTHORIZE_NUMBER, "Step 2: the customer gets a code for the number"),
    (operation::CONFIRM_NUMBER, "Step 2: the number is verified"),
    (operation::CREATE, "Step 3: the identification is created"),
    (operation::REQUEST, "Step 4: the identification is requested"),
    (operation::AUTHORIZE, "Step 5: the signature is started after the payment"),
    (operation::CONFIRM, "Step 5: the customer's TAN confirms the signature"),
    (operation::GET_FILE, "Step 5: the signed documents are fetched"),
];

/// A row with the index of its event; `None` for a step that is missing.
pub type PlacedRow = (Option<usize>, SequenceRow);

/// Returns the rows of a trace in order, equal ones that follow each other as one. The end of the app is
/// one row, at its first report.
pub fn sequence(trace: &Trace, circumstances: &Circumstances) -> Vec<PlacedRow> {
    let view = View::new(trace, circumstances);
    let taken = steps_taken(&view);
    let mut rows: Vec<PlacedRow> = Vec::new();
    let mut is_over = false;
    for (index, event) in trace.events.iter().enumerate() {
        if matches!(event.kind, TraceEventKind::Done) && std::mem::replace(&mut is_over, true) {
            continue;
        }
        let Some(row) = row(trace, event) else { continue };
        let guide = guided(&view, index, &taken);
        let is_wanted = guide.is_some();
        let has_room = is_wanted || rows.len() < MAX_ROWS;
        match rows.last_mut().filter(|it| !is_wanted && is_same(&it.1, &row)) {
            Some((_, last)) => last.times += 1,
            None if has_room => {
                rows.push((Some(index), SequenceRow { guide, ..row }));
            }
            None => {}
        }
    }
    rows.extend(missing(&view, &taken).map(|it| (None, it)));
    rows
}

fn is_same(last: &SequenceRow, next: &SequenceRow) -> bool {
    (last.from, last.to, &last.text) == (next.from, next.to, &next.text)
}

/// The steps of the guide that the app took, each with its event and text: the first call that
/// succeeded, else the first that was tried.
fn steps_taken(view: &View<'_>) -> Vec<(usize, String)> {
    let taken = STEPS.iter().filter_map(|(operation, step)| {
        let mut tried = view.calls.iter().filter(|it| is_taken(view, it, *operation));
        let first = tried.clone().next()?;
        Some(match tried.find(|it| it.succeeded()) {
            Some(call) => (call.event, (*step).to_owned()),
            None => (first.event, format!("{step} (without success)")),
        })
    });
    taken.collect()
}

/// The step of the guide that an event takes, or the action after a reason.
fn guided(view: &View<'_>, event: usize, taken: &[(usize, String)]) -> Option<String> {
    if let Some(seen) = view.reasons.iter().find(|it| it.event == event) {
        let action = reasons::correct_action(seen.reason).unwrap_or_default();
        return Some(format!("{}: {action}", seen.reason.code()));
    }
    taken.iter().find(|(at, _)| *at == event).map(|(_, step)| step.clone())
}

/// Whether a call takes the step of this operation: a document that is fetched before the signature is
/// a contract to read.
fn is_taken(view: &View<'_>, call: &AppCall<'_>, operation: Operation) -> bool {
    let is_signed = || view.signed().is_some_and(|signed| signed < call.event);
    call.is(operation) && (operation != operation::GET_FILE || is_signed())
}

/// Steps that the app did not try although it came to its end and nothing was refused.
fn missing<'v>(
    view: &'v View<'_>,
    taken: &'v [(usize, String)],
) -> impl Iterator<Item = SequenceRow> + 'v {
    let is_over = view.done.is_some() && view.reasons.is_empty();
    let is_open = move |step: &str| !taken.iter().any(|(_, it)| it.starts_with(step));
    let steps = STEPS.iter().filter(move |(_, step)| is_over && is_open(step));
    steps.map(|(operation, step)| SequenceRow {
        at: String::new(),
        from: Party::App,
        to: Party::Bank,
        text: operation.name(),
        times: 1,
        guide: Some((*step).to_owned()),
        is_missing: true,
        exchange: None,
    })
}

fn row(trace: &Trace, event: &TraceEvent) -> Option<SequenceRow> {
    let kind = match event.kind {
        TraceEventKind::Again(earlier) => &trace.events.get(earlier)?.kind,
        _ => &event.kind,
    };
    let (from, to, text) = message(kind)?;
    let at = event.at.clone();
    Some(SequenceRow {
        at,
        from,
        to,
        text,
        times: 1,
        guide: None,
        is_missing: false,
        exchange: None,
    })
}

/// Sender, receiver and text of an event without values of the customer.
fn message(kind: &TraceEventKind) -> Option<(Party, Party, String)> {
    Some(match kind {
        TraceEventKind::Call(call) => {
            let traced = TracedExchange { event: 0, at: "", exchange: call };
            let name = AppCall::of(traced).name();
            (Party::App, Party::Bank, format!("{name} → {}", answer(&call.outcome)))
        }
        TraceEventKind::BankPage(page) => {
            let text = format!("{} of the bank page → {}", page.sent.method, answer(&page.outcome));
            (Party::Customer, Party::Bank, text)
        }
        TraceEventKind::Sms(_) => (Party::Bank, Party::Customer, "SMS with a code".to_owned()),
        TraceEventKind::Webhook(webhook) => (Party::Bank, Party::App, delivered(webhook)),
        TraceEventKind::ClockMoved(by_ms) if *by_ms > 0 => {
            (Party::Bank, Party::Bank, format!("{} pass", duration(*by_ms)))
        }
        TraceEventKind::Visit(visit) => (
            Party::App,
            Party::Customer,
            format!("sends the customer to the bank page ({})", visit.action),
        ),
        TraceEventKind::Shown(screen) => {
            let name: String = screen.screen.chars().take(MAX_NAME).collect();
            let name = if name.trim().is_empty() { "a screen".to_owned() } else { name };
            (Party::App, Party::Customer, format!("shows {name}"))
        }
        TraceEventKind::Done => (Party::App, Party::App, "comes to its end".to_owned()),
        TraceEventKind::ClockMoved(_) | TraceEventKind::Attested(_) | TraceEventKind::Again(_) => {
            return None;
        }
    })
}

fn answer(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Received(received) => received.status.to_string(),
        Outcome::Unobserved(_) => "no answer".to_owned(),
    }
}

fn delivered(webhook: &TracedWebhook) -> String {
    let delivery =
        AppDelivery { event: 0, exchange: &webhook.exchange, is_forged: webhook.is_forged };
    let status = delivery.body().and_then(|it| it.get("status")?.as_str()).unwrap_or_default();
    let forged = if webhook.is_forged { "forged webhook" } else { "webhook" };
    let text = format!("{forged} {} {status}", delivery.kind());
    format!("{} → {}", text.trim_end(), answer(&webhook.exchange.outcome))
}

/// A duration in its largest whole unit.
fn duration(by_ms: i64) -> String {
    const UNITS: [(i64, &str); 4] =
        [(86_400_000, "days"), (3_600_000, "hours"), (60_000, "minutes"), (1_000, "seconds")];
    let unit = UNITS.iter().find(|(length, _)| by_ms >= *length && by_ms % length == 0);
    unit.map_or(format!("{by_ms} ms"), |(length, name)| format!("{} {name}", by_ms / length))
}
