//! Webhook subscriptions.

use std::sync::Arc;

use url::{Host, Url};

use super::listing::Pagination;
use crate::api::{EventType, WebhookSubscription};
use crate::simulator::answer::{Answer, JSON};
use crate::simulator::call::Call;
use crate::simulator::ids::secret;
use crate::simulator::machine::{Guard, Refusal};
use crate::simulator::webhook::Subscriber;

/// POST Create webhook subscription. It is valid once its receiver has been verified.
pub fn create(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let kind = EventType::named(fields.needed("event_type")?)
        .ok_or_else(|| Refusal::invalid_model("event_type", "is none the simulator has"))?;
    let url = fields.needed("url")?.to_owned();
    refuse_unsafe(call, &url)?;
    let any = !call.tenant_state.rules.enforces(Guard::SubscriptionPerEvent);
    let taken = call.tenant_state.webhooks.subscriptions().iter().any(|it| any || it.kind == kind);
    if taken && call.tenant_state.rules.enforces(Guard::OneSubscription) {
        return Err(Refusal::invalid_model("event_type", "has a subscription already"));
    }
    let subscription = Subscriber {
        id: call.tenant_state.id("webh"),
        kind,
        url,
        secret: secret(40),
        verified: !call.tenant_state.rules.enforces(Guard::WebhookVerified),
        turn: Arc::default(),
    };
    let answer = Answer::created(&subscription.shown(true));
    call.tenant_state.webhooks.subscribe(subscription);
    Ok(answer)
}

/// Refuses the URL of a receiver that is invalid or has no TLS. Receivers on this machine, and those
/// of the set-up, need no TLS.
fn refuse_unsafe(call: &Call<'_>, url: &str) -> Result<(), Refusal> {
    let invalid = |detail: &str| {
        Refusal::new(400, "invalid_webhook_url", "Invalid webhook URL", detail.to_owned())
    };
    let url = Url::parse(url).map_err(|error| invalid(&error.to_string()))?;
    match url.scheme() {
        "https" => Ok(()),
        "http"
            if is_on_this_machine(&url)
                || is_allowed(call, &url)
                || !call.tenant_state.rules.enforces(Guard::WebhookUrlSafe) =>
        {
            Ok(())
        }
        "http" => {
            let detail = "the URL is not https, and its host is not one of --allow-receiver";
            Err(Refusal::new(400, "unsafe_webhook_url", "Unsafe webhook URL", detail))
        }
        _ => Err(invalid("the URL is not https")),
    }
}

fn is_allowed(call: &Call<'_>, url: &Url) -> bool {
    let host = url.host();
    host.is_some_and(|host| call.tenant_state.receivers.iter().any(|it| it.covers(&host)))
}

fn is_on_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// Index webhook subscriptions.
pub fn list(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let page = Pagination::of(call, 10)?;
    let shown: Vec<WebhookSubscription> = verified(call).map(|it| it.1).collect();
    Ok(page.answer(page.cut(&shown), shown.len()))
}

/// GET Retrieve webhook subscription.
pub fn get(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let id = call.path("id");
    let found = verified(call).find(|(known, _)| *known == id);
    found.map(|(_, shown)| Answer::ok(&shown)).ok_or_else(|| missing(id))
}

/// DELETE Delete webhook subscription.
pub fn delete(call: &mut Call<'_>) -> Result<Answer, Refusal> {
    let id = call.path("id");
    if !verified(call).any(|(known, _)| known == id) {
        return Err(missing(id));
    }
    if call.tenant_state.rules.enforces(Guard::WebhookDeleted) {
        call.tenant_state.webhooks.cancel(id);
    }
    Ok(Answer::new(204, JSON, ""))
}

fn verified<'b>(call: &'b Call<'_>) -> impl Iterator<Item = (&'b str, WebhookSubscription)> {
    let with_secret = !call.tenant_state.rules.enforces(Guard::SecretShownOnce);
    let all = call.tenant_state.webhooks.subscriptions().iter().filter(|it| it.verified);
    all.map(move |it| (it.id.as_str(), it.shown(with_secret)))
}

fn missing(id: &str) -> Refusal {
    Refusal::not_found("Solaris::WebhookSubscription", id)
}
