//! What somebody answers for that does not hold, until a day.

use jiff::civil::Date;

use super::Place;

/// A known failure that is somebody's decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// What does not hold.
    pub subject: WaiverSubject,
    /// Who answers for it.
    pub owner: String,
    /// Why it may be so.
    pub reason: String,
    /// Where it is followed up.
    pub ticket: Option<String>,
    /// The last day it holds.
    pub expires: Date,
    /// Names of the targets it holds for; all of them when none.
    pub scope: Vec<String>,
    /// Where it is written.
    pub place: Place,
}

/// What a waiver is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WaiverSubject {
    /// A scenario, by its stable id.
    Scenario(String),
    /// A requirement, by its id, as in `BI-145`.
    Requirement(String),
}

impl Waiver {
    /// Whether it is meant for this target (`simulator`, a name, or the URL given).
    pub fn covers_target(&self, name: &str) -> bool {
        self.scope.is_empty() || self.scope.iter().any(|it| it == name)
    }
}
