//! The state machine of an identification. Pure: no I/O, and the time is a parameter.

mod asked;
mod guard;
mod identification;
mod mistake;
mod parameter;
mod providers;
mod refusal;
mod rules;
mod settle;
mod sign;
mod tan;
#[cfg(test)]
mod tests;

pub use asked::AskedRules;
pub use guard::{Guard, Transition};
pub use identification::{BankPageSession, Contract, Draft, IdentificationState};
pub use mistake::Mistake;
pub use parameter::{Parameter, Quantity, Sending};
pub use providers::Providers;
pub use refusal::Refusal;
pub use rules::{AttemptLimits, Rules, Windows};
pub use sign::PaymentResult;
pub use tan::{Tan, void};
