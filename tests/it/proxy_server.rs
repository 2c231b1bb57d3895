//! A proxy in front of a real API: it counts requests, and answers some of them itself.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use bankident_conformance::client::wait_real_time;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;

/// Changes an answer, which keeps its meaning.
pub type Rewrite = fn(&mut HeaderMap, &[u8]) -> Vec<u8>;

/// Behaviour of the proxy itself.
#[derive(Clone, Copy, Debug)]
pub enum Habit {
    /// Nothing.
    Honest,
    /// The first GET of every path is answered 502.
    FirstGetIs502,
    /// Every answer is a page.
    Page,
    /// Nobody ever gets an SMS.
    EmptyOutbox,
    /// Everything but a token is answered 503.
    AlwaysBusy,
    /// Every ninth request is answered 502, whatever it is.
    Gusts,
    /// Each answer takes 300 ms, more or less.
    Far,
    /// A token lives for a second, and is said to live for this many; each answer takes its time.
    ShortTokens(u64),
    /// A script draws each page, which shows this text without it; links lead to the front.
    DrawnPages(&'static str),
    /// Each answer is written in another way.
    Rewriting(Rewrite),
    /// Each page is written in another way; links lead to the front.
    Pages(Rewrite),
    /// Every third call is one too many.
    Limiting,
    /// Some operations are not permitted or not offered.
    Partial,
    /// Every call that writes is answered 429.
    Crowded,
}

/// A front, and what it saw.
#[derive(Clone)]
pub struct Front {
    pub url: String,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    arrivals: Vec<(Instant, String)>,
    refused: HashSet<String>,
    tokens: HashMap<String, Instant>,
    changes: usize,
}

#[derive(Clone)]
struct Inner {
    habit: Habit,
    url: String,
    behind: String,
    client: Client<HttpConnector, Body>,
    seen: Arc<Mutex<Seen>>,
}

impl Front {
    /// A front before the server at `behind`; it goes away with the runtime.
    pub async fn open(habit: Habit, behind: &str) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::<Mutex<Seen>>::default();
        let client = Client::builder(TokioExecutor::new()).build_http();
        let behind = behind.trim_end_matches('/').to_owned();
        let inner = Inner { habit, url: url.clone(), behind, client, seen: Arc::clone(&seen) };
        let app = Router::new().fallback(answer).with_state(inner);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, seen }
    }

    /// When each request came, and its method and path.
    pub fn arrivals(&self) -> Vec<(Instant, String)> {
        self.seen.lock().unwrap().arrivals.clone()
    }

    /// How many requests begin like this.
    pub fn count(&self, begin: &str) -> usize {
        self.arrivals().iter().filter(|(_, it)| it.starts_with(begin)).count()
    }

    /// How many calls that write succeeded, those for a token not counted.
    pub fn changes(&self) -> usize {
        self.seen.lock().unwrap().changes
    }

    /// How many requests it answered by itself.
    pub fn refused(&self) -> usize {
        self.seen.lock().unwrap().refused.len()
    }
}

async fn answer(State(inner): State<Inner>, request: Request) -> Response {
    let words = format!("{} {}", request.method(), request.uri());
    let token = request.uri().path().ends_with("/oauth2/token");
    {
        let mut seen = inner.seen.lock().unwrap();
        seen.arrivals.push((Instant::now(), words.clone()));
        let first = request.method() == Method::GET && seen.refused.insert(words);
        match inner.habit {
            Habit::Page => return axum::response::Html("<h1>Welcome</h1>").into_response(),
            Habit::FirstGetIs502 if first => return StatusCode::BAD_GATEWAY.into_response(),
            Habit::EmptyOutbox if request.uri().path().starts_with("/outbox/") => {
                return axum::Json(serde_json::json!([])).into_response();
            }
            Habit::AlwaysBusy if !token => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
            Habit::Limiting if seen.arrivals.len().is_multiple_of(3) => {
                return too_many();
            }
            Habit::Gusts if seen.arrivals.len().is_multiple_of(9) => {
                return StatusCode::BAD_GATEWAY.into_response();
            }
            _ => {}
        }
    }
    match inner.habit {
        Habit::Partial => match withheld(request.method(), request.uri().path()) {
            Some(answer) => answer,
            None => forward(&inner, request).await,
        },
        Habit::Crowded if request.method() != Method::GET && !token => too_many(),
        Habit::Far => {
            wait_real_time(Duration::from_millis(240 + rand::random_range(0..120))).await;
            forward(&inner, request).await
        }
        Habit::DrawnPages(text) => {
            let draw = |fields: &mut HeaderMap, body: &[u8]| drawn(&inner, text, fields, body);
            apply(draw, forward(&inner, request).await).await
        }
        Habit::Pages(rewrite) => {
            let linked = |fields: &mut HeaderMap, body: &[u8]| {
                let body = rewrite(fields, body);
                let text = String::from_utf8(body);
                text.map_or_else(std::string::FromUtf8Error::into_bytes, |it| {
                    it.replace(&inner.behind, &inner.url).into_bytes()
                })
            };
            apply(linked, forward(&inner, request).await).await
        }
        Habit::Rewriting(rewrite) => apply(rewrite, forward(&inner, request).await).await,
        Habit::ShortTokens(printed) => forgetful(&inner, request, printed).await,
        _ => {
            let writes = request.method() != Method::GET && !token;
            let answer = forward(&inner, request).await;
            let changes = usize::from(writes && answer.status().is_success());
            inner.seen.lock().unwrap().changes += changes;
            answer
        }
    }
}

