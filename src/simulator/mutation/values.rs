//! Wrong values that look right.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use serde_json::{Value, json};

use crate::api::{MockedIban, Reason, SnapshotStatus, Status};
use crate::simulator::clock::printed;

/// Another value of the same format, so that a check of the format alone does not notice it.
pub fn another(name: &str, value: &Value) -> Value {
    match value {
        Value::Bool(flag) => json!(!flag),
        Value::Number(number) => json!(number.as_i64().unwrap_or_default() * 2 + 1),
        Value::Null => json!(plausible(name)),
        Value::String(text) => json!(another_text(text)),
        Value::Array(_) | Value::Object(_) => value.clone(),
    }
}

/// A value of another JSON type.
pub fn retyped(value: &Value) -> Value {
    match value {
        Value::String(text) => json!(text.parse::<i64>().unwrap_or(7)),
        Value::Number(number) => json!(number.to_string()),
        Value::Bool(flag) => json!(flag.to_string()),
        Value::Null => json!(false),
        Value::Array(items) => json!({ "items": items }),
        Value::Object(_) => json!([value]),
    }
}

/// A text or a flag as the name of a mutant contains it.
pub fn word(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned).or_else(|| value.as_bool().map(|it| it.to_string()))
}

/// Values that a member of a request can have in the request of any customer; none if it is any text.
pub fn acceptable(name: &str) -> Vec<String> {
    let words = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect();
    match name {
        "iban" => {
            let accepted = MockedIban::ALL.iter().filter(|it| it.schufa_reason().is_none());
            accepted.map(|it| it.iban().to_owned()).collect()
        }
        "salutation" => words(&["MR", "MS"]),
        "nationality" | "country" => words(&["AT", "DE", "FR", "IR", "PL", "TR", "US"]),
        "employment_status" => {
            words(&["EMPLOYED", "UNEMPLOYED", "FREELANCER", "SELF_EMPLOYED", "RETIRED", "STUDENT"])
        }
        _ => Vec::new(),
    }
}

/// The instant in the same notation, `seconds` later.
pub fn shifted(value: &Value, seconds: i64) -> Option<Value> {
    let instant: Timestamp = value.as_str()?.parse().ok()?;
    Some(json!(printed(instant.checked_add(SignedDuration::from_secs(seconds)).ok()?)))
}

/// Codes of the API reference; a mutant replaces one by another.
const OTHER_CODES: [&str; 4] =
    ["model_not_found", "unauthorized_action", "invalid_model", "EXPIRED"];

/// All words of the enumeration that a value of this member belongs to.
pub fn enumeration(name: &str, value: &str) -> Vec<String> {
    let words = |words: Vec<&str>| words.into_iter().map(str::to_owned).collect::<Vec<_>>();
    match name {
        "status" if SnapshotStatus::named(value).is_some() && Status::named(value).is_none() => {
            words(SnapshotStatus::ALL.iter().map(|it| it.word()).collect())
        }
        "status" => words(Status::ALL.iter().map(|it| it.word()).collect()),
        "failure_reason" => Reason::ALL.iter().map(|it| it.code().to_lowercase()).collect(),
        "code" if Reason::named(value).is_some() => {
            words(Reason::ALL.iter().map(|it| it.code()).collect())
        }
        "code" => words(OTHER_CODES.to_vec()),
        "fatca_relevant" => words(vec!["true", "false"]),
        "document_type" => words(vec!["QES_DOCUMENT", "SIGNED_QES_DOCUMENT"]),
        _ => Vec::new(),
    }
}

/// A value for a member that is null.
fn plausible(name: &str) -> String {
    match name {
        _ if name.ends_with("_at") => "2022-08-11T08:29:43.000Z".to_owned(),
        "url" | "location" => "https://example.com/index.html?wizard_session_key=a".to_owned(),
        "failure_reason" => "expired".to_owned(),
        _ => "1234-5678".to_owned(),
    }
}

