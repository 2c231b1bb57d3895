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
    pub(super) fn forget_strangers(&mut self, now: Timestamp) {
        if !self.rules.enforces(Guard::StrangersForgotten) {
            return;
        }
        let strangers: Vec<String> = self
            .persons
            .values()
            .filter(|file| now.duration_since(file.registered_at) >= RETENTION)
            .filter(|file| !self.is_customer(file))
            .map(|file| file.person.id.clone())
            .collect();
        for id in strangers {
            self.forget(&id);
        }
    }

    fn is_customer(&self, file: &PersonRecord) -> bool {
        if !self.rules.enforces(Guard::CustomersKept) {
            return false;
        }
        let mut all = file.identifications.iter().filter_map(|id| self.identifications.get(id));
        all.any(|it| matches!(it.status, Status::Confirmed | Status::Successful))
    }

    fn forget(&mut self, id: &str) {
        let Some(file) = self.persons.remove(id) else { return };
        self.person_order.retain(|known| known != id);
        for identification in &file.identifications {
            self.identifications.remove(identification);
        }
        self.raise(&Event::person_deleted(id));
    }
}
