//! Events as they are sent to a receiver.

use axum::body::Bytes;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::api::{EventType, IdentificationEvent, Status};
use crate::simulator::clock::printed;
use crate::simulator::machine::IdentificationState;

/// An event that a partner may have subscribed to.
#[derive(Clone, Debug)]
pub struct Event {
    /// Type of the event.
    pub kind: EventType,
    /// Id of its resource, if the header names it.
    pub entity_id: Option<String>,
    /// The body of its deliveries.
    pub body: Bytes,
}

impl Event {
    fn new(kind: EventType, entity_id: Option<&str>, payload: &Value) -> Self {
        let body = payload.to_string().into();
        Self { kind, entity_id: entity_id.map(str::to_owned), body }
    }

    /// An identification has another status (BI-096, BI-120). Neither its IBAN nor the reason of a
    /// failure is included.
    pub fn identification(identification: &IdentificationState) -> Self {
        let draft = &identification.draft;
        let payload = json!(IdentificationEvent {
            id: draft.id.clone(),
            reference: draft.reference.clone(),
            url: identification.session.as_ref().map(|session| session.url.clone()),
            status: identification.status,
            completed_at: identification.completed_at.map(printed),
            method: "bank".to_owned(),
        });
        Self::new(EventType::Identification, Some(&draft.id), &payload)
    }

    /// The event with the claim that the identification was successful.
    #[must_use]
    pub fn claiming_success(&self, now: Timestamp) -> Self {
        let mut payload: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        if payload.get("status").is_some() {
            payload["status"] = json!(Status::Successful);
            payload["completed_at"] = json!(printed(now));
        }
        Self { body: payload.to_string().into(), ..self.clone() }
    }

    /// A person was updated.
    pub fn person_changed(person_id: &str) -> Self {
        Self::new(EventType::PersonChanged, Some(person_id), &json!({}))
    }

    /// A person was deleted.
    pub fn person_deleted(person_id: &str) -> Self {
        Self::new(EventType::PersonDeleted, Some(person_id), &json!({}))
    }

    /// A mobile number was created.
    pub fn number_created(person_id: &str) -> Self {
        Self::new(EventType::NumberCreated, Some(person_id), &json!({}))
    }

    /// A mobile number was deleted. Its id is in the body; no header is documented.
    pub fn number_deleted(number_id: &str) -> Self {
        Self::new(EventType::NumberDeleted, None, &json!({ "id": number_id }))
    }
}
