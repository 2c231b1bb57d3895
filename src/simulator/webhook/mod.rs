//! Webhooks: who listens, what is sent, and when it is sent again.
//!
//! `post` decides and touches no network; `courier` carries out what it decided. First deliveries
//! leave at once behind the answer that caused them, in order per subscription; repetitions are
//! due on the tenant's clock, so a frozen clock sends none until it is moved.

mod backoff;
mod callout;
mod courier;
mod event;
mod post;
mod signature;
#[cfg(test)]
mod tests;

pub use courier::{Courier, after_call, catch_up};
pub use event::Event;
pub use post::{Delivery, Post, Subscription};
