//! OAuth2 client credentials: one token per partner, fetched once, renewed before its end and when
//! it is refused.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use reqwest::Method;
use url::Url;

use crate::client::http::request::{ApiRequest, Body, RecordedBody, TOKEN_OPERATION};
use crate::client::http::transport::Transport;
use crate::client::recorder::Recorder;
use crate::config::Credentials;
use crate::evidence::{Reply, Unobserved};

/// A partner's credentials and current token.
#[derive(Debug)]
pub struct Auth {
    token_url: Url,
    credentials: Option<Credentials>,
    cached: RefCell<Option<CachedToken>>,
    turn: tokio::sync::Mutex<()>,
}

/// A token with its time of renewal.
#[derive(Clone, Debug)]
struct CachedToken {
    token: String,
    /// Time of renewal, a little before its end.
    renewal: Option<Instant>,
}

/// Maximum time between renewal and end of a token; at most a quarter of its life.
const MARGIN: Duration = Duration::from_secs(30);

impl CachedToken {
    /// A token that was fetched at `at` with a life of `lifetime_s` seconds, if known.
    fn new(token: String, lifetime_s: Option<u64>, at: Instant) -> Self {
        let life = lifetime_s.filter(|life| *life > 0).map(Duration::from_secs);
        let renewal =
            life.and_then(|life| at.checked_add(life.saturating_sub(MARGIN.min(life / 4))));
        Self { token, renewal }
    }

    fn serves(&self, now: Instant, refused: Option<&str>) -> bool {
        let due = self.renewal.is_some_and(|renewal| now >= renewal);
        !due && refused != Some(self.token.as_str())
    }
}

/// Reason why no token is available.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The token endpoint answered with a refusal.
    #[error("{TOKEN_OPERATION} was refused: {brief}")]
    Refused {
        /// The status code.
        status: u16,
        /// Status code and error code.
        brief: String,
    },
    /// The answer has no token.
    #[error("{TOKEN_OPERATION} was answered without an access_token: {brief}")]
    NoToken {
        /// Status code and defect.
        brief: String,
    },
    /// The endpoint could not be observed.
    #[error(transparent)]
    Unobserved(#[from] Unobserved),
}

impl From<TokenError> for Unobserved {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Unobserved(unobserved) => unobserved,
            other => Self::Dependency { what: "no access token".into(), detail: other.to_string() },
        }
    }
}

impl Auth {
    /// Authentication with these credentials; without them requests have no token.
    pub fn new(token_url: Url, credentials: Option<Credentials>) -> Self {
        Self {
            token_url,
            credentials,
            cached: RefCell::default(),
            turn: tokio::sync::Mutex::default(),
        }
    }

    /// Returns the current token, or fetches one if it is `refused` or about to end. Concurrent callers
    /// wait, so that it is fetched once.
    ///
    /// # Errors
    /// When no token is available.
    pub async fn token(
        &self,
        transport: &Transport,
        refused: Option<&str>,
        recorder: &Recorder,
    ) -> Result<Option<String>, TokenError> {
        let Some(credentials) = &self.credentials else {
            return Ok(None);
        };
        let _turn = self.turn.lock().await;
        let cached = self.cached.borrow().clone();
        if let Some(cached) = cached.filter(|cached| cached.serves(Instant::now(), refused)) {
            return Ok(Some(cached.token));
        }
        let cached = self.fetch(credentials, transport, recorder).await?;
        *self.cached.borrow_mut() = Some(cached.clone());
        Ok(Some(cached.token))
    }

    /// Credentials of the partner.
    pub fn credentials(&self) -> Option<&Credentials> {
        self.credentials.as_ref()
    }

    /// The token request; without credentials it has no authentication.
    pub fn call(&self, credentials: Option<&Credentials>) -> ApiRequest {
        let basic = credentials.map(|it| basic(&it.client_id, it.client_secret.reveal()));
        let basic = basic.map(|basic| ("authorization", basic));
        let form = [("grant_type", "client_credentials"), ("scope", "partners")];
        let form = form.map(|(name, value)| (name.to_owned(), value.to_owned()));
        ApiRequest {
            operation: TOKEN_OPERATION.into(),
            method: Method::POST,
            url: self.token_url.clone(),
            headers: [("accept", "application/json".into())].into_iter().chain(basic).collect(),
            body: Body::HtmlForm(form.to_vec()),
            recorded: RecordedBody::Whole,
        }
    }

    /// The token request with the credentials in the body.
    fn call_with_body(&self, credentials: &Credentials) -> ApiRequest {
        let mut call = self.call(None);
        if let Body::HtmlForm(fields) = &mut call.body {
            fields.push(("client_id".to_owned(), credentials.client_id.clone()));
            let secret = credentials.client_secret.reveal().to_owned();
            fields.push(("client_secret".to_owned(), secret));
        }
        call
    }

    async fn fetch(
        &self,
        credentials: &Credentials,
        transport: &Transport,
        recorder: &Recorder,
    ) -> Result<CachedToken, TokenError> {
        // The token's life is counted from the request, so that its age is never underestimated.
        let at = Instant::now();
        let mut reply = transport.deliver(&self.call(Some(credentials)), recorder).await?;
        if matches!(reply.status, 400 | 401) {
            // OAuth2 allows credentials in the body as well.
            let other = transport.deliver(&self.call_with_body(credentials), recorder).await?;
            reply = if other.is_success() { other } else { reply };
        }
        if (400..500).contains(&reply.status) {
            return Err(TokenError::Refused { status: reply.status, brief: reply.brief() });
        }
        match reply.text("access_token") {
            Some(token) if reply.is_success() && is_header_safe(token) => {
                Ok(CachedToken::new(token.to_owned(), lifetime_s(&reply), at))
            }
            _ => Err(TokenError::NoToken { brief: reply.brief() }),
        }
    }
}

/// `expires_in`, as a number or as text.
fn lifetime_s(reply: &Reply) -> Option<u64> {
    let life = reply.member("expires_in")?;
    life.as_u64().or_else(|| life.as_str()?.parse().ok())
}

/// A hostile token must not break the header.
fn is_header_safe(token: &str) -> bool {
    !token.is_empty()
        && token.len() <= 16 * 1024
        && token.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Value of the `Authorization` header field for basic authentication.
pub(crate) fn basic(user: &str, password: &str) -> String {
    use base64::Engine as _;
    let pair = format!("{user}:{password}");
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_renewed_before_its_end_and_when_refused() {
        let at = Instant::now();
        let serves = |life: Option<u64>, after_ms: u64| {
            let cached = CachedToken::new("t".into(), life, at);
            cached.serves(at + Duration::from_millis(after_ms), None)
        };
        assert!(serves(Some(2), 1_400) && !serves(Some(2), 1_500));
        assert!(serves(Some(3600), 3_569_000) && !serves(Some(3600), 3_570_000));
        for unknown in [None, Some(0)] {
            assert!(serves(unknown, u64::from(u32::MAX)));
        }
        let cached = CachedToken::new("t".into(), None, at);
        assert!(!cached.serves(at, Some("t")) && cached.serves(at, Some("another")));
    }
}
