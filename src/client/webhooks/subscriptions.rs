//! Webhook subscriptions of a session, and the deliveries to its address.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, timeout_at};
use url::Url;

use crate::api::operation as op;
use crate::client::http::recording::{kept_body, kept_headers};
use crate::client::session::{Observed, Session};
use crate::client::webhooks::received_webhook::{OPERATION, ReceivedWebhook};
use crate::client::webhooks::receiver::DeliveryLog;
use crate::evidence::{Exchange, Outcome, Payload, Received, Sent, Unobserved};

impl Session {
    /// `POST /v1/webhooks`.
    pub async fn create_webhook(&self, body: &Value) -> Observed {
        self.perform(op::SUBSCRIBE, &[], Some(body)).await
    }

    /// `GET /v1/webhooks`.
    pub async fn webhooks(&self) -> Observed {
        self.perform(op::LIST_SUBSCRIPTIONS, &[], None).await
    }

    /// `GET /v1/webhooks/{id}`.
    pub async fn webhook(&self, id: &str) -> Observed {
        self.perform(op::GET_SUBSCRIPTION, &[id], None).await
    }

    /// `DELETE /v1/webhooks/{id}`.
    pub async fn delete_webhook(&self, id: &str) -> Observed {
        self.perform(op::UNSUBSCRIBE, &[id], None).await
    }

    /// Returns the address for subscriptions; starts the run's receiver on first use.
    ///
    /// # Errors
    /// When the receiver cannot listen.
    pub async fn webhook_address(&self) -> Result<Url, Unobserved> {
        if self.webhooks.address.get().is_none() {
            let receiver = self.context.receiver().await?;
            // No second caller is possible: a session has one step at a time.
            let _ = self.webhooks.address.set(receiver.new_address());
        }
        Ok(self.deliveries()?.0.clone())
    }

    fn deliveries(&self) -> Result<&(Url, Arc<DeliveryLog>), Unobserved> {
        let missing = || Unobserved::Dependency {
            what: "no webhook receiver was started".into(),
            detail: "no earlier step made a subscription".into(),
        };
        self.webhooks.address.get().ok_or_else(missing)
    }

    /// Sets the status code of the receiver's next answers.
    ///
    /// # Errors
    /// When the receiver cannot listen.
    pub async fn answer_webhooks_with(&self, status: u16) -> Result<(), Unobserved> {
        self.webhook_address().await?;
        self.deliveries()?.1.answer_with(status);
        Ok(())
    }

    /// Ends when the next webhook arrives; never without a subscription.
    pub async fn notified(&self) {
        match self.webhooks.address.get() {
            Some((_, deliveries)) => deliveries.arrived.notified().await,
            None => std::future::pending().await,
        }
    }

    /// Returns all deliveries, the oldest first.
    ///
    /// # Errors
    /// When there is no subscription.
    pub fn webhooks_received(&self) -> Result<Vec<ReceivedWebhook>, Unobserved> {
        let (url, deliveries) = self.deliveries()?;
        for mut received in deliveries.take() {
            received.exchange = self.recorder.write(arrival(url, &received));
            self.webhooks.written.borrow_mut().push(received);
        }
        Ok(self.webhooks.written.borrow().clone())
    }

    /// Waits until `enough` accepts the deliveries or time is up, and returns them.
    ///
    /// # Errors
    /// When there is no subscription.
    pub async fn webhooks_until(
        &self,
        limit: Duration,
        enough: impl Fn(&[ReceivedWebhook]) -> bool,
    ) -> Result<Vec<ReceivedWebhook>, Unobserved> {
        let end = Instant::now() + limit;
        loop {
            let all = self.webhooks_received()?;
            let arrival = self.deliveries()?.1.arrived.notified();
            if enough(&all) || timeout_at(end, arrival).await.is_err() {
                return Ok(all);
            }
        }
    }
}

/// The delivery as evidence, without the secret part of the address.
fn arrival(url: &Url, received: &ReceivedWebhook) -> Exchange {
    let body = kept_body(&received.body);
    let public = url.join("{session}").map_or_else(|_| String::new(), |url| url.to_string());
    Exchange {
        operation: OPERATION.to_owned(),
        sent: Sent {
            method: received.method.clone(),
            url: public.replace("%7B", "{").replace("%7D", "}"),
            headers: kept_headers(&received.headers),
            body: Some(body).filter(|body| *body != Payload::Empty),
        },
        outcome: Outcome::Received(Received {
            status: received.answered,
            headers: Vec::new(),
            body: Payload::Empty,
        }),
        at: format!("{:.3}", received.at),
        duration_ms: 0,
        retry: 0,
        availability: None,
    }
}
