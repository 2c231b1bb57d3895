//! Time limits of steps and of the clean-up.

use std::{cell::Cell, time::Duration};

use tokio::time::{Instant, sleep_until};

use super::{StopSignal, panics::PanicGuarded};

/// Maximum duration of the clean-up after a stop.
const GRACE: Duration = Duration::from_millis(800);

/// End of a step or of a clean-up.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum StepEnd {
    /// The step ran to its end.
    Done,
    /// The step panicked: message and place.
    Panicked(String),
    /// The step reached this limit.
    TimedOut(Duration),
    /// The run was stopped.
    Stopped,
}

/// The time of a scenario, with the extra time of its steps.
#[derive(Clone, Copy)]
pub(super) struct Budget {
    began: Instant,
    scenario: Option<Duration>,
    step: Duration,
    granted: Duration,
}

impl Budget {
    /// Starts now.
    pub(super) fn new(step: Duration, scenario: Option<Duration>) -> Self {
        Self { began: Instant::now(), scenario, step, granted: Duration::ZERO }
    }

    /// Extends the time of the scenario by the extra time of a step.
    pub(super) fn grant(&mut self, allowance: Duration) {
        self.granted = self.granted.saturating_add(allowance);
    }

    /// Latest end of a step that began at `step`, and the limit to report.
    fn end(&self, step: Instant, allowance: Duration) -> (Instant, Duration) {
        let limit = self.step.saturating_add(allowance);
        let of_step = (later(step, limit), limit);
        match self.scenario {
            Some(limit) => {
                let whole = limit.saturating_add(self.granted).saturating_add(allowance);
                of_step.min((later(self.began, whole), limit))
            }
            None => of_step,
        }
    }

    /// Waits until the time of a step that begins now is up. The step may ask for more while it
    /// runs.
    async fn up(&self, allowance: &Cell<Duration>) -> Duration {
        let step = Instant::now();
        loop {
            let (end, limit) = self.end(step, allowance.get());
            if Instant::now() >= end {
                return limit;
            }
            sleep_until(end).await;
        }
    }
}

/// Adds a limit; a limit too large for the clock counts as about a century.
fn later(from: Instant, limit: Duration) -> Instant {
    const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 3600);
    from.checked_add(limit.min(CENTURY)).unwrap_or(from)
}

/// Runs a step until it ends, its time is up or the run is stopped. A step that does not end is
/// dropped, which releases its borrows.
pub(super) async fn step(
    work: PanicGuarded<'_>,
    budget: &Budget,
    allowance: &Cell<Duration>,
    stop: &StopSignal,
) -> StepEnd {
    tokio::select! {
        biased;
        result = work => ended(result),
        () = stop.stopped() => StepEnd::Stopped,
        limit = budget.up(allowance) => StepEnd::TimedOut(limit),
    }
}

/// Runs the clean-up within `limit`, or within [`GRACE`] after a stop.
pub(super) async fn clean_up(
    work: PanicGuarded<'_>,
    limit: Duration,
    stop: &StopSignal,
) -> StepEnd {
    let hurried = async {
        stop.stopped().await;
        sleep_until(later(Instant::now(), GRACE.min(limit))).await;
    };
    let end = later(Instant::now(), limit);
    tokio::select! {
        biased;
        result = work => ended(result),
        () = hurried => StepEnd::Stopped,
        () = sleep_until(end) => StepEnd::TimedOut(limit),
    }
}

fn ended(result: Result<(), String>) -> StepEnd {
    match result {
        Ok(()) => StepEnd::Done,
        Err(message) => StepEnd::Panicked(message),
    }
}
