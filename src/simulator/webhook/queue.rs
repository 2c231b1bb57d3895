//! Webhook subscriptions and their pending deliveries.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::backoff;
use super::event::Event;
use crate::api::{EventType, WebhookSubscription};
use crate::simulator::machine::{Guard, Rules};

/// A webhook subscription of the partner.
#[derive(Clone, Debug)]
pub struct Subscriber {
    /// Its id.
    pub id: String,
    /// Event type of the subscription.
    pub kind: EventType,
    /// Where events go.
    pub url: String,
    /// The key of the signatures.
    pub secret: String,
    /// Whether the receiver answered the verification call; before that it gets nothing.
    pub verified: bool,
    /// Held while something is on its way to it, so that events keep their order.
    pub turn: Arc<tokio::sync::Mutex<()>>,
}

impl Subscriber {
    /// As the API shows it; the secret only when asked for.
    pub fn shown(&self, with_secret: bool) -> WebhookSubscription {
        WebhookSubscription {
            id: self.id.clone(),
            event_type: self.kind.word().to_owned(),
            url: self.url.clone(),
            secret: with_secret.then(|| self.secret.clone()),
        }
    }
}

/// One event on its way to one subscription.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Where it goes.
    pub subscription_id: String,
    /// The same for all attempts, so that a receiver recognises a repetition.
    pub webhook_id: String,
    /// The event.
    pub event: Event,
    /// Number of the next attempt, counted from 1.
    pub attempt: u32,
    /// When it is to be made.
    pub due: Timestamp,
}

/// Everything of one tenant that has to do with webhooks.
#[derive(Debug, Default)]
pub struct WebhookQueue {
    /// The oldest first.
    subscriptions: Vec<Subscriber>,
    /// In the order in which events happened; repetitions behind.
    waiting: Vec<Delivery>,
    /// Waiting for another one to overtake it; only a fault does that.
    held_back: Vec<Delivery>,
    /// Whether someone is waiting for real time to pass until the next repetition.
    pub watched: bool,
}

impl WebhookQueue {
    /// Adds a subscription.
    pub fn subscribe(&mut self, subscription: Subscriber) {
        self.subscriptions.push(subscription);
    }

    /// The subscription of that id.
    pub fn subscription(&mut self, id: &str) -> Option<&mut Subscriber> {
        self.subscriptions.iter_mut().find(|each| each.id == id)
    }

    /// All subscriptions, the oldest first.
    pub fn subscriptions(&self) -> &[Subscriber] {
        &self.subscriptions
    }

    /// Ends a subscription, and with it all that was still to be delivered.
    pub fn cancel(&mut self, id: &str) {
        self.subscriptions.retain(|each| each.id != id);
        self.waiting.retain(|each| each.subscription_id != id);
    }

    /// Ids of the verified subscriptions for an event.
    pub fn listeners(&self, kind: EventType) -> Vec<String> {
        let listen = self.subscriptions.iter().filter(|each| each.kind == kind && each.verified);
        listen.map(|each| each.id.clone()).collect()
    }

    /// Puts a delivery behind all others, or holds it back until the next one.
    pub fn add(&mut self, delivery: Delivery, hold_back: bool) {
        if hold_back {
            self.held_back.push(delivery);
            return;
        }
        self.waiting.push(delivery);
        self.waiting.append(&mut self.held_back);
    }

    /// Ids of the subscriptions for which something is due.
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
        // The first of those due at the same time.
        let (place, _) = due.min_by_key(|(_, it)| it.due)?;
        Some(self.waiting.remove(place))
    }

    /// When the next delivery of all is due.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.waiting.iter().map(|it| it.due).min()
    }

    /// Records the result of an attempt; `status` is the receiver's status code, if it answered.
    /// The next one is due as seen from this one, however far the clock was moved meanwhile.
    pub fn attempted(&mut self, mut delivery: Delivery, status: Option<u16>, rules: &Rules) {
        match status {
            Some(200..300) => return,
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
