//! A server that answers the calls of the journey from memory, after a latency.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::Result;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;

/// Number of the person that was registered last.
static PERSONS: AtomicUsize = AtomicUsize::new(0);
/// Number of connections since the number was last read.
static CONNECTIONS: AtomicUsize = AtomicUsize::new(0);

/// Serves on a free port, whose number is printed, until the process is killed.
///
/// # Errors
/// When no port can be had.
pub async fn serve(latency: Duration) -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    crate::say(&listener.local_addr()?.port().to_string());
    let listener = listener.tap_io(|_| {
        CONNECTIONS.fetch_add(1, Ordering::Relaxed);
    });
    let answer = move |request: Request| async move {
        if !latency.is_zero() {
            tokio::time::sleep(latency).await;
        }
        answer(request.method().as_str(), request.uri().path())
    };
    Ok(axum::serve(listener, axum::Router::new().fallback(answer)).await?)
}

fn answer(method: &str, path: &str) -> Response {
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let (status, body) = match (method, parts.as_slice()) {
        (_, ["oauth2", "token"]) => {
            (200, r#"{"access_token":"stub","token_type":"bearer","expires_in":3600}"#.to_owned())
        }
        (_, ["connections"]) => {
            return CONNECTIONS.swap(0, Ordering::Relaxed).to_string().into_response();
        }
        ("POST", ["v1", "persons"]) => {
            let number = PERSONS.fetch_add(1, Ordering::Relaxed);
            (201, format!(r#"{{"id":"{number}cper","first_name":"Anna","last_name":"Muster"}}"#))
        }
        (_, ["v1", "persons", person, rest @ ..]) => about(method, person, rest),
        _ => (404, r#"{"errors":[{"status":404,"code":"not_found"}]}"#.to_owned()),
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let json = HeaderValue::from_static("application/json");
    (status, [(header::CONTENT_TYPE, json)], body).into_response()
}

fn about(method: &str, person: &str, rest: &[&str]) -> (u16, String) {
    let number = person.trim_end_matches("cper");
    let identification = |status: &str| {
        format!(
            r#"{{"id":"{number}cidt","status":"{status}","method":"bank","url":"https://bank.invalid/{number}","reference":null}}"#
        )
    };
    let mobile =
        |verified| format!(r#"{{"id":"{number}mob","number":"+15550101","verified":{verified}}}"#);
    match (method, rest) {
        ("POST", ["mobile_number"]) => (201, mobile(false)),
        ("POST", ["mobile_number", "authorize"]) => (200, mobile(false)),
        ("PUT", ["mobile_number", "confirm"]) => (200, mobile(true)),
        ("POST", ["identifications"]) => (201, identification("created")),
        ("GET", ["identifications"]) => (200, format!("[{}]", identification("pending"))),
        (_, ["identifications", _, "request"]) => (200, identification("pending")),
        (_, ["identifications", _, "authorize"]) => (200, identification("confirmation_required")),
        (_, ["identifications", _, "confirm"]) => (200, identification("confirmed")),
        ("GET", ["identifications", _]) => (200, identification("successful")),
        ("GET", ["documents", ..]) => (
            200,
            format!(
                r#"{{"document":"{number}doc","document_type":"SIGNED_QES_REQUEST_CONTRACT"}}"#
            ),
        ),
        _ => (404, r#"{"errors":[{"status":404,"code":"not_found"}]}"#.to_owned()),
    }
}
