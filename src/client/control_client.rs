//! The simulator's control interface for programs that observe a partner. No session is needed, and
//! nothing is recorded.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::Url;

use crate::client::http::transport::client_beside;
use crate::config::{ControlAccess, Credentials, Secret};
use crate::evidence::{Trace, TraceEventKind, Unobserved, error_codes};

/// Time-out of a call. Moving the clock may wait for several receivers of webhooks.
const CALL_LIMIT: Duration = Duration::from_secs(180);
/// Maximum size of an answer: that of the longest trace.
const MAX_ANSWER_BYTES: usize = 512 * 1024 * 1024;

/// A client of the control interface.
#[derive(Clone, Debug)]
pub struct ControlClient {
    client: Client,
    access: ControlAccess,
}

/// A tenant that was created.
#[derive(Clone, Debug)]
pub struct CreatedTenant {
    /// Id for further calls.
    pub id: String,
    /// Client id and secret of its partner.
    pub credentials: Credentials,
}

/// The tenant as the control interface shows it.
#[derive(Deserialize)]
struct ShownTenant {
    id: String,
    client_id: String,
    client_secret: String,
}

/// An SMS of the outbox.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct OutboxSms {
    /// Number it was sent to.
    pub number: String,
    /// OTP or TAN in the message.
    pub token: String,
    /// The identification to sign; `None` if the token verifies a mobile number.
    pub identification_id: Option<String>,
    /// Time on the tenant's clock, ISO 8601 UTC.
    pub sent_at: String,
}

/// Selection of SMS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutboxFilter<'a> {
    /// Only SMS to this number.
    pub number: Option<&'a str>,
    /// Only SMS about this identification.
    pub identification_id: Option<&'a str>,
}

#[derive(Deserialize)]
struct ShownClock {
    now: Timestamp,
}

impl ControlClient {
    /// A client of the control interface at this address.
    ///
    /// # Errors
    /// When the HTTP library cannot be set up.
    pub fn new(access: ControlAccess) -> Result<Self, Unobserved> {
        let client = client_beside(access.is_loopback(), CALL_LIMIT);
        Ok(Self { client: client.map_err(|error| failed(error.to_string()))?, access })
    }

    /// Creates a tenant with these settings.
    ///
    /// # Errors
    /// When the control interface does not create one.
    pub async fn create_tenant(&self, settings: &Value) -> Result<CreatedTenant, Unobserved> {
        let shown: ShownTenant = self.call(Method::POST, &["tenants"], &[], Some(settings)).await?;
        let client_secret = Secret::new(shown.client_secret);
        let credentials = Credentials { client_id: shown.client_id, client_secret };
        Ok(CreatedTenant { id: shown.id, credentials })
    }

    /// Deletes a tenant with its data.
    ///
    /// # Errors
    /// When the control interface does not do it.
    pub async fn delete_tenant(&self, id: &str) -> Result<(), Unobserved> {
        self.call::<Value>(Method::DELETE, &["tenants", id], &[], None).await.map(drop)
    }

    /// Moves the clock forward, and returns its time after everything due has happened.
    ///
    /// # Errors
    /// When the control interface does not do it.
    pub async fn advance_clock(&self, id: &str, by_ms: i64) -> Result<Timestamp, Unobserved> {
        let body = json!({ "milliseconds": by_ms });
        let path = ["tenants", id, "clock", "advance"];
        let shown: ShownClock = self.call(Method::POST, &path, &[], Some(&body)).await?;
        Ok(shown.now)
    }

    /// Time on the clock.
    ///
    /// # Errors
    /// When the control interface does not show it.
    pub async fn now(&self, id: &str) -> Result<Timestamp, Unobserved> {
        let path = ["tenants", id, "clock"];
        let shown: ShownClock = self.call(Method::GET, &path, &[], None).await?;
        Ok(shown.now)
    }

    /// SMS that were sent, the oldest first.
    ///
    /// # Errors
    /// When the control interface does not show them.
    pub async fn outbox(
        &self,
        id: &str,
        filter: OutboxFilter<'_>,
    ) -> Result<Vec<OutboxSms>, Unobserved> {
        let query = [("number", filter.number), ("identification_id", filter.identification_id)];
        let query: Vec<_> = query.into_iter().filter_map(|(name, it)| Some((name, it?))).collect();
        self.call(Method::GET, &["tenants", id, "outbox"], &query, None).await
    }

