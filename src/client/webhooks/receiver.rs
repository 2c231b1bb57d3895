//! The receiver of webhooks: one listener for the run, one address for each scenario.
//!
//! It keeps every delivery and gives the answer that the scenario has set. No request can stop it.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use axum::body::{HttpBody as _, to_bytes};
use axum::extract::{Request, State};
use axum::handler::Handler as _;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::serve::Listener;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;
use url::Url;

use crate::client::webhooks::received_webhook::ReceivedWebhook;
use crate::config::RunSettings;

/// Maximum size of the body of a delivery.
const MAX_BODY_BYTES: usize = 1024 * 1024;
/// Time-out for the header fields of a delivery, and again for its body.
const READ_LIMIT: Duration = Duration::from_secs(10);
/// Maximum number of deliveries kept for one scenario.
const MAX_DELIVERIES: usize = 10_000;

type DeliveryLogs = Arc<Mutex<HashMap<String, Weak<DeliveryLog>>>>;

/// Deliveries to one address, and the status code they are answered with.
#[derive(Debug)]
pub struct DeliveryLog {
    state: Mutex<ReceiverState>,
    /// Notified of every arrival.
    pub arrived: Notify,
}

#[derive(Debug)]
struct ReceiverState {
    /// Arrived and not yet taken.
    webhooks_received: Vec<ReceivedWebhook>,
    /// Status code of the answer to the next deliveries.
    answer: u16,
}

impl DeliveryLog {
    fn new() -> Arc<Self> {
        let state = ReceiverState { webhooks_received: Vec::new(), answer: 200 };
        Arc::new(Self { state: Mutex::new(state), arrived: Notify::new() })
    }

    fn state(&self) -> MutexGuard<'_, ReceiverState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets the status code of the next answers.
    pub fn answer_with(&self, status: u16) {
        self.state().answer = status;
    }

    /// Takes the deliveries that arrived since the last call.
    pub fn take(&self) -> Vec<ReceivedWebhook> {
        std::mem::take(&mut self.state().webhooks_received)
    }

    fn keep(&self, parts: Parts, body: Vec<u8>) -> StatusCode {
        let mut state = self.state();
        let answered = state.answer;
        if state.webhooks_received.len() < MAX_DELIVERIES {
            state.webhooks_received.push(ReceivedWebhook {
                exchange: 0,
                at: jiff::Timestamp::now(),
                method: parts.method.to_string(),
                headers: parts.headers,
                body,
                answered,
            });
        }
        self.arrived.notify_one();
        StatusCode::from_u16(answered).unwrap_or_default()
    }
}

/// A running receiver. Dropping it closes its listener and all connections.
#[derive(Debug)]
pub struct Receiver {
    base: Url,
    logs: DeliveryLogs,
    server: JoinHandle<()>,
}

impl Receiver {
    /// Starts to listen.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub async fn open(settings: &RunSettings) -> std::io::Result<Self> {
        let listener = TcpListener::bind(settings.webhook_listen).await?;
        let base = match &settings.webhook_url {
            Some(url) => url.clone(),
            None => own_url(listener.local_addr()?)?,
        };
        let logs = DeliveryLogs::default();
        let server = tokio::spawn(serve(listener, Arc::clone(&logs)));
        Ok(Self { base, logs, server })
    }

    /// Returns a new address that cannot be guessed, and its deliveries.
    pub fn new_address(&self) -> (Url, Arc<DeliveryLog>) {
        let key = format!("{:032x}", rand::random::<u128>());
        let deliveries = DeliveryLog::new();
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push(&key);
        }
        let mut logs = self.logs.lock().unwrap_or_else(PoisonError::into_inner);
        logs.retain(|_, deliveries| deliveries.strong_count() > 0);
        logs.insert(key, Arc::downgrade(&deliveries));
        (url, deliveries)
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

