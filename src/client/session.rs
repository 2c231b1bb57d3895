//! One scenario's connection to the target: its partner, its tenant, its exchanges.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use reqwest::Method;
use url::Url;

use crate::api::operation::Operation;
use crate::client::context::RunContext;
use crate::client::http::auth::Auth;
use crate::client::http::availability::{is_not_offered, shows_nothing};
use crate::client::http::quota::Usage;
use crate::client::http::request::{ApiRequest, Body, RecordedBody};
use crate::client::recorder::Recorder;
use crate::client::sms::pacing::SessionSms;
use crate::client::webhooks::session_webhooks::SessionWebhooks;
use crate::evidence::{Attachment, Exchange, Redaction, Reply, Unobserved, mask_text};

/// Result of a call to the target.
pub type Observed = Result<Reply, Unobserved>;

/// The simulator's first tenant; any other server counts as one.
pub(crate) const DEFAULT_TENANT: &str = "default";

/// A partner's session; cheap to clone.
#[derive(Clone, Debug)]
pub struct Session {
    pub(crate) context: Rc<RunContext>,
    pub(crate) auth: Rc<Auth>,
    pub(crate) tenant: String,
    pub(crate) webhooks: Rc<SessionWebhooks>,
    pub(crate) recorder: Recorder,
    pub(crate) sms: Rc<SessionSms>,
    /// Masked values, including tokens and TANs learnt by this session.
    redaction: Rc<Redaction>,
}

/// Parts of a request to the API.
pub(crate) struct Request<'a> {
    pub method: Method,
    pub template: &'a str,
    pub ids: &'a [&'a str],
    pub query: &'a [(&'a str, &'a str)],
    pub body: Body,
}

impl<'a> Request<'a> {
    /// A call of `operation` without a query or body.
    pub fn of(operation: Operation, ids: &'a [&'a str]) -> Self {
        let method = Method::from_bytes(operation.method.as_bytes()).unwrap_or_default();
        Self { method, template: operation.path, ids, query: &[], body: Body::None }
    }

    /// Name in reports: that of the operation, or method and path.
    fn name(&self) -> String {
        let operation = Operation::called(self.method.as_str(), self.template);
        operation.map_or_else(|| format!("{} {}", self.method, self.template), Operation::name)
    }
}

impl Session {
    /// A session of the run's default partner.
    pub fn open(context: &Rc<RunContext>) -> Self {
        Self {
            context: context.clone(),
            auth: context.auth.clone(),
            tenant: DEFAULT_TENANT.into(),
            webhooks: Rc::default(),
            recorder: Recorder::default(),
            sms: Rc::default(),
            redaction: Rc::new(Redaction::clone(&context.redaction)),
        }
    }

    /// Adds the time spent waiting for the rate limit, retries and turns to `allowance`.
    #[must_use]
    pub fn granting(self, allowance: Rc<Cell<Duration>>) -> Self {
        Self { recorder: Recorder::granting(allowance), ..self }
    }

    /// Reserves N SMS with the first one.
    #[must_use]
    pub fn expecting_sms(self, count: u64) -> Self {
        Self { sms: SessionSms::expecting(count), ..self }
    }

    /// The run this session belongs to.
    pub fn context(&self) -> &Rc<RunContext> {
        &self.context
    }

    /// Exchanges written since the last call.
    pub fn take_exchanges(&self) -> Vec<Exchange> {
        self.recorder.take()
    }

    /// All answers of this session so far, in order.
    pub fn replies(&self) -> Vec<Reply> {
        self.recorder.replies()
    }

    /// Files kept since the last call.
    pub fn take_attachments(&self) -> Vec<Attachment> {
        self.recorder.take_attachments()
    }

    /// Masks a value in everything recorded from now on.
    pub(crate) fn learn_secret(&self, kind: &'static str, secret: &str) {
        if self.tenant == DEFAULT_TENANT {
            self.redaction.learn(kind, secret);
        } else {
            // It is invalid after the scenario.
            self.redaction.learn_here(kind, secret);
        }
    }

    /// Masked values, for code that records more than exchanges.
    pub fn redaction(&self) -> Rc<Redaction> {
        Rc::clone(&self.redaction)
    }

    /// Masks the known secrets in a text.
    pub fn masked(&self, text: &str) -> String {
        mask_text(&self.redaction, text)
    }

    /// Sends a request to the API, with the partner's token; a refused token is renewed once.
    pub(crate) async fn send(&self, request: Request<'_>) -> Observed {
        available(self.send_anything(&request).await?)
    }