    /// Replaces the script: a list of rules.
    ///
    /// # Errors
    /// When the control interface does not do it.
    pub async fn set_script(&self, id: &str, rules: &Value) -> Result<(), Unobserved> {
        self.put(id, "script", rules).await
    }

    /// Replaces the limits; those not named are reset to the defaults.
    ///
    /// # Errors
    /// When the control interface does not do it.
    pub async fn set_limits(&self, id: &str, limits: &Value) -> Result<(), Unobserved> {
        self.put(id, "limits", limits).await
    }

    /// Replaces the state of the providers; those not named are available.
    ///
    /// # Errors
    /// When the control interface does not do it.
    pub async fn set_providers(&self, id: &str, providers: &Value) -> Result<(), Unobserved> {
        self.put(id, "providers", providers).await
    }

    /// Replaces the faults.
    ///
    /// # Errors
    /// When the control interface does not do it.
    pub async fn set_faults(&self, id: &str, names: &[&str]) -> Result<(), Unobserved> {
        self.put(id, "faults", &json!(names)).await
    }

    /// Adds an event of the tester to the trace.
    ///
    /// # Errors
    /// When the control interface does not do it.
    pub async fn add_event(&self, id: &str, event: &TraceEventKind) -> Result<(), Unobserved> {
        let path = ["tenants", id, "trace"];
        self.call::<Value>(Method::POST, &path, &[], Some(&json!(event))).await.map(drop)
    }

    /// Everything that happened to a tenant whose journal is complete.
    ///
    /// # Errors
    /// When the control interface does not show it.
    pub async fn trace(&self, id: &str) -> Result<Trace, Unobserved> {
        self.call(Method::GET, &["tenants", id, "trace"], &[], None).await
    }

    async fn put(&self, id: &str, what: &str, body: &Value) -> Result<(), Unobserved> {
        self.call::<Value>(Method::PUT, &["tenants", id, what], &[], Some(body)).await.map(drop)
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<T, Unobserved> {
        let name = format!("{method} /{}", generic(path));
        let request = self.client.request(method, locate(&self.access, path, query));
        let request = request.bearer_auth(self.access.token.reveal());
        let request = body.iter().fold(request, RequestBuilder::json);
        // The URL may contain a password.
        let broken = |error: reqwest::Error| failed(format!("{name}: {}", error.without_url()));
        let mut response = request.send().await.map_err(broken)?;
        let body = read(&mut response).await.map_err(broken)?;
        let body = body.ok_or_else(|| {
            failed(format!("the answer to {name} is larger than {MAX_ANSWER_BYTES} bytes"))
        })?;
        if !response.status().is_success() {
            let detail = brief(&body);
            return Err(failed(format!("{name} was answered {}{detail}", response.status())));
        }
        let unreadable = |error| failed(format!("the answer to {name} cannot be read: {error}"));
        serde_json::from_slice(&body).map_err(unreadable)
    }
}

/// The whole body; `None` if it is too large.
async fn read(response: &mut Response) -> reqwest::Result<Option<Vec<u8>>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > MAX_ANSWER_BYTES {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body))
}

/// Code and detail of the first error of an answer.
fn brief(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let code = error_codes(&body).into_iter().next().unwrap_or_default();
    let detail = body.pointer("/errors/0/detail").and_then(Value::as_str).unwrap_or_default();
    format!(" {code} {detail}").trim_end().to_owned()
}

/// The path without the tenant's id, so that operations compare across runs.
pub(crate) fn generic(path: &[&str]) -> String {
    match path {
        ["tenants", _, rest @ ..] => [&["tenants", "{id}"], rest].concat().join("/"),
        other => other.join("/"),
    }
}

/// Address of a call.
pub(crate) fn locate(access: &ControlAccess, path: &[&str], query: &[(&str, &str)]) -> Url {
    let mut url = access.url.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(path);
    }
    if !query.is_empty() {
        url.query_pairs_mut().extend_pairs(query);
    }
    url
}

/// The control interface did not do something.
pub(crate) fn failed(detail: String) -> Unobserved {
    Unobserved::Dependency { what: "the control interface failed".into(), detail }
}
