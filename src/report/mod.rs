//! Printers: a conformance report goes in, bytes come out. They decide nothing and open nothing.

mod brief;
mod canonical;
mod causes;
mod command;
mod controls;
mod ctrf;
mod diff;
mod failures;
mod format;
mod history;
mod html;
mod junit;
mod kill;
mod messages;
mod mutation;
mod partial;
mod partner;
mod partner_findings;
mod partner_proof;
mod phrases;
mod properties;
mod render;
mod requirements;
mod run_problems;
mod summary;
mod summary_line;
mod table;
mod tap;
mod terminal_failures;
mod text;
mod text_wrap;
mod variation_table;
mod waivers;
mod worth;

pub use brief::brief;
pub use diff::{diff_json, diff_markdown, diff_table};
pub use format::{Format, Output, RenderError, ReportLanguage, UnknownForm};
pub use history::{history_json, history_markdown, history_table};
pub use html::{history_html, page_policy};
pub use kill::{kill_json, kill_markdown, kill_table};
pub use messages::StepDefinition;
pub use mutation::{mutation_json, mutation_table};
pub use partner_proof::{partner_proof_json, partner_proof_markdown, partner_proof_table};
pub use phrases::Phrases;
pub use render::render;
pub use requirements::{
    ambiguity_csv, ambiguity_json, ambiguity_markdown, ambiguity_table, requirement_csv,
    requirement_json, requirement_markdown, requirement_table,
};
pub use summary::github_annotations;
pub use summary_line::next_step;
pub use table::{table, table_since};
pub use text_wrap::{TableLayout, wrapped};
pub use variation_table::{variation_json, variation_markdown, variation_table};
