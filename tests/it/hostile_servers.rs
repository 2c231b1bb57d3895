//! Servers that misbehave below HTTP or above it: a clear reason, in time, and no crash.

use std::time::{Duration, Instant};

use bankident_conformance::config::{RunConfig, RunSettings};
use bankident_conformance::verdict::{Conclusion, ConformanceReport};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{block_on, run, server};

/// Behaviour of the server for every request but the one for a token.
#[derive(Clone, Copy, Debug)]
enum Habit {
    /// Sends exactly these bytes and closes.
    Bytes(&'static [u8]),
    /// Sends a head and then the same byte for ever.
    Endless,
    /// Sends a head and then nothing.
    Hang,
    /// 100,000 nested arrays.
    DeepJson,
    /// A hundred thousand header fields.
    HeaderFlood,
}

const STEP: Duration = Duration::from_secs(3);

async fn serve(listener: TcpListener, habit: Habit) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(answer(stream, habit));
    }
}

async fn answer(mut stream: TcpStream, habit: Habit) -> Option<()> {
    let mut request = [0; 8192];
    let read = stream.read(&mut request).await.ok()?;
    if request[..read].starts_with(b"POST /oauth2/token") {
        let body = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 20\r\n\r\n{\"access_token\":\"t\"}";
        return stream.write_all(body).await.ok();
    }
    match habit {
        Habit::Bytes(bytes) => stream.write_all(bytes).await.ok(),
        Habit::Endless => {
            stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n")
                .await
                .ok()?;
            loop {
                stream.write_all(&[b' '; 8192]).await.ok()?;
            }
        }
        Habit::Hang => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n").await.ok()?;
            std::future::pending().await
        }
        Habit::DeepJson => {
            let body = "[".repeat(100_000);
            let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 100000\r\n\r\n";
            stream.write_all(format!("{head}{body}").as_bytes()).await.ok()
        }
        Habit::HeaderFlood => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n").await.ok()?;
            for index in 0..100_000 {
                stream.write_all(format!("x-{index}: y\r\n").as_bytes()).await.ok()?;
            }
            stream.write_all(b"\r\n").await.ok()
        }
    }
}

fn against(habit: Habit) -> (ConformanceReport, Duration) {
    block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(serve(listener, habit));
        let config = RunConfig {
            target: server(&url),
            names: vec![
                "Two persons".to_owned(),
                "static mobile number is accepted".to_owned(),
                "example is accepted".to_owned(),
            ],
            settings: RunSettings { step_timeout: STEP, ..RunSettings::default() },
            ..RunConfig::default()
        };
        let started = Instant::now();
        (run(&config).await, started.elapsed())
    })
}

/// Ends in time, with a reason that says what was seen.
#[track_caller]
fn tells(habit: Habit, conclusion: Conclusion, reason: &str) {
    let (report, took) = against(habit);
    assert!(took < 3 * STEP, "{habit:?} took {took:?}");
    assert_eq!(report.conclusion, conclusion, "{habit:?}");
    for scenario in &report.scenarios {
        let printed = scenario.reason.contains(reason);
        assert!(printed, "{habit:?}: `{reason}` is not in `{}`", scenario.reason);
    }
}

#[test]
fn answers_that_are_not_what_they_should_be_are_failures() {
    let html = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>";
    tells(Habit::Bytes(html), Conclusion::NotConformant, "not JSON");
    let cut = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 7\r\n\r\n{\"id\":\"";
    tells(Habit::Bytes(cut), Conclusion::NotConformant, "EOF");
    let latin = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 4\r\n\r\n\"\xe4\xf6\"";
    tells(Habit::Bytes(latin), Conclusion::NotConformant, "not UTF-8");
    let empty = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    tells(Habit::Bytes(empty), Conclusion::NotConformant, "empty body");
    let round = b"HTTP/1.1 302 Found\r\nconnection: close\r\nlocation: /v1/persons\r\ncontent-length: 0\r\n\r\n";
    tells(Habit::Bytes(round), Conclusion::NotConformant, "302");
    tells(Habit::DeepJson, Conclusion::NotConformant, "recursion limit");
}

#[test]
fn what_cannot_be_read_is_inconclusive() {
    tells(Habit::Hang, Conclusion::Inconclusive, "no complete answer");
    tells(Habit::Endless, Conclusion::Inconclusive, "");
    tells(Habit::HeaderFlood, Conclusion::Inconclusive, "not HTTP");
    tells(Habit::Bytes(b""), Conclusion::Inconclusive, "broke off");
    tells(Habit::Bytes(b"SSH-2.0-x\r\n"), Conclusion::Inconclusive, "not HTTP");
    let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 700\r\n\r\n{\"id\":";
    tells(Habit::Bytes(cut), Conclusion::Inconclusive, "broke off");
    let busy = b"HTTP/1.1 503 Busy\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    tells(Habit::Bytes(busy), Conclusion::Inconclusive, "answered 503");
}
