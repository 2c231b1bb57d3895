//! Webhooks and SMS that are compared with an example.

use serde_json::Value;

use crate::checks;
use crate::evidence::{Check, Reply, StepFailure};
use crate::steps::world::World;

use super::webhooks;

/// Something that the target sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// A webhook to the receiver.
    Webhook,
    /// An SMS to the number of the current person.
    Sms,
}

/// Waits for one that is like the example, and compares the nearest one.
pub async fn like(
    world: &mut World,
    arrival: Arrival,
    example: &Value,
) -> Result<Check, StepFailure> {
    match arrival {
        Arrival::Webhook => {
            let is_like = |it: &[Reply]| checks::webhook_like(it, example).is_empty();
            let deliveries = webhooks::delivered_until(world, is_like).await?;
            let check = Check::new("", checks::webhook_like(&deliveries, example));
            Ok(check.seen_in(deliveries.last().map(|it| it.exchange)))
        }
        Arrival::Sms => {
            let number = world.person()?.number();
            let session = world.session().await?;
            let is_like = |it: &[Value]| checks::sms_like(it, example).is_empty();
            let sent = session.sms_until(&number, is_like).await;
            let sent = world.observe(sent)?;
            Ok(Check::new("", checks::sms_like(&sent, example)))
        }
    }
}
