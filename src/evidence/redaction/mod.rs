//! Masks secrets and personal data before anything is recorded.
//!
//! Values are masked when they are recorded, so that no later consumer can leak them: by the name of
//! a member or header field, because they are known secrets, or because they look like secrets. Equal
//! values get equal placeholders within a scenario, numbered in order. The documented static values
//! (the Sandbox number, the mocked IBANs) are public and stay readable.

mod alias;
mod detect;
mod learned;
mod members;
mod record;

use std::cell::RefCell;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use regex::Regex;
use serde_json::Value;

use super::KnownSecrets;
use super::encodings::{LONG, is_word};
use super::growing_index::GrowingIndex;

use alias::Aliases;
use learned::{Finder, LearnedValues};
use members::{ValueKind, is_secret_header, value_kind};

pub use members::is_private_member;
pub use record::{mask_record, mask_unobserved};

/// Minimum length of a secret in bytes; a shorter one would be found everywhere.
const SHORTEST_SECRET: usize = 4;
/// Maximum length of what is searched for, in bytes.
const LONGEST_SECRET: usize = 4096;
/// Kind of a TAN that a customer was sent.
const TAN: &str = "tan";
/// Kinds of values that belong to customers. The TAN is the `token` of a request.
const OF_CUSTOMERS: [&str; 9] =
    [TAN, "token", "otp", "pin", "phone", "iban", "account number", "email", "name"];
/// Minimum length of a name in characters.
const SHORTEST_NAME: usize = 3;

/// The masked values and their placeholders.
#[derive(Clone, Debug, Default)]
pub struct Redaction {
    public: Arc<[String]>,
    /// Whether names are masked, because persons may be real.
    hides_names: bool,
    /// Whether values of customers are shown, because the target is our own simulator.
    shows_values: bool,
    /// Secrets for which artefacts are searched before they are written, and which all clones mask.
    known: KnownSecrets,
    finders: Arc<Mutex<GrowingIndex<Finder>>>,
    /// Other values that this clone masks.
    learned: RefCell<LearnedValues>,
    aliases: RefCell<Aliases>,
}

