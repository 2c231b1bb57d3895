//! Authentication of a call: bearer token, client credentials, or the key of a hosted page.

use std::sync::Arc;

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::answer::Answer;
use super::call::{Inbound, parameter};
use super::machine::{Guard, Mistake, Refusal};
use super::operation::{LIST_SUBSCRIPTIONS, Operation};
use super::state::{Simulation, Tenant};
use super::wizard;

/// Authentication that an operation requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// An access token.
    Bearer,
    /// Client id and secret, in the header or the form.
    Client,
    /// A session key of the hosted page, in query or form.
    Session,
}

/// Returns the tenant that is calling, or the answer to an unauthenticated call.
pub fn admit(
    simulation: &Simulation,
    access: Access,
    inbound: &Inbound,
) -> Result<Arc<Tenant>, Answer> {
    let admitted = match access {
        Access::Bearer => bearer(simulation, &inbound.headers),
        Access::Client => client(simulation, inbound),
        Access::Session => return session(simulation, inbound),
    };
    admitted.map_err(|refusal| Answer::refusal(refusal, simulation.serial_id("ex")))
}

fn bearer(simulation: &Simulation, headers: &HeaderMap) -> Result<Arc<Tenant>, Refusal> {
    let Some(token) = credentials(headers, "bearer") else {
        return stranger(simulation, Guard::TokenPresent, || {
            Refusal::new(401, "token_required", "Token required", "no bearer token was sent")
        });
    };
    let tenant = simulation.tenant_of(token);
    match tenant.filter(|tenant| tenant.tenant_state().accepts_token(token)) {
        Some(tenant) => Ok(tenant),
        None => stranger(simulation, Guard::TokenKnown, || {
            let detail = "the token is unknown or has expired";
            Refusal::new(401, "invalid_token", "Invalid token", detail)
        }),
    }
}

/// Returns the tenant from which a refused call seems to come: by its token or client id, wherever it
/// sent them, by the key of the bank page, or by the person in its path.
pub fn attributed(simulation: &Simulation, inbound: &Inbound) -> Option<Arc<Tenant>> {
    const NAMES: [&str; 4] = ["client_id", "access_token", "token", wizard::KEY];
    let headers = &inbound.headers;
    let query = inbound.uri.query().unwrap_or_default().as_bytes();
    let bearer = credentials(headers, "bearer").map(str::to_owned);
    let client = credentials(headers, "basic").and_then(decoded_pair).map(|(id, _)| id);
    let sent =
        NAMES.into_iter().flat_map(|name| [parameter(query, name), parameter(&inbound.body, name)]);
    let member = || {
        let body: serde_json::Value = serde_json::from_slice(&inbound.body).ok()?;
        Some(body.get("client_id")?.as_str()?.to_owned())
    };
    let mut keys = [bearer, client].into_iter().chain(sent).flatten();
    let of_person = || {
        let person_id = inbound.uri.path().strip_prefix("/v1/persons/")?.split('/').next()?;
        simulation.tenant_with_person(person_id)
    };
    keys.find_map(|key| simulation.tenant_of(&key))
        .or_else(|| simulation.tenant_of(&member()?))
        .or_else(of_person)
}

/// Returns the tenant that owns the data in the path, or the refusal if the caller is another
/// tenant (AU-008).
pub fn owner(
    simulation: &Simulation,
    caller: Arc<Tenant>,
    (operation, inbound): (Operation, &Inbound),
) -> (Arc<Tenant>, Option<Refusal>) {
    let person = inbound.params.iter().find(|(name, _)| name == "person_id");
    let foreign = person.filter(|(_, id)| !caller.tenant_state().persons.contains_key(id));
    let owner = foreign.and_then(|(_, id)| simulation.tenant_with_person(id));
    let Some(owner) = owner else {
        let owner = owner_of_subscription(simulation, &caller, inbound)
            .or_else(|| owner_of_listed_subscriptions(simulation, &caller, operation));
        return (owner.unwrap_or(caller), None);
    };
    if !caller.tenant_state().rules.enforces(Guard::OwnPartner) {
        return (owner, None);
    }
    let detail = "the person belongs to another partner";
    let refusal = Refusal::new(403, "unauthorized_partner", "Unauthorized partner", detail);
    (caller, Some(refusal))
}

