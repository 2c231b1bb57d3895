//! The configuration of a run: the target, the profile, time-outs and limits.
//!
//! [`Layer`] has one row for each setting. [`Settings::join`] joins flags, `BANKIDENT_*` variables
//! and `bankident.toml`, and keeps the source of each value. This module reads files and fetches
//! secrets; it opens no socket.

mod applicability;
mod base_url;
mod byte_size;
mod capability;
mod chromedriver;
mod customer_number;
mod environment;
mod error;
mod file;
mod host_name;
mod join;
mod origin;
mod preset;
mod profile;
mod rate;
mod route;
mod run_config;
mod secret;
mod setting;
mod settings;
mod shard;
mod tan_source;
mod target;
mod text_file;
mod timing;
mod value;
mod waiver;
mod wizard_driver;
mod words;

pub use applicability::{lacking, needs, needs_own_tenant, needs_wizard, tag_words, waiting};
pub use byte_size::ByteSize;
pub use capability::Capability;
pub use chromedriver::Chromedriver;
pub use customer_number::CustomerNumber;
pub use environment::Environment;
pub use error::ConfigError;
pub use file::{ConfigFile, FILE_NAME, TEMPLATE, answered_template};
pub use host_name::HostName;
pub use join::{Overrides, Settings};
pub use origin::{FilePosition, Origin, Sourced};
pub use profile::{Profile, ReadingDemand};
pub use rate::Rate;
pub use route::{CaFile, ClientIdentity, Proxy, Route};
pub use run_config::{FreedomChoice, Retries, RunConfig, Server, TargetChoice};
pub use secret::{Reference, Secret};
pub use setting::{Effective, Flag, FlagArity, Setting};
pub use settings::{Layer, RunSettings};
pub use shard::{Shard, ShardChoice};
pub use tan_source::TanSource;
pub use target::{ControlAccess, Credentials, Target};
pub use text_file::read_text;
pub use timing::{Deadlines, Timing, Window, duration};
pub use waiver::{Subject, Waiver};
pub use wizard_driver::WizardDriver;
