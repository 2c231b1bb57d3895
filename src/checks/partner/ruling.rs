//! Outcome of a rule for one trace.

use crate::evidence::{FindingOutcome, Mismatch, Review};

/// Maximum number of mismatches in a finding.
const MAX_MISMATCHES: usize = 10;

/// Outcome of a rule, and the event that decided it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// The outcome.
    pub outcome: FindingOutcome,
    /// Index of the decisive event in the trace.
    pub event: Option<usize>,
}

impl Ruling {
    /// The rule holds, as this event shows.
    pub fn passed(event: usize) -> Self {
        Self { outcome: FindingOutcome::Passed, event: Some(event) }
    }

    /// The rule is broken, as this event shows.
    pub fn failed(
        event: usize,
        path: impl Into<String>,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Self {
        let mismatches = vec![Mismatch::new(path, expected, actual)];
        Self { outcome: FindingOutcome::Failed(mismatches), event: Some(event) }
    }

    /// A person has to compare what the app did or showed with the guide.
    pub fn review(event: usize, shown: impl Into<String>, documented: impl Into<String>) -> Self {
        let review = Review { shown: shown.into(), documented: documented.into() };
        Self { outcome: FindingOutcome::Review(review), event: Some(event) }
    }

    /// The trace cannot show whether the rule holds.
    pub fn unseen(reason: impl Into<String>) -> Self {
        Self { outcome: FindingOutcome::NotObserved(reason.into()), event: None }
    }

    /// `passed` if the condition holds, else `failed`.
    pub fn unless(
        holds: bool,
        event: usize,
        path: &str,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Self {
        if holds { Self::passed(event) } else { Self::failed(event, path, expected, actual) }
    }

    /// The worst of several rulings, with the mismatches of all; `otherwise` is the reason if there
    /// are none, and if none was observed the reason of the first.
    pub fn worst(rulings: impl IntoIterator<Item = Self>, otherwise: &str) -> Self {
        let merge =
            |worst: Option<Self>, next: Self| Some(worst.map_or(next.clone(), |it| it.and(next)));
        let worst = rulings.into_iter().fold(None, merge);
        worst.unwrap_or_else(|| Self::unseen(otherwise))
    }

    fn and(mut self, next: Self) -> Self {
        if let (FindingOutcome::Failed(all), FindingOutcome::Failed(more)) =
            (&mut self.outcome, &next.outcome)
        {
            let room = MAX_MISMATCHES.saturating_sub(all.len());
            all.extend(more.iter().take(room).cloned());
            return self;
        }
        if next.rank() > self.rank() { next } else { self }
    }

    fn rank(&self) -> u8 {
        match self.outcome {
            FindingOutcome::NotObserved(_) => 0,
            FindingOutcome::Passed => 1,
            FindingOutcome::Attested(_) => 2,
            FindingOutcome::Review(_) => 3,
            FindingOutcome::Failed(_) => 4,
        }
    }

    /// Whether the rule is broken.
    pub fn is_failed(&self) -> bool {
        matches!(self.outcome, FindingOutcome::Failed(_))
    }

    /// Whether nothing was observed.
    pub fn is_unseen(&self) -> bool {
        matches!(self.outcome, FindingOutcome::NotObserved(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_ruling_counts_and_failures_add_up() {
        let failed = |event| Ruling::failed(event, "x", "1", "2");
        let rows = [
            (vec![], None, 0),
            (vec![Ruling::unseen("a"), Ruling::passed(3)], Some(3), 1),
            (vec![Ruling::passed(3), Ruling::review(4, "a", "b"), Ruling::passed(5)], Some(4), 3),
            (vec![failed(1), Ruling::passed(3), failed(2)], Some(1), 4),
        ];
        for (rulings, event, rank) in rows {
            let worst = Ruling::worst(rulings, "nothing");
            assert_eq!((worst.event, worst.rank()), (event, rank));
        }
        let many = Ruling::worst((0..50).map(failed), "nothing");
        let FindingOutcome::Failed(all) = many.outcome else { panic!("{many:?}") };
        assert_eq!(all.len(), MAX_MISMATCHES);
    }
}
