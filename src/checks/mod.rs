//! Judgement over plain data: what an answer should look like, whether it is what it was before,
//! and which documented reading an observation fits.
//!
//! Pure functions: observation in, mismatches or a reading out. No network, no clock, no cucumber.

mod comparison;
mod expectation;
mod journey;
mod known;
pub mod open_questions;
mod unchanged;

pub use comparison::{as_before, as_sent, same};
pub use expectation::{Expectation, Member, is_refusal, not_found, shown, status_of};
pub use journey::{IdentificationCall, Journey};
pub use known::{KnownIdentification, KnownPerson};
pub use unchanged::{continued, kept};
