//! The tests with sockets: it starts, answers and stops.

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::simulator::{Setup, Simulator, fault};

async fn raw(url: &str, head: &str) -> String {
    sent(url, &format!("{head}\r\nhost: x\r\nconnection: close\r\n\r\n")).await
}

async fn sent(url: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // A connection that breaks off is what one of the tests is about.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn both_listeners_answer_until_it_stops() {
    let simulator = Simulator::start(Setup::default()).await.unwrap();
    assert!(raw(simulator.api_url(), "GET /v1/persons HTTP/1.1").await.contains("token_required"));
    assert!(raw(simulator.control_url(), "GET /health HTTP/1.1").await.starts_with("HTTP/1.1 401"));
    let authorized =
        format!("GET /health HTTP/1.1\r\nauthorization: Bearer {}", simulator.control_token());
    assert!(raw(simulator.control_url(), &authorized).await.contains(r#"{"status":"ok"}"#));
    assert!(simulator.panics().is_empty());
    simulator.stop().await;
}

#[tokio::test]
async fn a_hanging_call_does_not_keep_it_from_stopping() {
    let setup = Setup { faults: vec![fault::named("token-hangs").unwrap()], ..Setup::default() };
    let simulator = Simulator::start(setup).await.unwrap();
    let address = simulator.api_url().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        simulator.client_id(),
        simulator.client_secret()
    );
    let request = format!(
        "POST /oauth2/token HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n{form}",
        form.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut one = [0; 1];
    let hung =
        tokio::time::timeout(std::time::Duration::from_millis(50), stream.read(&mut one)).await;
    assert!(hung.is_err());
    simulator.stop().await;
}

/// The answer of the control interface to a call with JSON.
async fn controlled(simulator: &Simulator, call: &str, json: &str) -> Value {
    let (token, length) = (simulator.control_token(), json.len());
    let head = format!("{call} HTTP/1.1\r\nauthorization: Bearer {token}");
    let head = format!("{head}\r\ncontent-length: {length}");
    let request = format!("{head}\r\nhost: x\r\nconnection: close\r\n\r\n{json}");
    let answer = sent(simulator.control_url(), &request).await;
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

/// The call of a partner for its token.
fn token_call(tenant: &Value) -> String {
    let member = |name: &str| tenant[name].as_str().unwrap().to_owned();
    let (id, secret) = (member("client_id"), member("client_secret"));
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let length = form.len();
    format!("POST /oauth2/token HTTP/1.1\r\nhost: x\r\ncontent-length: {length}\r\n\r\n{form}")
}

async fn scripted(simulator: &Simulator, rule: &str) -> Value {
    let tenant = controlled(simulator, "POST /tenants", r#"{"journal": "complete"}"#).await;
    let call = format!("PUT /tenants/{}/script", tenant["id"].as_str().unwrap());
    controlled(simulator, &call, &format!(r#"[{{"on": "POST /oauth2/token", {rule}}}]"#)).await;
    tenant
}

#[tokio::test]
async fn a_lost_answer_ends_the_connection_without_a_byte() {
    let simulator = Simulator::start(Setup::default()).await.unwrap();
    let tenant = scripted(&simulator, r#""lost": true"#).await;
    assert_eq!(sent(simulator.api_url(), &token_call(&tenant)).await, "");
    simulator.stop().await;
}

#[tokio::test]
async fn a_caller_that_hangs_up_is_in_the_trace_and_delays_end_with_the_simulator() {
    let simulator = Simulator::start(Setup::default()).await.unwrap();
    let tenant = scripted(&simulator, r#""delay_ms": 60000, "times": 2"#).await;
    let trace = format!("GET /tenants/{}/trace", tenant["id"].as_str().unwrap());
    let mut streams = Vec::new();
    for count in 1..=2 {
        let address = simulator.api_url().strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(token_call(&tenant).as_bytes()).await.unwrap();
        streams.push(stream);
        while controlled(&simulator, &trace, "").await["events"].as_array().unwrap().len() < count {
            tokio::task::yield_now().await;
        }
    }
    drop(streams.pop());
    let events = controlled(&simulator, &trace, "").await;
    let detail = &events["events"][1]["detail"]["outcome"]["unobserved"]["detail"];
    assert!(detail.as_str().unwrap().contains("closed the connection"), "{detail}");
    simulator.stop().await;
}

#[tokio::test]
async fn a_taken_port_is_a_typed_error() {
    let simulator = Simulator::start(Setup::default()).await.unwrap();
    let taken = simulator.api_url().strip_prefix("http://").unwrap().parse().unwrap();
    let error = Simulator::start(Setup { api: taken, ..Setup::default() }).await.unwrap_err();
    assert!(error.to_string().starts_with("listen on 127.0.0.1"));
}
