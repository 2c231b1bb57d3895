//! Reasons why an app does not continue, and what it does next.

use crate::evidence::Unobserved;

/// Reason why an app does not continue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Halt {
    /// The bank refuses, with this code.
    Refused(String),
    /// The app has come to its end.
    Ended,
    /// The app cannot run: no behaviour of the app, but an error of the harness.
    Broken(String),
}

/// Next step after a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// Another identification with the same account.
    Again,
    /// Another identification with another account.
    OtherIban,
    /// None.
    End,
}

impl From<Unobserved> for Halt {
    fn from(why: Unobserved) -> Self {
        Self::Broken(why.to_string())
    }
}
