//! Servers that conform in another notation, or over another transport, than the simulator: nobody
//! fails for it, and nothing remains unobserved.

use std::fmt::Write as _;

use axum::http::{HeaderMap, HeaderValue};
use bankident_conformance::verdict::{ConformanceReport, Verdict};
use serde_json::Value;

use crate::pacing::{against, simulator};
use crate::proxy_server::{Front, Habit, Rewrite};
use crate::support::{block_on, run, with_verdict};
use crate::transfer;

/// Members of a person that are often unset.
const UNSET: [&str; 6] =
    ["industry", "industry_key", "nace_code", "employment_status", "title", "job_title"];

fn json_of(body: &[u8]) -> Option<Value> {
    serde_json::from_slice(body).ok()
}

/// Every unset member of a person is null.
fn nulls(_: &mut HeaderMap, body: &[u8]) -> Vec<u8> {
    let Some(Value::Object(mut members)) = json_of(body) else { return body.to_vec() };
    if members.get("id").and_then(Value::as_str).is_some_and(|it| it.ends_with("cper")) {
        for name in UNSET {
            members.entry(name).or_insert(Value::Null);
        }
    }
    Value::Object(members).to_string().into_bytes()
}

/// The house number is the second line of an address, and the street is in capitals.
fn addresses(_: &mut HeaderMap, body: &[u8]) -> Vec<u8> {
    let Some(mut json) = json_of(body) else { return body.to_vec() };
    for name in ["address", "contact_address"] {
        let Some(address) = json.get_mut(name).and_then(Value::as_object_mut) else { continue };
        let line = address.get("line_1").and_then(Value::as_str).unwrap_or_default().to_owned();
        let second = address.get("line_2").and_then(Value::as_str).unwrap_or_default().to_owned();
        let (street, number) = line.rsplit_once(' ').unwrap_or((&line, ""));
        address.insert("line_1".into(), street.to_uppercase().into());
        address.insert("line_2".into(), format!("{number} {second}").trim().into());
    }
    json.to_string().into_bytes()
}

/// Times have an offset and no fraction.
fn offsets(_: &mut HeaderMap, body: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(body);
    let time = regex::Regex::new(r"(\d\d:\d\d:\d\d)\.\d+Z").unwrap();
    time.replace_all(&text, "${1}+00:00").into_owned().into_bytes()
}

/// A hundred and fifty more header fields.
fn headers(headers: &mut HeaderMap, body: &[u8]) -> Vec<u8> {
    for number in 0..150 {
        let name = axum::http::HeaderName::try_from(format!("x-trace-{number}")).unwrap();
        headers.insert(name, HeaderValue::from_static("1"));
    }
    body.to_vec()
}

/// A content coding nobody asked for: zlib with blocks that are only stored.
fn deflated(headers: &mut HeaderMap, body: &[u8]) -> Vec<u8> {
    headers.insert("content-encoding", HeaderValue::from_static("deflate"));
    let (mut coded, mut blocks) = (vec![0x78, 0x01], body.chunks(60_000).peekable());
    if body.is_empty() {
        coded.extend([1, 0, 0, 0xFF, 0xFF]);
    }
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap();
        coded.push(u8::from(blocks.peek().is_none()));
        coded.extend(length.to_le_bytes().into_iter().chain((!length).to_le_bytes()));
        coded.extend(block);
    }
    let sums = body.iter().fold((1_u32, 0_u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    coded.extend((sums.1 << 16 | sums.0).to_be_bytes());
    coded
}

/// Every character beyond ASCII and every slash is escaped, and members are in another order.
fn escapes(_: &mut HeaderMap, body: &[u8]) -> Vec<u8> {
    let Some(json) = json_of(body) else { return body.to_vec() };
    let pretty = serde_json::to_string_pretty(&json).unwrap();
    let mut text = String::new();
    for unit in pretty.encode_utf16() {
        match u8::try_from(unit) {
            Ok(b'/') => text.push_str("\\/"),
            Ok(byte) if byte.is_ascii() => text.push(char::from(byte)),
            _ => write!(text, "\\u{unit:04X}").unwrap(),
        }
    }
    text.into_bytes()
}

/// A last member that nobody reads has half of a surrogate pair and a number beyond a double.
fn odd_values(_: &mut HeaderMap, body: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(body);
    match text.strip_suffix('}').filter(|it| it.len() > 1 && it.starts_with('{')) {
        Some(head) => format!("{head},\"trace\":[\"\\ud800\",1e999]}}").into_bytes(),
        None => body.to_vec(),
    }
}

/// All of it at once; no notation depends on another.
fn everything(fields: &mut HeaderMap, body: &[u8]) -> Vec<u8> {
    let rewrites: [Rewrite; 7] =
        [nulls, addresses, offsets, escapes, odd_values, headers, deflated];
    rewrites.iter().fold(body.to_vec(), |body, rewrite| rewrite(fields, &body))
}

#[track_caller]
fn nothing_is_wrong(report: &ConformanceReport, words: &str) {
    for verdict in [Verdict::Failed, Verdict::Inconclusive, Verdict::Error] {
        assert_eq!(with_verdict(report, verdict), [""; 0], "{words}");
    }
    assert!(report.totals.passed > 40, "{words}: {:?}", report.totals);
}

#[test]
fn another_notation_is_no_failure() {
    let report = block_on(async {
        let simulator = simulator().await;
        let front = Front::open(Habit::Rewriting(everything), simulator.api_url()).await;
        run(&against(&front, &simulator)).await
    });
    nothing_is_wrong(&report, "notations");
}

#[test]
fn a_limit_of_calls_is_no_verdict_about_them() {
    let report = block_on(async {
        let simulator = simulator().await;
        let front = Front::open(Habit::Limiting, simulator.api_url()).await;
        run(&against(&front, &simulator)).await
    });
    nothing_is_wrong(&report, "429");
}

#[test]
fn a_server_that_closes_kept_connections_is_observed() {
    let report = block_on(async {
        let simulator = simulator().await;
        let mut front = Front::open(Habit::Honest, simulator.api_url()).await;
        front.url = transfer::writing(transfer::silently_closing, simulator.api_url()).await;
        run(&against(&front, &simulator)).await
    });
    nothing_is_wrong(&report, "closed connections");
}
