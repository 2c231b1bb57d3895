//! The engine: loads features, selects scenarios, checks them before anything runs, drives cucumber
//! and makes scenario records of the results.
//!
//! ```text
//! discover -> load -> select -> check -> execute (Runner -> events -> Collector) -> records
//! ```
//!
//! It uses cucumber's macros, expressions, events and writer traits, so that any writer of the
//! ecosystem plugs in. It replaces cucumber's loader, runner and panic hook. It knows no targets,
//! verdicts or reports, and never parses the text of a failure: reasons are typed.

mod check;
mod collect;
mod columns;
mod definitions;
mod execute;
mod gate;
mod gherkin;
mod known_tags;
mod line_filter;
mod listing;
mod load;
mod needs;
mod options;
mod outline;
mod panics;
mod plan;
mod problem;
mod record;
mod run_state;
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
mod suggest;
mod suite_rules;
mod summary;
#[cfg(test)]
mod test_world;

pub use check::check;
pub use collect::Collector;
pub use definitions::{ExampleStep, StepDefinitions};
pub use execute::{Execution, execute};
pub use gate::Gate;
pub use known_tags::KnownTags;
pub use listing::{ListedScenario, about, listed};
pub use load::{Suite, load};
pub use needs::derive_needs;
pub use options::{Keep, Options, Retry};
pub use plan::{Case, Disposition, Plan, Planned};
pub use problem::Problem;
pub use runner::Runner;
pub use scenario_world::ScenarioWorld;
pub use select::{Selection, select};
pub use shard::keep_shard;
pub use source::{Discovered, Source, discover, split_lines};
pub use step_list::{
    StepEntry, StepNeed, StepParameter, StepUse, catalogue, count, example_steps, uses,
};
pub use stop::StopSignal;
pub use suggest::{StepStub, StubPiece};
pub use summary::summarised;
