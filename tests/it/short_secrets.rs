//! TANs of four digits and other short secrets: they are masked, and cost no report.

use std::collections::HashMap;
use std::fs;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::State;
use axum::http::{Method, Request, Uri};
use axum::response::{IntoResponse as _, Response};
use bankident_conformance::config::RunConfig;
use bankident_conformance::report::{Format, Output as Reports};
use bankident_conformance::run::Folder;
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use crate::cli::{Bankident, Served, ends, json};
use crate::support::{block_on, run};

/// A post code that persons have, too.
const TAN: &str = "1010";

/// A phone on which every TAN is the same four digits, before a simulator.
struct Phone {
    api: String,
    control: String,
    token: String,
    client: Client<HttpConnector, Body>,
    /// The TANs of the simulator, by identification.
    real: Mutex<HashMap<String, Value>>,
}

impl Phone {
    async fn ask(
        &self,
        method: Method,
        url: String,
        fields: &Request<()>,
        body: Bytes,
    ) -> Response {
        let mut request = Request::new(Body::from(body));
        *request.method_mut() = method;
        *request.uri_mut() = url.parse::<Uri>().unwrap();
        request.headers_mut().clone_from(fields.headers());
        request.headers_mut().remove("content-length");
        self.client.request(request).await.unwrap().into_response()
    }

    async fn outbox(&self, query: &str) -> Response {
        let url = format!("{}/tenants/default/outbox?{query}", self.control);
        let request = Request::builder().header("authorization", format!("Bearer {}", self.token));
        let answer = self.ask(Method::GET, url, &request.body(()).unwrap(), Bytes::new()).await;
        let body = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        let mut entries: Vec<Value> = serde_json::from_slice(&body).unwrap();
        for entry in &mut entries {
            if let Some(id) = entry["identification_id"].as_str().map(str::to_owned) {
                self.real.lock().unwrap().insert(id, entry["token"].take());
                entry["token"] = TAN.into();
            }
        }
        axum::Json(entries).into_response()
    }
}

async fn answer(State(phone): State<Arc<Phone>>, request: axum::extract::Request) -> Response {
    let (head, body) = request.into_parts();
    let mut body = to_bytes(body, 1 << 20).await.unwrap();
    let path = head.uri.path_and_query().unwrap().to_string();
    if let Some(query) = path.strip_prefix("/outbox?") {
        return phone.outbox(query).await;
    }
    let identification = head.uri.path().split('/').nth(5).unwrap_or_default();
    if path.ends_with("/confirm") && String::from_utf8_lossy(&body).contains(&format!("\"{TAN}\""))
    {
        let real = phone.real.lock().unwrap().get(identification).cloned();
        body = serde_json::json!({ "token": real }).to_string().into();
    }
    let url = format!("{}{path}", phone.api.trim_end_matches('/'));
    let method = head.method.clone();
    phone.ask(method, url, &Request::from_parts(head, ()), body).await
}

/// Opens the phone in a thread of its own; returns its address.
fn open(served: &Served) -> String {
    let value = |name: &str| served.value(name).trim_end_matches('/').to_owned();
    let (api, control) = (value("api:"), value("control:"));
    let token = value("control token:");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        block_on(async {
            let client = Client::builder(TokioExecutor::new()).build_http();
            let phone = Phone { api, control, token, client, real: Mutex::default() };
            let app = Router::new().fallback(answer).with_state(Arc::new(phone));
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, app).await.unwrap();
        });
    });
    url
}

#[test]
fn tans_of_four_digits_are_masked_and_every_report_is_written() {
    let bankident = Bankident::new();
    let served = Served::start(&bankident);
    let url = open(&served);
    let source = format!("outbox:{url}/outbox?identification_id={{identification_id}}");
    let arguments = ["run", "--target", &url, "--tan-source", &source, "--evidence", "all"];
    let selected = ["BI-143", "BI-195"].map(|id| ["--requirement", id]).concat();
    let formats = ["--format", "json,html,junit,markdown,messages,tap,ctrf,table"];
    let mut command = bankident.command(&[&arguments[..], &selected, &formats].concat());
    command.env("BANKIDENT_CLIENT_ID", served.value("client id:"));
    command.env("BANKIDENT_CLIENT_SECRET", served.value("client secret:"));
    let output = command.output().unwrap();
    ends(&output, 0, "reports: ");
    let run = bankident.latest();
    assert!(run["totals"]["passed"].as_u64().unwrap() > 5, "{}", run["totals"]);
    let text = fs::read_to_string(bankident.here.path().join("reports/latest/run.json")).unwrap();
    assert!(text.contains("[masked token 1]") || text.contains("[masked tan 1]"));
    assert!(!text.contains(&format!("\"token\":\"{TAN}\"")));
    assert!(!text.contains(&format!("\"token\": \"{TAN}\"")));
}

#[test]
fn what_was_not_masked_of_a_short_secret_is_masked_and_every_report_is_written() {
    let here = tempfile::tempdir().unwrap();
    let names = vec!["Two persons".to_owned()];
    let mut report = block_on(run(&RunConfig { names, ..RunConfig::default() }));
    for secret in ["s-4711", "utf-8", "2026", "200"] {
        report.run.known_secrets.note("client secret", secret);
    }
    report.scenarios[0].record.name = "Two s-4711 of 2026".to_owned();
    let formats = Format::ALL.to_vec();
    let files = formats.iter().filter(|it| it.file().is_some()).count();
    let output = Reports { formats, ..Reports::default() };
    let folder = Folder::create(Some(here.path()), "test").unwrap();
    folder.write(&report, &output).unwrap();
    assert_eq!(fs::read_dir(here.path()).unwrap().count(), files);
    assert_eq!(json(&here.path().join("run.json"))["scenarios"][0]["name"], "Two ****** of 2026");
    for file in fs::read_dir(here.path()).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        assert!(!text.contains("s-4711"), "{text}");
    }
}
