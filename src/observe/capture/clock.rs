//! The bank's clock behind a capture: a capture has the time of the machine that recorded it, and the
//! clock of a test bank may be moved meanwhile.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::evidence::{Exchange, Outcome, Payload, TraceEvent, TraceEventKind};

/// End of the path that moves the clock, at the desk and on the control interface.
const ADVANCE: &str = "/clock/advance";
/// Member of an answer that announces the end of the time for signing.
const END: &str = "authorization_expires_at";
/// Difference of the clocks that needs no move: answers take their time.
const TOLERANCE: SignedDuration = SignedDuration::from_secs(20);

/// Returns by how many milliseconds a request moved the clock, if it did.
pub fn moved_ms(path: &str, body: &Payload, status: u16) -> Option<i64> {
    let Payload::Json(body) = body else { return None };
    let moved = path.ends_with(ADVANCE) && (200..300).contains(&status);
    body.get("milliseconds").and_then(Value::as_i64).filter(|_| moved)
}

/// Gives the events, which are in the order of the capture, the time of the bank's clock. Moves that the
/// capture does not have show by the announced ends of the time for signing: each start of the QES
/// announces the end of the same period.
pub fn on_clock_of_bank(events: Vec<(Timestamp, TraceEvent)>) -> Vec<TraceEvent> {
    let mut ahead = SignedDuration::ZERO;
    let mut usual = None;
    let mut told = Vec::new();
    for (at, mut event) in events {
        if let TraceEventKind::ClockMoved(by_ms) = event.kind {
            ahead += SignedDuration::from_millis(by_ms);
        }
        if let Some(end) = announced_end(&event.kind) {
            let period = end.duration_since(at) - ahead;
            let moved = period - *usual.get_or_insert(period);
            if moved > TOLERANCE {
                ahead += moved;
                let kind =
                    TraceEventKind::ClockMoved(i64::try_from(moved.as_millis()).unwrap_or(0));
                told.push(TraceEvent { at: printed(at, ahead), kind });
            }
        }
        event.at = printed(at, ahead);
        if let Some(exchange) = exchange_of(&mut event.kind) {
            exchange.at.clone_from(&event.at);
        }
        told.push(event);
    }
    told
}

fn printed(at: Timestamp, ahead: SignedDuration) -> String {
    format!("{:.3}", at.checked_add(ahead).unwrap_or(at))
}

fn exchange_of(kind: &mut TraceEventKind) -> Option<&mut Exchange> {
    match kind {
        TraceEventKind::Call(exchange) | TraceEventKind::BankPage(exchange) => Some(exchange),
        TraceEventKind::Webhook(webhook) => Some(&mut webhook.exchange),
        _ => None,
    }
}

/// The end of the time for signing, if this is a start of the QES.
fn announced_end(kind: &TraceEventKind) -> Option<Timestamp> {
    let TraceEventKind::Call(exchange) = kind else { return None };
    let Outcome::Received(answer) = &exchange.outcome else { return None };
    let Payload::Json(body) = &answer.body else { return None };
    let starts = exchange.operation.ends_with("/identifications/{id}/authorize");
    body.get(END)?.as_str().filter(|_| starts)?.parse().ok()
}
