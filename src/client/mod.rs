//! Access to a target: one HTTP client for the process, one typed call per operation, and an
//! exchange for each request.
//!
//! Nothing here judges or panics on an answer: the result is either a
//! [`Reply`](crate::evidence::Reply) or an [`Unobserved`](crate::evidence::Unobserved).

mod app_http;
mod bank_page;
mod context;
mod control;
mod control_client;
mod doctor;
mod http;
mod numbers_in_use;
mod operations;
mod polling;
mod progress;
mod recorder;
mod session;
mod sms;
mod webhooks;

pub use app_http::{AppHttp, AppRequest, AppResponse};
pub use bank_page::browser::MOST_BROWSERS;
pub use bank_page::visit::{BankPageVisit, VisitOutcome};
pub use bank_page::words::NumberForm;
pub use context::RunContext;
pub use control_client::{ControlClient, CreatedTenant, OutboxFilter, OutboxSms};
pub use doctor::{
    Class, Failure, Finding, Health, OperationProbe, Preflight, ProbeResult, examine, preflight,
    probe_operations,
};
pub use http::access::Caller;
pub use http::quota::Usage;
pub use http::transport::SetupError;
pub use numbers_in_use::{NumberInUse, NumbersInUse};
pub use polling::{
    LONGEST_PAUSE, Observation, eventually, eventually_notified, eventually_within, wait_real_time,
    while_waiting,
};
pub use progress::{Progress, ProgressGuard, Waiting};
pub use session::{Observed, Session};
pub use sms::tan::{OutboxCursor, SmsQuery};
pub use webhooks::received_webhook::ReceivedWebhook;

pub use crate::config::{Capability, Window};
