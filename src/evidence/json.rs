//! JSON as its grammar allows it, and the members that an object has twice.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// A JSON document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JsonDocument {
    /// The value; of a doubled member, the last counts.
    pub value: Value,
    /// Names of the members that an object has more than once.
    pub doubled: Vec<String>,
}

/// Maximum number of values of a document, because each needs more memory than its text.
const MAX_VALUES: usize = 100_000;

/// Maximum length of a text, in bytes.
const MAX_TEXT_BYTES: usize = 1024 * 1024;
/// Maximum number of doubled members that are named.
const MAX_DOUBLED: usize = 100;

/// Reads a document. A number beyond the range of a double becomes the largest one, and half of a
/// surrogate pair the replacement character, because the grammar allows both.
///
/// # Errors
/// When it is not JSON, or exceeds a limit.
pub fn read_json(body: &[u8]) -> serde_json::Result<JsonDocument> {
    let strict = read(body);
    // A page is not JSON, and may be long.
    let is_page = body.trim_ascii_start().starts_with(b"<");
    let (Err(error), false, Ok(text)) = (&strict, is_page, std::str::from_utf8(body)) else {
        return strict;
    };
    if error.is_data() {
        return strict; // a limit
    }
    read(representable(text).as_bytes()).or(strict)
}

fn read(body: &[u8]) -> serde_json::Result<JsonDocument> {
    let mut found = Found::default();
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = ValueReader { found: &mut found }.deserialize(&mut reader)?;
    reader.end()?;
    Ok(JsonDocument { value, doubled: found.doubled })
}

/// The text with every number and every escape that the library cannot represent replaced.
fn representable(text: &str) -> String {
    let (mut copy, mut rest, mut quoted) = (String::with_capacity(text.len()), text, false);
    while let Some(first) = rest.chars().next() {
        let token = match first {
            '\\' if quoted => escape(rest),
            '-' | '0'..='9' if !quoted => {
                let part = |c: char| !(c.is_ascii_digit() || "+-.eE".contains(c));
                &rest[..rest.find(part).unwrap_or(rest.len())]
            }
            _ => &rest[..first.len_utf8()],
        };
        quoted ^= token == "\"";
        copy.push_str(match token.parse::<f64>() {
            Ok(number) if number == f64::INFINITY && !quoted => "1.7976931348623157e308",
            Ok(number) if number == f64::NEG_INFINITY && !quoted => "-1.7976931348623157e308",
            _ if is_half_of_a_pair(token) => "\\ufffd",
            _ => token,
        });
        rest = &rest[token.len()..];
    }
    copy
}

/// The escape at the beginning; both halves of a surrogate pair are one.
fn escape(text: &str) -> &str {
    let unit = |text: &str| u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok();
    let first = text.get(..6).and_then(unit);
    let second = text.get(6..12).and_then(unit);
    let length = match (first, second) {
        (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
        (Some(_), _) => 6,
        (None, _) => 1 + text.chars().nth(1).map_or(0, char::len_utf8),
    };
    &text[..length]
}

fn is_half_of_a_pair(token: &str) -> bool {
    let digits = token.strip_prefix("\\u").filter(|it| it.len() == 4);
    let unit = digits.and_then(|it| u16::from_str_radix(it, 16).ok());
    unit.is_some_and(|it| (0xD800..=0xDFFF).contains(&it))
}

/// Notes on the values of a document.
#[derive(Default)]
struct Found {
    doubled: Vec<String>,
    values: usize,
}

/// Reads a value, and notes the doubled members in it.
struct ValueReader<'a> {
    found: &'a mut Found,
}

impl<'de> DeserializeSeed<'de> for ValueReader<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Value, D::Error> {
        self.found.values += 1;
        if self.found.values > MAX_VALUES {
            return Err(D::Error::custom(format_args!("more than {MAX_VALUES} values")));
        }
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueReader<'_> {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        if value.len() > MAX_TEXT_BYTES {
            return Err(E::custom(format_args!("a text of more than {MAX_TEXT_BYTES} bytes")));
        }
        Ok(value.into())
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(item) = items.next_element_seed(ValueReader { found: self.found })? {
            values.push(item);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = entries.next_key::<String>()? {
            let value = entries.next_value_seed(ValueReader { found: self.found })?;
            let doubled = &mut self.found.doubled;
            if members.insert(name.clone(), value).is_some()
                && doubled.len() < MAX_DOUBLED
                && !doubled.contains(&name)
            {
                doubled.push(name);
            }
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn everything_that_the_grammar_allows_is_read() {
        let rows = [
            (r#"{"a":"\ud800"}"#, json!({ "a": "\u{fffd}" })),
            (r#"["\ude00\ud83d","\ud83d\ude00"]"#, json!(["\u{fffd}\u{fffd}", "\u{1f600}"])),
            (r#"["\\ud800 1e999",1e999,-1e999]"#, json!(["\\ud800 1e999", f64::MAX, f64::MIN])),
            (r#"{"ä":[1,-2,0.5,true,null]}"#, json!({ "ä": [1, -2, 0.5, true, null] })),
        ];
        for (text, value) in rows {
            assert_eq!(read_json(text.as_bytes()).unwrap().value, value, "{text}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for text in ["", "{", "[1,]", "\"\\ud8\"", "01", "1e999x", "NaN", "\"a", "{} {}"] {
            assert!(read_json(text.as_bytes()).is_err(), "{text}");
        }
        assert!(read_json(b"\"\xff\"").is_err());
        assert!(read_json("[".repeat(100_000).as_bytes()).is_err());
        let many = format!("[{}1]", "1,".repeat(100_000));
        let error = read_json(many.as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with("more than 100000 values"), "{error}");
        let long = format!("[\"{}\"]", "x".repeat(MAX_TEXT_BYTES + 1));
        let error = read_json(long.as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with("a text of more than 1048576 bytes"), "{error}");
    }

    #[test]
    fn doubled_members_are_named_and_the_last_counts() {
        let found = read_json(br#"[{"a":1,"a":2,"b":{"c":1,"c":1,"c":1}},{"a":1}]"#).unwrap();
        assert_eq!(found.value[0]["a"], 2);
        assert_eq!(found.doubled, ["a", "c"]);
        assert!(read_json(br#"{"a":{"a":1}}"#).unwrap().doubled.is_empty());
    }
}
