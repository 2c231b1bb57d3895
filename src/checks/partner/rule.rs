//! Rules for partners as rows of data.

use crate::api::Reason;
use crate::evidence::RuleBasis;

use super::ruling::Ruling;
use super::view::View;

/// A rule for partners: a row of a table.
#[derive(Clone, Copy, Debug)]
pub struct AppRule {
    /// Id of the requirement.
    pub requirement: &'static str,
    /// The rule as a sentence fragment.
    pub statement: &'static str,
    /// Behaviour of a correct app, in one sentence.
    pub correct: &'static str,
    /// The way in which a trace is judged.
    pub judge: Judge,
}

/// The way in which a trace is judged.
#[derive(Clone, Copy, Debug)]
pub enum Judge {
    /// By a function of the whole trace.
    Trace(fn(&View<'_>) -> Ruling),
    /// By a function of the trace of a situation that the bank brought about.
    Situation(fn(&View<'_>) -> Ruling),
    /// By what the app does after a reason of Appendix III.
    Action(Reason),
    /// By what the app shows after a reason of Appendix III.
    Text(Reason),
    /// By the handling of an edge case of Appendix II.
    EdgeCase(Reason),
    /// By a mandatory member of POST persons.
    Member(&'static str),
    /// By the answer of the tester.
    Question,
}

impl Judge {
    /// Way in which the outcome is known.
    pub fn basis(self) -> RuleBasis {
        match self {
            Self::Trace(_) | Self::Member(_) => RuleBasis::Exchange,
            Self::Situation(_) | Self::Action(_) | Self::EdgeCase(_) => RuleBasis::Situation,
            Self::Text(_) => RuleBasis::Screen,
            Self::Question => RuleBasis::Attestation,
        }
    }
}
