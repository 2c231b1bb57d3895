//! Webhooks: subscriptions, deliveries, and retries.
//!
//! `queue` decides and touches no network; `dispatcher` carries out its decisions by way of `sender`. First deliveries
//! leave at once behind the answer that caused them, in order per subscription; repetitions are
//! due on the tenant's clock, so a frozen clock sends none until it is moved.

mod backoff;
mod dispatcher;
mod event;
mod queue;
mod request;
mod sender;
mod signature;
#[cfg(test)]
mod tests;

pub use dispatcher::{after_call, catch_up};
pub use event::Event;
pub use queue::{Delivery, Subscriber, WebhookQueue};
pub use sender::WebhookSender;
