//! What a run is told: the target, how it is judged, how long anything may take.
//!
//! Only values and their checks; nothing here opens a socket.

mod capability;
mod profile;
mod run_config;
mod shard;
mod target;
mod timing;
mod waiver;

pub use capability::{Capability, lacking, needs_own_tenant};
pub use profile::{Profile, ReadingDemand};
pub use run_config::{Retries, RunConfig, Server, TargetChoice};
pub use shard::{Shard, ShardChoice};
pub use target::{
    ConfigError, ControlAccess, Credentials, Secret, TanSource, Target, WebhookAddress,
    WizardDriver,
};
pub use timing::{Deadlines, Timing, Window};
pub use waiver::{Subject, Waiver};
