//! Webhooks: subscriptions, the receiver of the run, and the deliveries of one session.

pub(super) mod inbox;
pub(super) mod received_webhook;
pub(super) mod receiver;
mod subscriptions;
