//! Deletion of persons who never became customers (API reference, Webhooks).

use jiff::{SignedDuration, Timestamp};

use super::{PersonRecord, TenantState};
use crate::api::Status;
use crate::simulator::machine::Guard;
use crate::simulator::webhook::Event;

/// Time after which a person that was not identified is deleted.
const RETENTION: SignedDuration = SignedDuration::from_hours(24 * 90);

impl TenantState {
    /// Deletes persons that were not identified in time, and notifies the partner.
    pub(super) fn delete_unidentified(&mut self, now: Timestamp) {
        let unidentified: Vec<String> = self
            .persons
            .values()
            .filter(|record| now.duration_since(record.registered_at) >= RETENTION)
            .filter(|record| !self.is_customer(record))
            .map(|record| record.person.id.clone())
            .collect();
        if unidentified.is_empty() || !self.rules.enforces(Guard::UnidentifiedDeleted) {
            return;
        }
        for id in unidentified {
            self.delete_person(&id);
        }
    }

    fn is_customer(&self, record: &PersonRecord) -> bool {
        if !self.rules.enforces(Guard::CustomersKept) {
            return false;
        }
        let mut all = record.identifications.iter().filter_map(|id| self.identifications.get(id));
        all.any(|it| matches!(it.status, Status::Confirmed | Status::Successful))
    }

    fn delete_person(&mut self, id: &str) {
        let Some(record) = self.persons.remove(id) else { return };
        self.person_order.retain(|known| known != id);
        for identification in &record.identifications {
            self.identifications.remove(identification);
        }
        self.queue_event(&Event::person_deleted(id));
    }
}
