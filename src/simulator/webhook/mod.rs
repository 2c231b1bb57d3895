//! Webhooks: subscriptions, deliveries, and retries.
//!
//! `queue` decides without I/O; `dispatcher` carries out its decisions with `sender`. First
//! deliveries are sent directly after the answer that caused them, in order per subscription.
//! Retries are due on the tenant's clock, so that a frozen clock sends none until it is moved.

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
