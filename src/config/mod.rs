//! What a run is told: the target, how it is judged, how long anything may take.
//!
//! Flags, `BANKIDENT_*` variables and `bankident.toml` are joined by [`Settings::join`], each
//! value with the place it was said at. Files are read and secrets fetched here; nothing here opens
//! a socket.

mod capability;
mod chromedriver;
mod environment;
mod error;
mod file;
mod join;
mod origin;
mod pace;
mod profile;
mod route;
mod run_config;
mod secret;
mod setting;
mod settings;
mod shard;
mod target;
mod timing;
mod value;
mod waiver;

pub use capability::{Capability, lacking, needs_own_tenant, needs_wizard, waiting};
pub use chromedriver::Chromedriver;
pub use environment::Environment;
pub use error::ConfigError;
pub use file::{ConfigFile, FILE_NAME, TEMPLATE};
pub use join::{Overrides, Settings};
pub use origin::{FilePosition, Origin, Sourced};
pub use pace::Rate;
pub use profile::{Profile, ReadingDemand};
pub use route::{CaFile, Proxy, Route};
pub use run_config::{Retries, RunConfig, RunLimits, Server, TargetChoice};
pub use secret::{Reference, Secret};
pub use setting::{Effective, Flag, FlagArity, Setting};
pub use settings::Layer;
pub use shard::{Shard, ShardChoice};
pub use target::{ControlAccess, Credentials, TanSource, Target, WebhookAddress, WizardDriver};
pub use timing::{Deadlines, Timing, Window, duration};
pub use waiver::{Subject, Waiver};
