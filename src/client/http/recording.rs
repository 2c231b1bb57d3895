//! Requests and answers as evidence: bounded, not masked yet.

use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::client::http::request::{ApiAnswer, ApiRequest, Body, RecordedBody};
use crate::evidence::{Outcome, Payload, Received, Sent, Unobserved, read_json};

/// Maximum size of a JSON body that is recorded whole; of a larger one only an excerpt is kept.
const KEPT_JSON_BYTES: usize = 64 * 1024;
/// Maximum number of commas in a JSON body that is recorded whole: many values need much memory.
const KEPT_COMMAS: usize = 8192;
/// Size of the recorded excerpt of other texts; masking may shorten it.
const EXCERPT_BYTES: usize = 6400;
/// Maximum size of a recorded URL, header field or form field, in bytes.
const KEPT_TEXT_BYTES: usize = 8 * 1024;
/// Maximum size of all recorded header fields or form fields of a message, in bytes.
const KEPT_FIELDS_BYTES: usize = 32 * 1024;

/// The request as evidence, not masked yet.
pub(super) fn sent(call: &ApiRequest) -> Sent {
    let media_type = match &call.body {
        Body::None => None,
        Body::Json(_) | Body::DeclaredJson(_) => Some("application/json"),
        Body::HtmlForm(_) => Some("application/x-www-form-urlencoded"),
    };
    let media_type = media_type.map(|it| ("content-type".to_owned(), it.to_owned()));
    let headers = call.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    let headers = kept_fields(headers.chain(media_type));
    let body = match &call.body {
        Body::None => None,
        Body::Json(json) => Some(Payload::Json(json.clone())),
        Body::DeclaredJson(text) => {
            let length = text.len();
            Some(Payload::Text { excerpt: shortened(text, EXCERPT_BYTES).to_owned(), length })
        }
        Body::HtmlForm(fields) => {
            let fields = kept_fields(fields.iter().cloned()).into_iter();
            let fields = fields.map(|(name, value)| (name, value.into()));
            Some(Payload::Json(Value::Object(fields.collect())))
        }
    };
    let url = kept_text(call.url.as_str());
    Sent { method: call.method.to_string(), url, headers, body }
}

/// The outcome of `call` as evidence, not masked yet.
pub(super) fn outcome_of(call: &ApiRequest, outcome: &Result<ApiAnswer, Unobserved>) -> Outcome {
    match outcome {
        Err(unobserved) => Outcome::Unobserved(unobserved.clone()),
        Ok(answer) => Outcome::Received(Received {
            status: answer.status,
            headers: kept_headers(&answer.headers),
            body: match call.recorded {
                RecordedBody::Whole => kept_body(&answer.body),
                RecordedBody::OnlyTextsOf(members) => without_texts(&answer.body, members),
            },
        }),
    }
}