fn another_text(text: &str) -> String {
    let next = |words: &[&str]| {
        let place = words.iter().position(|word| *word == text)?;
        words.get((place + 1) % words.len()).map(|word| (*word).to_owned())
    };
    let statuses: Vec<&str> = Status::ALL.iter().map(|it| it.word()).collect();
    let day = SignedDuration::from_hours(24);
    let tomorrow = || {
        let instant = text.parse::<Timestamp>().ok().filter(|_| text.contains('T'))?;
        instant.checked_add(day).ok().map(printed)
    };
    let next_day = || {
        let date = text.parse::<Date>().ok().filter(|_| text.len() == "2000-01-31".len())?;
        date.checked_add(1.day()).ok().map(|date| date.to_string())
    };
    next(&statuses)
        .or_else(|| next(&["QES_DOCUMENT", "SIGNED_QES_DOCUMENT"]))
        .or_else(tomorrow)
        .or_else(next_day)
        .or_else(|| another_iban(text))
        .or_else(|| another_id(text))
        .unwrap_or_else(|| rotated(text))
}

/// Another valid IBAN of the same country and bank.
fn another_iban(text: &str) -> Option<String> {
    let country = text.get(..2).filter(|it| it.chars().all(|c| c.is_ascii_uppercase()))?;
    let account =
        text.get(4..).filter(|it| it.len() > 10 && it.chars().all(|c| c.is_ascii_digit()));
    let account = rotated(account?);
    let letter = |c: char| (u32::from(c) - u32::from('A') + 10).to_string();
    let digits = format!("{account}{}00", country.chars().map(letter).collect::<String>());
    let remainder =
        digits.bytes().fold(0, |rest, digit| (rest * 10 + u32::from(digit - b'0')) % 97);
    Some(format!("{country}{:02}{account}", 98 - remainder))
}

/// Another id with the same letters at its end.
fn another_id(text: &str) -> Option<String> {
    let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let (stem, suffix) = text.split_at_checked(32)?;
    let is_id = stem.chars().all(hex) && suffix.chars().all(|c| c.is_ascii_lowercase());
    is_id.then(|| {
        let first = if stem.starts_with('0') { '1' } else { '0' };
        format!("{first}{}{suffix}", &stem[1..])
    })
}

/// The text with another last letter or digit.
fn rotated(text: &str) -> String {
    let Some((place, last)) = text.char_indices().rfind(|(_, c)| c.is_ascii_alphanumeric()) else {
        return format!("{text}x");
    };
    let other = match last {
        'z' => 'a',
        'Z' => 'A',
        '9' => '0',
        other => char::from_u32(u32::from(other) + 1).unwrap_or('x'),
    };
    format!("{}{other}{}", &text[..place], &text[place + last.len_utf8()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_values_have_the_same_format() {
        for (value, other) in [
            ("created", "pending"),
            ("QES_DOCUMENT", "SIGNED_QES_DOCUMENT"),
            ("2022-08-11T08:29:43.000Z", "2022-08-12T08:29:43.000Z"),
            ("1978-07-31", "1978-08-01"),
            ("DE11110101010100000020", "DE81110101010100000021"),
            ("91e4d939d781b8eb30d1ee86809761c2cmno", "01e4d939d781b8eb30d1ee86809761c2cmno"),
            ("Zierfisch", "Zierfisci"),
            ("+15550101", "+15550102"),
            ("", "x"),
        ] {
            assert_eq!(another("x", &json!(value)), json!(other));
        }
        assert_eq!(another("x", &json!(true)), json!(false));
        assert_eq!(another("x", &json!(7)), json!(15));
        assert_eq!(another("completed_at", &Value::Null), json!("2022-08-11T08:29:43.000Z"));
        assert_eq!(
            shifted(&json!("2022-08-11T08:29:43.000Z"), -1),
            Some(json!("2022-08-11T08:29:42.000Z"))
        );
    }

    #[test]
    fn other_types_are_others() {
        for value in [json!("x"), json!(1), json!(true), Value::Null, json!([1]), json!({"a": 1})] {
            let other = retyped(&value);
            assert_ne!(std::mem::discriminant(&value), std::mem::discriminant(&other), "{value}");
        }
        assert!(enumeration("status", "available").contains(&"failed".to_owned()));
        assert_eq!(enumeration("name", "x"), Vec::<String>::new());
    }
}
