//! The HTTP request of a webhook delivery.

use axum::body::Bytes;

use super::queue::{Delivery, Subscriber};
use super::signature::signature;
use crate::simulator::answer::JSON;
use crate::simulator::clock::printed;
use crate::simulator::fault::{self, DeliveryFault, Fault};

const EVENT_TYPE: &str = "solaris-webhook-event-type";
const AGENT: (&str, &str) =
    ("user-agent", concat!("bankident-simulator/", env!("CARGO_PKG_VERSION")));

/// A request to a receiver.
#[derive(Clone, Debug)]
pub struct WebhookRequest {
    /// URL of the receiver.
    pub url: String,
    /// Header fields.
    pub headers: Vec<(&'static str, String)>,
    /// Body; empty for the verification call.
    pub body: Bytes,
}

impl WebhookRequest {
    /// The verification call of a receiver.
    pub fn verification(url: &str) -> Self {
        let headers = [(EVENT_TYPE, "WEBHOOK-SUBSCRIPTION"), AGENT];
        let headers = headers.map(|(name, value)| (name, value.to_owned())).to_vec();
        Self { url: url.to_owned(), headers, body: Bytes::new() }
    }

    /// An attempt to deliver an event, with the effects of the faults.
    pub fn of(subscription: &Subscriber, delivery: &Delivery, faults: &[&'static Fault]) -> Self {
        let event = &delivery.event;
        let delivery_faults = fault::delivery_faults(faults, event);
        let body = fault::faulty_body(&delivery_faults, &event.body);
        let is_wrong = delivery.forged || delivery_faults.contains(&DeliveryFault::OtherSecret);
        let secret = if is_wrong { &subscription.id } else { &subscription.secret };
        let repeated =
            delivery_faults.contains(&DeliveryFault::FreshIds).then_some(delivery.attempt);
        let webhook_id = match repeated {
            Some(attempt) => format!("{}{attempt}", delivery.webhook_id),
            None => delivery.webhook_id.clone(),
        };
        let mut headers = vec![
            ("content-type", JSON.to_owned()),
            ("solaris-webhook-id", webhook_id),
            ("solaris-webhook-subscription-id", subscription.id.clone()),
            (EVENT_TYPE, event.kind.word().to_owned()),
            ("solaris-webhook-attempt", delivery.attempt.to_string()),
            ("solaris-webhook-signature", signature(secret, &body)),
            ("solaris-webhook-callout-timestamp", printed(delivery.due)),
            (AGENT.0, AGENT.1.to_owned()),
        ];
        headers.extend(event.entity_id.iter().map(|id| ("solaris-entity-id", id.clone())));
        fault::faulty_headers(&delivery_faults, &mut headers);
        Self { url: subscription.url.clone(), headers, body }
    }
}
