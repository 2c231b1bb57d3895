//! The one test with sockets: it starts, answers and stops.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::simulator::{Setup, Simulator, fault};

async fn raw(url: &str, head: &str) -> String {
    let mut stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).await.unwrap();
    let request = format!("{head}\r\nhost: x\r\nconnection: close\r\n\r\n");
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

#[tokio::test]
async fn a_taken_port_is_a_typed_error() {
    let simulator = Simulator::start(Setup::default()).await.unwrap();
    let taken = simulator.api_url().strip_prefix("http://").unwrap().parse().unwrap();
    let error = Simulator::start(Setup { api: taken, ..Setup::default() }).await.unwrap_err();
    assert!(error.to_string().starts_with("listen on 127.0.0.1"));
}
