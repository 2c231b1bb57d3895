//! Journal: the last exchanges of a tenant.
//!
//! Recording does not parse or copy bodies. They are masked by [`Journal::exchanges`], the only way
//! to read the journal.

use std::collections::VecDeque;

use axum::body::Bytes;
use axum::http::HeaderMap;

use super::answer::{Answer, JSON};
use super::operation::Operation;
use crate::api::{MockedIban, STATIC_NUMBER};
use crate::evidence::{
    Exchange, Outcome, Payload, Received, Redaction, Sent, Unobserved, mask_header, mask_json,
};

/// Maximum number of exchanges in a journal.
const MAX_ENTRIES: usize = 256;
/// Maximum length of the excerpt of a text, in characters.
const MAX_EXCERPT: usize = 300;
/// Maximum size of a body in a journal, in bytes.
const MAX_BODY_BYTES: usize = 16 * 1024;

/// One exchange, unmasked.
#[derive(Debug)]
pub struct JournalEntry {
    /// The operation called.
    pub operation: Operation,
    /// Path and query; the whole URL for requests that the simulator sends.
    pub target: String,
    /// Header fields of the request.
    pub headers: HeaderMap,
    /// Body of the request.
    pub body: Bytes,
    /// The answer, or the reason why there is none.
    pub answer: Result<Answer, Unobserved>,
    /// Time on the tenant's clock.
    pub at: String,
    /// Duration.
    pub duration_ms: u64,
}

/// The last exchanges of a tenant.
#[derive(Debug, Default)]
pub struct Journal(VecDeque<JournalEntry>);

impl Journal {
    /// Adds an exchange, and drops the oldest if there are too many. Very long bodies are not kept,
    /// so that the journal stays small.
    pub fn record(&mut self, mut entry: JournalEntry) {
        let answered = entry.answer.as_mut().ok().map(|answer| &mut answer.body);
        for body in std::iter::once(&mut entry.body).chain(answered) {
            if body.len() > MAX_BODY_BYTES {
                *body = Bytes::from(format!("[{} bytes]", body.len()));
            }
        }
        if self.0.len() == MAX_ENTRIES {
            self.0.pop_front();
        }
        self.0.push_back(entry);
    }

    /// All recorded exchanges, the oldest first, with secrets masked.
    pub fn exchanges(&self, origin: &str, secrets: &[&str]) -> Vec<Exchange> {
        let public = std::iter::once(STATIC_NUMBER)
            .chain(MockedIban::ALL.iter().map(|mocked| mocked.iban()))
            .map(str::to_owned)
            .collect();
        let secrets = secrets.iter().map(|secret| ("secret", (*secret).to_owned()));
        let redaction = Redaction::new(public, secrets);
        self.0.iter().map(|entry| exchange(entry, origin, &redaction)).collect()
    }
}

fn exchange(entry: &JournalEntry, origin: &str, redaction: &Redaction) -> Exchange {
    let headers = entry.headers.iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        let masked = mask_header(redaction, name.as_str(), &value);
        (name.as_str().to_owned(), masked)
    });
    Exchange {
        operation: format!("{} {}", entry.operation.method, entry.operation.path),
        sent: Sent {
            method: entry.operation.method.to_owned(),
            url: if entry.target.starts_with('/') {
                format!("{origin}{}", entry.target)
            } else {
                entry.target.clone()
            },
            headers: headers.collect(),
            body: Some(payload(&entry.body, redaction)).filter(|body| *body != Payload::Empty),
        },
        outcome: match &entry.answer {
            Ok(answer) => Outcome::Received(received(answer, redaction)),
            Err(unobserved) => Outcome::Unobserved(unobserved.clone()),
        },
        at: entry.at.clone(),
        duration_ms: entry.duration_ms,
        retry: 0,
        availability: None,
    }
}

fn received(answer: &Answer, redaction: &Redaction) -> Received {
    let headers = std::iter::once(("content-type", answer.content_type))
        .chain(answer.headers.iter().map(|(name, value)| (*name, value.as_str())));
    Received {
        status: answer.status,
        headers: headers
            .map(|(name, value)| (name.to_owned(), mask_header(redaction, name, value)))
            .collect(),
        body: answered_payload(answer, redaction),
    }
}

fn answered_payload(answer: &Answer, redaction: &Redaction) -> Payload {
    let is_text = answer.content_type == JSON || answer.content_type.starts_with("text/");
    match answer.body.len() {
        0 => Payload::Empty,
        length if !is_text => Payload::Binary { length },
        _ => payload(&answer.body, redaction),
    }
}

/// A text that is not JSON. Of a form only the length is kept, because it may contain a PIN or a
/// client secret.
fn payload(body: &Bytes, redaction: &Redaction) -> Payload {
    let length = body.len();
    if length == 0 {
        return Payload::Empty;
    }
    if let Ok(value) = serde_json::from_slice(body) {
        return Payload::Json(mask_json(redaction, &value));
    }
    let text = String::from_utf8_lossy(body);
    let is_page = text.trim_start().starts_with('<');
    let excerpt = text.chars().take(MAX_EXCERPT).filter(|_| is_page).collect();
    Payload::Text { excerpt, length }
}
