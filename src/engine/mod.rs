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

mod check;
mod collect;
mod definitions;
mod execute;
mod gate;
mod language;
mod layout;
mod line_filter;
mod load;
mod misspelled_keyword;
mod outline;
mod panics;
mod parse;
mod plan;
mod problem;
mod record;
#[cfg(test)]
mod rehearsal;
mod runner;
mod scenario_run;
mod scenario_world;
mod scheduler;
mod select;
mod shard;
mod source;
mod step_limit;
mod step_list;
mod stop;
mod syntax;

pub use check::check;
pub use collect::Collector;
pub use definitions::StepDefinitions;
pub use execute::{Execution, execute, execute_beside};
pub use gate::Gate;
pub use load::{Suite, load};
pub use plan::{Case, Disposition, Plan, Planned};
pub use problem::Problem;
pub use runner::{Keep, Options, Retry, Runner, ScenarioWorld};
pub use select::{Selection, select};
pub use shard::keep_shard;
pub use source::{Source, discover};
pub use step_list::{StepEntry, catalogue, count, uses};
pub use stop::StopSignal;