    /// Like `send`, for an operation that the target need not offer; returns `None` if it does not.
    pub(crate) async fn send_if_offered(
        &self,
        request: Request<'_>,
    ) -> Result<Option<Reply>, Unobserved> {
        let reply = self.send_anything(&request).await?;
        if is_not_offered(&reply) { Ok(None) } else { available(reply).map(Some) }
    }

    /// Like `send`, but accepts every answer.
    pub(crate) async fn send_anything(&self, request: &Request<'_>) -> Observed {
        let token = self.token(None).await?;
        let reply = self.send_with(request, token.as_deref()).await?;
        if reply.status != 401 || token.is_none() {
            return Ok(reply);
        }
        let renewed = self.token(token.as_deref()).await?;
        self.send_with(request, renewed.as_deref()).await
    }

    pub(crate) async fn token(&self, refused: Option<&str>) -> Result<Option<String>, Unobserved> {
        let transport = &self.context.transport;
        let token = self.auth.token(transport, refused, &self.recorder).await?;
        if let Some(token) = &token {
            self.learn_secret("token", token);
            if self.tenant == DEFAULT_TENANT {
                // All sessions share it.
                self.context.redaction.learn("token", token);
            }
        }
        Ok(token)
    }

    pub(crate) async fn send_with(&self, request: &Request<'_>, token: Option<&str>) -> Observed {
        self.exchange(&self.call(request, token)).await
    }

    pub(crate) fn call(&self, request: &Request<'_>, token: Option<&str>) -> ApiRequest {
        let mut headers = vec![("accept", "application/json".to_owned())];
        if let Some(token) = token {
            headers.push(("authorization", format!("Bearer {token}")));
        }
        ApiRequest {
            operation: request.name(),
            method: request.method.clone(),
            url: locate(&self.context.target.base_url, request),
            headers,
            body: request.body.clone(),
            recorded: RecordedBody::Whole,
        }
    }

    /// Adds extra time for the running step.
    pub(crate) fn grant(&self, extra: Duration) {
        self.recorder.grant(extra);
    }

    /// Sends a call at the permitted rate and records each exchange.
    pub(crate) async fn exchange(&self, call: &ApiRequest) -> Observed {
        let reply = self.context.transport.deliver(call, &self.recorder).await?;
        self.recorder.keep(&reply);
        Ok(reply)
    }
}

fn available(reply: Reply) -> Observed {
    if shows_nothing(&reply) { Err(unavailable(reply)) } else { Ok(reply) }
}

/// Accepts every answer except those of a gateway, because the target did not answer, and
/// 429, which is about the number of calls and not about this one.
pub(crate) fn answered(reply: Reply) -> Observed {
    if matches!(reply.status, 429 | 502..=504) { Err(unavailable(reply)) } else { Ok(reply) }
}

fn unavailable(reply: Reply) -> Unobserved {
    let code = reply.error_codes().into_iter().next();
    let code = code.unwrap_or_else(|| "no error code".into());
    let later = reply.headers.get("retry-after").and_then(|it| it.to_str().ok());
    let detail = later.map_or(code.clone(), |later| format!("{code}, Retry-After: {later}"));
    let slower = match Usage::of(&reply.operation).sms {
        0 => "the target limits the calls: run with a lower --rate or fewer --jobs",
        _ => {
            "the target limits the calls or the SMS: give --sms-per-hour, run the rest by --rerun later"
        }
    };
    let detail = if reply.status == 429 { format!("{detail}; {slower}") } else { detail };
    Unobserved::Unavailable { operation: reply.operation, status: reply.status, detail }
}

/// Joins base URL and template; each id becomes one encoded segment, with any characters.
fn locate(base: &Url, request: &Request<'_>) -> Url {
    let mut url = base.clone();
    let mut ids = request.ids.iter();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty();
        for segment in request.template.split('/').skip(1) {
            if segment.starts_with('{') {
                segments.push(ids.next().copied().unwrap_or("missing"));
            } else {
                segments.push(segment);
            }
        }
    }
    if !request.query.is_empty() {
        url.query_pairs_mut().extend_pairs(request.query);
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stay_one_segment_whatever_they_contain() {
        let base = Url::parse("http://h/api/").unwrap();
        let request = Request {
            method: Method::GET,
            template: "/v1/persons/{person_id}/identifications/{id}",
            ids: &["a/../b?c", "x"],
            query: &[("include_documents", "true")],
            body: Body::None,
        };
        assert_eq!(
            locate(&base, &request).as_str(),
            "http://h/api/v1/persons/a%2F..%2Fb%3Fc/identifications/x?include_documents=true"
        );
    }
}
