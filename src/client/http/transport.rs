//! The one HTTP client of the process, bounded in time and size.
//!
//! Redirects are results, protocol retries are off, and a body is read only up to
//! a limit, counted after its content coding is decoded. Exchanges are recorded
//! unmasked; the scenario's record masks them.
//!
//! A call that may be repeated uses a kept connection. Any other call has a connection of its own until
//! the server was seen to keep connections ([`KeptConnections`]): if the server has already closed a kept
//! one, it is unknown whether the call arrived.

use std::cell::{Cell, OnceCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING, HeaderMap, HeaderValue};
use reqwest::{Client, ClientBuilder};
use url::Url;

use crate::client::http::availability::availability_in;
use crate::client::http::coding::{CodingError, decoded};
use crate::client::http::failures;
use crate::client::http::intake::{self, BodyPermit, Cut, Intake, MAX_BODY_BYTES};
use crate::client::http::kept_connections::{self, KeptConnections};
use crate::client::http::load::Load;
use crate::client::http::policy::{RateLimit, RetryPolicy};
use crate::client::http::quota::Quota;
use crate::client::http::recording::{outcome_of, sent};
use crate::client::http::request::{ApiAnswer, ApiRequest, Body};
use crate::client::http::tls;
use crate::client::polling::wait_real_time;
use crate::client::recorder::Recorder;
use crate::config::{Deadlines, Proxy, Route, Target};
use crate::evidence::{Exchange, Redaction, Reply, Unobserved};

/// Maximum number of header fields of an answer.
const MAX_HEADERS: usize = 2_000;

/// The client and its limits.
#[derive(Debug)]
pub struct Transport {
    plain: Clients,
    tls: OnceCell<Clients>,
    deadlines: Deadlines,
    route: Route,
    loopback: bool,
    rate: RateLimit,
    retries: RetryPolicy,
    kept: KeptConnections,
    /// Number of answers that were 429.
    limited: Cell<u64>,
    intake: Intake,
    /// Requests sent and resources created by the run.
    pub(crate) quota: Quota,
    /// How much the target bears at once.
    pub(crate) load: Load,
}

/// A client that keeps its connections, and one that opens a new one for each call.
#[derive(Debug)]
struct Clients {
    keeping: Client,
    opening: Client,
}

impl Clients {
    fn build(configured: impl Fn() -> reqwest::Result<ClientBuilder>) -> reqwest::Result<Self> {
        let opening = configured()?.pool_max_idle_per_host(0).build()?;
        Ok(Self { keeping: configured()?.build()?, opening })
    }
}

/// Reason why requests are impossible.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The HTTP library cannot be set up.
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    /// The certificate authorities are unusable.
    #[error(transparent)]
    Tls(#[from] rustls::Error),
}

impl Transport {
    /// A transport to `target`. A target on this machine is reached without the environment's proxy.
    ///
    /// # Errors
    /// When the HTTP library cannot be set up, or the file of authorities is unusable.
    pub fn new(target: &Target, redaction: Rc<Redaction>) -> Result<Self, SetupError> {
        let (deadlines, route) = (target.deadlines, target.route.clone());
        let loopback = target.is_loopback();
        tls::check_files(&route)?;
        // Reading the system's certificates takes milliseconds, so plain HTTP does without.
        let plain = Clients::build(|| {
            let builder = builder(&deadlines, &route, loopback)?;
            Ok(builder.tls_backend_preconfigured(tls::without_trust()))
        })?;
        let (rate, retries) = (RateLimit::new(target), RetryPolicy::new(target));
        let quota = Quota::of(target, redaction);
        let tls = OnceCell::new();
        let kept = KeptConnections::new(!target.settings.new_connections);
        let limited = Cell::default();
        Ok(Self {
            plain,
            tls,
            deadlines,
            route,
            loopback,
            rate,
            retries,
            kept,
            limited,
            intake: Intake::of(target.settings.max_in_flight),
            quota,
            load: Load::within(deadlines.request),
        })
    }

    /// Number of answers that were 429 so far.
    pub fn limited(&self) -> u64 {
        self.limited.get()
    }

