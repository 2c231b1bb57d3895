//! Masks secrets and personal data before anything is recorded.
//!
//! Masking happens when an exchange is written down, so no later consumer can leak what was never
//! kept. The documented static values (the Sandbox number, the mocked IBANs) are public and stay
//! readable, because they explain what a scenario did.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::{Exchange, Outcome, Payload};

/// JSON members that carry a secret or a customer's TAN.
const SECRET_MEMBERS: [&str; 9] = [
    "token",
    "access_token",
    "refresh_token",
    "client_secret",
    "secret",
    "password",
    "pin",
    "tan",
    "authorization",
];

/// JSON members that carry personal data unless the value is a documented static one.
const PERSONAL_MEMBERS: [&str; 3] = ["number", "mobile_number", "iban"];

/// Header fields that carry credentials.
const SECRET_HEADERS: [&str; 5] =
    ["authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key"];

/// Values that are printed in the guide and therefore public.
#[derive(Clone, Debug, Default)]
pub struct Redaction {
    public: Vec<String>,
    secrets: Vec<String>,
}

impl Redaction {
    /// Adds a secret that became known.
    pub fn learn(&mut self, secret: &str) {
        if secret.len() >= 4 && !self.secrets.iter().any(|known| known == secret) {
            self.secrets.push(secret.to_owned());
        }
    }

    /// `public` values stay readable; `secrets` are masked wherever they occur.
    pub fn new(public: Vec<String>, secrets: Vec<String>) -> Self {
        let secrets = secrets.into_iter().filter(|secret| secret.len() >= 4).collect();
        Self { public, secrets }
    }

    fn is_public(&self, value: &str) -> bool {
        self.public.iter().any(|known| known == value)
    }
}

/// What stands where a secret was.
fn placeholder(kind: &str) -> String {
    format!("[masked {kind}]")
}

/// Masks the value of a header field that carries credentials.
pub fn mask_header(redaction: &Redaction, name: &str, value: &str) -> String {
    if SECRET_HEADERS.contains(&name.to_ascii_lowercase().as_str()) {
        return placeholder(&name.to_ascii_lowercase());
    }
    mask_text(redaction, value)
}

/// Masks declared secrets inside free text, and the keys that URLs carry.
pub fn mask_text(redaction: &Redaction, text: &str) -> String {
    let secrets = redaction.secrets.iter();
    let text =
        secrets.fold(text.to_owned(), |text, secret| text.replace(secret, &placeholder("secret")));
    mask_keys(text)
}

/// Values of query members such as `wizard_session_key` or `api_key` open doors.
fn mask_keys(text: String) -> String {
    static KEYS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r#"(?i)([?&][a-z0-9_-]*(?:key|token|secret|passw|signature)[a-z0-9_-]*=)[^&\s"'<>]+"#,
        )
        .ok()
    });
    match LazyLock::force(&KEYS) {
        Some(keys) if text.contains('=') => keys.replace_all(&text, "${1}[masked]").into_owned(),
        _ => text,
    }
}

/// Masks secrets that became known while a scenario ran, wherever the exchange repeats them.
pub fn mask_exchange(redaction: &Redaction, exchange: &mut Exchange) {
    exchange.sent.url = mask_text(redaction, &exchange.sent.url);
    if let Some(body) = &mut exchange.sent.body {
        mask_payload(redaction, body);
    }
    if let Outcome::Received(received) = &mut exchange.outcome {
        for (_, value) in &mut received.headers {
            *value = mask_text(redaction, value);
        }
        mask_payload(redaction, &mut received.body);
    }
}

fn mask_payload(redaction: &Redaction, payload: &mut Payload) {
    match payload {
        Payload::Json(json) => mask_strings(redaction, json),
        Payload::Text { excerpt, .. } => *excerpt = mask_text(redaction, excerpt),
        Payload::Empty | Payload::Binary { .. } => {}
    }
}

fn mask_strings(redaction: &Redaction, value: &mut Value) {
    match value {
        Value::String(text) => *text = mask_text(redaction, text),
        Value::Array(items) => items.iter_mut().for_each(|item| mask_strings(redaction, item)),
        Value::Object(members) => {
            members.values_mut().for_each(|member| mask_strings(redaction, member));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Masks secret and personal members of a JSON document, at any depth.
pub fn mask_json(redaction: &Redaction, value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), member(redaction, name, value)))
            .collect(),
        Value::Array(items) => items.iter().map(|item| mask_json(redaction, item)).collect(),
        Value::String(text) => Value::String(mask_text(redaction, text)),
        other => other.clone(),
    }
}

fn member(redaction: &Redaction, name: &str, value: &Value) -> Value {
    let lower = name.to_ascii_lowercase();
    match value {
        Value::Null | Value::Object(_) | Value::Array(_) => mask_json(redaction, value),
        _ if SECRET_MEMBERS.contains(&lower.as_str()) => Value::String(placeholder(&lower)),
        Value::String(text) if PERSONAL_MEMBERS.contains(&lower.as_str()) => {
            if redaction.is_public(text) {
                value.clone()
            } else {
                Value::String(placeholder(&lower))
            }
        }
        Value::Number(_) if PERSONAL_MEMBERS.contains(&lower.as_str()) => {
            Value::String(placeholder(&lower))
        }
        other => mask_json(redaction, other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn redaction() -> Redaction {
        Redaction::new(vec!["+15550101".into()], vec!["s3cr3t-value".into()])
    }

    #[test]
    fn secret_members_are_masked_at_any_depth() {
        let masked = mask_json(&redaction(), &json!({"a": [{"token": "123456", "id": "x"}]}));
        assert_eq!(masked, json!({"a": [{"token": "[masked token]", "id": "x"}]}));
    }

    #[test]
    fn documented_numbers_stay_readable_and_others_do_not() {
        let masked =
            mask_json(&redaction(), &json!([{"number": "+15550101"}, {"number": "+4917012"}]));
        assert_eq!(masked, json!([{"number": "+15550101"}, {"number": "[masked number]"}]));
    }

    #[test]
    fn declared_secrets_vanish_from_free_text_and_credentials_from_headers() {
        assert_eq!(mask_text(&redaction(), "a s3cr3t-value b"), "a [masked secret] b");
        assert_eq!(
            mask_header(&redaction(), "Authorization", "Bearer x"),
            "[masked authorization]"
        );
    }

    #[test]
    fn keys_in_urls_are_masked_and_the_rest_of_the_url_stays() {
        let url = "http://h/index.html?wizard_session_key=abc&interface_id=da05";
        let masked = "http://h/index.html?wizard_session_key=[masked]&interface_id=da05";
        assert_eq!(mask_text(&redaction(), url), masked);
        assert_eq!(mask_text(&redaction(), "a key=value of mine"), "a key=value of mine");
    }

    #[test]
    fn null_stays_null() {
        assert_eq!(mask_json(&redaction(), &json!({"token": null})), json!({"token": null}));
    }
}
