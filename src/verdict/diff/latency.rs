//! Durations of scenarios in two runs.

use serde::Serialize;

use super::seen::Pair;

/// A scenario's time counts as shifted when it at least doubled or halved …
const SHIFT: u64 = 2;
/// … and by no less than this, in milliseconds: below it, machines and networks differ anyway.
const NOTICEABLE_MS: u64 = 200;

/// Times of the scenarios that passed in both runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LatencyShift {
    /// Number of scenarios.
    pub scenarios: usize,
    /// Times in the earlier run.
    pub before: Times,
    /// Times in the later run.
    pub after: Times,
    /// Scenarios that took much longer or shorter, the largest difference first.
    pub shifted: Vec<DurationChange>,
}

/// Durations of scenarios in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Times {
    /// Half of them took no longer.
    pub median_ms: u64,
    /// 95 of 100 took no longer.
    pub p95_ms: u64,
}

/// A scenario that took much longer or shorter than before, in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "members say what they are")]
pub struct DurationChange {
    pub scenario: String,
    pub before_ms: u64,
    pub after_ms: u64,
}

/// The times of pairs that passed in both runs.
pub(super) fn latency(passed: &[Pair<'_>]) -> LatencyShift {
    let pairs = passed.iter().map(|(then, now)| DurationChange {
        scenario: now.record.id.clone(),
        before_ms: then.record.duration_ms,
        after_ms: now.record.duration_ms,
    });
    let pairs: Vec<DurationChange> = pairs.collect();
    let before = Times::of(pairs.iter().map(|it| it.before_ms).collect());
    let after = Times::of(pairs.iter().map(|it| it.after_ms).collect());
    let (scenarios, shifted) = (pairs.len(), DurationChange::shifted(pairs));
    LatencyShift { scenarios, before, after, shifted }
}

impl DurationChange {
    /// Returns those that took much longer or shorter, the largest difference first.
    pub(in crate::verdict) fn shifted(changes: impl IntoIterator<Item = Self>) -> Vec<Self> {
        let mut shifted: Vec<Self> = changes.into_iter().filter(Self::is_shift).collect();
        shifted.sort_by_key(|it| std::cmp::Reverse(it.before_ms.abs_diff(it.after_ms)));
        shifted
    }

    fn is_shift(&self) -> bool {
        let (less, more) = (self.before_ms.min(self.after_ms), self.before_ms.max(self.after_ms));
        more - less >= NOTICEABLE_MS && more >= less.saturating_mul(SHIFT)
    }
}

impl Times {
    /// Returns the median and the 95th percentile of these durations; 0 if there are none.
    pub(in crate::verdict) fn of(mut times: Vec<u64>) -> Self {
        times.sort_unstable();
        let at = |percent: usize| {
            let rank = (times.len() * percent).div_ceil(100).max(1);
            times.get(rank - 1).copied().unwrap_or_default()
        };
        Self { median_ms: at(50), p95_ms: at(95) }
    }
}
