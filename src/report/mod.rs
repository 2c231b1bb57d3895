//! Printers: a conformance report goes in, bytes come out. They decide nothing and open nothing.

mod canonical;
mod causes;
mod closing;
mod command;
mod ctrf;
mod diff;
mod explained;
mod failures;
mod format;
mod grid;
mod html;
mod json;
mod junit;
mod kill;
mod messages;
mod properties;
mod requirements;
mod shortfall;
mod summary;
mod table;
mod tap;
mod text;
mod waivers;

pub use closing::next_step;
pub use diff::{diff_json, diff_markdown, diff_table};
pub use format::{Format, Language, Output, RenderError, UnknownForm, render};
pub use json::{RUN_SCHEMA, run_json, scenario_json};
pub use junit::JunitError;
pub use kill::{kill_json, kill_markdown, kill_table};
pub use messages::StepDefinition;
pub use requirements::{
    ambiguity_csv, ambiguity_json, ambiguity_markdown, ambiguity_table, requirement_csv,
    requirement_json, requirement_markdown, requirement_table,
};
pub use summary::github_annotations;
pub use table::{Layout, table};
