//! Bodies in a trace: JSON whole, forms without the values of fields that may be secret.

use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::evidence::{Payload, read_json};
use crate::simulator::answer::{Answer, HTML};

/// Maximum length of the excerpt of a text, in characters.
const MAX_EXCERPT: usize = 300;
/// Maximum length of the name of a field.
const MAX_NAME: usize = 64;
/// Fields of the token endpoint and the bank page whose values are no secrets.
const PUBLIC_FIELDS: [&str; 5] =
    ["grant_type", "scope", "client_id", "wizard_session_key", "interface_id"];
/// Replaces the values of other fields.
const NOT_RECORDED: &str = "[not recorded]";

/// The body of a request; `is_secret` for the token endpoint and the bank page.
pub fn sent(headers: &HeaderMap, body: &Bytes, is_secret: bool) -> Option<Payload> {
    if body.is_empty() {
        return None;
    }
    let json = read_json(body).ok().map(|it| it.value);
    Some(match json {
        Some(Value::Object(members)) if is_secret => {
            Payload::Json(members.into_iter().map(member).collect())
        }
        Some(_) if is_secret => Payload::Text { excerpt: String::new(), length: body.len() },
        Some(value) => Payload::Json(value),
        None if is_secret || is_form(headers) => Payload::Json(form(body)),
        None => text(body),
    })
}

/// The body of an answer.
pub fn received(answer: &Answer) -> Payload {
    match answer.body.len() {
        0 => Payload::Empty,
        _ if answer.content_type == HTML => text(&answer.body),
        _ => read_json(&answer.body)
            .map_or_else(|_| text(&answer.body), |it| Payload::Json(it.value)),
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
    media_type.is_some_and(|it| it.starts_with("application/x-www-form-urlencoded"))
}

fn form(body: &[u8]) -> Value {
    let fields = form_urlencoded::parse(body);
    let fields: Map<String, Value> =
        fields.map(|(name, value)| member((name.into_owned(), value.into()))).collect();
    fields.into()
}

/// A field with its value if that is no secret. A body that is no form has no names.
fn member((name, value): (String, Value)) -> (String, Value) {
    let is_name =
        name.len() <= MAX_NAME && name.chars().all(|it| it.is_alphanumeric() || it == '_');
    let is_public = PUBLIC_FIELDS.contains(&name.as_str());
    let name = if is_name { name } else { NOT_RECORDED.to_owned() };
    (name, if is_public { value } else { NOT_RECORDED.into() })
}

fn text(body: &[u8]) -> Payload {
    let length = body.len();
    match std::str::from_utf8(body) {
        Ok(text) => Payload::Text { excerpt: text.chars().take(MAX_EXCERPT).collect(), length },
        Err(_) => Payload::Binary { length },
    }
}
