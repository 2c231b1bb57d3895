//! Request bodies, read member by member.
//!
//! Unknown members are ignored, null counts as absent (C-17), blanks around a value are refused.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::machine::{Guard, Mistake, Refusal, Rules};
use crate::api::is_request_member;

/// The members of a JSON object.
#[derive(Clone, Debug)]
pub struct Fields {
    members: Map<String, Value>,
    rules: Arc<Rules>,
}

impl Fields {
    /// Reads a body, which must be a JSON object.
    pub fn read(body: &[u8], rules: &Arc<Rules>) -> Result<Self, Refusal> {
        match serde_json::from_slice(body) {
            Ok(Value::Object(members)) => {
                let unknown = members.keys().find(|name| !is_request_member(name));
                if let Some(name) = unknown
                    && !rules.enforces(Guard::UnknownIgnored)
                {
                    return Err(Refusal::invalid_model(name, "is not known"));
                }
                Ok(Self { members, rules: Arc::clone(rules) })
            }
            Ok(_) => Err(Refusal::type_error("body", "an object")),
            Err(error) => {
                let detail = format!("the body is not JSON: {error}");
                Err(Refusal::new(400, "invalid_json", "Not JSON", detail))
            }
        }
    }

    /// A member that is present and not null.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    /// Whether a member is present and null.
    pub fn is_null(&self, name: &str) -> bool {
        self.members.get(name).is_some_and(Value::is_null)
    }

    /// The names of all members.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.members.keys().map(String::as_str)
    }

    /// Refuses the request if a member is missing.
    pub fn demand(&self, name: &'static str) -> Result<(), Refusal> {
        if self.get(name).is_some() || !self.rules.enforces(Guard::Mandatory(name)) {
            return Ok(());
        }
        Err(Refusal::invalid_model(name, "is missing"))
    }

    /// A string that may be absent.
    pub fn text(&self, name: &'static str) -> Result<Option<&str>, Refusal> {
        let keeps = self.rules.makes(Mistake::BlanksKept);
        let kept = self.get(name).and_then(Value::as_str).filter(|_| keeps);
        kept.map_or_else(
            || self.get(name).map(|value| text(name, value)).transpose(),
            |it| Ok(Some(it)),
        )
    }

    /// A required string; empty only if the guard for it is off.
    pub fn needed(&self, name: &'static str) -> Result<&str, Refusal> {
        self.demand(name)?;
        let value = self.text(name)?.unwrap_or_default();
        if value.is_empty() && self.rules.enforces(Guard::Mandatory(name)) {
            return Err(Refusal::invalid_model(name, "is blank"));
        }
        Ok(value)
    }

    /// A required UTC timestamp.
    pub fn needed_timestamp(&self, name: &'static str) -> Result<Option<Timestamp>, Refusal> {
        let value = self.needed(name)?;
        if let Some(instant) = without_offset(value)
            && !self.rules.enforces(Guard::OffsetCounts)
        {
            return Ok(Some(instant));
        }
        match timestamp(name, value) {
            Ok(instant) => Ok(Some(instant)),
            Err(refusal) if self.rules.enforces(Guard::Format(name)) && !value.is_empty() => {
                Err(refusal)
            }
            Err(_) => Ok(None),
        }
    }
}

/// A string without surrounding blanks.
pub fn text<'a>(name: &str, value: &'a Value) -> Result<&'a str, Refusal> {
    let text = value.as_str().ok_or_else(|| Refusal::type_error(name, "a string"))?;
    if text.trim() == text {
        Ok(text)
    } else {
        Err(Refusal::invalid_model(name, "has blanks around it"))
    }
}

/// An ISO 8601 instant in UTC.
pub fn timestamp(name: &str, text: &str) -> Result<Timestamp, Refusal> {
    let utc = text.contains('T') && (text.ends_with('Z') || text.ends_with("+00:00"));
    text.parse()
        .ok()
        .filter(|_| utc)
        .ok_or_else(|| Refusal::invalid_model(name, "is not an ISO 8601 timestamp in UTC"))
}

/// A time with another offset than that of UTC, read as if it were in UTC.
fn without_offset(text: &str) -> Option<Timestamp> {
    let (time, offset) = text.rsplit_once('+')?;
    format!("{time}Z").parse().ok().filter(|_| offset != "00:00")
}

/// An ISO 8601 calendar date.
pub fn date(name: &str, text: &str) -> Result<Date, Refusal> {
    text.parse()
        .ok()
        .filter(|_| text.len() == "2000-01-31".len())
        .ok_or_else(|| Refusal::invalid_model(name, "is not an ISO 8601 date"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(body: &str) -> Result<Fields, Refusal> {
        Fields::read(body.as_bytes(), &Arc::new(Rules::plain()))
    }

    #[test]
    fn bodies_that_are_no_object_are_refused_by_kind() {
        assert_eq!(fields("{").unwrap_err().code, "invalid_json");
        assert_eq!(fields("").unwrap_err().code, "invalid_json");
        assert_eq!(fields("[1]").unwrap_err().code, "type_error");
        assert_eq!(fields(&"[".repeat(100_000)).unwrap_err().code, "invalid_json");
    }

    #[test]
    fn timestamps_are_utc() {
        assert!(timestamp("t", "2020-07-07T11:36:29.000Z").is_ok());
        assert!(timestamp("t", "2020-07-07T11:36:29+00:00").is_ok());
        for other in ["2020-07-07", "2020-07-07T11:36:29", "2020-07-07T11:36:29+02:00", "now"] {
            assert!(timestamp("t", other).is_err(), "{other}");
        }
    }
}
