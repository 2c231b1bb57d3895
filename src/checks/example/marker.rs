//! Markers of examples: texts that begin with `#`.

use jiff::Timestamp;
use regex::Regex;
use serde_json::Value;

/// Values that a text of an example accepts.
#[derive(Clone, Debug)]
pub(super) enum Marker {
    /// Present, with any value.
    Any,
    Text,
    Number,
    Boolean,
    Object,
    List,
    Null,
    Absent,
    Uuid,
    Timestamp,
    /// An id with this suffix.
    Id(String),
    /// A text that the pattern matches.
    Pattern(Regex),
    /// One of these values.
    OneOf(Vec<Value>),
    /// Absent, or like this.
    Optional(Box<Self>),
    /// This value itself.
    Literal(Value),
}

/// Member of an object in an example: the object has no other members.
pub(super) const ONLY: &str = "#only";
/// First item of a list: the items are in this order.
pub(super) const IN_ORDER: &str = "#in order";
/// First item of a list: every item is like the next one.
pub(super) const EACH: &str = "#each";
/// Last item of a list: it may have others.
pub(super) const AND_MORE: &str = "#and more";

/// Markers without an argument.
const PLAIN: [&str; 10] =
    ["any", "text", "number", "boolean", "object", "list", "null", "absent", "uuid", "timestamp"];

/// Markers with an argument, as they are written.
const WITH_ARGUMENT: [&str; 5] =
    ["id SUFFIX", "regex PATTERN", "one of A | B", "optional MARKER", "literal TEXT"];

impl Marker {
    /// Reads a text of an example; without `#` it is a literal.
    pub(super) fn of(text: &str) -> Result<Self, String> {
        let Some(marker) = text.strip_prefix('#') else {
            return Ok(Self::Literal(Value::from(text)));
        };
        if let Some(plain) = Self::plain(marker) {
            return Ok(plain);
        }
        let argument = |word: &str| marker.strip_prefix(word).filter(|it| !it.is_empty());
        if let Some(suffix) = argument("id ") {
            return Ok(Self::Id(suffix.to_owned()));
        }
        if let Some(pattern) = argument("regex ") {
            let regex = Regex::new(pattern).map_err(|why| {
                let why = why.to_string();
                let why = why.lines().last().unwrap_or_default();
                format!("`{pattern}` is not a regular expression: {why}")
            })?;
            return Ok(Self::Pattern(regex));
        }
        if let Some(values) = argument("one of ") {
            return Ok(Self::OneOf(values.split('|').map(|it| scalar(it.trim())).collect()));
        }
        if let Some(inner) = argument("optional ") {
            return Self::of(inner).map(|it| Self::Optional(Box::new(it)));
        }
        if let Some(text) = argument("literal ") {
            return Ok(Self::Literal(Value::from(text)));
        }
        Err(format!("`#{marker}` is not a marker"))
    }

    fn plain(word: &str) -> Option<Self> {
        Some(match word {
            "any" => Self::Any,
            "text" => Self::Text,
            "number" => Self::Number,
            "boolean" => Self::Boolean,
            "object" => Self::Object,
            "list" => Self::List,
            "null" => Self::Null,
            "absent" => Self::Absent,
            "uuid" => Self::Uuid,
            "timestamp" => Self::Timestamp,
            _ => return None,
        })
    }

    /// Whether the marker accepts the value.
    pub(super) fn fits(&self, actual: Option<&Value>) -> bool {
        let text = actual.and_then(Value::as_str);
        match self {
            Self::Any => actual.is_some(),
            Self::Text => text.is_some(),
            Self::Number => actual.is_some_and(Value::is_number),
            Self::Boolean => actual.is_some_and(Value::is_boolean),
            Self::Object => actual.is_some_and(Value::is_object),
            Self::List => actual.is_some_and(Value::is_array),
            Self::Null => actual.is_some_and(Value::is_null),
            Self::Absent => actual.is_none(),
            Self::Uuid => text.is_some_and(is_uuid),
            Self::Timestamp => text.is_some_and(|it| it.parse::<Timestamp>().is_ok()),
            Self::Id(suffix) => {
                text.is_some_and(|it| it.ends_with(suffix.as_str()) && it.len() > suffix.len())
            }
            Self::Pattern(regex) => text.is_some_and(|it| regex.is_match(it)),
            Self::OneOf(values) => actual.is_some_and(|it| values.iter().any(|one| equal(one, it))),
            Self::Optional(inner) => actual.is_none() || inner.fits(actual),
            Self::Literal(value) => actual.is_some_and(|it| equal(value, it)),
        }
    }
}

/// Whether two values are the same; numbers are compared by value.
pub(super) fn equal(expected: &Value, actual: &Value) -> bool {
    match (expected, actual) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (a, b) => a == b,
    }
}

/// `true`, a number and `null` are themselves, everything else is a text.
fn scalar(word: &str) -> Value {
    serde_json::from_str(word).unwrap_or_else(|_| Value::from(word))
}

fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.chars().all(|it| it == '-' || it.is_ascii_hexdigit())
}

/// Returns the first text of an example that looks like a marker and is none, with a remedy.
pub fn example_fault(example: &Value) -> Option<(String, String)> {
    match example {
        Value::String(text) if [IN_ORDER, EACH, AND_MORE].contains(&text.as_str()) => None,
        Value::String(text) => Marker::of(text).err().map(|why| (why, remedy(text))),
        Value::Array(items) => items.iter().find_map(example_fault),
        Value::Object(members) => members.values().find_map(example_fault),
        _ => None,
    }
}

fn remedy(text: &str) -> String {
    let all = PLAIN.into_iter().chain(WITH_ARGUMENT).map(|it| format!("#{it}"));
    let all: Vec<String> = all.collect();
    let near = all.iter().map(|it| (strsim::damerau_levenshtein(it, text), it)).min();
    let near = near.filter(|(typos, it)| typos * 3 <= it.len());
    let near = near.map_or_else(String::new, |(_, it)| format!("did you mean `{it}`? "));
    format!("{near}markers are {}", all.join(", "))
}
