//! Requests and answers as evidence: bounded, not masked yet.

use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::client::http::request::{ApiAnswer, ApiRequest, Body, RecordedBody};
use crate::evidence::{Outcome, Payload, Received, Sent, Unobserved, read_json};

/// Maximum size of a JSON body that is recorded whole; of a larger one only an excerpt is kept.
const KEPT_JSON_BYTES: usize = 64 * 1024;
/// Size of the recorded excerpt of other texts; masking may shorten it.
const EXCERPT_BYTES: usize = 6400;

/// The request as evidence, not masked yet.
pub(super) fn sent(call: &ApiRequest) -> Sent {
    let media_type = match &call.body {
        Body::None => None,
        Body::Json(_) | Body::DeclaredJson(_) => Some("application/json"),
        Body::HtmlForm(_) => Some("application/x-www-form-urlencoded"),
    };
    let media_type = media_type.map(|it| ("content-type".to_owned(), it.to_owned()));
    let headers = call.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    let headers = headers.chain(media_type).collect();
    let body = match &call.body {
        Body::None => None,
        Body::Json(json) => Some(Payload::Json(json.clone())),
        Body::DeclaredJson(text) => {
            Some(Payload::Text { excerpt: text.clone(), length: text.len() })
        }
        Body::HtmlForm(fields) => {
            let fields = fields.iter().cloned().map(|(name, value)| (name, value.into()));
            Some(Payload::Json(Value::Object(fields.collect())))
        }
    };
    let url = call.url.to_string();
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
    headers
        .iter()
        .map(|(name, value)| {
            (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect()
}

/// A body as evidence: bounded, not masked yet.
pub fn kept_body(body: &[u8]) -> Payload {
    if body.is_empty() {
        return Payload::Empty;
    }
    if body.len() <= KEPT_JSON_BYTES
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
