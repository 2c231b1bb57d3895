//! How much a target bears at once, as its answers show.

use std::cell::Cell;
use std::time::Duration;

/// Number of scenarios at the begin of a run, before the first answer.
const FIRST: usize = 64;
/// Minimum number of scenarios, however slow the answers are.
const LEAST: usize = 8;
/// Number of scenarios that an answer in time adds.
const MORE: usize = 1;
/// Number of scenarios that a late answer takes away.
const FEWER: usize = 2;
/// An answer is late when it needs more than this part of the request time-out: a step may send twenty
/// requests within three of these time-outs.
const PART_OF_TIMEOUT: u32 = 20;

/// The number of scenarios that a target bears at once: each answer in time raises it, each late one
/// lowers it.
#[derive(Debug)]
pub struct Load {
    bearable: Cell<usize>,
    late: Duration,
}

impl Load {
    /// For a target whose answers may take until this time-out.
    pub fn within(timeout: Duration) -> Self {
        Self { bearable: Cell::new(FIRST), late: timeout / PART_OF_TIMEOUT }
    }

    /// Notes how long an answer took, or the attempt to get one.
    pub fn note(&self, took: Duration) {
        let bearable = self.bearable.get();
        let next = if took > self.late {
            bearable.saturating_sub(FEWER).max(LEAST)
        } else {
            bearable.saturating_add(MORE)
        };
        self.bearable.set(next);
    }

    /// Number of scenarios that may run at once.
    pub fn bearable(&self) -> usize {
        self.bearable.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_in_time_admit_more_scenarios_and_late_ones_fewer() {
        let load = Load::within(Duration::from_secs(20));
        assert_eq!(load.bearable(), 64);
        for _ in 0..10 {
            load.note(Duration::from_secs(1));
        }
        assert_eq!(load.bearable(), 74);
        for _ in 0..40 {
            load.note(Duration::from_millis(1001));
        }
        assert_eq!(load.bearable(), 8);
    }
}
