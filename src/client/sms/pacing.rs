//! SMS of a run: those of the last hour to each mobile number, and the turns to send and read one.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::num::NonZeroU64;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::config::RunSettings;

const HOUR: Duration = Duration::from_secs(3600);

/// The SMS of a run.
#[derive(Debug)]
pub(crate) struct SmsTurns {
    per_hour: Option<NonZeroU64>,
    /// Time for which an SMS counts; an hour, except in tests.
    hour: Duration,
    /// Locked from sending an SMS to reading it; one for each number if the source shows the SMS of
    /// a number alone.
    turns: RefCell<HashMap<String, Arc<Mutex<()>>>>,
    numbers: RefCell<HashMap<String, LastHour>>,
}

/// SMS to one number within the last hour.
#[derive(Debug, Default)]
struct LastHour {
    /// When each of them no longer counts, in order.
    until: VecDeque<Instant>,
    /// Number of SMS that running scenarios will send.
    reserved: u64,
}

/// Permission of a scenario to send SMS to a number; what is not used is free again at its end.
#[derive(Debug)]
pub(super) struct Reservation {
    turns: Rc<SmsTurns>,
    number: String,
    left: u64,
}

impl SmsTurns {
    pub(crate) fn of(settings: &RunSettings) -> Rc<Self> {
        Self::within(HOUR, settings.sms_per_hour)
    }

    /// SMS that are limited within `hour`.
    pub(super) fn within(hour: Duration, per_hour: Option<NonZeroU64>) -> Rc<Self> {
        Rc::new(Self { per_hour, hour, turns: RefCell::default(), numbers: RefCell::default() })
    }

    /// Whether the SMS of an hour are limited.
    pub(super) fn is_limited(&self) -> bool {
        self.per_hour.is_some()
    }

    /// The lock of the SMS with this key.
    pub(super) fn turn_of(&self, key: &str) -> Arc<Mutex<()>> {
        self.turns.borrow_mut().entry(key.to_owned()).or_default().clone()
    }

    /// Reserves SMS to a number, if the limit of the hour permits them now. More than the limit are
    /// reserved when the hour has seen none.
    pub(super) fn reserve(
        self: &Rc<Self>,
        number: &str,
        count: u64,
        now: Instant,
    ) -> Option<Reservation> {
        let mut numbers = self.numbers.borrow_mut();
        let last_hour = numbers.entry(number.to_owned()).or_default();
        last_hour.forget_until(now);
        let used = last_hour.until.len() as u64 + last_hour.reserved;
        let is_full = self.per_hour.is_some_and(|limit| used + count > limit.get());
        if is_full && used > 0 {
            return None;
        }
        last_hour.reserved += count;
        Some(Reservation { turns: Rc::clone(self), number: number.to_owned(), left: count })
    }

    /// Counts SMS that an earlier run sent to a number, each for the rest of its hour.
    pub(crate) fn count_earlier(&self, number: &str, rests: &[Duration], now: Instant) {
        let mut numbers = self.numbers.borrow_mut();
        let until = &mut numbers.entry(number.to_owned()).or_default().until;
        until.extend(rests.iter().map(|rest| now + (*rest).min(self.hour)));
        until.make_contiguous().sort();
    }

    /// Rests of the hours of the SMS to a number that count now.
    pub(crate) fn rests(&self, number: &str, now: Instant) -> Vec<Duration> {
        let mut numbers = self.numbers.borrow_mut();
        let Some(last_hour) = numbers.get_mut(number) else { return Vec::new() };
        last_hour.forget_until(now);
        last_hour.until.iter().map(|until| *until - now).collect()
    }
}

impl LastHour {
    fn forget_until(&mut self, now: Instant) {
        while self.until.front().is_some_and(|until| *until <= now) {
            self.until.pop_front();
        }
    }
}

impl Reservation {
    /// An SMS is about to be sent.
    fn use_one(&mut self, now: Instant) {
        let mut numbers = self.turns.numbers.borrow_mut();
        let last_hour = numbers.entry(self.number.clone()).or_default();
        self.left -= 1;
        last_hour.reserved -= 1;
        last_hour.until.push_back(now + self.turns.hour);
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        if let Some(last_hour) = self.turns.numbers.borrow_mut().get_mut(&self.number) {
            last_hour.reserved -= self.left;
        }
    }
}

/// The SMS of one scenario.
#[derive(Debug, Default)]
pub(crate) struct SessionSms {
    /// Number of SMS that it is expected to send; reserved with the first one, so that no time limit
    /// of the customer passes between two of them.
    expected: u64,
    reserved: RefCell<Option<Reservation>>,
}

impl SessionSms {
    pub(crate) fn expecting(count: u64) -> Rc<Self> {
        Rc::new(Self { expected: count, ..Self::default() })
    }

    /// Takes over a reservation; what was reserved before is free again.
    pub(super) fn take(&self, reservation: Reservation) {
        drop(self.reserved.replace(Some(reservation)));
    }

    /// Uses one SMS of what is reserved for this number; returns whether there was one.
    pub(super) fn use_one(&self, number: &str) -> bool {
        let mut reserved = self.reserved.borrow_mut();
        match reserved.as_mut().filter(|it| it.number == number && it.left > 0) {
            Some(reservation) => {
                reservation.use_one(Instant::now());
                true
            }
            None => false,
        }
    }

    /// Number of SMS to reserve: all that are expected with the first, and then one by one.
    pub(super) fn next(&self) -> u64 {
        if self.reserved.borrow().is_some() { 1 } else { self.expected.max(1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn turns(per_hour: u64) -> Rc<SmsTurns> {
        SmsTurns::within(HOUR, NonZeroU64::new(per_hour))
    }

    #[test]
    fn the_sms_of_the_last_hour_and_those_reserved_count_for_each_number() {
        let (turns, now) = (turns(3), Instant::now());
        let mut first = turns.reserve("+1", 2, now).unwrap();
        assert!(turns.reserve("+1", 2, now).is_none());
        assert!(turns.reserve("+2", 2, now).is_some());
        first.use_one(now);
        drop(first); // one was not sent
        let mut second = turns.reserve("+1", 2, now).unwrap();
        second.use_one(now + SECOND);
        second.use_one(now + SECOND);
        drop(second);
        assert!(turns.reserve("+1", 1, now + HOUR - SECOND).is_none());
        assert!(turns.reserve("+1", 1, now + HOUR).is_some());
        assert!(turns.reserve("+1", 2, now + HOUR).is_none());
    }

    #[test]
    fn the_sms_of_an_earlier_run_count_for_the_rest_of_their_hour() {
        let (turns, now) = (turns(2), Instant::now());
        turns.count_earlier("+1", &[HOUR, SECOND], now);
        assert_eq!(turns.rests("+1", now), [SECOND, HOUR]);
        assert!(turns.reserve("+1", 1, now).is_none());
        assert!(turns.reserve("+2", 1, now).is_some());
        let mut next = turns.reserve("+1", 1, now + SECOND).unwrap();
        next.use_one(now + SECOND);
        assert_eq!(turns.rests("+1", now + SECOND), [SECOND * 3599, HOUR]);
        assert!(turns.rests("+2", now).is_empty());
    }

    #[test]
    fn a_scenario_that_needs_more_than_an_hour_permits_begins_when_it_saw_none() {
        let (turns, now) = (turns(2), Instant::now());
        let mut first = turns.reserve("+1", 1, now).unwrap();
        first.use_one(now);
        assert!(turns.reserve("+1", 5, now + SECOND).is_none());
        assert!(turns.reserve("+1", 5, now + HOUR).is_some());
    }
}
