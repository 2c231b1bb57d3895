//! The hostile servers of `tests/hostile/servers.toml`: each costs a run no more than its row says.

use std::fs;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Output, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, Uri};
use axum::response::{IntoResponse as _, Response};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use serde::Deserialize;

use crate::cli::{Bankident, Served, json, stderr, stdout};
use crate::support::block_on;

/// Interval between two looks at the memory of a run.
const LOOK_EVERY: Duration = Duration::from_millis(20);

#[derive(Deserialize)]
struct Corpus {
    server: Vec<HostileServer>,
}

/// A hostile server, and the maximum that it may cost.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct HostileServer {
    name: String,
    on: String,
    body: Option<Text>,
    #[serde(default)]
    headers: std::collections::BTreeMap<String, usize>,
    #[serde(default)]
    run: Vec<String>,
    exit: Vec<i32>,
    seconds: u64,
    memory_mib: u64,
    reports_mib: u64,
    #[serde(default)]
    says: String,
    #[serde(default)]
    sample: bool,
}

#[derive(Clone, Deserialize)]
struct Text {
    begin: String,
    #[serde(default)]
    piece: String,
    #[serde(default)]
    times: usize,
    #[serde(default)]
    end: String,
}

impl Text {
    fn whole(&self) -> Bytes {
        let mut text = self.begin.clone();
        for number in 0..self.times {
            text.push_str(&self.piece.replace("{n}", &number.to_string()));
        }
        (text + &self.end).into()
    }
}

impl HostileServer {
    fn is_meant(&self, method: &Method, path: &str, answer: &Response) -> bool {
        let kind = answer.headers().get("content-type").and_then(|it| it.to_str().ok());
        let is_page = kind.is_some_and(|it| it.starts_with("text/html"));
        let reads = method == Method::GET && path.starts_with("/v1");
        match self.on.as_str() {
            "page" => is_page,
            "identification" => reads && path.contains("/identifications/"),
            "read" => reads,
            "all" => true,
            other => panic!("`{other}` is no kind of call"),
        }
    }

    fn change(&self, answer: Response, body: &Bytes) -> Response {
        let (mut head, own) = answer.into_parts();
        head.headers.remove("content-length");
        for (name, length) in &self.headers {
            let value = HeaderValue::from_str(&"a".repeat(*length)).unwrap();
            head.headers.insert(name.parse::<HeaderName>().unwrap(), value);
        }
        let changed = if self.body.is_some() { Body::from(body.clone()) } else { own };
        Response::from_parts(head, changed)
    }
}

/// A simulator behind a relay that changes some of its answers.
struct Relay {
    server: HostileServer,
    body: Bytes,
    api: String,
    control: String,
    token: String,
    own: OnceLock<String>,
    client: Client<HttpConnector, Body>,
}

impl Relay {
    async fn ask(&self, url: String, request: Request) -> Response {
        let (head, body) = request.into_parts();
        let mut asked = Request::new(Body::from(to_bytes(body, 1 << 22).await.unwrap()));
        *asked.method_mut() = head.method;
        *asked.uri_mut() = url.parse::<Uri>().unwrap();
        *asked.headers_mut() = head.headers;
        asked.headers_mut().remove("content-length");
        asked.headers_mut().remove("host");
        let answer = self.client.request(asked).await.unwrap().into_response();
        let (mut head, body) = answer.into_parts();
        let body = to_bytes(body, 1 << 22).await.unwrap();
        let own = self.own.get().unwrap();
        let text = String::from_utf8_lossy(&body).replace(&self.api, own);
        head.headers.remove("content-length");
        Response::from_parts(head, text.into())
    }
}

async fn answer(State(relay): State<Arc<Relay>>, mut request: Request) -> Response {
    let path = request.uri().path_and_query().unwrap().to_string();
    let method = request.method().clone();
    if let Some(query) = path.strip_prefix("/outbox?") {
        let bearer = format!("Bearer {}", relay.token).parse().unwrap();
        request.headers_mut().insert("authorization", bearer);
        return relay
            .ask(format!("{}/tenants/default/outbox?{query}", relay.control), request)
            .await;
    }
    let answer = relay.ask(format!("{}{path}", relay.api), request).await;
    if relay.server.is_meant(&method, &path, &answer) {
        return relay.server.change(answer, &relay.body);
    }
    answer
}

