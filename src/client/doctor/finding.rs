//! What one check showed.

use std::fmt;

/// One check of the way to a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was checked: `dns`, `tcp`, `tls`, `clock`, `token`, `call`, …
    pub check: &'static str,
    /// How it is.
    pub health: Health,
}

/// How it is with something that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// As it should be.
    Fine(String),
    /// It works, but somebody should know.
    Odd {
        /// What was seen.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// It keeps a run from working.
    Failed(Failure),
    /// It was not tried, for this reason.
    Untried(String),
}

/// What keeps a run from working.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Whose it is to mend.
    pub class: Class,
    /// What was seen.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}; {}", self.what, self.remedy)
    }
}

/// Whose it is to mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Ours: a setting.
    Configuration,
    /// Ours: id and secret.
    Credentials,
    /// What is between us.
    Network,
    /// The target's.
    TargetDown,
}

impl Class {
    /// Whether settings of ours are wrong, so that trying again is of no use.
    pub fn is_ours(self) -> bool {
        matches!(self, Self::Configuration | Self::Credentials)
    }
}

impl fmt::Display for Class {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Configuration => "configuration",
            Self::Credentials => "credentials",
            Self::Network => "network",
            Self::TargetDown => "target down",
        })
    }
}

impl Health {
    pub(super) fn failed(class: Class, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Failed(Failure { class, what: what.into(), remedy: remedy.into() })
    }
}
