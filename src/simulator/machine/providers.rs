//! The providers behind the API. A provider that does not answer is not a fault of the API, which must
//! report it with the status codes of the guide.

use serde::Deserialize;

use super::Refusal;
use crate::api::Reason;
use crate::simulator::readings::Generic;

/// Health of a provider.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProviderHealth {
    /// The provider answers.
    #[default]
    Up,
    /// The provider does not answer (BI-172).
    Down,
    /// The simulated call of the provider fails (BI-176).
    InternalError,
    /// Something else fails (BI-178).
    GenericError,
}

/// The health of each provider.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Providers {
    /// Called by create.
    pub schufa: ProviderHealth,
    /// Called by request.
    pub fts: ProviderHealth,
    /// Called by authorize.
    pub swisscom: ProviderHealth,
}

impl ProviderHealth {
    /// Refuses a call that needs the provider, unless it is up.
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
