//! Moments and durations, as pairs of seconds and nanoseconds.

use serde_json::{Value, json};

/// Milliseconds since 1970.
#[derive(Clone, Copy, Debug)]
pub struct Moment(i64);

/// Parses a time of the record; 1970 if it is none.
pub fn instant(text: &str) -> Moment {
    Moment(text.parse::<jiff::Timestamp>().map_or(0, jiff::Timestamp::as_millisecond))
}

impl Moment {
    /// Returns the moment this number of milliseconds later.
    pub fn after(self, milliseconds: u64) -> Self {
        Self(self.0.saturating_add_unsigned(milliseconds))
    }

    /// Returns the moment as a member of a message.
    pub fn stamp(self) -> Value {
        json!({ "seconds": self.0.div_euclid(1000), "nanos": self.0.rem_euclid(1000) * 1_000_000 })
    }
}

/// A number of milliseconds as a member of a message.
pub fn duration(milliseconds: u64) -> Value {
    json!({ "seconds": milliseconds / 1000, "nanos": milliseconds % 1000 * 1_000_000 })
}
