//! The observer: one HTTP client for the process, one typed call per operation, an exchange for
//! each.
//!
//! Nothing here judges, and nothing here panics on what a server sends: whatever comes back is
//! either a [`Reply`](crate::evidence::Reply) or an [`Unobserved`](crate::evidence::Unobserved).

mod access;
mod account;
mod auth;
mod bench;
mod board;
mod browser;
mod callout;
mod control;
mod doctor;
mod eventually;
mod form;
mod manners;
mod manual;
mod operations;
mod otp;
mod preflight;
mod prompt;
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
pub use account::Spent;
pub use bench::Bench;
pub use board::{Board, Pinned, Waiting};
pub use callout::Callout;
pub use doctor::{Class, Failure, Finding, Health, examine};
pub use eventually::{
    LONGEST_PAUSE, Look, eventually, eventually_told, wait_for_real, while_waiting,
};
pub use preflight::{Preflight, preflight};
pub use session::{Observed, Session};
pub use tan::{Mark, Sms};
pub use transport::SetupError;
pub use wizard::{Errand, WizardEnd};

pub use crate::config::Window;
