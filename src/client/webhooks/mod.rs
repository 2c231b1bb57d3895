//! Webhooks: subscriptions, the receiver of the run, and the deliveries of one session.

pub(super) mod received_webhook;
pub(super) mod receiver;
pub(super) mod session_webhooks;
mod subscriptions;
