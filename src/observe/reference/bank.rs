//! Calls of an app to the API of the bank.

use std::cell::RefCell;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use serde_json::Value;

use crate::client::{AppHttp, AppRequest, AppResponse};
use crate::config::Credentials;
use crate::evidence::error_codes;

use super::app::ReferenceApp;
use super::customer::DeskCustomer;
use super::defect::AppDefect;
use super::halt::Halt;

/// Tries of a call that gets no answer of the bank.
const TRIES: usize = 4;
/// Time between two tries.
const PAUSE_MS: i64 = 5_000;
const AGENT: &str = "reference-partner/1";

/// Addresses and credentials of an app.
#[derive(Clone, Debug)]
pub struct AppAccess {
    /// Base URL of the API, without `/v1`.
    pub api_url: String,
    /// Client id and secret.
    pub credentials: Credentials,
}

/// The bank, as an app calls it.
#[derive(Debug)]
pub struct AppBank<'a> {
    app: ReferenceApp,
    http: AppHttp,
    access: AppAccess,
    customer: DeskCustomer<'a>,
    token: RefCell<Option<String>>,
}

impl<'a> AppBank<'a> {
    /// The bank at these addresses.
    pub fn new(
        app: ReferenceApp,
        access: AppAccess,
        customer: DeskCustomer<'a>,
    ) -> Result<Self, Halt> {
        Ok(Self { app, http: AppHttp::new()?, access, customer, token: RefCell::default() })
    }

    /// Reads a resource below `/v1`.
    pub async fn get(&self, path: &str) -> Result<Value, Halt> {
        self.call(Method::GET, path, None).await
    }

    /// Creates a resource below `/v1`.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Value, Halt> {
        self.call(Method::POST, path, Some(body)).await
    }

    /// Changes a resource below `/v1`.
    pub async fn patch(&self, path: &str, body: Option<&Value>) -> Result<Value, Halt> {
        self.call(Method::PATCH, path, body).await
    }

    /// Opens an address without authorisation.
    pub async fn open(&self, url: &str) -> Result<(), Halt> {
        let headers = vec![("user-agent", AGENT.to_owned())];
        let request =
            AppRequest { method: Method::GET, url: url.to_owned(), headers, body: vec![] };
        self.http.send(request).await?;
        Ok(())
    }

    /// Repeats a call that the gateway lost, and one whose token was refused.
    async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value, Halt> {
        let mut code = String::new();
        for _ in 0..TRIES {
            let token = self.token().await?;
            let answer = self.http.send(self.request(&method, path, body, &token)).await?;
            let json = serde_json::from_slice(&answer.body).unwrap_or(Value::Null);
            if (200..300).contains(&answer.status) {
                return Ok(json);
            }
            let codes = error_codes(&json);
            code = codes.into_iter().next().unwrap_or_else(|| answer.status.to_string());
            match answer.status {
                401 if self.app.has(AppDefect::TokenKept) => {}
                401 => *self.token.borrow_mut() = None,
                429 | 502 | 503 => {
                    self.customer.passes(PAUSE_MS).await?;
                }
                _ => return Err(Halt::Refused(code)),
            }
        }
        Err(Halt::Refused(code))
    }

    fn request(
        &self,
        method: &Method,
        path: &str,
        body: Option<&Value>,
        token: &str,
    ) -> AppRequest {
        let mut url = format!("{}/v1{path}", self.access.api_url);
        if self.app.has(AppDefect::TokenInUrl) {
            let sign = if url.contains('?') { '&' } else { '?' };
            url = format!("{url}{sign}access_token={token}");
        }
        let mut headers = vec![
            ("authorization", format!("Bearer {token}")),
            ("accept", "application/json".to_owned()),
            ("user-agent", AGENT.to_owned()),
        ];
        headers.extend(body.map(|_| ("content-type", "application/json".to_owned())));
        let body = body.map(|it| it.to_string().into_bytes()).unwrap_or_default();
        AppRequest { method: method.clone(), url, headers, body }
    }

    /// The token, which is kept until the bank refuses it.
    async fn token(&self) -> Result<String, Halt> {
        let kept = self.token.borrow().clone().filter(|_| !self.app.has(AppDefect::TokenPerCall));
        if let Some(token) = kept {
            return Ok(token);
        }
        let Credentials { client_id, client_secret } = &self.access.credentials;
        let pair = STANDARD.encode(format!("{client_id}:{}", client_secret.reveal()));
        let request = AppRequest {
            method: Method::POST,
            url: format!("{}/oauth2/token", self.access.api_url),
            headers: vec![
                ("authorization", format!("Basic {pair}")),
                ("content-type", "application/x-www-form-urlencoded".to_owned()),
                ("user-agent", AGENT.to_owned()),
            ],
            body: b"grant_type=client_credentials&scope=partners".to_vec(),
        };
        let AppResponse { status, body } = self.http.send(request).await?;
        let json: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
        let Some(token) = json["access_token"].as_str() else {
            return Err(Halt::Broken(format!("the request for a token was answered {status}")));
        };
        *self.token.borrow_mut() = Some(token.to_owned());
        Ok(token.to_owned())
    }
}
