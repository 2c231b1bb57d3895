//! Capabilities of a target beyond the API.

use std::str::FromStr;

use super::ConfigError;

/// A capability beyond the API that a scenario may need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capability {
    /// Credentials are known, so that requests without credentials can be compared.
    Credentials,
    /// The clock can be moved.
    Clock,
    /// Each sent TAN can be read.
    Outbox,
    /// A valid TAN is known.
    Tan,
    /// The hosted bank page can be driven.
    Wizard,
    /// The OTP of a mobile number can be read.
    Otp,
    /// Nobody else uses the target, so that its limits may be exhausted.
    Own,
    /// The target's limits can be lowered.
    RunLimits,
    /// The providers behind the target can be made to fail.
    ProviderFaults,
    /// The target can reach the receiver of webhooks.
    Webhooks,
}

impl Capability {
    pub(super) const ALL: [Self; 10] = [
        Self::Credentials,
        Self::Clock,
        Self::Outbox,
        Self::Tan,
        Self::Wizard,
        Self::Otp,
        Self::Own,
        Self::RunLimits,
        Self::ProviderFaults,
        Self::Webhooks,
    ];

    /// The word of the tag `@needs:<word>`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Credentials => "credentials",
            Self::Clock => "clock",
            Self::Outbox => "outbox",
            Self::Tan => "tan",
            Self::Wizard => "wizard",
            Self::Webhooks => "webhooks",
            Self::Otp => "otp",
            Self::Own => "own",
            Self::RunLimits => "limits",
            Self::ProviderFaults => "provider-faults",
        }
    }
}

impl FromStr for Capability {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        Self::ALL.into_iter().find(|it| it.word() == text).ok_or_else(|| {
            let words: Vec<&str> = Self::ALL.iter().map(|it| it.word()).collect();
            ConfigError::new(format!("`{text}` is not a capability: they are {}", words.join(", ")))
        })
    }
}