impl Redaction {
    /// A redaction that leaves `public` values readable, and masks `secrets`, each with its kind, in
    /// every encoding.
    pub fn new(
        public: Vec<String>,
        secrets: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Self {
        let redaction = Self { public: public.into(), ..Self::default() };
        for (kind, secret) in secrets {
            redaction.learn(kind, &secret);
        }
        redaction
    }

    /// Sets whether the names of persons are masked.
    #[must_use]
    pub fn hiding_names(self, hides_names: bool) -> Self {
        Self { hides_names, ..self }
    }

    /// Sets whether TANs, OTPs, numbers and other values of customers are shown; credentials never are.
    #[must_use]
    pub fn showing_values(self, shows_values: bool) -> Self {
        Self { shows_values, ..self }
    }

    /// Secrets known to it and all its clones.
    pub fn known_secrets(&self) -> KnownSecrets {
        self.known.clone()
    }

    /// Masks a secret from now on, and searches every artefact for it. A TAN of few digits is only
    /// masked: it is used up, and a post code or a time may have the same digits.
    pub fn learn(&self, kind: &'static str, secret: &str) {
        let begin = begin(secret);
        if kind == TAN && begin.len() < LONG {
            self.learn_here(kind, secret);
        } else if !self.shows(kind) && self.must_be_masked(begin) {
            self.known.note(kind, begin);
        }
    }

    /// Masks a value from now on, in this clone only; artefacts are not searched for it.
    pub fn learn_here(&self, kind: &str, secret: &str) {
        let secret = begin(secret);
        if !self.shows(kind) && self.must_be_masked(secret) {
            self.learned.borrow_mut().add(kind, secret);
        }
    }

    fn must_be_masked(&self, secret: &str) -> bool {
        secret.len() >= SHORTEST_SECRET && !self.is_public(secret) && !is_masked(secret)
    }

    /// Masks the values of secret and personal members of a document from now on.
    pub fn learn_from(&self, document: &Value) {
        learn_from(self, "", document);
    }

    fn learn_name(&self, name: &str) {
        let letters = name.chars().all(|c| c.is_alphabetic() || " -.'".contains(c));
        if letters
            && name.trim().chars().count() >= SHORTEST_NAME
            && name.contains(char::is_uppercase)
        {
            let mut learned = self.learned.borrow_mut();
            learned.add("name", name.trim());
            learned.add("name", &name.trim().to_uppercase());
        }
    }

    /// Masks the values that are known to be secret.
    fn without_learned(&self, text: &str) -> String {
        let mut learned = self.learned.borrow_mut();
        let mut shared = self.finders.lock().unwrap_or_else(PoisonError::into_inner);
        let shared = shared.parts(&self.known, |secrets| {
            Finder::of(
                secrets.iter().map(|(value, kind)| ((*kind).to_owned(), value.clone())).collect(),
            )
        });
        let finders = std::iter::once(learned.finder()).chain(shared);
        learned::mask(text, finders, |kind, value| self.alias(kind, value))
    }

    fn hides_names(&self) -> bool {
        self.hides_names
    }

    fn shows(&self, kind: &str) -> bool {
        self.shows_values && OF_CUSTOMERS.contains(&kind)
    }

    fn is_public(&self, value: &str) -> bool {
        self.public.iter().any(|known| known == value)
    }

    /// The placeholder of a value; public and blank values are returned unchanged.
    fn alias(&self, kind: &str, value: &str) -> String {
        if self.shows(kind) { value.to_owned() } else { self.hidden(kind, value) }
    }

    /// The placeholder of a value that is never shown.
    fn hidden(&self, kind: &str, value: &str) -> String {
        if value.trim().is_empty() || self.is_public(value) || is_masked(value) {
            return value.to_owned();
        }
        self.aliases.borrow_mut().of(kind, value)
    }
}

/// The begin of a secret, by which a very long one is recognised.
fn begin(secret: &str) -> &str {
    let most = LONGEST_SECRET.min(secret.len());
    let end = (0..=most).rev().find(|it| secret.is_char_boundary(*it));
    &secret[..end.unwrap_or_default()]
}

/// Whether it is a placeholder.
fn is_masked(text: &str) -> bool {
    text.starts_with("[masked ")
}

/// Masks free text: known secrets, and everything that looks like one. Placeholders stay.
pub fn mask_text(redaction: &Redaction, text: &str) -> String {
    let once = |text: &str| {
        let known = redaction.without_learned(text);
        between_placeholders(&known, |gap| detect::mask(redaction, gap))
    };
    let fresh = |text: &str| {
        let masked = once(text);
        let Some(decoded) = percent_decoded(&masked) else { return masked };
        // URL-encoded text is searched decoded, too.
        let inner = once(&decoded);
        if inner == decoded { masked } else { inner }
    };
    between_placeholders(text, fresh)
}

/// Changes the text between placeholders, and leaves the placeholders as they are.
fn between_placeholders(text: &str, change: impl Fn(&str) -> String) -> String {
    static PLACEHOLDER: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"\[masked [A-Za-z_ -]{1,40} \d{1,5}\]").ok());
    let Some(placeholder) =
        LazyLock::force(&PLACEHOLDER).as_ref().filter(|_| text.contains("[masked "))
    else {
        return change(text);
    };
    let (mut changed, mut end) = (String::new(), 0);
    for found in placeholder.find_iter(text) {
        changed.push_str(&change(&text[end..found.start()]));
        changed.push_str(found.as_str());
        end = found.end();
    }
    changed + &change(&text[end..])
}

