//! Complete record of a tenant whose partner is observed: calls, bank page, SMS, webhooks, clock, and
//! the events of the tester. Nothing in it is masked.

mod exchange;
mod log;
mod payload;

pub use exchange::{OpenExchange, TracedRequest, TracedSubject};
pub use log::TraceLog;
