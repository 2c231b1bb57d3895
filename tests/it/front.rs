//! What stands before a real API: counts what comes, and answers some of it itself.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;

/// What the front does by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
}

#[derive(Clone)]
struct Inner {
    habit: Habit,
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
        let inner = Inner { habit, behind, client, seen: Arc::clone(&seen) };
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
            _ => {}
        }
    }
    forward(&inner, request).await
}

async fn forward(inner: &Inner, mut request: Request) -> Response {
    let path = request.uri().path_and_query().map_or("/", |it| it.as_str());
    *request.uri_mut() = format!("{}{path}", inner.behind).parse::<Uri>().unwrap();
    match inner.client.request(request).await {
        Ok(response) => response.into_response(),
        Err(_) => StatusCode::GATEWAY_TIMEOUT.into_response(),
    }
}
