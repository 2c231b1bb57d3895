//! Webhook subscriptions and the events they are for.

use serde::{Deserialize, Serialize};

words! {
    /// Type of a webhook event in the identification flow.
    EventType {
        /// An identification changed its status.
        Identification => "IDENTIFICATION",
        /// A person was changed.
        PersonChanged => "PERSON_CHANGED",
        /// A person was deleted.
        PersonDeleted => "PERSON_DELETED",
        /// A mobile number was created.
        NumberCreated => "PERSON_MOBILE_NUMBER_CREATED",
        /// A mobile number was deleted.
        NumberDeleted => "PERSON_MOBILE_NUMBER_DELETED",
    }
}

/// A subscription as the API shows it.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct WebhookSubscription {
    /// Id of the subscription.
    pub id: String,
    /// Type of the events it is for.
    pub event_type: String,
    /// URL to which events are sent.
    pub url: String,
    /// The key of the signatures; only the answer to create has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// Payload of an IDENTIFICATION event. It is a hint; the status must be retrieved.
#[derive(Clone, Debug, Serialize)]
pub struct IdentificationEvent {
    /// The identification.
    pub id: String,
    /// The partner's reference.
    pub reference: Option<String>,
    /// The hosted bank page, once there is one.
    pub url: Option<String>,
    /// The status it got to.
    pub status: super::Status,
    /// Time of the success.
    pub completed_at: Option<String>,
    /// Always `bank` here.
    pub method: String,
}