// "Every address" can be listened on, but not connected to.
fn own_url(mut bound: SocketAddr) -> std::io::Result<Url> {
    if bound.ip().is_unspecified() {
        bound.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    Url::parse(&format!("http://{bound}/")).map_err(std::io::Error::other)
}

async fn serve(mut listener: TcpListener, logs: DeliveryLogs) {
    let mut connections = JoinSet::new();
    loop {
        let (stream, _) = Listener::accept(&mut listener).await;
        connections.spawn(serve_connection(stream, Arc::clone(&logs)));
        while connections.try_join_next().is_some() {}
    }
}

async fn serve_connection(stream: TcpStream, logs: DeliveryLogs) {
    // Without it answers are only slower.
    let _ = stream.set_nodelay(true);
    // `axum::serve` has no time-out for header fields.
    let mut http = auto::Builder::new(TokioExecutor::new()).http1_only();
    http.http1().timer(TokioTimer::new()).header_read_timeout(READ_LIMIT);
    let service = TowerToHyperService::new(receive.with_state(logs));
    // A broken connection delivered nothing; the sender has to try again.
    let _ = http.serve_connection(TokioIo::new(stream), service).await;
}

async fn receive(State(logs): State<DeliveryLogs>, request: Request) -> StatusCode {
    let (parts, body) = request.into_parts();
    let key = parts.uri.path().rsplit('/').next().unwrap_or_default();
    let deliveries = {
        let logs = logs.lock().unwrap_or_else(PoisonError::into_inner);
        logs.get(key).and_then(Weak::upgrade)
    };
    let Some(deliveries) = deliveries else {
        return StatusCode::NOT_FOUND;
    };
    if body.size_hint().lower() > MAX_BODY_BYTES as u64 {
        return StatusCode::PAYLOAD_TOO_LARGE;
    }
    match timeout(READ_LIMIT, to_bytes(body, MAX_BODY_BYTES)).await {
        Ok(Ok(body)) => deliveries.keep(parts, body.into()),
        Ok(Err(_too_large_or_broken)) => StatusCode::PAYLOAD_TOO_LARGE,
        Err(_elapsed) => StatusCode::REQUEST_TIMEOUT,
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    async fn open() -> Receiver {
        Receiver::open(&RunSettings::default()).await.unwrap()
    }

    async fn send(url: &Url, head: &str, body: &str) -> String {
        let address = url.socket_addrs(|| None).unwrap()[0];
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("{head}\r\nhost: x\r\nconnection: close\r\n\r\n{body}");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer.lines().next().unwrap_or_default().to_owned()
    }

    #[tokio::test]
    async fn each_address_gets_its_deliveries_and_its_status_code() {
        let receiver = open().await;
        let (first, one) = receiver.new_address();
        let (second, other) = receiver.new_address();
        other.answer_with(422);
        let head =
            |url: &Url| format!("POST {} HTTP/1.1\r\ncontent-length: 4\r\nx-it: 1", url.path());
        assert_eq!(send(&first, &head(&first), "\u{e9}ab").await, "HTTP/1.1 200 OK");
        assert_eq!(
            send(&second, &head(&second), "body").await,
            "HTTP/1.1 422 Unprocessable Entity"
        );
        let got = one.take();
        assert_eq!((got.len(), got[0].body.as_slice()), (1, "\u{e9}ab".as_bytes()));
        assert_eq!((got[0].header("x-it"), got[0].method.as_str()), (Some("1"), "POST"));
        assert_eq!(other.take()[0].answered, 422);
        assert!(one.take().is_empty());
    }

    #[tokio::test]
    async fn strangers_and_floods_are_turned_away() {
        let receiver = open().await;
        let (url, deliveries) = receiver.new_address();
        let answer = send(&url, "POST /nobody HTTP/1.1\r\ncontent-length: 0", "").await;
        assert_eq!(answer, "HTTP/1.1 404 Not Found");
        let flood =
            format!("POST {} HTTP/1.1\r\ncontent-length: {}", url.path(), MAX_BODY_BYTES + 1);
        assert_eq!(send(&url, &flood, "").await, "HTTP/1.1 413 Payload Too Large");
        assert!(send(&url, "nonsense", "").await.starts_with("HTTP/1.1 400"));
        assert!(deliveries.take().is_empty());
    }

    #[tokio::test]
    async fn the_public_address_is_the_one_handed_out() {
        let public = Url::parse("https://hooks.example.com/base").unwrap();
        let settings = RunSettings { webhook_url: Some(public), ..RunSettings::default() };
        let (url, _deliveries) = Receiver::open(&settings).await.unwrap().new_address();
        assert!(url.as_str().starts_with("https://hooks.example.com/base/"), "{url}");
    }
}
