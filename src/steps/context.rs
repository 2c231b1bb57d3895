//! Context of a scenario.

use std::rc::Rc;

use crate::client::RunContext;

/// Context of one attempt of a scenario: the run, its seed, and the scenario itself.
#[derive(Clone, Debug)]
pub struct ScenarioContext {
    /// The run's context.
    pub run: Rc<RunContext>,
    /// The run's seed.
    pub seed: u64,
    /// The scenario's stable id.
    pub id: String,
    /// Title of the scenario.
    pub name: String,
    /// Whether it moves time, lowers limits or stops providers, and so needs a tenant of its own.
    pub own_tenant: bool,
    /// SMS of the scenario.
    pub sms: SmsShare,
}

/// The SMS of one scenario.
#[derive(Clone, Debug, Default)]
pub struct SmsShare {
    /// Number of SMS that it is expected to send.
    pub count: u64,
    /// Mobile number of its customers; the static one if `None`.
    pub number: Option<String>,
}
