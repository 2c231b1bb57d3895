//! Step definitions: they translate sentences into calls and checks, and nothing else.
//!
//! One file per domain noun. What a scenario knows is the [`World`]; what it expects of an answer
//! is an `Expectation`; how far an identification gets is a `Journey`. Steps cannot know which
//! target they talk to.

mod access;
mod bank_page;
mod cast;
mod comparison;
mod continuity;
mod delivery;
mod documents;
mod eligibility;
mod errors;
mod expectation;
#[expect(clippy::needless_pass_by_value, reason = "captured texts arrive by value")]
mod generic;
mod iban_lookup;
mod identification;
mod journey;
mod limits;
mod mobile_number;
mod mocked_iban;
#[expect(clippy::needless_pass_by_value, reason = "captured texts arrive by value")]
mod number_rules;
mod open_questions;
mod parameters;
mod partner;
mod patience;
mod person;
mod person_data;
mod person_samples;
mod person_update;
mod provider;
mod qes;
mod refused_create;
mod self_employment;
mod snapshot;
mod status_event;
mod tan;
mod time;
mod values;
mod webhook;
mod world;

pub use world::{Scene, World};

/// What a step definition returns; the reason of an early end is in the ledger as well.
type Step = Result<(), crate::evidence::StepFailure>;
