//! The HTTP client for webhook receivers. The only place in the simulator that opens connections.

use std::sync::OnceLock;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::Request;
use http_body_util::Full;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client, ResponseFuture};
use hyper_util::rt::TokioExecutor;

use super::request::WebhookRequest;
use crate::evidence::Unobserved;

/// Time-out for the answer of a receiver.
const RECEIVER_TIMEOUT: Duration = Duration::from_secs(30);
/// An HTTP client for receivers. Receivers on this machine need no TLS.
#[derive(Debug)]
pub struct WebhookSender {
    plain: Client<HttpConnector, Full<Bytes>>,
    /// Created for the first receiver with TLS, because reading the system's certificates is slow.
    secure: OnceLock<Result<Client<Secure, Full<Bytes>>, String>>,
}

type Secure = HttpsConnector<HttpConnector>;

impl Default for WebhookSender {
    fn default() -> Self {
        let plain = Client::builder(TokioExecutor::new()).build(connector(true));
        Self { plain, secure: OnceLock::new() }
    }
}

fn connector(http_only: bool) -> HttpConnector {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    connector.enforce_http(http_only);
    connector
}

fn secure() -> Result<Client<Secure, Full<Bytes>>, String> {
    let builder = HttpsConnectorBuilder::new().try_with_platform_verifier();
    let builder = builder.map_err(|error| error.to_string())?;
    let connector = builder.https_only().enable_http1().wrap_connector(connector(false));
    Ok(Client::builder(TokioExecutor::new()).build(connector))
}

impl WebhookSender {
    fn request(&self, request: Request<Full<Bytes>>) -> Result<ResponseFuture, String> {
        if request.uri().scheme_str() != Some("https") {
            return Ok(self.plain.request(request));
        }
        let client = self.secure.get_or_init(secure).as_ref().map_err(Clone::clone)?;
        Ok(client.request(request))
    }

    /// Sends a request; returns the receiver's status code, or the reason why there is none.
    pub async fn send(&self, webhook: &WebhookRequest) -> Result<u16, Unobserved> {
        let broken = |detail: String| Unobserved::Broken { operation: "webhook".into(), detail };
        let mut request = Request::post(&webhook.url);
        for (name, value) in &webhook.headers {
            request = request.header(*name, value);
        }
        let request = request.body(Full::new(webhook.body.clone()));
        let request = request.map_err(|error| broken(error.to_string()))?;
        let answer = self.request(request).map_err(broken)?;
        match tokio::time::timeout(RECEIVER_TIMEOUT, answer).await {
            Ok(Ok(response)) => Ok(response.status().as_u16()),
            Ok(Err(error)) => Err(broken(error.to_string())),
            Err(_elapsed) => {
                let limit_ms = u64::try_from(RECEIVER_TIMEOUT.as_millis()).unwrap_or(u64::MAX);
                Err(Unobserved::TimedOut { operation: "webhook".into(), limit_ms })
            }
        }
    }
}
