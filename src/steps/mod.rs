//! Step definitions: they translate sentences into actions and checks, and nothing else.
//!
//! `sentences` has one file per domain noun. The state of a scenario is the [`World`]; requests
//! are sent by `actions`; answers are judged by `crate::checks`. Steps cannot know which target
//! they talk to.

mod actions;
mod bad_values;
mod body_variant;
mod context;
mod current_person;
mod entered_words;
mod known_values;
mod misuse;
mod named_actors;
mod needs;
mod parameter_help;
mod parameters;
mod person_samples;
mod sentences;
pub mod test_data;
mod vacuous;
mod word_tables;
mod world;
mod wrong_values;

pub use bad_values::value_fault;
pub use context::{ScenarioContext, SmsShare};
pub use misuse::{StepMisuse, misuses, reads, unread_arguments};
pub use named_actors::{NamedActor, makes_a_person, misnamed, named_patterns, without_names};
pub use needs::needed_tags;
pub use parameter_help::{ParameterHelp, parameter_help};
pub use vacuous::vacuous;
pub use world::World;

/// Result of a step definition; the reason of an early end is in the ledger as well.
type Step = Result<(), crate::evidence::StepFailure>;