/// Decodes URL-encoded text; returns `None` if there is nothing to decode.
fn percent_decoded(text: &str) -> Option<String> {
    let first = text.find('%')?;
    let plain = text.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    let (decoded, _) = url::form_urlencoded::parse(plain.as_bytes()).next()?;
    (first + 2 < text.len() && decoded != text).then(|| decoded.into_owned())
}

/// Masks the value of a header field: whole if it contains credentials, otherwise like text.
pub fn mask_header(redaction: &Redaction, name: &str, value: &str) -> String {
    let lower = name.to_ascii_lowercase();
    if !is_secret_header(&lower) {
        return mask_text(redaction, value);
    }
    match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() => {
            format!("{scheme} {}", redaction.hidden("token", token))
        }
        _ => redaction.alias(&lower, value),
    }
}

/// Masks secret and personal members of a JSON document at any depth, and other occurrences of their
/// values.
pub fn mask_json(redaction: &Redaction, value: &Value) -> Value {
    learn_from(redaction, "", value);
    masked(redaction, value)
}

fn learn_from(redaction: &Redaction, name: &str, value: &Value) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| learn_from(redaction, name, value));
        }
        Value::Array(items) => items.iter().for_each(|item| learn_from(redaction, name, item)),
        Value::String(text) => match value_kind(name) {
            ValueKind::Secret(kind) if !is_word(text) => redaction.learn_here(kind, text),
            ValueKind::Personal(kind) if text.len() >= LONG => {
                redaction.learn_here(kind, text);
            }
            ValueKind::Name if redaction.hides_names => redaction.learn_name(text),
            _ => {}
        },
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn masked(redaction: &Redaction, value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (mask_text(redaction, name), mask_member(redaction, name, value)))
            .collect(),
        Value::Array(items) => items.iter().map(|item| masked(redaction, item)).collect(),
        Value::String(text) => Value::String(mask_text(redaction, text)),
        Value::Number(number) => {
            let text = number.to_string();
            let masked = mask_text(redaction, &text);
            if masked == text { value.clone() } else { Value::String(masked) }
        }
        other => other.clone(),
    }
}

/// Masks the value of a member of this name.
fn mask_member(redaction: &Redaction, name: &str, value: &Value) -> Value {
    let kind = match value_kind(name) {
        ValueKind::Secret(kind) | ValueKind::Personal(kind) => kind,
        ValueKind::Name if redaction.hides_names => "name",
        ValueKind::Name | ValueKind::Nothing => return masked(redaction, value),
    };
    match value {
        Value::Null | Value::Object(_) => masked(redaction, value),
        Value::Array(items) => {
            items.iter().map(|item| mask_member(redaction, name, item)).collect()
        }
        Value::String(text) => Value::String(redaction.alias(kind, text)),
        Value::Bool(_) | Value::Number(_) => {
            Value::String(redaction.alias(kind, &value.to_string()))
        }
    }
}

/// Masks a value quoted from the member at a path such as `documents[0].token`: a text in quotation
/// marks, a number, or words. A shortened text may end within a secret, so its last word is removed.
fn mask_quoted(redaction: &Redaction, path: &str, quote: &str) -> String {
    let name = path.rsplit('.').next().unwrap_or(path);
    let name = name.split('[').next().unwrap_or(name);
    let text = quote.strip_prefix('"').map(|it| it.trim_end_matches(['"', '…']));
    let figure = || quote.parse::<f64>().is_ok().then_some(quote);
    if let (false, Some(value)) = (value_kind(name) == ValueKind::Nothing, text.or_else(figure)) {
        let value = serde_json::from_str(quote).unwrap_or_else(|_| Value::from(value));
        return match mask_member(redaction, name, &value) {
            Value::String(masked) if value != masked => masked,
            _ => quote.to_owned(),
        };
    }
    match quote.strip_suffix('…') {
        Some(head) => {
            let whole =
                head.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || "+/=%_-".contains(c));
            mask_text(redaction, whole) + "…"
        }
        None => mask_text(redaction, quote),
    }
}

#[cfg(test)]
mod tests;
