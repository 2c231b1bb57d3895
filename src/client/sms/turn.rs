//! Turns to send an SMS: at most so many to one mobile number within an hour, and only one at a time
//! where the source does not distinguish two of them.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::num::NonZeroU64;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::Instant;

use crate::client::polling::{Observation, eventually, while_waiting};
use crate::client::session::Session;
use crate::config::{RunSettings, TanSource, Window};
use crate::evidence::Unobserved;

const HOUR: Duration = Duration::from_secs(3600);
/// Maximum wait for the permission to send an SMS: longer than any run.
const LONGEST_WAIT: Duration = Duration::from_secs(7 * 24 * 3600);
/// Text of the progress while waiting.
const PERMISSION: &str = "the next SMS that limits.sms_per_hour permits";

/// The SMS of a run: those of the last hour, and the turns of the scenarios.
#[derive(Debug, Default)]
pub(crate) struct SmsTurns {
    per_hour: Option<NonZeroU64>,
    /// Locked from sending an SMS to reading it; one for each number if the source shows the SMS of
    /// a number alone.
    turns: RefCell<HashMap<String, Arc<Mutex<()>>>>,
    numbers: RefCell<HashMap<String, LastHour>>,
}

/// SMS to one number within the last hour.
#[derive(Debug, Default)]
struct LastHour {
    sent: VecDeque<Instant>,
    /// Number of SMS that running scenarios will send.
    reserved: u64,
}

/// Permission of a scenario to send SMS to a number; what is not used is free again at its end.
#[derive(Debug)]
struct Reservation {
    turns: Rc<SmsTurns>,
    number: String,
    left: u64,
}

impl SmsTurns {
    pub(crate) fn of(settings: &RunSettings) -> Rc<Self> {
        Rc::new(Self { per_hour: settings.sms_per_hour, ..Self::default() })
    }

    fn turn_of(&self, key: &str) -> Arc<Mutex<()>> {
        self.turns.borrow_mut().entry(key.to_owned()).or_default().clone()
    }

    /// Reserves SMS to a number, if the limit of the hour permits them now. More than the limit are
    /// reserved when the hour has seen none.
    fn reserve(self: &Rc<Self>, number: &str, count: u64, now: Instant) -> Option<Reservation> {
        let mut numbers = self.numbers.borrow_mut();
        let last_hour = numbers.entry(number.to_owned()).or_default();
        while last_hour.sent.front().is_some_and(|at| now.duration_since(*at) >= HOUR) {
            last_hour.sent.pop_front();
        }
        let used = last_hour.sent.len() as u64 + last_hour.reserved;
        let is_full = self.per_hour.is_some_and(|limit| used + count > limit.get());
        if is_full && used > 0 {
            return None;
        }
        last_hour.reserved += count;
        Some(Reservation { turns: Rc::clone(self), number: number.to_owned(), left: count })
    }
}

impl Reservation {
    /// An SMS is about to be sent.
    fn use_one(&mut self, now: Instant) {
        let mut numbers = self.turns.numbers.borrow_mut();
        let last_hour = numbers.entry(self.number.clone()).or_default();
        self.left -= 1;
        last_hour.reserved -= 1;
        last_hour.sent.push_back(now);
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

    /// Uses one SMS of what is reserved for this number; returns whether there was one.
    fn use_one(&self, number: &str) -> bool {
        let mut reserved = self.reserved.borrow_mut();
        match reserved.as_mut().filter(|it| it.number == number && it.left > 0) {
            Some(reservation) => {
                reservation.use_one(Instant::now());
                true
            }
            None => false,
        }
    }

    /// Number of SMS to reserve: those expected with the first, and then one by one.
    fn next(&self) -> u64 {
        if self.reserved.borrow().is_some() { 1 } else { self.expected.max(1) }
    }
}

/// Permission to send an SMS.
pub struct SmsSlot {
    #[expect(dead_code, reason = "held until the SMS was read")]
    held: Option<OwnedMutexGuard<()>>,
    /// Time spent waiting for the turn.
    waited: Duration,
    /// Time limit of the customer.
    limit: Duration,
}

impl fmt::Debug for SmsSlot {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("SmsSlot").field("waited", &self.waited).finish_non_exhaustive()
    }
}

