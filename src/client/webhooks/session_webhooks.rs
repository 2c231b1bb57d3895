//! Address of a session for webhooks, and the deliveries it received.

use std::cell::{OnceCell, RefCell};
use std::sync::Arc;

use url::Url;

use crate::client::webhooks::received_webhook::ReceivedWebhook;
use crate::client::webhooks::receiver::DeliveryLog;

/// A session's address for webhooks, and its deliveries.
#[derive(Debug, Default)]
pub(crate) struct SessionWebhooks {
    pub(crate) address: OnceCell<(Url, Arc<DeliveryLog>)>,
    pub(crate) written: RefCell<Vec<ReceivedWebhook>>,
}
