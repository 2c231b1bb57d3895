//! Bounded waiting for a target: the only place where a run sleeps.

use std::time::Duration;

use tokio::time::Instant;

use crate::evidence::Unobserved;

const FIRST_PAUSE: Duration = Duration::from_millis(25);
/// Time for answers beside the pauses, in addition to that of the pauses themselves.
const GRACE: Duration = Duration::from_secs(2);
/// Maximum pause between two polls.
pub const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Result of one poll.
#[derive(Debug)]
pub enum Observation<T> {
    /// The awaited state.
    Settled(T),
    /// Not yet the awaited state; used as the result when time is up.
    Pending(T),
}

impl<T> Observation<T> {
    /// `value`, settled or not.
    pub fn new(settled: bool, value: T) -> Self {
        if settled { Self::Settled(value) } else { Self::Pending(value) }
    }

    /// The value observed, settled or pending.
    pub fn into_inner(self) -> T {
        match self {
            Self::Settled(value) | Self::Pending(value) => value,
        }
    }
}

/// Polls with growing pauses until the observation is settled, at most for `limit`; then returns the
/// last one. An unobserved target is polled again, too.
///
/// # Errors
/// When the last poll could not observe the target.
pub async fn eventually<T>(
    limit: Duration,
    look: impl AsyncFnMut() -> Result<Observation<T>, Unobserved>,
) -> Result<Observation<T>, Unobserved> {
    eventually_within(|| limit, look).await
}

/// Like [`eventually`], with a limit that may change meanwhile.
///
/// # Errors
/// When the last poll could not observe the target.
pub async fn eventually_within<T>(
    limit: impl Fn() -> Duration,
    look: impl AsyncFnMut() -> Result<Observation<T>, Unobserved>,
) -> Result<Observation<T>, Unobserved> {
    eventually_notified(limit, FIRST_PAUSE, std::future::pending, look).await
}

/// Like [`eventually_within`], but also polls when `notified` ends; `pause` is the first pause. The limit
/// is for the pauses; with the answers, it may take twice as long and two seconds more.
///
/// # Errors
/// When the last poll could not observe the target.
pub async fn eventually_notified<T, F: Future<Output = ()>>(
    limit: impl Fn() -> Duration,
    mut pause: Duration,
    notified: impl Fn() -> F,
    mut look: impl AsyncFnMut() -> Result<Observation<T>, Unobserved>,
) -> Result<Observation<T>, Unobserved> {
    let (began, mut paused) = (Instant::now(), Duration::ZERO);
    loop {
        let seen = look().await;
        let limit = limit();
        let end = limit * 2 + GRACE;
        let rest = limit.saturating_sub(paused).min(end.saturating_sub(began.elapsed()));
        match seen {
            Ok(Observation::Settled(value)) => return Ok(Observation::Settled(value)),
            _ if rest.is_zero() => return seen,
            // The next poll decides, after a notification and after a time-out.
            _ => paused += pause_until(notified(), pause.min(rest)).await,
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Waits for a notification, at most for `pause`; returns the time waited.
async fn pause_until(notified: impl Future<Output = ()>, pause: Duration) -> Duration {
    let began = Instant::now();
    let is_notified = tokio::time::timeout(pause, notified).await.is_ok();
    // Not the measured time, so that the number of polls does not depend on the load of the machine.
    if is_notified { began.elapsed().min(pause) } else { pause }
}

/// Waits for `future` and calls `waiting` once per second.
pub async fn while_waiting<T>(future: impl Future<Output = T>, waiting: impl Fn(Duration)) -> T {
    let mut future = std::pin::pin!(future);
    loop {
        match tokio::time::timeout(LONGEST_PAUSE, &mut future).await {
            Ok(done) => return done,
            Err(_elapsed) => waiting(LONGEST_PAUSE),
        }
    }
}

/// Lets real time pass, for targets whose clock cannot be moved.
pub async fn wait_real_time(duration: Duration) {
    tokio::time::sleep_until(Instant::now() + duration).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block_on<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap()
            .block_on(future)
    }

    #[test]
    fn the_first_settled_observation_ends_it() {
        let mut looks = 0;
        let seen = block_on(eventually(Duration::from_secs(5), async || {
            looks += 1;
            Ok(if looks < 3 { Observation::Pending(looks) } else { Observation::Settled(looks) })
        }));
        assert!(matches!(seen, Ok(Observation::Settled(3))));
    }

    #[test]
    fn a_notification_ends_a_pause() {
        let began = Instant::now();
        let mut looks = 0;
        let seen = block_on(eventually_notified(
            || Duration::from_secs(50),
            Duration::from_secs(40),
            || std::future::ready(()),
            async || {
                looks += 1;
                Ok(if looks < 3 {
                    Observation::Pending(looks)
                } else {
                    Observation::Settled(looks)
                })
            },
        ));
        assert!(matches!(seen, Ok(Observation::Settled(3))));
        assert!(began.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn when_time_is_up_the_last_observation_is_returned() {
        let mut looks = 0;
        let seen = block_on(eventually(Duration::from_millis(60), async || {
            wait_real_time(Duration::from_millis(10)).await; // the answer is not fast
            looks += 1;
            Ok(Observation::Pending(looks))
        }));
        // Pauses of 25 and 35 ms: the time of the answers does not count.
        assert!(matches!(seen, Ok(Observation::Pending(3))), "{seen:?}");
    }
}
