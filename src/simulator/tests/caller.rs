//! A partner that calls the router directly.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, header};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::api::{STATIC_NUMBER, STATIC_OTP};
use crate::simulator::state::{Simulation, Tenant, TenantSetup};
use crate::simulator::{Setup, router};

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answered {
    /// HTTP status code.
    pub status: u16,
    /// Header fields.
    pub headers: HeaderMap,
    /// The body as text.
    pub text: String,
}

impl Answered {
    /// The body as JSON; null if it is not JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// Status code and code of the first error.
    pub fn refusal(&self) -> (u16, String) {
        let code = self.json()["errors"][0]["code"].clone();
        (self.status, code.as_str().unwrap_or_default().to_owned())
    }
}

/// A caller with the token of a tenant, by default of the one that always exists.
#[derive(Debug)]
pub struct ApiCaller {
    /// State of the simulator.
    pub simulation: Arc<Simulation>,
    /// The tenant.
    pub tenant: Arc<Tenant>,
    router: Router,
    /// Value of the `Authorization` header.
    pub authorization: Option<String>,
}

impl ApiCaller {
    /// Calls a simulator with the default readings.
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    /// Calls a simulator with another set-up.
    pub fn with(set_up: impl FnOnce(&mut Setup)) -> Self {
        let mut setup = Setup::default();
        set_up(&mut setup);
        let simulation = Simulation::new(setup, "http://simulator.test".into());
        let tenant = Arc::clone(&simulation.default);
        Self::of(simulation, tenant)
    }

    /// Calls as a new tenant that keeps a trace.
    pub fn observed() -> Self {
        let simulation = Simulation::new(Setup::default(), "http://simulator.test".into());
        let setup = TenantSetup { is_traced: true, ..TenantSetup::default() };
        let tenant = simulation.add_tenant(setup).unwrap();
        Self::of(simulation, tenant)
    }

    fn of(simulation: Arc<Simulation>, tenant: Arc<Tenant>) -> Self {
        let token = tenant.tenant_state().issue_token();
        Self {
            router: router::api(&simulation),
            simulation,
            tenant,
            authorization: Some(format!("Bearer {token}")),
        }
    }

    /// Sends text.
    pub async fn send(&self, method: &str, path: &str, body: impl Into<String>) -> Answered {
        self.try_send(method, path, body).await.unwrap()
    }

    /// Sends text; `None` if the answer breaks off.
    pub async fn try_send(
        &self,
        method: &str,
        path: &str,
        body: impl Into<String>,
    ) -> Option<Answered> {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(authorization) = &self.authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        let request = request.body(Body::from(body.into())).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.ok()?;
        Some(Answered {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        })
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answered {
        self.send("GET", path, "").await
    }

    /// POST of JSON.
    pub async fn post(&self, path: &str, body: Value) -> Answered {
        self.send("POST", path, body.to_string()).await
    }

    /// PATCH of JSON.
    pub async fn patch(&self, path: &str, body: Value) -> Answered {
        self.send("PATCH", path, body.to_string()).await
    }

    /// Moves the tenant's clock.
    pub fn wait(&self, milliseconds: i64) {
        let mut tenant_state = self.tenant.tenant_state();
        tenant_state.clock.advance(milliseconds).unwrap();
        tenant_state.settle();
    }

    /// Registers the guide's person; returns its path.
    pub async fn person(&self) -> String {
        let created = self.post("/v1/persons", zierfisch()).await;
        assert_eq!(created.status, 201, "{}", created.text);
        format!("/v1/persons/{}", created.json()["id"].as_str().unwrap())
    }

    /// Registers the guide's person with a verified mobile number; returns its path.
    pub async fn customer(&self) -> String {
        let person = self.person().await;
        let number = json!({"number": STATIC_NUMBER, "token": STATIC_OTP});
        for call in ["", "/authorize", "/confirm"] {
            let path = format!("{person}/mobile_number{call}");
            assert_eq!(self.post(&path, number.clone()).await.status, 201);
        }
        person
    }

    /// Creates an identification.
    pub async fn create(&self, person: &str, iban: &str) -> Answered {
        let body = json!({
            "method": "bank",
            "iban": iban,
            "terms_and_conditions_signed_at": "2020-07-07T11:36:29Z",
        });
        self.post(&format!("{person}/identifications"), body).await
    }

    /// Requests an identification of a new customer; returns its path.
    pub async fn requested(&self, iban: &str) -> String {
        let person = self.customer().await;
        let created = self.create(&person, iban).await.json();
        let path = format!("{person}/identifications/{}", created["id"].as_str().unwrap());
        let requested = self.patch(&format!("{path}/request"), json!({})).await;
        assert_eq!(requested.status, 200, "{}", requested.text);
        path
    }

    /// Fills in both forms of the hosted page; returns the last page.
    pub async fn pay(&self, path: &str) -> Answered {
        let url = self.get(path).await.json()["url"].as_str().unwrap().to_owned();
        let session = url.split_once('?').unwrap().1.to_owned();
        self.send("POST", "/index.html", form(&session, "account_number=1&pin=2")).await;
        self.send("POST", "/index.html", form(&session, "tan=3")).await
    }

    /// Requests and pays an identification of a new customer; returns its path.
    pub async fn paid(&self, iban: &str) -> String {
        let path = self.requested(iban).await;
        self.pay(&path).await;
        path
    }

    /// Starts the QES; returns the TAN.
    pub async fn authorize(&self, path: &str) -> String {
        let started = self.patch(&format!("{path}/authorize"), Value::Null).await;
        assert_eq!(started.status, 200, "{}", started.text);
        let id = path.rsplit('/').next().unwrap();
        let tenant_state = self.tenant.tenant_state();
        tenant_state.outbox.matching(None, Some(id)).last().unwrap().token.clone()
    }

    /// Confirms the QES.
    pub async fn confirm(&self, path: &str, tan: &str) -> Answered {
        self.patch(&format!("{path}/confirm"), json!({"token": tan})).await
    }

    /// The status of an identification.
    pub async fn status(&self, path: &str) -> String {
        self.get(path).await.json()["status"].as_str().unwrap_or_default().to_owned()
    }
}

/// A form of the hosted page.
pub fn form(session: &str, fields: &str) -> String {
    format!("{session}&{fields}")
}

/// The happy path's person (Appendix II).
pub fn zierfisch() -> Value {
    json!({
        "salutation": "MR", "first_name": "Leander", "last_name": "Zierfisch",
        "address": {"line_1": "BERLINER STR. 45", "line_2": "", "postal_code": "14169",
                    "city": "Berlin", "country": "DE"},
        "birth_date": "1978-07-15", "birth_city": "Aachen", "birth_country": "DE",
        "nationality": "DE", "email": "person@example.com", "employment_status": "EMPLOYED",
        "fatca_relevant": "false", "fatca_crs_confirmed_at": "2019-01-01T00:00:00Z",
        "terms_conditions_signed_at": "2019-01-01T00:00:00Z",
        "own_economic_interest_signed_at": "2019-01-01T00:00:00Z"
    })
}
