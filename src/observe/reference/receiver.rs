//! The receiver of webhooks of an app.

use std::collections::HashSet;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use ring::hmac;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::app::ReferenceApp;
use super::defect::AppDefect;
use super::halt::Halt;

const VERIFICATION: &str = "WEBHOOK-SUBSCRIPTION";

/// A running receiver; dropping it ends it.
#[derive(Debug)]
pub struct AppReceiver {
    /// Address for subscriptions.
    pub url: String,
    inbox: Arc<Mutex<AppInbox>>,
    server: JoinHandle<()>,
}

/// A webhook that the app believes.
#[derive(Clone, Debug)]
pub struct AppNotice {
    /// Id of the identification.
    pub identification: String,
    /// The status that it announces.
    pub status: String,
}

#[derive(Debug)]
struct AppInbox {
    app: ReferenceApp,
    /// Keys of the subscriptions.
    secrets: Vec<String>,
    /// Ids of the deliveries so far.
    known: HashSet<String>,
    notices: Vec<AppNotice>,
    /// Number of deliveries that came again.
    copies: usize,
}

impl AppReceiver {
    /// Starts to listen on a free port of this machine.
    pub async fn open(app: ReferenceApp) -> Result<Self, Halt> {
        let broken = |error: std::io::Error| Halt::Broken(error.to_string());
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(broken)?;
        let url = format!("http://{}/webhooks", listener.local_addr().map_err(broken)?);
        let inbox = AppInbox {
            app,
            secrets: Vec::new(),
            known: HashSet::new(),
            notices: Vec::new(),
            copies: 0,
        };
        let inbox = Arc::new(Mutex::new(inbox));
        let router = Router::new().route("/webhooks", post(receive));
        let router = router.with_state(Arc::clone(&inbox));
        let server = tokio::spawn(async move {
            // It ends with the task only.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { url, inbox, server })
    }

    /// Adds the key of a subscription.
    pub fn trust(&self, secret: &str) {
        lock(&self.inbox).secrets.push(secret.to_owned());
    }

    /// Takes the webhooks about an identification that came since the last call.
    pub fn take(&self, identification: &str) -> Vec<AppNotice> {
        let mut inbox = lock(&self.inbox);
        let all = std::mem::take(&mut inbox.notices);
        all.into_iter().filter(|it| it.identification == identification).collect()
    }

    /// Number of deliveries that came again.
    pub fn copies(&self) -> usize {
        lock(&self.inbox).copies
    }
}

impl Drop for AppReceiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn lock(inbox: &Mutex<AppInbox>) -> MutexGuard<'_, AppInbox> {
    inbox.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn receive(
    State(inbox): State<Arc<Mutex<AppInbox>>>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let header = |name: &str| headers.get(name).and_then(|it| it.to_str().ok()).unwrap_or_default();
    if header("solaris-webhook-event-type") == VERIFICATION {
        return StatusCode::NO_CONTENT;
    }
    lock(&inbox).accept(header("solaris-webhook-id"), header("solaris-webhook-signature"), &body)
}

impl AppInbox {
    fn accept(&mut self, id: &str, signature: &str, body: &[u8]) -> StatusCode {
        if self.app.has(AppDefect::RefusesWebhooks) {
            return StatusCode::INTERNAL_SERVER_ERROR;
        }
        let is_genuine = self.secrets.iter().any(|it| is_signed(it, signature, body));
        if !is_genuine && !self.app.has(AppDefect::BelievesForged) {
            return StatusCode::UNAUTHORIZED;
        }
        if !self.known.insert(id.to_owned()) {
            self.copies += 1;
            let refuses = self.app.has(AppDefect::RefusesCopies);
            return if refuses {
                StatusCode::INTERNAL_SERVER_ERROR
            } else {
                StatusCode::NO_CONTENT
            };
        }
        let event: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
        let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
        self.notices.push(AppNotice { identification: text("id"), status: text("status") });
        StatusCode::NO_CONTENT
    }
}

/// Whether the signature is that of the body under this key.
fn is_signed(secret: &str, signature: &str, body: &[u8]) -> bool {
    let Some(hex) = signature.strip_prefix("sha256=") else { return false };
    let bytes = (0..hex.len()).step_by(2).map(|at| {
        let pair = hex.get(at..at + 2)?;
        u8::from_str_radix(pair, 16).ok()
    });
    let Some(tag) = bytes.collect::<Option<Vec<u8>>>() else { return false };
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hmac::verify(&key, body, &tag).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_signature_of_the_body_is_believed() {
        // Test case 2 of RFC 4231.
        let tag = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        let body = b"what do ya want for nothing?";
        assert!(is_signed("Jefe", tag, body));
        for (secret, signature) in
            [("jefe", tag), ("Jefe", ""), ("Jefe", "sha256=ä"), ("Jefe", "sha256=5b")]
        {
            assert!(!is_signed(secret, signature, body), "{secret} {signature}");
        }
    }
}