/// Header fields as evidence, not masked yet.
pub fn kept_headers(headers: &HeaderMap) -> Vec<(String, String)> {
    kept_fields(headers.iter().map(|(name, value)| {
        (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    }))
}

/// Fields as evidence: each shortened, and those beyond the limit counted.
fn kept_fields(fields: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    let (mut kept, mut bytes, mut left_out) = (Vec::new(), 0, 0_usize);
    for (name, value) in fields {
        let field = (kept_text(&name), kept_text(&value));
        let size = field.0.len() + field.1.len();
        if left_out > 0 || bytes + size > KEPT_FIELDS_BYTES {
            left_out += 1;
        } else {
            bytes += size;
            kept.push(field);
        }
    }
    if left_out > 0 {
        kept.push(("…".to_owned(), format!("{left_out} more, not recorded")));
    }
    kept
}

/// A text as evidence; a long one is cut off, and its length added.
fn kept_text(text: &str) -> String {
    match shortened(text, KEPT_TEXT_BYTES) {
        whole if whole.len() == text.len() => text.to_owned(),
        part => format!("{part}… ({} bytes)", text.len()),
    }
}

/// The begin of a text, without a last word that may be a part of a secret.
fn shortened(text: &str, most_bytes: usize) -> &str {
    if text.len() <= most_bytes {
        return text;
    }
    let end = (0..=most_bytes).rev().find(|it| text.is_char_boundary(*it)).unwrap_or_default();
    text[..end].trim_end_matches(|c: char| c.is_alphanumeric() || "+/=%_-.".contains(c))
}

/// A body as evidence: bounded, not masked yet.
pub fn kept_body(body: &[u8]) -> Payload {
    if body.is_empty() {
        return Payload::Empty;
    }
    if body.len() <= KEPT_JSON_BYTES
        && body.split(|it| *it == b',').count() <= KEPT_COMMAS
        && let Ok(json) = read_json(body)
    {
        return Payload::Json(json.value);
    }
    let head = &body[..body.len().min(EXCERPT_BYTES)];
    match std::str::from_utf8(head) {
        // The excerpt may end within a character.
        Err(error) if error.valid_up_to() + 4 < head.len() => {
            Payload::Binary { length: body.len() }
        }
        Err(error) => text(&head[..error.valid_up_to()], body.len()),
        Ok(_) => text(head, body.len()),
    }
}

fn text(head: &[u8], length: usize) -> Payload {
    Payload::Text { excerpt: String::from_utf8_lossy(head).into_owned(), length }
}

/// A body as evidence without its texts and numbers, except those of `members`.
fn without_texts(body: &[u8], members: &[&str]) -> Payload {
    match kept_body(body) {
        Payload::Json(json) => Payload::Json(drop_texts(json, members)),
        Payload::Text { length, .. } => Payload::Text { excerpt: String::new(), length },
        other => other,
    }
}

fn drop_texts(json: Value, members: &[&str]) -> Value {
    let member = |(name, value): (String, Value)| {
        let is_kept = members.contains(&name.as_str()) && !value.is_object() && !value.is_array();
        let value = if is_kept { value } else { drop_texts(value, members) };
        (name, value)
    };
    match json {
        Value::String(text) => {
            format!("[not recorded: {} characters]", text.chars().count()).into()
        }
        // A number may be the TAN of another customer.
        Value::Number(_) => "[not recorded: a number]".into(),
        Value::Array(items) => items.into_iter().map(|it| drop_texts(it, members)).collect(),
        Value::Object(fields) => Value::Object(fields.into_iter().map(member).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_long_field_is_cut_off_and_many_are_counted() {
        let long = format!("{} {}", "a b".repeat(2000), "s3cret".repeat(2000));
        let kept = kept_text(&long);
        assert!(!kept.contains("s3cret") && kept.ends_with("… (18001 bytes)"), "{kept}");
        let fields = (0..85).map(|it| (format!("x-{it}"), "a".repeat(4000)));
        let kept = kept_fields(fields);
        assert_eq!(kept.len(), 9);
        assert_eq!(kept.last().unwrap().1, "77 more, not recorded");
        let many = format!("[{}1]", "1,".repeat(10_000));
        assert!(matches!(kept_body(many.as_bytes()), Payload::Text { length: 20_003, .. }));
    }

    #[test]
    fn only_the_texts_of_named_members_are_kept() {
        let kept = |body: &[u8]| without_texts(body, &["token"]);
        let body =
            json!([{ "token": "1", "text": "to Ada", "n": 2, "deep": { "token": ["Ada"] } }]);
        let [token, text] = ["1", "[not recorded: 6 characters]"];
        let number = "[not recorded: a number]";
        let inner = json!({ "token": ["[not recorded: 3 characters]"] });
        let expected = json!([{ "token": token, "text": text, "n": number, "deep": inner }]);
        assert_eq!(kept(body.to_string().as_bytes()), Payload::Json(expected));
        let page = Payload::Text { excerpt: String::new(), length: 10 };
        assert_eq!(kept(b"Ada <page>"), page);
        assert_eq!(kept(b""), Payload::Empty);
    }
}
