//! The clock of a tenant, and the only place in the simulator that reads the real time.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Whether time passes by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClockMode {
    /// Only the control interface moves it.
    #[default]
    Frozen,
    /// The clock follows the real time, plus the time by which it was moved.
    Flowing,
}

/// A clock.
#[derive(Clone, Debug)]
pub struct Clock {
    mode: ClockMode,
    start: Timestamp,
    ahead: SignedDuration,
}

/// Error for a movement that would leave the calendar or run backwards.
#[derive(Debug, thiserror::Error)]
#[error("cannot move the clock by {0} ms")]
pub struct ClockError(pub i64);

impl Clock {
    /// A clock that starts at the real time, or, if only the control interface moves it, at noon of
    /// the day. At noon, all of Europe has the same date: what a scenario with dates notices does
    /// not depend on the time of the day at which it runs.
    pub fn new(mode: ClockMode) -> Self {
        let now = whole_milliseconds(Timestamp::now());
        let start = match mode {
            ClockMode::Frozen => noon(now),
            ClockMode::Flowing => now,
        };
        Self { mode, start, ahead: SignedDuration::ZERO }
    }

    /// Current time of the tenant, in whole milliseconds.
    pub fn now(&self) -> Timestamp {
        let base = match self.mode {
            ClockMode::Frozen => self.start,
            ClockMode::Flowing => whole_milliseconds(Timestamp::now()),
        };
        base.saturating_add(self.ahead).unwrap_or(base)
    }

    /// Whether time passes by itself.
    pub fn is_flowing(&self) -> bool {
        self.mode == ClockMode::Flowing
    }

    /// Moves the clock forward.
    pub fn advance(&mut self, milliseconds: i64) -> Result<Timestamp, ClockError> {
        let ahead = self.ahead;
        let moved = (milliseconds >= 0)
            .then(|| ahead.checked_add(SignedDuration::from_millis(milliseconds)))
            .flatten()
            .filter(|ahead| self.start.checked_add(*ahead).is_ok());
        self.ahead = moved.ok_or(ClockError(milliseconds))?;
        Ok(self.now())
    }
}

/// Noon (UTC) of the day of an instant.
fn noon(instant: Timestamp) -> Timestamp {
    let noon = TimeZone::UTC.to_datetime(instant).date().at(12, 0, 0, 0);
    noon.to_zoned(TimeZone::UTC).map_or(instant, |it| it.timestamp())
}

fn whole_milliseconds(instant: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(instant.as_millisecond()).unwrap_or(instant)
}

/// An instant as the API prints it: UTC, milliseconds, `Z`.
pub fn printed(instant: Timestamp) -> String {
    format!("{instant:.3}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frozen_clock_moves_only_by_advance() {
        let mut clock = Clock::new(ClockMode::Frozen);
        let start = clock.now();
        assert_eq!(clock.now(), start);
        let moved = clock.advance(1500).unwrap();
        assert_eq!(moved.duration_since(start), SignedDuration::from_millis(1500));
    }

    #[test]
    fn a_frozen_clock_starts_at_noon_whatever_the_time_of_the_day() {
        for now in ["2026-05-10T00:00:00Z", "2026-05-10T23:59:59.999Z"] {
            assert_eq!(printed(noon(now.parse().unwrap())), "2026-05-10T12:00:00.000Z");
        }
    }

    #[test]
    fn a_flowing_clock_is_ahead_of_real_time() {
        let mut clock = Clock::new(ClockMode::Flowing);
        clock.advance(3_600_000).unwrap();
        let ahead = clock.now().duration_since(Timestamp::now());
        assert!(ahead > SignedDuration::from_mins(59));
    }

    #[test]
    fn it_runs_neither_backwards_nor_out_of_the_calendar() {
        let mut clock = Clock::new(ClockMode::Frozen);
        assert!(clock.advance(-1).is_err());
        assert!(clock.advance(i64::MAX).is_err());
    }

    #[test]
    fn instants_carry_milliseconds_and_z() {
        assert_eq!(printed(Timestamp::UNIX_EPOCH), "1970-01-01T00:00:00.000Z");
    }
}
