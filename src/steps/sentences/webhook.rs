//! Subscribing to events.

use cucumber::{given, then, when};
use serde_json::{Value, json};

use crate::api::EventType;
use crate::checks::{Expectation, Member, not_found, shown};
use crate::evidence::{Check, Mismatch, Reply, StepFailure};
use crate::steps::Step;
use crate::steps::parameters::EventWord;
use crate::steps::world::{Subscription, World};

/// A receiver elsewhere that does without TLS; nothing is ever sent there.
const UNSAFE: &str = "http://receiver.example.com/hook";

/// The partner has a subscription.
#[given(expr = "a subscription to {event}")]
async fn subscribed(world: &mut World, event: EventWord) -> Step {
    let reply = subscribe(world, event.0, None).await?;
    let expected = Expectation::of(&reply)
        .done(201)
        .members(&[("id", Member::SomeText), ("secret", Member::SomeText)]);
    world.conclude(expected)
}

/// From now on the receiver answers with this status code.
#[given(expr = "a receiver that answers {int}")]
async fn answers(world: &mut World, status: u16) -> Step {
    let session = world.session().await?;
    let told = session.answer_webhooks_with(status).await;
    world.observe(told)
}

/// The subscription is no more.
#[given("the subscription was deleted")]
async fn was_deleted(world: &mut World) -> Step {
    let reply = unsubscribe(world).await?;
    world.conclude(gone(&reply))
}

/// The partner subscribes with the receiver's address.
#[when(expr = "the partner subscribes to {event}")]
async fn subscribes(world: &mut World, event: EventWord) -> Step {
    world.reply = Some(subscribe(world, event.0, None).await?);
    Ok(())
}

/// The partner subscribes with an address that does without TLS.
#[when(expr = "the partner subscribes to {event} at an address without TLS")]
async fn subscribes_unsafely(world: &mut World, event: EventWord) -> Step {
    world.reply = Some(subscribe(world, event.0, Some(UNSAFE)).await?);
    Ok(())
}

/// The partner retrieves the subscription.
#[when("the partner retrieves the subscription")]
async fn retrieves(world: &mut World) -> Step {
    let session = world.session().await?;
    let id = subscription(world)?.id;
    let reply = session.webhook(&id).await;
    world.reply = Some(world.observe(reply)?);
    Ok(())
}

/// The partner lists the subscriptions.
#[when("the partner lists the subscriptions")]
async fn lists(world: &mut World) -> Step {
    world.reply = Some(list_subscriptions(world).await?);
    Ok(())
}

/// The partner deletes the subscription.
#[when("the partner deletes the subscription")]
async fn deletes(world: &mut World) -> Step {
    world.reply = Some(unsubscribe(world).await?);
    Ok(())
}

/// The answer is the subscription asked for, with the key of its signatures (WH-001).
#[then(expr = "the subscription to {event} is made, with a secret")]
async fn is_made(world: &mut World, event: EventWord) -> Step {
    let reply = world.latest_reply()?;
    let session = world.session().await?;
    let url = session.webhook_address().await;
    let url = world.observe(url)?;
    let expected = Expectation::of(&reply).done(201).members(&[
        ("id", Member::SomeText),
        ("event_type", Member::Text(event.0.word())),
        ("url", Member::Text(url.as_str())),
        ("secret", Member::SomeText),
    ]);
    world.conclude(expected)
}

/// One call came that says what it is for and carries nothing (WH-002).
#[then("the receiver was asked once, with an empty body")]
async fn was_asked(world: &mut World) -> Step {
    let session = world.session().await?;
    let came = session.webhooks_received();
    let came = world.observe(came)?;
    let asked = matches!(came.as_slice(), [one] if one.is_verification() && one.method == "POST");
    let empty = came.iter().all(|it| it.body.is_empty());
    let words: Vec<String> = came
        .iter()
        .map(|it| {
            let kind = it.header("solaris-webhook-event-type").unwrap_or("no event type");
            format!("{} for {kind} with {} bytes", it.method, it.body.len())
        })
        .collect();
    let expected = "one POST for WEBHOOK-SUBSCRIPTION with 0 bytes";
    let mismatch = Mismatch::new("verification call", expected, words.join(", "));
    let mismatches = if asked && empty { Vec::new() } else { vec![mismatch] };
    let check = Check::new("the receiver was asked once, with an empty body", mismatches);
    world.check(check.seen_in(came.first().map(|it| it.exchange)))
}

/// An event can be subscribed to.
#[then("the subscription is made")]
fn is_done(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    world.conclude(Expectation::of(&reply).done(201))
}

