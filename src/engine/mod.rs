//! The engine room: loads features, selects scenarios, checks them before anything runs, drives
//! cucumber and turns what happened into scenario records.
//!
//! ```text
//! discover -> load -> select -> check -> execute (Runner -> events -> Collector) -> records
//! ```
//!
//! It keeps cucumber's macros, expressions, events and writer traits, so any writer of the
//! ecosystem plugs in, and replaces its parser front, runner and panic hook. It knows nothing of
//! targets, verdicts or reports, and never reads what a failure says: reasons arrive typed.

mod catalogue;
mod check;
mod collect;
mod cut;
mod definitions;
mod drive;
mod execute;
mod gate;
mod lane;
mod language;
mod layout;
mod limit;
mod load;
mod outline;
mod panics;
mod parse;
mod piece;
mod plan;
mod problem;
mod record;
#[cfg(test)]
mod rehearsal;
mod runner;
mod select;
mod shard;
mod source;
mod staged;
mod stop;
mod stray;
mod syntax;
mod wanted;

pub use catalogue::{Entry, catalogue, count};
pub use check::check;
pub use collect::Collector;
pub use definitions::Definitions;
pub use execute::{Execution, execute, execute_beside};
pub use gate::Gate;
pub use load::{Suite, load};
pub use plan::{Case, Fate, Plan, Planned};
pub use problem::Problem;
pub use runner::{Keep, Options, Retry, Runner, Staged};
pub use select::{Selection, select};
pub use shard::keep_shard;
pub use source::{Source, discover};
pub use stop::StopSignal;