    /// Sends `call` at the permitted rate and repeats it where that is safe.
    ///
    /// Every try and the time spent waiting are recorded.
    ///
    /// # Errors
    /// When no answer was received; without sending when a limit is used up.
    pub async fn deliver(
        &self,
        call: &ApiRequest,
        recorder: &Recorder,
    ) -> Result<Reply, Unobserved> {
        let started = tokio::time::Instant::now();
        let mut queued = Duration::ZERO;
        let mut retry = 0;
        loop {
            self.quota.reserve(call)?;
            let turn = self.rate.reserve_slot(tokio::time::Instant::now());
            pass(turn, recorder).await;
            queued += turn;
            let keeps = retry == 0 && self.kept.may_carry(call);
            let (exchange, seen, permit) = self.send_over(call, keeps).await;
            if seen.as_ref().is_ok_and(|answer| answer.status == 429) {
                self.quota.release(call);
                self.limited.set(self.limited.get() + 1);
            }
            let seen =
                seen.and_then(|answer| self.quota.record_created(call, &answer).map(|()| answer));
            let index = recorder.write(Exchange { retry, ..exchange });
            let spent = started.elapsed().saturating_sub(queued);
            let Some(pause) = self.retries.delay(call, &seen, retry, spent) else {
                return intake::reply(call.operation.clone(), index, seen?, permit).await;
            };
            pass(pause, recorder).await;
            retry += 1;
        }
    }

    /// Sends `call` once, now, and reads the whole answer, within the request time-out.
    pub async fn send(&self, call: &ApiRequest) -> (Exchange, Result<ApiAnswer, Unobserved>) {
        let (exchange, seen, _permit) = self.send_over(call, false).await;
        (exchange, seen)
    }

    /// Sends `call` over a kept connection, or over one of its own.
    async fn send_over(
        &self,
        call: &ApiRequest,
        keeps: bool,
    ) -> (Exchange, Result<ApiAnswer, Unobserved>, BodyPermit) {
        let at = jiff::Timestamp::now();
        let started = Instant::now();
        let limit = self.deadlines.request;
        let seen = match tokio::time::timeout(limit, self.exchange(call, keeps)).await {
            Ok(outcome) => outcome,
            Err(_elapsed) => Err(self.not_in_time(call)),
        };
        let (outcome, permit) = match seen {
            Ok((answer, permit)) => (Ok(answer), permit),
            Err(unobserved) => (Err(unobserved), None),
        };
        self.load.note(started.elapsed());
        let recorded = outcome_of(call, &outcome);
        let exchange = Exchange {
            operation: call.operation.clone(),
            sent: sent(call),
            availability: availability_in(call, &outcome, &recorded),
            outcome: recorded,
            at: format!("{at:.3}"),
            duration_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            retry: 0,
        };
        (exchange, outcome, permit)
    }

    /// Reason why there is no complete answer in time.
    fn not_in_time(&self, call: &ApiRequest) -> Unobserved {
        if !self.intake.is_full() {
            return failures::timed_out(call, self.deadlines.request);
        }
        let limit = self.intake.limit();
        Unobserved::Dependency {
            what: format!("there was no complete answer to {} in time", call.operation),
            detail: format!(
                "answers of together more than {limit} were read or compared meanwhile: give --max-in-flight, or fewer --jobs"
            ),
        }
    }

    async fn exchange(
        &self,
        call: &ApiRequest,
        keeps: bool,
    ) -> Result<(ApiAnswer, BodyPermit), Unobserved> {
        if call.url.as_str().len() > failures::MAX_URL_BYTES {
            return Err(failures::too_long(call));
        }
        let clients = self.clients(&call.url)?;
        let client = if keeps { &clients.keeping } else { &clients.opening };
        let mut request = client.request(call.method.clone(), call.url.clone());
        for (name, value) in &call.headers {
            request = request.header(*name, value);
        }
        let request = match &call.body {
            Body::None => request,
            Body::Json(json) => request.json(json),
            Body::DeclaredJson(text) => {
                request.header("content-type", "application/json").body(text.clone())
            }
            Body::HtmlForm(fields) => request.form(fields),
        };
        let sent = request.send().await;
        if keeps {
            self.kept.note(sent.as_ref());
        }
        let mut response = sent.map_err(|error| self.unobserved(call, &error))?;
        let is_coded = response.headers().contains_key(CONTENT_ENCODING);
        let read = self.intake.read(&mut response, is_coded).await;
        let (body, permit) = read.map_err(|cut| match cut {
            Cut::TooLarge => failures::undecoded(call, CodingError::TooLarge),
            Cut::Broken(error) => self.unobserved(call, &error),
        })?;
        let headers = response.headers().clone();
        let body =
            decoded(&headers, body, MAX_BODY_BYTES).map_err(|it| failures::undecoded(call, it))?;
        Ok((ApiAnswer { status: response.status().as_u16(), headers, body }, permit))
    }