/// Knows a token for one second.
async fn forgetful(inner: &Inner, request: Request, printed: u64) -> Response {
    wait_real_time(Duration::from_millis(100)).await;
    let token = |it: &axum::http::HeaderValue| it.to_str().unwrap().replace("Bearer ", "");
    let given = request.headers().get("authorization").map(token);
    let asked = request.uri().path().ends_with("/oauth2/token");
    let begun = inner.seen.lock().unwrap().tokens.get(&given.unwrap_or_default()).copied();
    if begun.is_some_and(|it| it.elapsed() > Duration::from_secs(1)) {
        let body = serde_json::json!({ "errors": [{ "code": "invalid_token" }] });
        inner.seen.lock().unwrap().refused.insert(format!("{:?}", Instant::now()));
        return (StatusCode::UNAUTHORIZED, axum::Json(body)).into_response();
    }
    let answer = forward(inner, request).await;
    if !asked {
        return answer;
    }
    let body = axum::body::to_bytes(answer.into_body(), 1 << 16).await.unwrap();
    let mut body: serde_json::Value = serde_json::from_slice(&body).unwrap();
    body["expires_in"] = printed.into();
    let token = body["access_token"].as_str().unwrap().to_owned();
    inner.seen.lock().unwrap().tokens.insert(token, Instant::now());
    axum::Json(body).into_response()
}

async fn forward(inner: &Inner, mut request: Request) -> Response {
    let path = request.uri().path_and_query().map_or("/", |it| it.as_str());
    *request.uri_mut() = format!("{}{path}", inner.behind).parse::<Uri>().unwrap();
    match inner.client.request(request).await {
        Ok(response) => response.into_response(),
        Err(_) => StatusCode::GATEWAY_TIMEOUT.into_response(),
    }
}

/// Applies a rewriting to an answer.
async fn apply(rewrite: impl Fn(&mut HeaderMap, &[u8]) -> Vec<u8>, answer: Response) -> Response {
    let (mut head, body) = answer.into_parts();
    let body = axum::body::to_bytes(body, 1 << 24).await.unwrap();
    head.headers.remove("content-length");
    let body = rewrite(&mut head.headers, &body);
    Response::from_parts(head, body.into())
}

fn drawn(inner: &Inner, text: &str, fields: &mut HeaderMap, body: &[u8]) -> Vec<u8> {
    fields.remove("content-security-policy"); // it forbids scripts

    let kind = fields.get("content-type").map_or(&b""[..], HeaderValue::as_bytes);
    if kind.starts_with(b"text/html") {
        let page = BASE64_STANDARD.encode(body);
        let draw = format!("document.open(); document.write(atob('{page}')); document.close()");
        let head = "<!doctype html><title>Bank</title>";
        return format!("{head}<div>{text}</div><script>{draw}</script>").into_bytes();
    }
    match std::str::from_utf8(body) {
        Ok(text) => text.replace(&inner.behind, &inner.url).into_bytes(),
        Err(_) => body.to_vec(),
    }
}

/// The answer to an operation that this client may not call, or that the gateway or the target lacks.
fn withheld(method: &Method, path: &str) -> Option<Response> {
    let coded = |status: StatusCode, code: &str| {
        let body = serde_json::json!({ "errors": [{ "code": code }] });
        (status, axum::Json(body)).into_response()
    };
    let page =
        |status: StatusCode| (status, axum::response::Html("<h1>no route</h1>")).into_response();
    let path = path.trim_end_matches('/');
    Some(match method.as_str() {
        "PATCH" if path.ends_with("/confirm") => {
            coded(StatusCode::FORBIDDEN, "unauthorized_action")
        }
        "POST" if path.ends_with("/iban_lookups") => page(StatusCode::NOT_FOUND),
        "POST" if path.ends_with("/webhooks") => page(StatusCode::METHOD_NOT_ALLOWED),
        "GET" if path.ends_with("/account_snapshot") => {
            coded(StatusCode::NOT_IMPLEMENTED, "not_implemented")
        }
        _ => return None,
    })
}

/// The answer to a call that is one too many.
fn too_many() -> Response {
    let body = axum::Json(serde_json::json!({ "errors": [{ "code": "too_many_requests" }] }));
    (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "0")], body).into_response()
}
