//! Webhook subscriptions and their pending deliveries.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::backoff;
use super::event::Event;
use crate::api::{EventType, WebhookSubscription};
use crate::simulator::freedoms::AcceptedDelivery;
use crate::simulator::machine::{Guard, Rules};

/// A webhook subscription of the partner.
#[derive(Clone, Debug)]
pub struct Subscriber {
    /// Id.
    pub id: String,
    /// Event type of the subscription.
    pub kind: EventType,
    /// URL of the receiver.
    pub url: String,
    /// Key of the signatures.
    pub secret: String,
    /// Whether the receiver answered the verification call; without it no event is sent.
    pub verified: bool,
    /// Locked during a delivery, so that events keep their order.
    pub turn: Arc<tokio::sync::Mutex<()>>,
}

impl Subscriber {
    /// The subscription in the form of the API, with its secret if requested.
    pub fn shown(&self, with_secret: bool) -> WebhookSubscription {
        WebhookSubscription {
            id: self.id.clone(),
            event_type: self.kind.word().to_owned(),
            url: self.url.clone(),
            secret: with_secret.then(|| self.secret.clone()),
        }
    }
}

/// A pending delivery of an event to a subscription.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Id of the subscription.
    pub subscription_id: String,
    /// Id, the same for all attempts, so that a receiver recognises a retry.
    pub webhook_id: String,
    /// The event.
    pub event: Event,
    /// Number of the next attempt, counted from 1.
    pub attempt: u32,
    /// Time of the next attempt.
    pub due: Timestamp,
    /// Whether it was accepted and is sent again nevertheless.
    pub repeated: bool,
    /// Whether it is signed with a wrong secret on purpose.
    pub forged: bool,
    /// Real time before the first attempt.
    pub delay: Duration,
}

/// The subscriptions and deliveries of a tenant.
#[derive(Debug, Default)]
pub struct WebhookQueue {
    /// Subscriptions, the oldest first.
    subscriptions: Vec<Subscriber>,
    /// Pending deliveries in the order of their events; retries are last.
    waiting: Vec<Delivery>,
    /// Deliveries that a fault or a script sends after the next one of their subscription.
    held_back: Vec<Delivery>,
    /// Whether a task waits in real time for the next retry.
    pub watched: bool,
}

impl WebhookQueue {
    /// Adds a subscription.
    pub fn subscribe(&mut self, subscription: Subscriber) {
        self.subscriptions.push(subscription);
    }

    /// The subscription with this id.
    pub fn subscription(&mut self, id: &str) -> Option<&mut Subscriber> {
        self.subscriptions.iter_mut().find(|each| each.id == id)
    }

    /// All subscriptions, the oldest first.
    pub fn subscriptions(&self) -> &[Subscriber] {
        &self.subscriptions
    }

    /// Removes a subscription with its pending deliveries.
    pub fn cancel(&mut self, id: &str) {
        self.subscriptions.retain(|each| each.id != id);
        self.waiting.retain(|each| each.subscription_id != id);
        self.held_back.retain(|each| each.subscription_id != id);
    }

    /// Ids of the verified subscriptions for an event.
    pub fn listeners(&self, kind: EventType) -> Vec<String> {
        let listen = self.subscriptions.iter().filter(|each| each.kind == kind && each.verified);
        listen.map(|each| each.id.clone()).collect()
    }

    /// Adds a delivery as the last one, or delays it until after the next one.
    pub fn add(&mut self, delivery: Delivery, hold_back: bool) {
        if hold_back {
            self.held_back.push(delivery);
            return;
        }
        let of_same = |it: &mut Delivery| it.subscription_id == delivery.subscription_id;
        let mut released: Vec<Delivery> = self.held_back.extract_if(.., of_same).collect();
        // They became due earlier, and would be the next ones.
        for it in &mut released {
            it.due = it.due.max(delivery.due);
        }
        self.waiting.push(delivery);
        self.waiting.extend(released);
    }

    /// Ids of the subscriptions with a due delivery.
    pub fn due(&self, now: Timestamp) -> Vec<String> {
        let has_due =
            |id: &str| self.waiting.iter().any(|it| it.subscription_id == id && it.due <= now);
        let due = self.subscriptions.iter().filter(|each| has_due(&each.id));
        due.map(|each| each.id.clone()).collect()
    }

    /// Removes and returns the next delivery of a subscription.
    pub fn take_due(&mut self, subscription_id: &str, now: Timestamp) -> Option<Delivery> {
        let due = self.waiting.iter().enumerate();
        let due = due.filter(|(_, it)| it.subscription_id == subscription_id && it.due <= now);
        // `min_by_key` returns the first of those due at the same time.
        let (place, _) = due.min_by_key(|(_, it)| it.due)?;
        Some(self.waiting.remove(place))
    }

    /// Time when the next delivery is due.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.waiting.iter().map(|it| it.due).min()
    }

    /// An accepted delivery is done, unless the API delivers at least once (and not exactly once).
    fn accepted(&mut self, mut delivery: Delivery, rules: &Rules) {
        let again = rules.freedoms.accepted_delivery == AcceptedDelivery::Twice;
        if again && !std::mem::replace(&mut delivery.repeated, true) {
            self.waiting.push(delivery);
        }
    }

    /// Records the result of an attempt; `status` is the receiver's status code, if it answered.
    /// The next attempt is due an interval after the due time of this one, even if the clock was
    /// moved further.
    pub fn attempted(&mut self, mut delivery: Delivery, status: Option<u16>, rules: &Rules) {
        if delivery.forged {
            return;
        }
        delivery.delay = Duration::ZERO;
        match status {
            Some(200..300) => return self.accepted(delivery, rules),
            Some(410) if !rules.enforces(Guard::GoneIsForgotten) => return,
            Some(410) if rules.enforces(Guard::GoneCancels) => {
                return self.cancel(&delivery.subscription_id);
            }
            Some(422) if rules.enforces(Guard::RejectedIsFinal) => return,
            _ => {}
        }
        let last = delivery.attempt >= rules.webhook_attempts();
        let listens = self.subscriptions.iter().any(|it| it.id == delivery.subscription_id);
        if last || !listens || !rules.enforces(Guard::Retried) {
            return;
        }
        let pause = if rules.enforces(Guard::BackOff) {
            backoff::pause_after(delivery.attempt, rules.readings.retries)
        } else {
            SignedDuration::ZERO
        };
        delivery.due = delivery.due.checked_add(pause).unwrap_or(Timestamp::MAX);
        delivery.attempt += 1;
        self.waiting.push(delivery);
    }
}
