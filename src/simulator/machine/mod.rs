//! The state machine of an identification. Pure: no I/O, and the time is a parameter.

mod identification;
mod malformation;
mod providers;
mod refusal;
mod rules;
mod settle;
mod sign;
mod tan;
#[cfg(test)]
mod tests;

pub use identification::{BankPageSession, Contract, Draft, IdentificationState};
pub use malformation::Malformation;
pub use providers::Providers;
pub use refusal::Refusal;
pub use rules::{AttemptLimits, Guard, Parameter, Quantity, Rules, Sending, Transition, Windows};
pub use sign::Paid;
pub use tan::Tan;
