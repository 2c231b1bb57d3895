//! Sends deliveries to their receivers.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use futures::future::join_all;
use jiff::Timestamp;
use url::Url;

use super::request::WebhookRequest;
use crate::evidence::Unobserved;
use crate::simulator::answer::Answer;
use crate::simulator::clock::printed;
use crate::simulator::journal::JournalEntry;
use crate::simulator::machine::{Guard, Refusal};
use crate::simulator::operation::{self, Operation};
use crate::simulator::state::{Simulation, Tenant};
use crate::simulator::trace::{OpenExchange, TracedRequest, TracedSubject};

/// Maximum interval between two checks of a flowing clock, which may also be moved.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Does the work caused by a call: verifies a new subscription before the answer is sent, and
/// delivers events after it.
pub async fn after_call(
    simulation: &Arc<Simulation>,
    tenant: &Arc<Tenant>,
    operation: Operation,
    answer: Answer,
) -> Answer {
    let answer = if operation == operation::SUBSCRIBE && answer.status < 300 {
        verified(simulation, tenant, answer).await
    } else {
        answer
    };
    tell_another_partner(simulation, tenant).await;
    let due = {
        let tenant_state = tenant.tenant_state();
        tenant_state.webhooks.due(tenant_state.clock.now())
    };
    for id in due {
        let (simulation, tenant) = (Arc::clone(simulation), Arc::clone(tenant));
        tokio::spawn(async move {
            deliver(&simulation, &tenant, &id).await;
            watch(&simulation, &tenant).await;
        });
    }
    answer
}

/// Delivers the events that a fault reveals to another partner.
async fn tell_another_partner(simulation: &Simulation, tenant: &Tenant) {
    let events = std::mem::take(&mut tenant.tenant_state().events_for_others);
    let Some(other) = simulation.beside(tenant).filter(|_| !events.is_empty()) else { return };
    for event in &events {
        other.tenant_state().queue_event(event);
    }
    catch_up(simulation, &other).await;
}

/// The answer to a new subscription after its receiver was called; without its consent a refusal.
async fn verified(simulation: &Simulation, tenant: &Tenant, answer: Answer) -> Answer {
    let shown: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let id = shown["id"].as_str().unwrap_or_default();
    let (enforced, url, at) = {
        let tenant_state = &mut tenant.tenant_state();
        let enforced = tenant_state.rules.enforces(Guard::WebhookVerified);
        let url =
            tenant_state.webhooks.subscription(id).map(|it| it.url.clone()).unwrap_or_default();
        (enforced, url, tenant_state.clock.now())
    };
    let status = if enforced {
        let request = WebhookRequest::verification(&url);
        carry(simulation, tenant, &request, (at, false)).await
    } else {
        Some(200)
    };
    if !settled(tenant, id, status) {
        return answer;
    }
    let detail = match refusal(tenant, &url) {
        None => "the receiver did not answer the verification call with 2xx".to_owned(),
        Some(why) => why.to_string(),
    };
    let refusal = Refusal::new(400, "invalid_webhook_url", "Invalid webhook URL", detail);
    Answer::refusal(refusal, simulation.serial_id("ex"))
}

/// Keeps a subscription whose receiver answered this; returns whether it is refused.
fn settled(tenant: &Tenant, id: &str, status: Option<u16>) -> bool {
    let tenant_state = &mut tenant.tenant_state();
    if status.is_some_and(|code| (200..300).contains(&code)) {
        if let Some(subscription) = tenant_state.webhooks.subscription(id) {
            subscription.verified = true;
        }
        return false;
    }
    let kept = !tenant_state.rules.enforces(Guard::UnverifiedRemoved);
    match tenant_state.webhooks.subscription(id).filter(|_| kept) {
        Some(subscription) => subscription.verified = true,
        None => tenant_state.webhooks.cancel(id),
    }
    true
}

/// Sends everything that is due; returns when all of it was answered or timed out.
pub async fn catch_up(simulation: &Simulation, tenant: &Tenant) {
    loop {
        // All subscriptions, because one without anything due may be in the middle of a delivery.
        let ids: Vec<String> =
            tenant.tenant_state().webhooks.subscriptions().iter().map(|it| it.id.clone()).collect();
        join_all(ids.iter().map(|id| deliver(simulation, tenant, id))).await;
        let tenant_state = tenant.tenant_state();
        if tenant_state.webhooks.due(tenant_state.clock.now()).is_empty() {
            return;
        }
    }
}

