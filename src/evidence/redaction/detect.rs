//! Finds secrets and personal data in free text, without the name of a member.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use regex::{Captures, Match, Regex};
use serde_json::Value;

use super::members::{ValueKind, value_kind};
use super::{Redaction, is_masked};

/// Minimum length of a bearer token without digits; a shorter one is a word.
const LONGEST_WORD: usize = 20;

/// Patterns; each group matches the text that is masked, and names its kind.
const PATTERNS: [&str; 11] = [
    r#"\\?"(?<member>[A-Za-z_-]{3,24})\\?"\s*:\s*\\?(?:"(?<text>[^"\\]+)|(?<figure>[0-9]+))"#,
    r"(?i:\bbearer(?:[\s:+]|%20)+)(?<bearer>[A-Za-z0-9._~+/=%-]{6,})",
    r"(?i:\bbasic\s+)(?<basic>[A-Za-z0-9+/]{8,}={0,2})",
    r"(?<jwt>\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?)",
    r"//(?<userinfo>[^/\s@:]+:[^/\s@]+)@",
    r#"(?i:(?:[?&]|^)[a-z0-9_-]*(?:key|token|secret|passw|signature)[a-z0-9_-]*=)(?<key>[^&\s"'<>]+)"#,
    r#"(?i:(?:[?&]code|\b(?:tan|otp|pin|token|password|client_secret|access_token))=)(?<value>[^&\s"'<>]+)"#,
    r"(?i:\b(?:tan|otp|pin|mtan|smstan|passcode)\b[^A-Za-z0-9_]{0,3}(?:is|was|ist|lautet)?[^A-Za-z0-9_]{0,3})(?<tan>[0-9]{4,8})\b",
    r"(?<email>[A-Za-z0-9._%+-]+(?:@|%40)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)",
    r"(?<phone>(?:\+|%2[bB])[1-9](?:[ ()/-]{0,2}[0-9]){6,14}|\b00[1-9](?: ?[0-9]){8,13}|\b01[5-7][0-9][ /-]?[0-9]{7,8})\b",
    r"(?:\b|%[0-9A-Fa-f]{2})(?<iban>[A-Za-z]{2}[0-9]{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,4})?)\b",
];

static DETECTOR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(&PATTERNS.join("|")).ok());

/// Masks everything that looks like a secret or personal data.
pub(super) fn mask(redaction: &Redaction, text: &str) -> String {
    match LazyLock::force(&DETECTOR) {
        Some(detector) => {
            detector.replace_all(text, |found: &Captures<'_>| replacement(redaction, found)).into()
        }
        None => text.to_owned(),
    }
}

/// Learns the values of secret and personal members in a text.
pub(super) fn learn(redaction: &Redaction, text: &str) {
    let detector = LazyLock::force(&DETECTOR).iter();
    for found in detector.flat_map(|it| it.captures_iter(text)) {
        if let (Some(member), Some(value)) = (found.name("member"), found.name("text")) {
            super::learn_from(redaction, member.as_str(), &Value::from(value.as_str()));
        }
    }
}

fn replacement(redaction: &Redaction, found: &Captures<'_>) -> String {
    let whole = &found[0];
    let Some((kind, place)) = kind_and_place(redaction, found) else {
        return whole.to_owned();
    };
    let value = place.as_str();
    let masked = match kind {
        _ if is_masked(value) => value.to_owned(),
        "" => mask(redaction, value),
        "iban" => iban(redaction, value),
        _ => redaction.alias(kind, value),
    };
    let start = found.get(0).map_or(0, |it| it.start());
    let (before, after) = (place.start() - start, place.end() - start);
    format!("{}{masked}{}", &whole[..before], &whole[after..])
}

/// Kind and place of a match, unless it only looks like a secret; an empty kind means that the value
/// has to be searched.
fn kind_and_place<'a>(redaction: &Redaction, found: &Captures<'a>) -> Option<(&'a str, Match<'a>)> {
    if let Some(member) = found.name("member") {
        let value = found.name("text").or(found.name("figure"))?;
        let kind = match value_kind(member.as_str()) {
            ValueKind::Secret(kind) | ValueKind::Personal(kind) => kind,
            ValueKind::Name if redaction.hides_names() => "name",
            ValueKind::Name | ValueKind::Nothing => "",
        };
        return Some((kind, value));
    }
    let group = |name: &str, kind: &'static str| Some((kind, found.name(name)?));
    let word =
        |text: &str| text.len() < LONGEST_WORD && !text.contains(|c: char| c.is_ascii_digit());
    let opens = |text: &str| {
        BASE64_STANDARD.decode(text).is_ok_and(|it| it.contains(&b':') && it.is_ascii())
    };
    let kinds = ["userinfo", "key", "tan", "email", "phone", "iban"];
    group("bearer", "token")
        .filter(|(_, it)| !word(it.as_str()))
        .or_else(|| group("basic", "basic credentials").filter(|(_, it)| opens(it.as_str())))
        .or_else(|| group("jwt", "token"))
        .or_else(|| group("value", "secret"))
        .or_else(|| kinds.iter().find_map(|kind| group(kind, kind)))
}

/// Masks the longest beginning that is an IBAN, because the match may include a following word.
fn iban(redaction: &Redaction, text: &str) -> String {
    let blanks = text.rmatch_indices(' ').map(|(at, _)| at);
    for end in std::iter::once(text.len()).chain(blanks) {
        let (head, rest) = text.split_at(end);
        let compact: String = head.chars().filter(|c| *c != ' ').collect();
        let compact = compact.to_ascii_uppercase();
        if is_iban(&compact) {
            return redaction.alias("iban", &compact) + rest;
        }
    }
    text.to_owned()
}

/// Whether it has the check digits of an IBAN, which may be wrong in a German one.
fn is_iban(text: &str) -> bool {
    let german = text.len() == 22
        && text.strip_prefix("DE").is_some_and(|it| it.bytes().all(|it| it.is_ascii_digit()));
    german || text.parse::<iban::Iban>().is_ok()
}
