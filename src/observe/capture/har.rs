//! HTTP archives (HAR 1.2).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::Deserialize;
use url::Url;

use super::clock::{moved_ms, on_clock_of_bank};
use crate::api::operation::Operation;
use crate::evidence::{
    Exchange, Outcome, Payload, Received, Sent, Trace, TraceEvent, TraceEventKind, TracedWebhook,
    Unobserved,
};

/// Query parameter of the hosted bank page.
const BANK_PAGE_KEY: &str = "wizard_session_key";
/// Header field of a webhook.
const WEBHOOK_ID: &str = "solaris-webhook-event-type";
/// Maximum length of the excerpt of a text, in characters.
const MAX_EXCERPT: usize = 300;

/// The log of an archive.
#[derive(Debug, Deserialize)]
pub struct Har {
    /// The requests, in any order.
    pub entries: Vec<HarEntry>,
}

/// A request and its answer.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HarEntry {
    started_date_time: String,
    #[serde(default)]
    time: f64,
    request: HarRequest,
    response: HarResponse,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct HarRequest {
    method: String,
    url: String,
    #[serde(default)]
    headers: Vec<HarHeader>,
    #[serde(default)]
    post_data: Option<HarText>,
}

#[derive(Debug, Deserialize)]
struct HarResponse {
    /// 0 if there was no answer.
    status: u16,
    #[serde(default)]
    headers: Vec<HarHeader>,
    #[serde(default)]
    content: HarText,
}

#[derive(Debug, Deserialize)]
struct HarHeader {
    name: String,
    value: String,
}

#[derive(Debug, Default, Deserialize)]
struct HarText {
    #[serde(default)]
    text: String,
    #[serde(default)]
    encoding: Option<String>,
}

impl Har {
    /// The traffic with the API at `host`, in the order of time.
    pub fn trace(self, host: Option<&str>) -> Trace {
        let mut events: Vec<(Timestamp, TraceEvent)> =
            self.entries.into_iter().filter_map(|it| it.event(host)).collect();
        events.sort_by_key(|(at, _)| *at);
        Trace { events: on_clock_of_bank(events), gap: None }
    }
}

impl HarEntry {
    /// The event of the entry with its time; `None` if it has nothing to do with the API.
    fn event(self, host: Option<&str>) -> Option<(Timestamp, TraceEvent)> {
        let url = Url::parse(&self.request.url).ok()?;
        let time: Timestamp = self.started_date_time.parse().ok()?;
        let at = format!("{time:.3}");
        let is_webhook =
            self.request.headers.iter().any(|it| it.name.eq_ignore_ascii_case(WEBHOOK_ID));
        let is_bank_page = url.query_pairs().any(|(name, _)| name == BANK_PAGE_KEY);
        let kind = if let Some(by_ms) = self.moved_ms(&url) {
            TraceEventKind::ClockMoved(by_ms)
        } else if is_webhook {
            let exchange = self.exchange("POST {webhook}", &at);
            TraceEventKind::Webhook(TracedWebhook { exchange, is_forged: false })
        } else if is_bank_page {
            let operation = format!("{} /index.html", self.request.method);
            TraceEventKind::BankPage(self.exchange(&operation, &at))
        } else {
            if host.is_some_and(|host| url.host_str() != Some(host) && !is_token(&url)) {
                return None;
            }
            let operation = operation(&self.request.method, &url)?;
            TraceEventKind::Call(self.exchange(&operation, &at))
        };
        Some((time, TraceEvent { at, kind }))
    }

    fn moved_ms(&self, url: &Url) -> Option<i64> {
        let text = &self.request.post_data.as_ref()?.text;
        let body = Payload::Json(serde_json::from_str(text).ok()?);
        moved_ms(url.path(), &body, self.response.status)
    }

    fn exchange(self, operation: &str, at: &str) -> Exchange {
        let HarEntry { request, response, time, .. } = self;
        let body = request.post_data.map(payload).filter(|it| *it != Payload::Empty);
        let outcome = if response.status == 0 {
            let detail = "the capture has no answer".to_owned();
            Outcome::Unobserved(Unobserved::Broken { operation: operation.to_owned(), detail })
        } else {
            Outcome::Received(Received {
                status: response.status,
                headers: pairs(response.headers),
                body: payload(response.content),
            })
        };
        Exchange {
            operation: operation.to_owned(),
            sent: Sent {
                method: request.method,
                url: request.url,
                headers: pairs(request.headers),
                body,
            },
            outcome,
            at: at.to_owned(),
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded")]
            duration_ms: time.clamp(0.0, 1e12) as u64,
            retry: 0,
            availability: None,
        }
    }
}

fn is_token(url: &Url) -> bool {
    url.path().ends_with("/oauth2/token")
}

/// Name of the operation that a request calls; the API may be below a path.
fn operation(method: &str, url: &Url) -> Option<String> {
    let path = url.path();
    let start = path.find("/v1/").or_else(|| path.find("/oauth2/"))?;
    Operation::called(method, &path[start..]).map(Operation::name)
}

fn pairs(headers: Vec<HarHeader>) -> Vec<(String, String)> {
    headers.into_iter().map(|it| (it.name.to_ascii_lowercase(), it.value)).collect()
}

