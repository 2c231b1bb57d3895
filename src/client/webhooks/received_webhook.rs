//! A delivery of a target to our receiver.

use reqwest::header::HeaderMap;

use crate::evidence::Reply;

/// One request of the target, complete and as sent.
#[derive(Clone, Debug)]
pub struct ReceivedWebhook {
    /// Index of the exchange in the scenario's evidence, once it is recorded.
    pub exchange: usize,
    /// Time of arrival on this machine's clock.
    pub at: jiff::Timestamp,
    /// HTTP method.
    pub method: String,
    /// Header fields.
    pub headers: HeaderMap,
    /// Body as received, which the signature covers.
    pub body: Vec<u8>,
    /// Status code of the answer.
    pub answered: u16,
}

impl ReceivedWebhook {
    /// A header field as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Whether the delivery only verifies the address.
    pub fn is_verification(&self) -> bool {
        self.header("solaris-webhook-event-type") == Some("WEBHOOK-SUBSCRIPTION")
    }

    /// Method, event type and size, for reports.
    pub fn brief(&self) -> String {
        let event_type = self.header("solaris-webhook-event-type").unwrap_or("no event type");
        format!("{} for {event_type} with {} bytes", self.method, self.body.len())
    }

    /// The delivery as a [`Reply`], so that its members can be compared.
    pub fn examined(&self) -> Reply {
        let (headers, body) = (self.headers.clone(), self.body.clone());
        Reply::new(OPERATION.to_owned(), self.exchange, self.answered, headers, body)
    }
}

/// Name of deliveries in reports.
pub const OPERATION: &str = "webhook delivery";
