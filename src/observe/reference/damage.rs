//! Damage to a member of a request.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::observe::card::grouped;

/// Damage to a member of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// The member is left out.
    Absent,
    /// The member has a fixed value.
    Is(&'static str),
    /// Only the first word is left.
    FirstWord,
    /// Only the last word is left.
    LastWord,
    /// Letters that are not ASCII are left out.
    Ascii,
    /// The text is in capitals.
    Capitals,
    /// Each four letters are followed by a blank.
    Grouped,
    /// A time an hour ahead.
    HourAhead,
    /// A time without a zone.
    WithoutZone,
    /// A time in another zone.
    OtherZone,
    /// A text becomes a truth.
    True,
}

impl Damage {
    /// The damaged value; `None` if it is left out.
    pub fn of(self, value: &Value) -> Option<Value> {
        let text = value.as_str().unwrap_or_default();
        Some(match self {
            Self::Absent => return None,
            Self::Is(fixed) => json!(fixed),
            Self::FirstWord => json!(text.split([' ', '-']).next()),
            Self::LastWord => json!(text.split([' ', '-']).next_back()),
            Self::Ascii => json!(text.chars().filter(char::is_ascii).collect::<String>()),
            Self::Capitals => json!(text.to_uppercase()),
            Self::Grouped => json!(grouped(text)),
            Self::HourAhead => json!(later(text)),
            Self::WithoutZone => json!(text.trim_end_matches('Z')),
            Self::OtherZone => json!(text.replace('Z', "+02:00")),
            Self::True => json!(true),
        })
    }
}

fn later(text: &str) -> Option<String> {
    let later = text.parse::<Timestamp>().ok()?.checked_add(SignedDuration::from_hours(1)).ok()?;
    Some(format!("{later:.3}"))
}

/// Damages a member of an object.
pub fn damage(object: &mut Value, name: &str, damage: Damage) {
    let Some(members) = object.as_object_mut() else { return };
    match members.get(name).and_then(|it| damage.of(it)) {
        Some(value) => members.insert(name.to_owned(), value),
        None => members.remove(name),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_damage_changes_the_value() {
        let rows = [
            (Damage::Absent, "Änne Zoë", None),
            (Damage::Is("x"), "Änne Zoë", Some(json!("x"))),
            (Damage::FirstWord, "Änne Zoë", Some(json!("Änne"))),
            (Damage::LastWord, "Änne Zoë", Some(json!("Zoë"))),
            (Damage::Ascii, "Änne Zoë", Some(json!("nne Zo"))),
            (Damage::Capitals, "Änne", Some(json!("ÄNNE"))),
            (Damage::Grouped, "DE0212", Some(json!("DE02 12"))),
            (
                Damage::HourAhead,
                "2026-01-01T10:00:00.000Z",
                Some(json!("2026-01-01T11:00:00.000Z")),
            ),
            (Damage::WithoutZone, "2026-01-01T10:00:00Z", Some(json!("2026-01-01T10:00:00"))),
            (Damage::OtherZone, "2026-01-01T10:00:00Z", Some(json!("2026-01-01T10:00:00+02:00"))),
            (Damage::True, "x", Some(json!(true))),
        ];
        for (damage, value, damaged) in rows {
            assert_eq!(damage.of(&json!(value)), damaged);
        }
        let mut object = json!({ "a": "b", "c": "d" });
        super::damage(&mut object, "a", Damage::Absent);
        assert_eq!(object, json!({ "c": "d" }));
    }
}
