//! Moments and durations, as pairs of seconds and nanoseconds.

use serde_json::{Value, json};

/// Milliseconds since 1970.
#[derive(Clone, Copy, Debug)]
pub struct Moment(i64);

/// The moment a text of the record tells; 1970 when it tells none.
pub fn instant(text: &str) -> Moment {
    Moment(text.parse::<jiff::Timestamp>().map_or(0, jiff::Timestamp::as_millisecond))
}

impl Moment {
    /// So many milliseconds later.
    pub fn after(self, milliseconds: u64) -> Self {
        Self(self.0.saturating_add_unsigned(milliseconds))
    }

    /// As it stands in a message.
    pub fn stamp(self) -> Value {
        json!({ "seconds": self.0.div_euclid(1000), "nanos": self.0.rem_euclid(1000) * 1_000_000 })
    }
}

/// Milliseconds as they stand in a message.
pub fn duration(milliseconds: u64) -> Value {
    json!({ "seconds": milliseconds / 1000, "nanos": milliseconds % 1000 * 1_000_000 })
}
