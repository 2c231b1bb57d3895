//! Faults of webhook deliveries.

use axum::body::Bytes;

use super::rewrite::{Edit, When, rewrite, selects_body};
use super::{Effect, Fault};
use crate::simulator::answer::Answer;
use crate::simulator::webhook::Event;

/// Fault of one delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryFault {
    /// The request is never sent.
    Lost,
    /// The event is sent twice, as if it were two.
    Doubled,
    /// Every attempt has another id.
    FreshIds,
    /// The request is signed with a key that is not the subscription's secret.
    OtherSecret,
    /// A header field has another value, or is missing.
    Header(&'static str, Option<&'static str>),
    /// The body differs; the signature fits it.
    Body(Edit),
}

/// The faults of the deliveries of an event.
pub fn delivery_faults(faults: &[&'static Fault], event: &Event) -> Vec<DeliveryFault> {
    let delivery_faults = faults.iter().filter_map(|fault| match fault.effect {
        Effect::Deliver(kinds, when, delivery_faults) if kinds.contains(&event.kind) => {
            selects_body(&event.body, when).then_some(delivery_faults)
        }
        _ => None,
    });
    delivery_faults.flatten().copied().collect()
}

/// The body to send.
pub fn faulty_body(delivery_faults: &[DeliveryFault], body: &Bytes) -> Bytes {
    let edits = delivery_faults.iter().filter_map(|delivery_fault| match delivery_fault {
        DeliveryFault::Body(edit) => Some(*edit),
        _ => None,
    });
    let edits: Vec<Edit> = edits.collect();
    if edits.is_empty() {
        return body.clone();
    }
    rewrite(Answer::new(200, crate::simulator::answer::JSON, body.clone()), When::Always, &edits)
        .body
}

/// The header fields as they are sent.
pub fn faulty_headers(
    delivery_faults: &[DeliveryFault],
    headers: &mut Vec<(&'static str, String)>,
) {
    for delivery_fault in delivery_faults {
        if let DeliveryFault::Header(name, value) = *delivery_fault {
            headers.retain(|(known, _)| *known != name);
            headers.extend(value.map(|value| (name, value.to_owned())));
        }
    }
}
