//! HTTP for a partner's app that is part of the harness: nothing is recorded, repeated or judged.

use std::time::Duration;

use reqwest::Client;

use crate::client::http::intake::MAX_BODY_BYTES;
use crate::client::http::transport::client_beside;
use crate::evidence::Unobserved;

/// Time-out of a request of an app.
const REQUEST_LIMIT: Duration = Duration::from_secs(60);

/// HTTP client of an app.
#[derive(Clone, Debug)]
pub struct AppHttp {
    client: Client,
}

/// Request of an app.
#[derive(Clone, Debug)]
pub struct AppRequest {
    /// HTTP method.
    pub method: http::Method,
    /// Address.
    pub url: String,
    /// Header fields.
    pub headers: Vec<(&'static str, String)>,
    /// Body; empty for none.
    pub body: Vec<u8>,
}

/// Answer to a request of an app.
#[derive(Clone, Debug)]
pub struct AppResponse {
    /// Status code.
    pub status: u16,
    /// Body.
    pub body: Vec<u8>,
}

impl AppHttp {
    /// A client for servers on this machine.
    ///
    /// # Errors
    /// When the HTTP library cannot be set up.
    pub fn new() -> Result<Self, Unobserved> {
        let client = client_beside(true, REQUEST_LIMIT);
        Ok(Self { client: client.map_err(|error| failed(error.to_string()))? })
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// When no answer is received, or it is too large.
    pub async fn send(&self, request: AppRequest) -> Result<AppResponse, Unobserved> {
        let AppRequest { method, url, headers, body } = request;
        // The address may contain a secret.
        let broken = |error: reqwest::Error| failed(error.without_url().to_string());
        let mut built = self.client.request(method, url);
        for (name, value) in headers {
            built = built.header(name, value);
        }
        if !body.is_empty() {
            built = built.body(body);
        }
        let mut answer = built.send().await.map_err(broken)?;
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(broken)? {
            if body.len() + chunk.len() > MAX_BODY_BYTES {
                return Err(failed(format!("an answer is larger than {MAX_BODY_BYTES} bytes")));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(AppResponse { status: answer.status().as_u16(), body })
    }
}

fn failed(detail: String) -> Unobserved {
    Unobserved::Dependency { what: "a request of the app failed".to_owned(), detail }
}