impl SmsSlot {
    /// Reason why a refusal does not count against the target: most of the customer's time limit
    /// passed while the scenario waited for its turn.
    pub fn time_used_up(&self) -> Option<Unobserved> {
        let late = !self.waited.is_zero() && self.waited * 2 >= self.limit;
        late.then(|| Unobserved::Dependency {
            what: "the customer's time limit passed while the scenario waited to send an SMS"
                .into(),
            detail: "use fewer --jobs, or a TAN source with {identification_id}".into(),
        })
    }
}

impl Session {
    /// Waits for the turn to send a TAN to this number: until the limit of the hour permits it, and
    /// alone if the source does not distinguish two of them. Calls `waiting` once per second; this
    /// time is not charged to the step.
    pub async fn sms_turn(&self, number: &str, waiting: impl Fn(Duration)) -> SmsSlot {
        self.turn(number, &|| self.context.needs_sms_turn(), &waiting).await
    }

    /// Like `sms_turn`, for an OTP that will be read: no source says whose OTP it shows.
    pub async fn otp_turn(&self, number: &str, waiting: impl Fn(Duration)) -> SmsSlot {
        self.turn(number, &|| true, &waiting).await
    }

    async fn turn(
        &self,
        number: &str,
        alone: &dyn Fn() -> bool,
        waiting: &dyn Fn(Duration),
    ) -> SmsSlot {
        let timing = &self.context.target.settings.timing;
        let limit = timing.window(Window::Snapshot).min(timing.window(Window::Authorization));
        let began = Instant::now();
        let was_permitted = self.await_permission(number, waiting).await;
        if !alone() {
            let waited = if was_permitted { Duration::ZERO } else { began.elapsed() };
            return SmsSlot { held: None, waited, limit };
        }
        let turn = self.context.sms_turns.turn_of(&self.turn_key(number));
        let turn = while_waiting(turn.lock_owned(), waiting).await;
        // Meanwhile the outbox may have shown that turns are unnecessary.
        SmsSlot { held: alone().then_some(turn), waited: began.elapsed(), limit }
    }

    /// Waits until the limit of the hour permits an SMS to this number; returns whether it did at
    /// once. An SMS that the budget of the run refuses anyway is not waited for.
    async fn await_permission(&self, number: &str, waiting: &dyn Fn(Duration)) -> bool {
        let turns = &self.context.sms_turns;
        if turns.per_hour.is_none() || self.sms.use_one(number) || self.context.no_sms_left() {
            return true;
        }
        let count = self.sms.next();
        let take = |reserved: Option<Reservation>| {
            let is_permitted = reserved.is_some();
            if is_permitted {
                drop(self.sms.reserved.replace(reserved));
                self.sms.use_one(number);
            }
            is_permitted
        };
        if take(turns.reserve(number, count, Instant::now())) {
            return true;
        }
        let _waiting = self.context.progress().waiting(PERMISSION, Some(HOUR));
        let permitted = eventually(LONGEST_WAIT, async || {
            let permitted = take(turns.reserve(number, count, Instant::now()));
            Ok(Observation::new(permitted, ()))
        });
        drop(while_waiting(permitted, waiting).await);
        false
    }

    /// SMS of numbers with different keys cannot be mistaken for each other.
    fn turn_key(&self, number: &str) -> String {
        match self.source() {
            Some(TanSource::Outbox(template) | TanSource::Command(template))
                if template.contains("{number}") =>
            {
                number.to_owned()
            }
            _ => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn turns(per_hour: u64) -> Rc<SmsTurns> {
        Rc::new(SmsTurns { per_hour: NonZeroU64::new(per_hour), ..SmsTurns::default() })
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
    fn a_scenario_that_needs_more_than_an_hour_permits_begins_when_it_saw_none() {
        let (turns, now) = (turns(2), Instant::now());
        let mut first = turns.reserve("+1", 1, now).unwrap();
        first.use_one(now);
        assert!(turns.reserve("+1", 5, now + SECOND).is_none());
        assert!(turns.reserve("+1", 5, now + HOUR).is_some());
    }

    #[test]
    fn a_refusal_counts_unless_waiting_for_the_turn_took_the_customers_time() {
        let seconds = Duration::from_secs;
        let turn = |waited, limit| SmsSlot { held: None, waited, limit };
        assert_eq!(turn(seconds(1), seconds(600)).time_used_up(), None);
        assert_eq!(turn(Duration::ZERO, Duration::ZERO).time_used_up(), None);
        let reason = turn(seconds(2), seconds(3)).time_used_up().unwrap().to_string();
        let remedy = "fewer --jobs, or a TAN source with {identification_id}";
        assert!(reason.contains(remedy), "{reason}");
    }
}
