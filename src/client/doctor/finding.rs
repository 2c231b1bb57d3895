//! Findings of the doctor.

use std::fmt;

use crate::evidence::{Redaction, mask_text};

/// Result of one check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Name of the check: `dns`, `tcp`, `tls`, `clock`, `token`, `call`, …
    pub check: &'static str,
    /// Result of the inspection.
    pub health: Health,
}

impl Finding {
    /// Masks the texts, which quote the target.
    pub(in crate::client) fn masked(self, redaction: &Redaction) -> Self {
        Self { health: self.health.masked(redaction), ..self }
    }
}

/// State of something that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// No problem.
    Fine(String),
    /// The thing works, with a problem that may matter later.
    Odd {
        /// Observation.
        what: String,
        /// Remedy.
        remedy: String,
    },
    /// The problem prevents a run.
    Failed(Failure),
    /// The inspection was not tried, for this reason.
    Untried(String),
}

/// A problem that prevents a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Party that has to fix it.
    pub class: Class,
    /// Observation.
    pub what: String,
    /// Remedy.
    pub remedy: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}; {}", self.what, self.remedy)
    }
}

/// Party that has to fix it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Our side: a setting.
    Configuration,
    /// Our side: id and secret.
    Credentials,
    /// The network.
    Network,
    /// The target's operator.
    TargetDown,
}

impl Class {
    /// Whether a setting is wrong, so that another attempt is useless.
    pub fn is_setting(self) -> bool {
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

impl Failure {
    pub(in crate::client) fn masked(self, redaction: &Redaction) -> Self {
        let what = mask_text(redaction, &self.what);
        Self { what, remedy: mask_text(redaction, &self.remedy), ..self }
    }
}

impl Health {
    fn masked(self, redaction: &Redaction) -> Self {
        match self {
            Self::Fine(text) => Self::Fine(mask_text(redaction, &text)),
            Self::Untried(why) => Self::Untried(mask_text(redaction, &why)),
            Self::Odd { what, remedy } => Self::Odd { what: mask_text(redaction, &what), remedy },
            Self::Failed(failure) => Self::Failed(failure.masked(redaction)),
        }
    }

    pub(super) fn failed(class: Class, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Failed(Failure { class, what: what.into(), remedy: remedy.into() })
    }
}