/// Sends all due deliveries of one subscription, one after the other.
async fn deliver(simulation: &Simulation, tenant: &Tenant, id: &str) {
    let Some(turn) = tenant.tenant_state().webhooks.subscription(id).map(|it| Arc::clone(&it.turn))
    else {
        return;
    };
    let _turn = turn.lock().await;
    loop {
        let next = {
            let tenant_state = &mut tenant.tenant_state();
            let delivery = tenant_state.next_delivery(id);
            let faults = tenant_state.faults.clone();
            delivery.and_then(|it| {
                let request =
                    WebhookRequest::of(tenant_state.webhooks.subscription(id)?, &it, &faults);
                Some((it, request))
            })
        };
        let Some((delivery, request)) = next else { break };
        simulation.pause(delivery.delay).await;
        let status = carry(simulation, tenant, &request, (delivery.due, delivery.forged)).await;
        let tenant_state = &mut tenant.tenant_state();
        let rules = Arc::clone(&tenant_state.rules);
        tenant_state.webhooks.attempted(delivery, status, &rules);
    }
}

/// Sends and records a delivery; returns the receiver's status code.
async fn carry(
    simulation: &Simulation,
    tenant: &Tenant,
    request: &WebhookRequest,
    (at, forged): (Timestamp, bool),
) -> Option<u16> {
    let began = Instant::now();
    let open = OpenExchange::begin(tenant, || traced(request, forged));
    let outcome = match refusal(tenant, &request.url) {
        None => simulation.sender.send(request).await,
        Some(why) => Err(why),
    };
    let status = outcome.as_ref().ok().copied();
    let outcome = outcome.map(|status| Answer::new(status, "text/plain", ""));
    if let Some(open) = open {
        open.end(outcome.as_ref().map_err(Clone::clone));
    }
    tenant.tenant_state().journal.record(JournalEntry {
        operation: operation::CALLOUT,
        target: request.url.clone(),
        headers: headers(request),
        body: request.body.clone(),
        answer: outcome,
        at: printed(at),
        duration_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
    });
    status
}

/// Reason why a receiver is not called: the caller of the API may not reach any host through it.
fn refusal(tenant: &Tenant, url: &str) -> Option<Unobserved> {
    let parsed = Url::parse(url).ok();
    let host = parsed.as_ref().and_then(Url::host);
    let is_allowed = |host| tenant.tenant_state().receivers.iter().any(|it| it.covers(&host));
    if host.clone().is_some_and(is_allowed) {
        return None;
    }
    let address = host.map_or_else(|| "no host".to_owned(), |it| it.to_string());
    let detail = format!("it is not called without --allow-receiver {address}");
    Some(Unobserved::NoConnection { address, detail })
}

fn traced(request: &WebhookRequest, forged: bool) -> TracedRequest {
    TracedRequest {
        subject: TracedSubject::Webhook(forged),
        operation: operation::CALLOUT.name(),
        method: operation::CALLOUT.method.to_owned(),
        url: request.url.clone(),
        headers: headers(request),
        body: request.body.clone(),
    }
}

fn headers(request: &WebhookRequest) -> HeaderMap {
    let field = |(name, value): &(&'static str, String)| {
        Some((HeaderName::from_static(name), HeaderValue::from_str(value).ok()?))
    };
    request.headers.iter().filter_map(field).collect()
}

/// Starts a task for the next retry, which a flowing clock needs.
async fn watch(simulation: &Simulation, tenant: &Tenant) {
    {
        let tenant_state = &mut tenant.tenant_state();
        if !tenant_state.clock.is_flowing() || tenant_state.webhooks.watched {
            return;
        }
        tenant_state.webhooks.watched = true;
    }
    let mut closing = simulation.closing.subscribe();
    while let Some(pause) = until_next(tenant) {
        let closed = closing.wait_for(|closing| *closing);
        if tokio::time::timeout(pause, closed).await.is_ok() {
            return;
        }
        catch_up(simulation, tenant).await;
    }
}

/// Time until the next delivery is due; `None` if none is pending.
fn until_next(tenant: &Tenant) -> Option<Duration> {
    let tenant_state = &mut tenant.tenant_state();
    let next = tenant_state.webhooks.next_due();
    tenant_state.webhooks.watched = next.is_some();
    let pause = next?.duration_since(tenant_state.clock.now());
    // One more millisecond, because the clock is rounded to milliseconds.
    let pause = Duration::try_from(pause).unwrap_or_default() + Duration::from_millis(1);
    Some(pause.min(LONGEST_PAUSE))
}