/// However often it was asked for, there are no more than so many (WH-005).
#[then(expr = "{event} has at most {int} subscription(s)")]
async fn has_subscriptions(world: &mut World, event: EventWord, most: usize) -> Step {
    let reply = list_subscriptions(world).await?;
    let url = own_address(world).await?;
    let addresses = [url.as_str(), UNSAFE];
    let ours = |it: &&Value| {
        let address = it["url"].as_str().unwrap_or_default();
        it["event_type"] == event.0.word() && addresses.contains(&address)
    };
    let found = listed(&reply).iter().filter(ours).count();
    let expected = Expectation::of(&reply).done(200).unless(
        found <= most,
        "list of subscriptions",
        &format!("at most {most} for {}", event.0.word()),
        found.to_string(),
    );
    world.conclude(expected)
}

/// The answer is the subscription; only create shows the secret (WH-006).
#[then("the subscription is shown without its secret")]
async fn is_shown(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let made = subscription(world)?;
    let url = own_address(world).await?;
    let expected = Expectation::of(&reply)
        .done(200)
        .members(&[
            ("id", Member::Text(&made.id)),
            ("event_type", Member::Text(made.event.word())),
            ("url", Member::Text(url.as_str())),
        ])
        .unless(
            reply.text("secret") != Some(&made.secret),
            "secret",
            "not to be shown again",
            "the secret",
        );
    world.conclude(expected)
}

/// The list holds the subscription; only create shows the secret (WH-006).
#[then("the subscription is listed without its secret")]
async fn is_listed(world: &mut World) -> Step {
    let reply = world.latest_reply()?;
    let made = subscription(world)?;
    let url = own_address(world).await?;
    let entries = listed(&reply);
    let entry = entries.iter().find(|it| it["id"] == made.id.as_str());
    let expected = Expectation::of(&reply)
        .done(200)
        .unless(
            entry.is_some_and(|it| {
                it["event_type"] == made.event.word() && it["url"] == url.as_str()
            }),
            "list of subscriptions",
            &format!("the one to {}", made.event.word()),
            format!("{} entries, it: {}", entries.len(), entry.is_some()),
        )
        .freedom(
            entry.is_some_and(|it| it["secret"] == made.secret.as_str()),
            "a list that shows the secret",
            "secret",
        );
    world.conclude(expected)
}

/// Deleting was done, and nothing shows the subscription any more (WH-007, WH-015).
#[then("the subscription is gone")]
async fn is_gone(world: &mut World) -> Step {
    if let Some(reply) = world.reply.clone().filter(|it| it.operation.starts_with("DELETE")) {
        world.conclude_as(gone(&reply), "the subscription is deleted")?;
    }
    let session = world.session().await?;
    let id = subscription(world)?.id;
    let reply = session.webhook(&id).await;
    let reply = world.observe(reply)?;
    world.conclude(not_found(&reply))?;
    let list = list_subscriptions(world).await?;
    let held = listed(&list).iter().any(|it| it["id"] == id.as_str());
    let expected = Expectation::of(&list).done(200).unless(
        !held,
        "list of subscriptions",
        "not to hold it",
        shown(list.json.as_ref().ok()),
    );
    world.conclude(expected)
}

fn listed(reply: &Reply) -> Vec<Value> {
    reply.json.as_ref().ok().and_then(Value::as_array).cloned().unwrap_or_default()
}

/// Any 2xx will do; the field prints 204.
fn gone(reply: &Reply) -> Expectation<'_> {
    Expectation::of(reply).unless(reply.is_success(), "status code", "2xx", reply.brief())
}

/// Subscribes the receiver's own address, or another one.
pub async fn subscribe(
    world: &mut World,
    event: EventType,
    elsewhere: Option<&str>,
) -> Result<Reply, StepFailure> {
    let session = world.take_webhook_turn().await?;
    let own = session.webhook_address().await;
    let own = world.observe(own)?;
    let url = elsewhere.unwrap_or(own.as_str());
    let reply = session.create_webhook(&json!({ "event_type": event.word(), "url": url })).await;
    let reply = world.observe(reply)?;
    if let (true, Some(id)) = (reply.is_success(), reply.text("id")) {
        let secret = reply.text("secret").unwrap_or_default().to_owned();
        world.subscriptions.push(Subscription { id: id.to_owned(), event, secret });
    }
    Ok(reply)
}

/// The address our subscriptions have.
async fn own_address(world: &mut World) -> Result<url::Url, StepFailure> {
    let session = world.session().await?;
    let address = session.webhook_address().await;
    world.observe(address)
}

async fn unsubscribe(world: &mut World) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let id = subscription(world)?.id;
    let reply = session.delete_webhook(&id).await;
    world.observe(reply)
}

async fn list_subscriptions(world: &mut World) -> Result<Reply, StepFailure> {
    let session = world.session().await?;
    let reply = session.webhooks().await;
    world.observe(reply)
}

/// The subscription made last.
pub fn subscription(world: &mut World) -> Result<Subscription, StepFailure> {
    match world.subscriptions.last() {
        Some(subscription) => Ok(subscription.clone()),
        None => world.misuse("nothing was subscribed to before this step"),
    }
}
