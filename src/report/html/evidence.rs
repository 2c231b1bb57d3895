//! Exchanges as data of the page: bodies as text, bounded one by one and together.

use serde_json::{Value, json};

use crate::evidence::{Exchange, Outcome, Payload, StepRecord};

/// Characters of a body in the page.
const BODY: usize = 40_000;
/// Characters of all exchanges in the page: a browser opens that within a second or two.
const PAGE: usize = 60_000_000;
/// Approximate size of an exchange without its bodies, in characters.
const FRAME: usize = 1_000;

/// Amount of evidence that still fits into the page.
pub struct EvidenceBudget {
    left: usize,
    left_out: usize,
}

impl Default for EvidenceBudget {
    fn default() -> Self {
        Self { left: PAGE, left_out: 0 }
    }
}

impl EvidenceBudget {
    /// The exchanges with the step that left each, as long as the budget lasts.
    pub fn exchanges(&mut self, exchanges: &[Exchange], steps: &[StepRecord]) -> Vec<Value> {
        let owners = steps.iter().enumerate();
        let mut owners = owners.flat_map(|(index, step)| std::iter::repeat_n(index, step.requests));
        let start = exchanges.first().and_then(|it| instant(&it.at));
        let mut kept = Vec::new();
        for exchange in exchanges {
            let step = owners.next();
            if self.left < FRAME {
                self.left_out += 1;
                continue;
            }
            let at = instant(&exchange.at).zip(start).map(|(at, start)| at - start);
            let (call, size) = call(exchange, step, at);
            self.left = self.left.saturating_sub(size);
            kept.push(call);
        }
        kept
    }

    /// Returns the number of exchanges that did not fit since the last call.
    pub fn take_left_out(&mut self) -> usize {
        std::mem::take(&mut self.left_out)
    }
}

/// One exchange, and its size in the page.
fn call(exchange: &Exchange, step: Option<usize>, at: Option<i64>) -> (Value, usize) {
    let sent = &exchange.sent;
    let mut size = FRAME;
    let answer = match &exchange.outcome {
        Outcome::Received(received) => json!({
            "status": received.status,
            "headers": received.headers,
            "body": body(&received.body, &mut size),
        }),
        Outcome::Unobserved(why) => json!({ "unobserved": why.to_string() }),
    };
    let call = json!({
        "step": step,
        "method": sent.method,
        "url": sent.url,
        "operation": exchange.operation,
        "headers": sent.headers,
        "body": sent.body.as_ref().map(|it| body(it, &mut size)),
        "answer": answer,
        "sent_at": exchange.at,
        "at": at,
        "ms": exchange.duration_ms,
        "retry": exchange.retry,
    });
    (call, size)
}

fn body(payload: &Payload, size: &mut usize) -> Value {
    let (text, length) = match payload {
        Payload::Empty => return Value::Null,
        Payload::Binary { length } => return json!({ "binary": length }),
        Payload::Json(value) => (serde_json::to_string_pretty(value).unwrap_or_default(), None),
        Payload::Text { excerpt, length } => (excerpt.clone(), Some(*length)),
    };
    let whole = text.chars().count();
    let short: String = text.chars().take(BODY).collect();
    *size += short.len();
    json!({ "text": short, "excerpt_of": length, "cut_from": (whole > BODY).then_some(whole) })
}

/// Milliseconds since 1970.
pub fn instant(text: &str) -> Option<i64> {
    text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond)
}
