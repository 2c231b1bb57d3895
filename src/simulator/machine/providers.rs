//! Whether the providers behind the API answer. Not faults of the API: it must say so properly.

use serde::Deserialize;

use super::Refusal;
use crate::api::Reason;
use crate::simulator::readings::Generic;

/// How a provider is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProviderHealth {
    /// It answers.
    #[default]
    Up,
    /// It does not (BI-172).
    Down,
    /// The simulated call of the provider fails (BI-176).
    InternalError,
    /// Something else fails (BI-178).
    GenericError,
}

/// The providers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Providers {
    /// Asked on create.
    pub schufa: ProviderHealth,
    /// Asked on request.
    pub fts: ProviderHealth,
    /// Asked when the QES starts.
    pub swisscom: ProviderHealth,
}

impl ProviderHealth {
    /// Refuses what needs the provider, unless it is up.
    pub fn require(self, provider: &str, generic: Generic) -> Result<(), Refusal> {
        let reason = match self {
            Self::Up => return Ok(()),
            Self::Down => Reason::DependencyError,
            Self::InternalError => Reason::InternalRequestError,
            Self::GenericError => Reason::GenericError,
        };
        let mut refusal = Refusal::because(reason, format!("{provider} could not be asked"));
        if reason == Reason::GenericError && generic == Generic::Http500 {
            refusal.status = 500;
        }
        Err(refusal)
    }
}
