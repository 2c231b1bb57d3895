//! How many scenarios at once a target bears, and how many pay, as its answers show.

use std::cell::Cell;
use std::time::Duration;

/// Number of scenarios that a target seems to bear before its first answer.
const FIRST: usize = 64;
/// Minimum number of scenarios, however slow the answers are.
const LEAST: usize = 8;
/// Number of scenarios that an answer in time adds.
const MORE: usize = 4;
/// Number of scenarios that a late answer takes away.
const FEWER: usize = 2;
/// An answer is late when it needs more than this part of the request time-out: a step may send twenty
/// requests within three of these time-outs.
const PART_OF_TIMEOUT: u32 = 20;
/// Minimum number of scenarios that pay, however quick the answers are.
const LEAST_THAT_PAY: usize = 16;
/// Time that this program needs for a call: meanwhile, other calls can wait for their answers.
const OWN_TIME_OF_CALL: Duration = Duration::from_micros(100);
/// Number of answers of which the quickest counts.
const WINDOW: u32 = 128;

/// The number of scenarios at once.
///
/// Each answer in time raises the number that the target bears, each late one lowers it. A number beyond the
/// one with which some scenario always has an answer (Little's law) makes nothing faster, and needs
/// connections and memory.
#[derive(Debug)]
pub struct Load {
    bearable: Cell<usize>,
    late: Duration,
    /// Time of the quickest answer in this window and in the last one.
    quickest: Cell<[Option<Duration>; 2]>,
    /// Number of answers in this window.
    answers: Cell<u32>,
}

impl Load {
    /// For a target whose answers may take until this time-out.
    pub fn within(timeout: Duration) -> Self {
        let (quickest, answers) = Default::default();
        Self { bearable: Cell::new(FIRST), late: timeout / PART_OF_TIMEOUT, quickest, answers }
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
        let [now, before] = self.quickest.get();
        let now = Some(now.map_or(took, |it| it.min(took)));
        let answers = self.answers.get() + 1;
        let is_full = answers == WINDOW;
        self.answers.set(if is_full { 0 } else { answers });
        self.quickest.set(if is_full { [None, now] } else { [now, before] });
    }

    /// Number of scenarios that may run at once.
    pub fn bearable(&self) -> usize {
        self.bearable.get().min(self.paying())
    }

    /// Number of scenarios that have an answer to work on at any time.
    fn paying(&self) -> usize {
        let Some(quickest) = self.quickest.get().into_iter().flatten().min() else {
            return usize::MAX;
        };
        let waiting = quickest.as_micros() / OWN_TIME_OF_CALL.as_micros();
        LEAST_THAT_PAY.saturating_add(usize::try_from(waiting).unwrap_or(usize::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load_after(answers_ms: &[u64]) -> usize {
        let load = Load::within(Duration::from_secs(20));
        for answer_ms in answers_ms {
            load.note(Duration::from_millis(*answer_ms));
        }
        load.bearable()
    }

    #[test]
    fn answers_in_time_admit_more_scenarios_and_late_ones_fewer() {
        assert_eq!(load_after(&[]), 64);
        assert_eq!(load_after(&[1000; 10]), 104);
        assert_eq!(load_after(&[1001; 10]), 44);
        assert_eq!(load_after(&[1001; 50]), 8);
    }

    #[test]
    fn no_more_scenarios_run_than_wait_for_the_quickest_answers() {
        assert_eq!(load_after(&[0; 10]), 16);
        assert_eq!(load_after(&[5; 10]), 66);
        assert_eq!(load_after(&[50, 5, 50]), 66);
        // The quick answer was long ago.
        assert_eq!(load_after(&[&[5][..], &[20; 300]].concat()), 216);
    }
}
