//! Ids, seeds and times of a run.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// An id that sorts by time and does not repeat: `20261123T101500Z-1a2b`.
pub fn new_run_id() -> String {
    let time = Timestamp::now().strftime("%Y%m%dT%H%M%SZ");
    format!("{time}-{:04x}", rand::random::<u16>())
}

/// A seed that JSON readers can hold exactly.
pub fn new_seed() -> u64 {
    rand::random::<u64>() >> 11
}

/// Now, ISO 8601 UTC with milliseconds.
pub fn now() -> String {
    format!("{:.3}", Timestamp::now())
}

/// The day in UTC, so that it is the same wherever a run is judged.
pub fn today() -> Date {
    TimeZone::UTC.to_datetime(Timestamp::now()).date()
}
