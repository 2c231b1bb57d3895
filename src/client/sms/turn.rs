//! Turns to send an SMS: at most N to one mobile number within an hour, and one at a time where the
//! source does not distinguish two of them.

use std::fmt;
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;
use tokio::time::Instant;

use crate::client::polling::{Observation, eventually, while_waiting};
use crate::client::session::Session;
use crate::config::{TanSource, Window};
use crate::evidence::Unobserved;

const HOUR: Duration = Duration::from_secs(3600);
/// Maximum wait for the permission to send an SMS: longer than any run.
const LONGEST_WAIT: Duration = Duration::from_secs(7 * 24 * 3600);
/// Text of the progress while waiting.
const PERMISSION: &str = "the next SMS that limits.sms_per_hour permits";

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
        if !turns.is_limited() || self.sms.use_one(number) || self.context.no_sms_left() {
            return true;
        }
        let count = self.sms.next();
        let is_permitted = || {
            let reservation = turns.reserve(number, count, Instant::now());
            reservation.is_some_and(|reservation| {
                self.sms.take(reservation);
                self.sms.use_one(number)
            })
        };
        if is_permitted() {
            return true;
        }
        let _waiting = self.context.progress().waiting(PERMISSION, Some(HOUR));
        let permitted = eventually(LONGEST_WAIT, async || Ok(Observation::new(is_permitted(), ())));
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
    use std::cell::Cell;
    use std::num::NonZeroU64;
    use std::rc::Rc;

    use super::*;
    use crate::client::context::RunContext;
    use crate::client::sms::pacing::SmsTurns;
    use crate::config::Target;

    /// A session that expects one SMS; the limit of the SMS is one within `hour`.
    fn session(hour: Duration) -> Session {
        let target = Target::new("x", Target::parse_url("http://127.0.0.1:1").unwrap());
        let mut context = RunContext::new(target).unwrap();
        Rc::get_mut(&mut context).unwrap().sms_turns = SmsTurns::within(hour, NonZeroU64::new(1));
        Session::open(&context).expecting_sms(1)
    }

    #[tokio::test]
    async fn a_scenario_waits_until_the_hour_of_an_earlier_sms_is_over_and_is_granted_the_time() {
        let hour = Duration::from_millis(1100);
        let first = session(hour);
        let second = first.clone().expecting_sms(1);
        let granted = Cell::new(Duration::ZERO);
        let grant = |extra| granted.set(granted.get() + extra);
        let began = Instant::now();
        assert_eq!(first.sms_turn("+1", grant).await.waited, Duration::ZERO);
        assert_eq!(second.sms_turn("+2", grant).await.waited, Duration::ZERO);
        let third = first.clone().expecting_sms(1);
        let turn = third.sms_turn("+1", grant).await;
        assert!(began.elapsed() >= hour, "{:?}", began.elapsed());
        assert!(turn.waited > Duration::ZERO);
        assert!(granted.get() >= Duration::from_secs(1), "{:?}", granted.get());
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