    fn clients(&self, url: &Url) -> Result<&Clients, Unobserved> {
        let guarded = matches!(&self.route.proxy, Proxy::At(proxy) if proxy.scheme() == "https");
        if url.scheme() != "https" && !guarded {
            return Ok(&self.plain);
        }
        if self.tls.get().is_none() {
            let clients = self.with_tls().map_err(|error| Unobserved::NoConnection {
                address: failures::address(url),
                detail: error.to_string(),
            })?;
            // No second caller is possible: there is one thread and no await.
            let _ = self.tls.set(clients);
        }
        Ok(self.tls.get().unwrap_or(&self.plain))
    }

    fn with_tls(&self) -> Result<Clients, SetupError> {
        let (trust, _verifier) = tls::with_trust(&self.route)?;
        Ok(Clients::build(|| {
            let builder = builder(&self.deadlines, &self.route, self.loopback)?;
            Ok(builder.tls_backend_preconfigured(trust.clone()).tls_info(true))
        })?)
    }

    /// Digest of the key of the server at `url` if it uses TLS and its certificate is valid.
    pub async fn verified_key(&self, url: &Url) -> Option<String> {
        let origin = url.join("/").ok().filter(|it| it.scheme() == "https")?;
        let asked = self.clients(&origin).ok()?.opening.head(origin).send();
        let answer = tokio::time::timeout(self.deadlines.request, asked).await.ok()?.ok()?;
        let info = answer.extensions().get::<reqwest::tls::TlsInfo>()?;
        tls::key_digest(info.peer_certificate()?)
    }

    fn unobserved(&self, call: &ApiRequest, error: &reqwest::Error) -> Unobserved {
        let shows_certificate = self.route.identity.is_some();
        failures::unobserved(call, error, self.deadlines.request, shows_certificate)
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that builds the process's client")]
fn builder(
    deadlines: &Deadlines,
    route: &Route,
    loopback: bool,
) -> Result<ClientBuilder, reqwest::Error> {
    let identity = (ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    // Fails only if a provider is already installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder()
        .user_agent(concat!("bankident-conformance/", env!("CARGO_PKG_VERSION")))
        .default_headers(HeaderMap::from_iter([identity]))
        .http1_max_headers(MAX_HEADERS)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .connect_timeout(deadlines.connect)
        .pool_max_idle_per_host(512)
        .pool_idle_timeout(kept_connections::MAX_IDLE)
        .tcp_nodelay(true);
    Ok(match &route.proxy {
        Proxy::At(url) => builder.proxy(reqwest::Proxy::all(url.clone())?),
        Proxy::System if !loopback => builder,
        Proxy::System | Proxy::Direct => builder.no_proxy(),
    })
}

/// A client for a server beside the target, with this time-out of a request; a local server is never
/// behind a proxy.
pub(crate) fn client_beside(local: bool, limit: Duration) -> Result<Client, SetupError> {
    let proxy = if local { Proxy::Direct } else { Proxy::System };
    let route = Route { proxy, ..Route::default() };
    let limits = Deadlines::within(limit * 3, Duration::ZERO);
    let (trust, _verifier) = tls::with_trust(&route)?;
    let trust = if local { tls::without_trust() } else { trust };
    let builder = builder(&limits, &route, local)?.timeout(limit);
    Ok(builder.tls_backend_preconfigured(trust).build()?)
}

async fn pass(duration: Duration, recorder: &Recorder) {
    if !duration.is_zero() {
        recorder.grant(duration);
        wait_real_time(duration).await;
    }
}
