//! Judgement over plain data: what an answer should look like, whether it is what it was before,
//! and which documented reading an observation fits.
//!
//! Pure functions: observation in, mismatches or a reading out. No network, no clock, no cucumber.

mod comparison;
mod eligibility;
mod errors;
mod expectation;
mod journey;
mod known;
mod members;
mod mobile_number;
mod person_data;
pub mod readings;
mod refusals;
#[cfg(test)]
mod samples;
mod signature;
mod unchanged;

pub use comparison::{as_before, as_sent, same};
pub use eligibility::{eligibility, explained_eligibility, no_identifications, unidentified};
pub use errors::{complete_errors, error_id, listed_errors, own_error_id, repeated_status};
pub use expectation::{Expectation, Member, is_refusal, not_found, shown, status_of};
pub use journey::{IdentificationCall, Journey};
pub use known::{KnownIdentification, KnownPerson};
pub use members::shown_members;
pub use mobile_number::{deleted_number, has_number, one_number, readable_number, six_digits};
pub use person_data::{failed_without_schufa, identified_or_missing_data};
pub use refusals::RefusalCause;
pub use signature::{completed, confirmed_signature, started_signature};
pub use unchanged::{continued, kept};