fn payload(content: HarText) -> Payload {
    let bytes = match content.encoding.as_deref() {
        Some("base64") => STANDARD.decode(&content.text).unwrap_or_default(),
        _ => content.text.into_bytes(),
    };
    if bytes.is_empty() {
        return Payload::Empty;
    }
    if let Ok(json) = serde_json::from_slice(&bytes) {
        return Payload::Json(json);
    }
    let length = bytes.len();
    match String::from_utf8(bytes) {
        Ok(text) => Payload::Text { excerpt: text.chars().take(MAX_EXCERPT).collect(), length },
        Err(_) => Payload::Binary { length },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn entry(at: &str, method: &str, url: &str, status: u16) -> serde_json::Value {
        json!({
            "startedDateTime": at,
            "time": 12.7,
            "request": {
                "method": method,
                "url": url,
                "headers": [{"name": "Authorization", "value": "Bearer x"}],
                "postData": {"mimeType": "application/json", "text": "{\"a\":1}"},
            },
            "response": {
                "status": status,
                "headers": [],
                "content": {"text": "eyJpZCI6IjEifQ==", "encoding": "base64", "size": 10},
            },
        })
    }

    fn trace(entries: &[serde_json::Value], host: Option<&str>) -> Trace {
        let har: Har = serde_json::from_value(json!({ "entries": entries })).unwrap();
        har.trace(host)
    }

    #[test]
    fn calls_are_recognised_below_any_path_and_ordered_by_time() {
        let entries = [
            entry("2026-11-30T10:00:02+01:00", "GET", "https://gw.example/sol/v1/persons/1", 200),
            entry("2026-11-30T08:59:59Z", "POST", "https://gw.example/sol/v1/persons", 201),
            entry("2026-11-30T09:00:00Z", "GET", "https://gw.example/metrics", 200),
        ];
        let trace = trace(&entries, None);
        let calls: Vec<_> =
            trace.calls().map(|it| (it.at, it.exchange.operation.as_str())).collect();
        assert_eq!(
            calls,
            [
                ("2026-11-30T08:59:59.000Z", "POST /v1/persons"),
                ("2026-11-30T09:00:02.000Z", "GET /v1/persons/{person_id}"),
            ]
        );
        let first = trace.calls().next().unwrap().exchange;
        assert_eq!(first.sent.body, Some(Payload::Json(json!({"a": 1}))));
        assert!(
            matches!(&first.outcome, Outcome::Received(it) if it.body == Payload::Json(json!({"id": "1"})))
        );
        assert_eq!(first.sent.headers[0].0, "authorization");
    }

    #[test]
    fn other_hosts_are_left_out_except_tokens_and_the_bank_page() {
        let entries = [
            entry("2026-11-30T09:00:00Z", "POST", "https://auth.example/oauth2/token", 200),
            entry("2026-11-30T09:00:01Z", "POST", "https://other.example/v1/persons", 201),
            entry("2026-11-30T09:00:02Z", "GET", "https://fts.example/x?wizard_session_key=k", 200),
            entry("2026-11-30T09:00:03Z", "POST", "https://api.example/v1/persons", 0),
        ];
        let trace = trace(&entries, Some("api.example"));
        let calls: Vec<_> = trace.calls().map(|it| it.exchange.operation.as_str()).collect();
        assert_eq!(calls, ["POST /oauth2/token", "POST /v1/persons"]);
        assert_eq!(trace.bank_pages().count(), 1);
        assert!(matches!(trace.calls().last().unwrap().exchange.outcome, Outcome::Unobserved(_)));
    }

    fn started_at(at: &str, end: &str) -> serde_json::Value {
        let url = "https://api.example/v1/persons/1/identifications/2/authorize";
        let mut entry = entry(at, "PATCH", url, 200);
        let text = json!({ "authorization_expires_at": end }).to_string();
        entry["response"]["content"] = json!({ "text": text });
        entry
    }

    fn times(trace: &Trace) -> Vec<&str> {
        trace.calls().map(|it| it.at).collect()
    }

    #[test]
    fn times_are_those_of_a_clock_that_was_moved() {
        let advance = "https://desk.example/situations/x/clock/advance";
        let mut moved = entry("2026-11-30T09:00:01Z", "POST", advance, 200);
        moved["request"]["postData"]["text"] = json!("{\"milliseconds\": 300000}");
        let before = started_at("2026-11-30T09:00:00Z", "2026-11-30T09:10:00Z");
        let after = started_at("2026-11-30T09:00:02Z", "2026-11-30T09:15:02Z");
        let expected = ["2026-11-30T09:00:00.000Z", "2026-11-30T09:05:02.000Z"];
        // The move is in the capture, or shows by what the bank announces.
        for entries in [&[before.clone(), moved, after.clone()][..], &[before, after]] {
            let trace = trace(entries, Some("api.example"));
            assert_eq!(times(&trace), expected);
            let is_advance = |it: &&TraceEvent| it.kind == TraceEventKind::ClockMoved(300_000);
            assert_eq!(trace.events.iter().filter(is_advance).count(), 1);
        }
    }
}
