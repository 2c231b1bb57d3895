//! Events sent to subscribers, and their order.

use std::time::Duration;

use super::TenantState;
use crate::api::Status;
use crate::simulator::fault::{self, DeliveryFault};
use crate::simulator::freedoms::CreatedEvent;
use crate::simulator::machine::Guard;
use crate::simulator::script::ScriptedDelivery;
use crate::simulator::webhook::{Delivery, Event};

impl TenantState {
    /// Queues an event for its subscribers.
    pub fn queue_event(&mut self, event: &Event) {
        if !self.rules.enforces(Guard::OwnEvents) {
            self.events_for_others.push(event.clone());
        }
        let faults = fault::delivery_faults(&self.faults, event);
        for subscription_id in self.webhooks.listeners(event.kind) {
            if let Some(reached) = &self.reached {
                reached.note_event(event);
            }
            let copies = match faults.as_slice() {
                faults if faults.contains(&DeliveryFault::Lost) => 0,
                faults if faults.contains(&DeliveryFault::Doubled) => 2,
                _ => 1,
            };
            for _ in 0..copies {
                let delivery = Delivery {
                    subscription_id: subscription_id.clone(),
                    webhook_id: self.ids.id(""),
                    event: event.clone(),
                    attempt: 1,
                    due: self.clock.now(),
                    repeated: false,
                    forged: false,
                    delay: Duration::ZERO,
                };
                self.add_as_scripted(delivery);
            }
        }
    }

    /// Queues a delivery with the change that the script demands.
    fn add_as_scripted(&mut self, mut delivery: Delivery) {
        let scripted = self.script.event(delivery.event.kind);
        delivery.delay = scripted.map_or(Duration::ZERO, |it| it.delay);
        match scripted.and_then(|it| it.delivery) {
            None => self.webhooks.add(delivery, false),
            Some(ScriptedDelivery::Lost) => {}
            Some(ScriptedDelivery::Reordered) => self.webhooks.add(delivery, true),
            Some(ScriptedDelivery::Doubled) => {
                self.webhooks.add(delivery.clone(), false);
                self.webhooks.add(delivery, false);
            }
            Some(ScriptedDelivery::Forged) => {
                let forged = Delivery {
                    webhook_id: self.ids.id(""),
                    event: delivery.event.claiming_success(delivery.due),
                    forged: true,
                    ..delivery.clone()
                };
                self.webhooks.add(delivery, false);
                self.webhooks.add(forged, false);
            }
        }
    }

    /// Queues an event for every status that changed since the last call.
    pub fn announce(&mut self) {
        let now = self.clock.now();
        for id in std::mem::take(&mut self.touched) {
            let Some(identification) = self.identifications.get_mut(&id) else { continue };
            let status = identification.status;
            if identification.is_unsettled(now) {
                self.unfinished.push(id.clone());
            }
            if identification.announced.replace(status) == Some(status) {
                continue;
            }
            let event = Event::identification(identification);
            let silent = self.rules.freedoms.created_event == CreatedEvent::NotSent;
            if silent && status == Status::Created {
                continue;
            }
            if status == Status::Confirmed {
                self.unfinished.push(id);
            }
            self.queue_event(&event);
        }
    }

    /// The next event of a subscription. Changes that only a retrieval would make visible are
    /// applied first; otherwise a receiver that does not poll would never be notified.
    pub fn next_delivery(&mut self, subscription_id: &str) -> Option<Delivery> {
        let now = self.clock.now();
        if let Some(delivery) = self.webhooks.take_due(subscription_id, now) {
            return Some(delivery);
        }
        for id in std::mem::take(&mut self.unfinished) {
            if let Some(identification) = self.identifications.get_mut(&id) {
                identification.settle(now, &self.rules);
                while identification.retrievals_left > 0 {
                    identification.settle(now, &self.rules);
                }
                self.touched.push(id);
            }
        }
        self.announce();
        self.webhooks.take_due(subscription_id, now)
    }
}
