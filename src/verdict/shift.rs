//! Change of the verdict on one scenario from one run to the next.

use super::assessed::Verdict;

/// Kind of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shift {
    /// Fails now and did not before, or did not exist.
    NewlyFailing,
    /// Failed before and now.
    StillFailing,
    /// Failed before and passes now.
    Fixed,
    /// Passed before and neither passes nor fails now.
    Lost,
    /// Did not exist before and does not fail.
    New,
    /// The same verdict, which is not a failure.
    Same,
    /// Any other change: what could not be observed then or now.
    Changed,
}

impl Shift {
    /// The change from `then`, where the scenario may have been missing, to `now`.
    pub fn of(then: Option<Verdict>, now: Verdict) -> Self {
        match (then, now) {
            (Some(Verdict::Failed), Verdict::Failed) => Self::StillFailing,
            (_, Verdict::Failed) => Self::NewlyFailing,
            (None, _) => Self::New,
            (Some(Verdict::Failed), Verdict::Passed) => Self::Fixed,
            (Some(then), now) if then == now => Self::Same,
            (Some(Verdict::Passed), _) => Self::Lost,
            _ => Self::Changed,
        }
    }

    /// Whether the target is worse than before, if the scenario counts.
    pub fn is_worse(self) -> bool {
        matches!(self, Self::NewlyFailing | Self::Lost)
    }
}
