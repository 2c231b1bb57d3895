//! The evidence that a run keeps.

use crate::config::ByteSize;
use crate::evidence::{Exchange, Outcome, Payload, ScenarioRecord};

/// Maximum length of a URL that is kept after the budget is used up, in bytes.
const URL_BYTES: usize = 512;
/// Text in place of a body.
const NOT_KEPT: &str = "[not kept]";

/// The evidence that may still be kept.
#[derive(Debug)]
pub(super) struct RecordBudget {
    limit: ByteSize,
    left: usize,
}

impl RecordBudget {
    /// A budget of this size.
    pub fn of(limit: ByteSize) -> Self {
        Self { limit, left: limit.bytes() }
    }

    /// Shortens the exchanges of a scenario if the budget does not suffice for them; returns the
    /// message when this happens for the first time.
    pub fn keep_within(&mut self, record: &mut ScenarioRecord) -> Option<String> {
        let size: usize = record.exchanges.iter().map(size).sum();
        if size <= self.left {
            self.left -= size;
            return None;
        }
        let is_first = std::mem::take(&mut self.left) > 0;
        record.exchanges.iter_mut().for_each(shorten);
        is_first.then(|| {
            format!(
                "the evidence is larger than {}: of further exchanges only the first lines are kept; give --max-evidence to keep more",
                self.limit
            )
        })
    }
}

/// Approximate size of an exchange in a report, in bytes.
fn size(exchange: &Exchange) -> usize {
    let sent = &exchange.sent;
    let answered = match &exchange.outcome {
        Outcome::Received(received) => of_headers(&received.headers) + of_body(&received.body),
        Outcome::Unobserved(_) => 0,
    };
    sent.url.len() + of_headers(&sent.headers) + sent.body.as_ref().map_or(0, of_body) + answered
}

fn of_headers(headers: &[(String, String)]) -> usize {
    headers.iter().map(|(name, value)| name.len() + value.len()).sum()
}

fn of_body(body: &Payload) -> usize {
    match body {
        Payload::Json(json) => json.to_string().len(),
        Payload::Text { excerpt, .. } => excerpt.len(),
        Payload::Empty | Payload::Binary { .. } => 0,
    }
}

fn shorten(exchange: &mut Exchange) {
    let sent = &mut exchange.sent;
    if sent.url.len() > URL_BYTES {
        sent.url = sent.url.chars().take(URL_BYTES).chain(['…']).collect();
    }
    sent.headers.clear();
    sent.body.iter_mut().for_each(drop_body);
    if let Outcome::Received(received) = &mut exchange.outcome {
        received.headers.clear();
        drop_body(&mut received.body);
    }
}

fn drop_body(body: &mut Payload) {
    let length = match body {
        Payload::Empty | Payload::Binary { .. } => return,
        Payload::Json(json) => json.to_string().len(),
        Payload::Text { length, .. } => *length,
    };
    *body = Payload::Text { excerpt: NOT_KEPT.to_owned(), length };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(bytes: usize) -> ScenarioRecord {
        let mut record = ScenarioRecord::sample("x", Vec::new());
        let mut exchange = Exchange::sample("GET /x", 200);
        exchange.sent.headers = vec![("a".to_owned(), "b".repeat(bytes))];
        exchange.sent.body = Some(Payload::Json("secret".into()));
        record.exchanges = vec![exchange];
        record
    }

    #[test]
    fn what_exceeds_the_budget_is_shortened_and_told_once() {
        let mut budget = RecordBudget::of(ByteSize::mib(1));
        let mut small = record(1000);
        assert_eq!(budget.keep_within(&mut small), None);
        assert_eq!(small.exchanges[0].sent.headers.len(), 1);
        let mut large = record(1 << 20);
        assert!(budget.keep_within(&mut large).unwrap().contains("larger than 1MiB"));
        assert!(large.exchanges[0].sent.headers.is_empty());
        let kept = large.exchanges[0].sent.body.as_ref().unwrap();
        assert_eq!(kept, &Payload::Text { excerpt: NOT_KEPT.to_owned(), length: 8 });
        assert_eq!(budget.keep_within(&mut record(1000)), None);
    }
}
