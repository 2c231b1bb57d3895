//! Ids, seeds and times of a run.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A new id of a run, which sorts by time: `20261123T101500Z-1a2b`.
pub fn new_run_id() -> String {
    let time = Timestamp::now().strftime("%Y%m%dT%H%M%SZ");
    format!("{time}-{:04x}", rand::random::<u16>())
}

/// A random seed of at most 53 bits, which every JSON reader holds exactly.
pub fn new_seed() -> u64 {
    rand::random::<u64>() >> 11
}

/// Current time, ISO 8601 UTC with milliseconds.
pub fn now() -> String {
    format!("{:.3}", Timestamp::now())
}

/// Current day in UTC, so that it does not depend on the machine.
pub fn today() -> Date {
    TimeZone::UTC.to_datetime(Timestamp::now()).date()
}
