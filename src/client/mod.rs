//! The observer: one HTTP client for the process, one typed call per operation, an exchange for
//! each.
//!
//! Nothing here judges, and nothing here panics on what a server sends: whatever comes back is
//! either a [`Reply`](crate::evidence::Reply) or an [`Unobserved`](crate::evidence::Unobserved).

mod access;
mod auth;
mod browser;
mod context;
mod control;
mod delivery_policy;
mod doctor;
mod form;
mod manual;
mod operations;
mod otp;
mod polling;
mod preflight;
mod progress;
mod prompt;
mod quota;
mod received_webhook;
mod receiver;
mod recorder;
mod session;
mod tan;
mod tls;
mod transport;
mod webhook;
mod wizard;
mod words;

pub use access::Caller;
pub use context::RunContext;
pub use doctor::{Class, Failure, Finding, Health, examine};
pub use polling::{
    LONGEST_PAUSE, Observation, eventually, eventually_notified, wait_for_real, while_waiting,
};
pub use preflight::{Preflight, preflight};
pub use progress::{Progress, ProgressGuard, Waiting};
pub use quota::Usage;
pub use received_webhook::ReceivedWebhook;
pub use session::{Observed, Session};
pub use tan::{OutboxCursor, SmsQuery};
pub use transport::SetupError;
pub use wizard::{BankPageVisit, VisitOutcome};

pub use crate::config::Window;