/// Returns the tenant of the subscription in the path, if a fault removes the separation of
/// partners.
fn owner_of_subscription(
    simulation: &Simulation,
    caller: &Tenant,
    inbound: &Inbound,
) -> Option<Arc<Tenant>> {
    let is_subscription = inbound.uri.path().starts_with("/v1/webhooks/");
    let (_, id) = inbound.params.iter().find(|(name, _)| is_subscription && name == "id")?;
    let own = caller.tenant_state().rules.enforces(Guard::OwnPartner);
    simulation.tenant_with_subscription(id).filter(|_| !own)
}

/// Returns another partner's tenant for the list of subscriptions, if a fault demands it.
fn owner_of_listed_subscriptions(
    simulation: &Simulation,
    caller: &Tenant,
    operation: Operation,
) -> Option<Arc<Tenant>> {
    if operation != LIST_SUBSCRIPTIONS
        || caller.tenant_state().rules.enforces(Guard::OwnSubscriptions)
    {
        return None;
    }
    simulation.beside(caller)
}

/// Refuses an unknown caller, unless the default tenant does not enforce that.
fn stranger(
    simulation: &Simulation,
    guard: Guard,
    refusal: impl FnOnce() -> Refusal,
) -> Result<Arc<Tenant>, Refusal> {
    let enforced = simulation.default.tenant_state().rules.enforces(guard);
    if enforced { Err(refusal()) } else { Ok(Arc::clone(&simulation.default)) }
}

fn client(simulation: &Simulation, inbound: &Inbound) -> Result<Arc<Tenant>, Refusal> {
    let (id, secret) = credentials(&inbound.headers, "basic")
        .and_then(decoded_pair)
        .or_else(|| {
            let field = |name| parameter(&inbound.body, name);
            Some((field("client_id")?, field("client_secret")?))
        })
        .unwrap_or_default();
    let tenant = simulation.tenant_of(&id).filter(|tenant| tenant.client_id == id);
    let right = tenant.filter(|tenant| {
        let rules = Arc::clone(&tenant.tenant_state().rules);
        let begins = !secret.is_empty() && tenant.client_secret.starts_with(&secret);
        is_same(&tenant.client_secret, &secret)
            || !rules.enforces(Guard::Credentials)
            || (secret.is_empty() && rules.makes(Mistake::SecretEmpty))
            || (begins && rules.makes(Mistake::SecretCutOff))
    });
    right.ok_or_else(|| {
        let detail = "client id or client secret is wrong or missing";
        Refusal::new(401, "invalid_client", "Invalid client", detail)
    })
}

fn session(simulation: &Simulation, inbound: &Inbound) -> Result<Arc<Tenant>, Answer> {
    let query = inbound.uri.query().unwrap_or_default();
    parameter(query.as_bytes(), wizard::KEY)
        .or_else(|| parameter(&inbound.body, wizard::KEY))
        .and_then(|key| simulation.tenant_of(&key))
        .ok_or_else(wizard::unknown_session)
}

/// Whether two secrets are the same, in a time that does not depend on where they differ.
pub fn is_same(left: &str, right: &str) -> bool {
    let pairs = left.bytes().zip(right.bytes());
    left.len() == right.len() && pairs.fold(0, |seen, (a, b)| seen | (a ^ b)) == 0
}

/// The credentials after the scheme in the `Authorization` header.
pub fn credentials<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    let (named, value) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    named.eq_ignore_ascii_case(scheme).then(|| value.trim())
}

/// Name and password of `Basic` credentials.
pub fn decoded_pair(encoded: &str) -> Option<(String, String)> {
    let text = String::from_utf8(BASE64_STANDARD.decode(encoded).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_the_same_if_all_their_bytes_are() {
        for (left, right, expected) in
            [("abc", "abc", true), ("abc", "abd", false), ("abc", "ab", false), ("", "a", false)]
        {
            assert_eq!(is_same(left, right), expected, "{left} {right}");
        }
    }

    #[test]
    fn basic_credentials_are_decoded() {
        assert_eq!(decoded_pair("YTpi"), Some(("a".into(), "b".into())));
        assert_eq!(decoded_pair("YWI6Yw=="), Some(("ab".into(), "c".into())));
        assert_eq!(decoded_pair("%%%"), None);
    }
}
