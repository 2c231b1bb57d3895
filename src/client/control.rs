//! The simulator's control interface, used over HTTP.

use std::rc::Rc;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::control_client::{failed, generic, locate};
use crate::client::http::auth::Auth;
use crate::client::http::request::{ApiRequest, Body, RecordedBody};
use crate::client::session::{DEFAULT_TENANT, Observed, Session};
use crate::config::{Credentials, Secret};
use crate::evidence::{Reply, Unobserved};

impl Session {
    /// Switches to a new tenant, so that moving its clock affects no other scenario.
    ///
    /// # Errors
    /// When the control interface does not create one.
    pub async fn enter_own_tenant(&mut self) -> Result<(), Unobserved> {
        // With a frozen clock a slow machine cannot exceed a time limit.
        self.enter_tenant(json!({ "clock": "frozen" })).await
    }

    async fn enter_tenant(&mut self, body: Value) -> Result<(), Unobserved> {
        let reply = self.control(Method::POST, &["tenants"], &[], Some(body)).await?;
        let text = |name: &str| {
            let missing = || failed(format!("POST /tenants was answered {}", reply.brief()));
            reply.text(name).map(str::to_owned).ok_or_else(missing)
        };
        let credentials = Credentials {
            client_id: text("client_id")?,
            client_secret: Secret::new(text("client_secret")?),
        };
        self.tenant = text("id")?;
        self.learn_secret("client secret", credentials.client_secret.reveal());
        let token_url = self.context.target.token_url.clone();
        self.auth = Rc::new(Auth::new(token_url, Some(credentials)));
        Ok(())
    }

    /// Returns a session of another partner: a new tenant, or the second client.
    ///
    /// # Errors
    /// When the target has neither.
    pub async fn of_another_partner(&self) -> Result<Self, Unobserved> {
        let mut other = self.clone();
        if let Some(auth) = &self.context.second_auth {
            other.auth = Rc::clone(auth);
        } else {
            let body = json!({ "clock": "frozen", "beside": self.tenant });
            other.enter_tenant(body).await?;
        }
        Ok(other)
    }

    /// Deletes the own tenant.
    ///
    /// # Errors
    /// When the control interface cannot be reached.
    pub async fn leave_own_tenant(&self) -> Result<(), Unobserved> {
        if self.tenant == DEFAULT_TENANT {
            return Ok(());
        }
        self.control(Method::DELETE, &["tenants", &self.tenant], &[], None).await.map(drop)
    }

    /// Moves the clock of this session's tenant forward.
    ///
    /// # Errors
    /// When the control interface does not do it.
    pub async fn advance_clock(&self, by: Duration) -> Result<(), Unobserved> {
        let body = json!({ "milliseconds": u64::try_from(by.as_millis()).unwrap_or(u64::MAX) });
        let path = ["tenants", &self.tenant, "clock", "advance"];
        let reply = self.control(Method::POST, &path, &[], Some(body)).await?;
        let refused = || failed(format!("the clock was not moved: {}", reply.brief()));
        if reply.is_success() { Ok(()) } else { Err(refused()) }
    }

    /// Sets the limits of this session's tenant; those not named are reset to the defaults.
    ///
    /// # Errors
    /// When the control interface does not do it.
    pub async fn set_limits(&self, limits: Value) -> Result<(), Unobserved> {
        self.put("limits", limits).await
    }

    /// Sets the state of the providers of this session's tenant; those not named are available.
    ///
    /// # Errors
    /// When the control interface does not do it.
    pub async fn set_providers(&self, providers: Value) -> Result<(), Unobserved> {
        self.put("providers", providers).await
    }

    async fn put(&self, what: &str, body: Value) -> Result<(), Unobserved> {
        let path = ["tenants", &self.tenant, what];
        let reply = self.control(Method::PUT, &path, &[], Some(body)).await?;
        let refused = || failed(format!("the {what} were not set: {}", reply.brief()));
        if reply.is_success() { Ok(()) } else { Err(refused()) }
    }

    /// Time of the target: the simulator's clock, or this machine's for other targets.
    ///
    /// # Errors
    /// When the control interface does not report it.
    pub async fn now(&self) -> Result<jiff::Timestamp, Unobserved> {
        if self.context.target.control.is_none() {
            return Ok(jiff::Timestamp::now());
        }
        let path = ["tenants", &self.tenant, "clock"];
        let reply = self.control(Method::GET, &path, &[], None).await?;
        let now = reply.text("now").and_then(|text| text.parse().ok());
        now.ok_or_else(|| failed(format!("GET clock was answered {}", reply.brief())))
    }

    /// The SMS sent to a `number` or for an `identification_id`, oldest first.
    pub(crate) async fn control_outbox(&self, query: (&str, &str)) -> Observed {
        let path = ["tenants", &self.tenant, "outbox"];
        self.control(Method::GET, &path, &[query], None).await
    }

    /// Has the simulator show the state of an identification, for the evidence; other targets show none.
    ///
    /// # Errors
    /// When the control interface cannot be reached.
    pub async fn show_state(&self, identification_id: &str) -> Result<(), Unobserved> {
        if self.context.target.control.is_none() {
            return Ok(());
        }
        let path = ["tenants", &self.tenant, "identifications"];
        let query = [("identification_id", identification_id)];
        self.control(Method::GET, &path, &query, None).await.map(drop)
    }

    async fn control(
        &self,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
        body: Option<Value>,
    ) -> Result<Reply, Unobserved> {
        let access = self.context.target.control.as_ref();
        let access = access.ok_or_else(|| failed("the target has none".to_owned()))?;
        let call = ApiRequest {
            operation: format!("control {method} /{}", generic(path)),
            method,
            url: locate(access, path, query),
            headers: vec![("authorization", format!("Bearer {}", access.token.reveal()))],
            body: body.map_or(Body::None, Body::Json),
            recorded: RecordedBody::Whole,
        };
        self.exchange(&call).await
    }
}
