//! Faults of webhooks: subscriptions, content of deliveries, and retries.

use super::faults;
use crate::api::EventType::{
    self, Identification, NumberCreated, NumberDeleted, PersonChanged, PersonDeleted,
};
use crate::simulator::fault::Effect::{CarryOut, Deliver, Ignore, Rewrite, Set};
use crate::simulator::fault::{DeliveryFault, Edit, Fault, Literal, When};
use crate::simulator::machine::{Guard, Parameter};
use crate::simulator::operation as op;

const ALL_EVENTS: &[EventType] = EventType::ALL;

faults! {
    // Subscribing
    "webhook-refused", "Nobody can subscribe to an event.", ["WH-001"],
        Rewrite(&[op::SUBSCRIBE], When::Success, &[Edit::Status(422)]);
    "webhook-secret-not-given", "The answer to a subscription has no secret.", ["WH-001"],
        Rewrite(&[op::SUBSCRIBE], When::Success, &[Edit::Remove("secret")]);
    "webhook-type-not-echoed", "The answer to a subscription names another event.", ["WH-001"],
        Rewrite(&[op::SUBSCRIBE], When::Success, &[
            Edit::Set("event_type", Literal::Text("BOOKING")),
        ]);
    "webhook-verification-skipped", "A receiver is not asked whether it wants to be one.",
        ["WH-002", "WH-003"], Ignore(&[Guard::WebhookVerified]);
    "webhook-unsafe-accepted", "A receiver on another machine needs no TLS.", ["WH-004"],
        Ignore(&[Guard::WebhookUrlSafe]);
    "webhook-unsafe-wrong-code", "A URL without TLS is refused as if it did not answer.",
        ["WH-004"],
        Rewrite(&[op::SUBSCRIBE], When::Code("unsafe_webhook_url"), &[
            Edit::Code("invalid_webhook_url"),
        ]);
    "webhook-second-accepted", "An event can have two subscriptions.", ["WH-005"],
        Ignore(&[Guard::OneSubscription]);
    "webhook-refused-in-words",
        "A refused subscription is created anyway.", ["WH-004", "WH-005"],
        CarryOut(&[op::SUBSCRIBE], When::Always, &[
            Guard::WebhookUrlSafe,
            Guard::OneSubscription,
            Guard::WebhookVerified,
        ]);
    "webhook-unwilling-kept",
        "A receiver that does not agree is refused, and subscribed.", ["WH-003"],
        Ignore(&[Guard::UnverifiedRemoved]);
    "webhook-listed-as-another", "Subscriptions are listed for another event.", ["WH-005", "WH-006"],
        Rewrite(&[op::LIST_SUBSCRIPTIONS], When::Success, &[
            Edit::Set("*.event_type", Literal::Text("IDENTIFICATION")),
        ]);
    "webhook-one-for-all", "A partner with one subscription gets no other.", ["WH-005"],
        Ignore(&[Guard::SubscriptionPerEvent]);
    "webhook-secret-shown-again", "Secrets are shown in the list and on retrieval.", ["WH-006"],
        Ignore(&[Guard::SecretShownOnce]);
    "webhook-not-listed", "Subscriptions are not listed.", ["WH-006"],
        Rewrite(&[op::LIST_SUBSCRIPTIONS], When::Success, &[Edit::Keep("", 0)]);
    "webhook-not-retrievable", "A subscription cannot be retrieved.", ["WH-006"],
        Rewrite(&[op::GET_SUBSCRIPTION], When::Success, &[Edit::Status(500)]);
    "webhook-not-deleted", "A deleted subscription still receives events.", ["WH-007"],
        Ignore(&[Guard::WebhookDeleted]);
    // Deliveries
    "webhook-nothing-sent", "No event is ever delivered.", ["BI-096", "BI-120", "WH-018", "WH-019", "WH-020", "WH-021"],
        Deliver(ALL_EVENTS, When::Always, &[DeliveryFault::Lost]);
    "webhook-payment-not-sent", "No event reports that the bank page was finished.",
        ["BI-096", "BI-120"],
        Deliver(&[Identification], When::Member("status", "authorization_required"), &[DeliveryFault::Lost]);
    "webhook-success-not-sent", "No event reports the success.", ["BI-120"],
        Deliver(&[Identification], When::Member("status", "successful"), &[DeliveryFault::Lost]);
    "webhook-failure-not-sent", "No event reports a failure.", ["BI-120"],
        Deliver(&[Identification], When::Member("status", "failed"), &[DeliveryFault::Lost]);
    "webhook-expiry-not-sent", "No event reports an expiry.", ["BI-120"],
        Deliver(&[Identification], When::Member("status", "expired"), &[DeliveryFault::Lost]);
    "webhook-sent-twice", "Every event is delivered twice, with two ids.", ["BI-120", "WH-010", "WH-011", "WH-012", "WH-013", "WH-014", "WH-018", "WH-019", "WH-020", "WH-021"],
        Deliver(ALL_EVENTS, When::Always, &[DeliveryFault::Doubled]);
    "webhook-person-change-not-sent", "No event reports a changed person.", ["WH-018"],
        Deliver(&[PersonChanged], When::Always, &[DeliveryFault::Lost]);
    "webhook-number-not-sent", "No event reports a new mobile number.", ["WH-019"],
        Deliver(&[NumberCreated], When::Always, &[DeliveryFault::Lost]);
    "persons-kept-for-ever", "A person who never became a customer is kept for ever.", ["WH-021"],
        Ignore(&[Guard::UnidentifiedDeleted]);
    "customers-deleted", "A person who became a customer is deleted after ninety days, too.",
        ["WH-021"], Ignore(&[Guard::CustomersKept]);
    "webhook-deleted-person-not-sent", "No event reports a deleted person.", ["WH-021"],
        Deliver(&[PersonDeleted], When::Always, &[DeliveryFault::Lost]);
    "webhook-deleted-number-not-sent", "No event reports a deleted mobile number.", ["WH-020"],
        Deliver(&[NumberDeleted], When::Always, &[DeliveryFault::Lost]);
    "webhook-deleted-number-nameless", "The event does not name the deleted number.", ["WH-020"],
        Deliver(&[NumberDeleted], When::Always, &[DeliveryFault::Body(Edit::Remove("id"))]);
    "webhook-entity-of-another", "The header names an entity that does not exist.", ["WH-008"],
        Deliver(&[PersonChanged, NumberCreated, Identification], When::Always, &[
            DeliveryFault::Header("solaris-entity-id", Some("00000000000000000000000000000000cper")),
        ]);
    "webhook-entity-missing", "The header does not name the entity.", ["WH-008"],
        Deliver(ALL_EVENTS, When::Always, &[DeliveryFault::Header("solaris-entity-id", None)]);
    "webhook-id-missing", "Deliveries have no id.", ["WH-008", "WH-010"],
        Deliver(ALL_EVENTS, When::Always, &[DeliveryFault::Header("solaris-webhook-id", None)]);
    "webhook-id-constant", "All deliveries have the same id.", ["WH-010"],
        Deliver(ALL_EVENTS, When::Always, &[DeliveryFault::Header("solaris-webhook-id", Some("1"))]);
    "webhook-subscription-id-missing", "Deliveries do not name the subscription.", ["WH-008"],
        Deliver(ALL_EVENTS, When::Always, &[DeliveryFault::Header("solaris-webhook-subscription-id", None)]);
    "webhook-event-type-wrong", "Deliveries name another event.", ["WH-008"],
        Deliver(ALL_EVENTS, When::Always, &[
            DeliveryFault::Header("solaris-webhook-event-type", Some("BOOKING")),
        ]);
    "webhook-timestamp-missing", "Deliveries do not say when they were sent.", ["WH-008"],
        Deliver(ALL_EVENTS, When::Always, &[
            DeliveryFault::Header("solaris-webhook-callout-timestamp", None),
        ]);
    "webhook-content-type-text", "Deliveries are not declared as JSON.", ["WH-008"],
        Deliver(ALL_EVENTS, When::Always, &[DeliveryFault::Header("content-type", Some("text/plain"))]);
    "webhook-unsigned", "Deliveries have no signature.", ["WH-009"],
        Deliver(ALL_EVENTS, When::Always, &[DeliveryFault::Header("solaris-webhook-signature", None)]);
    "webhook-signature-wrong", "The signature does not belong to the body.", ["WH-009"],
        Deliver(ALL_EVENTS, When::Always, &[DeliveryFault::Header(
            "solaris-webhook-signature",
            Some("sha256=0000000000000000000000000000000000000000000000000000000000000000"),
        )]);
    "webhook-signed-with-other-secret", "The secret that signs is not the subscription's.",
        ["WH-009"], Deliver(ALL_EVENTS, When::Always, &[DeliveryFault::OtherSecret]);
    "webhook-iban-sent", "The payload carries the IBAN.", ["WH-017"],
        Deliver(&[Identification], When::Always, &[
            DeliveryFault::Body(Edit::Set("iban", Literal::Text("DE00000000000000000000"))),
        ]);
    "webhook-failure-reason-sent", "The payload carries the reason of a failure.", ["WH-017"],
        Deliver(&[Identification], When::Always, &[
            DeliveryFault::Body(Edit::Set("failure_reason", Literal::Text("joint_account"))),
        ]);
    "webhook-status-missing", "The payload does not carry the status.", ["BI-096", "BI-120", "WH-017"],
        Deliver(&[Identification], When::Always, &[DeliveryFault::Body(Edit::Remove("status"))]);
    "webhook-method-missing", "The payload does not carry the method.", ["WH-017"],
        Deliver(&[Identification], When::Always, &[DeliveryFault::Body(Edit::Remove("method"))]);
    "webhook-completion-missing", "The payload does not carry the time of completion.",
        ["WH-017"],
        Deliver(&[Identification], When::Always, &[
            DeliveryFault::Body(Edit::Set("completed_at", Literal::Null)),
        ]);
    // Retries
    "webhook-not-repeated", "An event that was not accepted is not sent again.", ["WH-012"],
        Ignore(&[Guard::Retried]);
    "webhook-repeated-at-once", "Repetitions do not wait.", ["WH-012"],
        Ignore(&[Guard::BackOff]);
    "webhook-given-up-early", "An event is given up after three attempts.", ["WH-013"],
        Set(&[Parameter::WebhookAttempts(3)]);
    "webhook-repeated-too-often", "An event is sent thirty times.", ["WH-013"],
        Set(&[Parameter::WebhookAttempts(30)]);
    "webhook-attempt-not-counted", "Every delivery attempt has the number of the first one.", ["WH-011"],
        Deliver(ALL_EVENTS, When::Always, &[DeliveryFault::Header("solaris-webhook-attempt", Some("1"))]);
    "webhook-attempt-missing", "Deliveries do not count attempts.", ["WH-008", "WH-011"],
        Deliver(ALL_EVENTS, When::Always, &[DeliveryFault::Header("solaris-webhook-attempt", None)]);
    "webhook-id-fresh-each-time", "Every attempt has another id.", ["WH-010"],
        Deliver(ALL_EVENTS, When::Always, &[DeliveryFault::FreshIds]);
    "webhook-rejection-ignored", "A rejected event is sent again.", ["WH-014"],
        Ignore(&[Guard::RejectedIsFinal]);
    "webhook-gone-remembered",
        "A receiver that is gone keeps its subscription, though nothing is sent again.", ["WH-015"],
        Ignore(&[Guard::GoneIsForgotten]);
    "webhook-gone-ignored", "A receiver that is gone keeps its subscription.", ["WH-015"],
        Ignore(&[Guard::GoneCancels]);
}