/// Opens the relay in a thread of its own; returns its address.
fn open(simulator: &Served, server: &HostileServer) -> String {
    let value = |name: &str| simulator.value(name).trim_end_matches('/').to_owned();
    let relay = Relay {
        server: server.clone(),
        body: server.body.as_ref().map(Text::whole).unwrap_or_default(),
        api: value("api:"),
        control: value("control:"),
        token: value("control token:"),
        own: OnceLock::new(),
        client: Client::builder(TokioExecutor::new()).build_http(),
    };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    relay.own.set(url.clone()).unwrap();
    std::thread::spawn(move || {
        block_on(async {
            let app = Router::new().fallback(answer).with_state(Arc::new(relay));
            axum::serve(tokio::net::TcpListener::from_std(listener).unwrap(), app).await.unwrap();
        });
    });
    url
}

/// Waits for the end of a process; also returns the most memory that it had, in MiB.
fn ended(process: Child) -> (Output, u64) {
    let status = format!("/proc/{}/status", process.id());
    let (tell, told) = channel();
    std::thread::spawn(move || tell.send(process.wait_with_output().unwrap()));
    let mut most = 0;
    loop {
        match told.recv_timeout(LOOK_EVERY) {
            Ok(output) => return (output, most / 1024),
            Err(RecvTimeoutError::Disconnected) => panic!("the process is lost"),
            Err(RecvTimeoutError::Timeout) => {}
        }
        let text = fs::read_to_string(&status).unwrap_or_default();
        let peak = text.lines().find_map(|it| it.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|it| it.trim().trim_end_matches(" kB").parse().ok());
        most = most.max(peak.unwrap_or_default());
    }
}

fn size_of(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(
            |it| {
                if it.path().is_dir() { size_of(&it.path()) } else { it.metadata().unwrap().len() }
            },
        )
        .sum()
}

/// Runs against the server; returns what it cost, and whether that is too much.
fn tried(server: &HostileServer) -> (String, bool) {
    let bankident = Bankident::new();
    let simulator = Served::start(&bankident);
    let url = open(&simulator, server);
    let query = "number={number}&identification_id={identification_id}";
    let source = format!("outbox:{url}/outbox?{query}");
    let formats = "table,junit,json,html,markdown,messages,tap,ctrf";
    let arguments = ["run", "--target", &url, "--tan-source", &source, "--report-dir", "r"];
    let more = ["--wizard", "form", "--max-wait", "3s", "--format", formats];
    let own: Vec<&str> = server.run.iter().map(String::as_str).collect();
    let process = bankident
        .command(&[&arguments[..], &more, &own].concat())
        .env("BANKIDENT_CLIENT_ID", simulator.value("client id:"))
        .env("BANKIDENT_CLIENT_SECRET", simulator.value("client secret:"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let began = Instant::now();
    let (output, memory_mib) = ended(process);
    let seconds = began.elapsed().as_secs();
    let folder = bankident.here.path().join("r");
    let reports_mib = size_of(&folder) >> 20;
    let code = output.status.code().unwrap_or(-1);
    let cost = format!(
        "{}: exit {code}, {seconds} s, {memory_mib} MiB, reports {reports_mib} MiB",
        server.name
    );
    let is_within = seconds <= server.seconds
        && memory_mib <= server.memory_mib
        && reports_mib <= server.reports_mib;
    let run = json(&folder.join("run.json"));
    let is_whole = run["scenarios"].as_array().is_some_and(|it| !it.is_empty());
    let is_told = run.to_string().contains(&server.says);
    if server.exit.contains(&code) && is_within && is_whole && is_told {
        return (cost, false);
    }
    let text = format!("{}{}", stdout(&output), stderr(&output));
    let end: String = text.chars().skip(text.chars().count().saturating_sub(3000)).collect();
    (format!("{cost}\n{end}"), true)
}

fn corpus() -> Vec<HostileServer> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/servers.toml");
    toml::from_str::<Corpus>(&fs::read_to_string(path).unwrap()).unwrap().server
}

/// Tries each server, and prints what it cost.
fn costs_no_more_than_it_may(servers: impl Iterator<Item = HostileServer>) {
    let mut wrong = Vec::new();
    for server in servers {
        let (cost, is_wrong) = tried(&server);
        let _ = writeln!(std::io::stderr(), "{}", cost.lines().next().unwrap_or_default());
        wrong.extend(is_wrong.then_some(cost));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_sample_of_hostile_servers_costs_no_more_than_it_may() {
    costs_no_more_than_it_may(corpus().into_iter().filter(|it| it.sample));
}

#[test]
#[ignore = "needs several minutes"]
fn no_hostile_server_costs_more_than_it_may() {
    costs_no_more_than_it_may(corpus().into_iter());
}
