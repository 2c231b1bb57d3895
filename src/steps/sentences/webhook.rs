//! Subscribing to events.

use cucumber::{given, then, when};

use crate::checks::{self, not_found};
use crate::client::ReceivedWebhook;
use crate::steps::Step;
use crate::steps::actions::webhooks;
use crate::steps::needs::needs;
use crate::steps::parameters::{EventWord, StatusCode};
use crate::steps::word_tables::SubscriptionAction;
use crate::steps::world::World;

/// An address without TLS; nothing is ever sent there.
const UNSAFE: &str = "http://receiver.example.com/hook";

/// The partner has a subscription.
#[given(expr = "a subscription to {event}")]
async fn has_subscription(world: &mut World, event: EventWord) -> Step {
    needs!(Webhooks);
    let reply = webhooks::subscribe(world, event.0, None).await?;
    world.conclude(checks::subscribed(&reply))
}

/// The receiver answers with this status code from now on.
#[given(expr = "a receiver that answers {status_code}")]
async fn receiver_answers(world: &mut World, status: StatusCode) -> Step {
    needs!(Webhooks);
    let session = world.session().await?;
    let accepted = session.answer_webhooks_with(status.0).await;
    world.observe(accepted)
}

/// The subscription no longer exists.
#[given("the subscription was deleted")]
async fn subscription_was_deleted(world: &mut World) -> Step {
    needs!(Webhooks);
    let reply = webhooks::unsubscribe(world).await?;
    world.conclude(checks::deleted_subscription(&reply))
}

/// The partner subscribes with the receiver's address.
#[when(expr = "the partner subscribes to {event}")]
async fn subscribes(world: &mut World, event: EventWord) -> Step {
    needs!(Webhooks);
    world.reply = Some(webhooks::subscribe(world, event.0, None).await?);
    Ok(())
}

/// The partner subscribes with an address without TLS.
#[when(expr = "the partner subscribes to {event} at an address without TLS")]
async fn subscribes_unsafely(world: &mut World, event: EventWord) -> Step {
    needs!(Webhooks);
    world.reply = Some(webhooks::subscribe(world, event.0, Some(UNSAFE)).await?);
    Ok(())
}

/// The partner retrieves, lists or deletes.
#[when(expr = "the partner {subscription_action} the subscription(s)")]
async fn calls_subscription(world: &mut World, action: SubscriptionAction) -> Step {
    needs!(Webhooks);
    world.reply = Some(webhooks::call(world, action.0).await?);
    Ok(())
}

/// The answer is the subscription asked for, with the key of its signatures (WH-001).
#[then(expr = "the subscription to {event} is made, with a secret")]
async fn is_created(world: &mut World, event: EventWord) -> Step {
    needs!(Webhooks);
    let reply = world.latest_reply()?;
    let url = webhooks::receiver_address(world).await?;
    world.conclude(checks::new_subscription(&reply, event.0, url.as_str()))
}

/// The receiver got one call, which names its purpose and has an empty body (WH-002).
#[then("the receiver was asked once, with an empty body")]
async fn receiver_was_called_once(world: &mut World) -> Step {
    needs!(Webhooks);
    let session = world.session().await?;
    let received = world.observe(session.webhooks_received())?;
    let calls: Vec<String> = received.iter().map(ReceivedWebhook::brief).collect();
    let examined: Vec<_> = received.iter().take(1).map(ReceivedWebhook::examined).collect();
    webhooks::conclude(world, &examined, checks::one_verification(&calls))
}

/// An event has few subscriptions, however often the partner subscribed (WH-005).
#[then(expr = "{event} has at most {int} subscription(s)")]
async fn has_subscriptions(world: &mut World, event: EventWord, most: usize) -> Step {
    needs!(Webhooks);
    let list = webhooks::list(world).await?;
    let own = webhooks::receiver_address(world).await?;
    let addresses = [own.as_str(), UNSAFE];
    world.conclude(checks::few_subscriptions(&list, event.0, &addresses, most))
}

/// The answer is the subscription, or a list of it; only create shows the secret (WH-006).
#[then("the subscription is shown without its secret")]
async fn is_shown(world: &mut World) -> Step {
    needs!(Webhooks);
    let reply = world.latest_reply()?;
    let known = webhooks::subscription(world)?;
    let url = webhooks::receiver_address(world).await?;
    world.conclude(checks::shown_subscription(&reply, &known, url.as_str()))
}

/// A deletion succeeded, and nothing shows the subscription (WH-007, WH-015).
#[then("the subscription is gone")]
async fn is_deleted(world: &mut World) -> Step {
    needs!(Webhooks);
    let known = webhooks::subscription(world)?;
    let retrieved = webhooks::retrieve(world).await?;
    let latest = world.reply.clone().unwrap_or_else(|| retrieved.clone());
    world.conclude_as(checks::deleted_subscription(&latest), "the subscription is deleted")?;
    world.conclude(not_found(&retrieved))?;
    let list = webhooks::list(world).await?;
    world.conclude(checks::unlisted_subscription(&list, &known))
}
