//! A simulator of the Bankident API, with a configurable reading of each ambiguous question. It is
//! a target like any other, and is reached over HTTP.
//!
//! `machine` is pure; handlers are plain functions over a tenant's `tenant_state`; every call
//! passes through `gate`. Clients, features and verdicts are unknown here.
//!
//! Not simulated: change requests (a PATCH of a person and the deletion of a verified number take
//! effect at once), the deletion of persons by call, identification methods other than `bank`. A
//! missing operation answers 501.

mod absence;
mod access;
mod answer;
mod body;
mod call;
mod choices;
mod clock;
mod control;
pub mod fault;
mod freedoms;
mod gate;
mod ids;
mod journal;
mod listener;
mod machine;
pub mod mutation;
mod notation;
mod operation;
mod outbox;
mod pdf;
mod readings;
mod receivers;
mod rendering;
mod router;
mod routes;
mod script;
mod server;
mod state;
mod tenant_state;
#[cfg(test)]
mod tests;
mod trace;
mod transfer;
mod variant;
mod webhook;
mod wizard;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

pub use choices::UnknownChoice;
pub use clock::ClockMode;
pub use fault::{Fault, ReachedFaults};
pub use freedoms::{BirthCity, Freedoms};
pub use machine::{AttemptLimits, Windows};
pub use readings::Readings;
pub use receivers::{AllowedReceiver, UnknownReceiver};
pub use server::{Simulator, StartError};
pub use variant::Variant;

/// Set-up of a simulator.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Address of the API; port 0 takes a free port.
    pub api: SocketAddr,
    /// Base URL under which others reach the API; that of its address if `None`.
    pub public_url: Option<String>,
    /// Address of the control interface.
    pub control: SocketAddr,
    /// Readings of the ambiguous questions.
    pub readings: Readings,
    /// Freedoms that the API takes.
    pub freedoms: Freedoms,
    /// Lengths of the time windows.
    pub windows: Windows,
    /// Faults of every tenant without faults of its own.
    pub faults: Vec<&'static Fault>,
    /// Notes the faults that would change something.
    pub reached: Option<Arc<ReachedFaults>>,
    /// Seed of all ids, TANs and keys. Credentials do not depend on it.
    pub seed: u64,
    /// Whether the clocks of tenants run by themselves.
    pub clock: ClockMode,
    /// Receivers of webhooks, in addition to those on this machine; they need no TLS.
    pub receivers: Vec<AllowedReceiver>,
    /// Maximum number of connections of each listener.
    pub max_connections: usize,
}

impl Default for Setup {
    fn default() -> Self {
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            api: anywhere,
            public_url: None,
            control: anywhere,
            readings: Readings::default(),
            freedoms: Freedoms::default(),
            windows: Windows::default(),
            faults: Vec::new(),
            reached: None,
            seed: 0,
            clock: ClockMode::default(),
            receivers: Vec::new(),
            max_connections: 1024,
        }
    }
}
