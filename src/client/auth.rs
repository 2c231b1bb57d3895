//! OAuth2 client credentials: one token per partner, fetched once, renewed when it is refused.

use std::cell::RefCell;

use reqwest::Method;
use url::Url;

use crate::config::Credentials;
use crate::evidence::{Exchange, Unobserved};

use super::reply::Reply;
use super::transport::{Body, Call, Transport};

/// Name of the token call in reports.
pub const TOKEN_OPERATION: &str = "POST /oauth2/token";

/// A partner's token and how to get another.
#[derive(Debug)]
pub struct Auth {
    token_url: Url,
    credentials: Option<Credentials>,
    token: RefCell<Option<String>>,
    turn: tokio::sync::Mutex<()>,
}

/// Why there is no token.
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
    /// It answered something that is no token.
    #[error("{TOKEN_OPERATION} was answered without an access_token: {brief}")]
    NoToken {
        /// Status code and what is wrong.
        brief: String,
    },
    /// It could not be observed.
    #[error(transparent)]
    Unobserved(#[from] Unobserved),
}

impl From<TokenError> for Unobserved {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Unobserved(unobserved) => unobserved,
            other => Self::Aid { what: "no access token".into(), detail: other.to_string() },
        }
    }
}

impl Auth {
    /// The partner with these credentials; without them requests carry no token.
    pub fn new(token_url: Url, credentials: Option<Credentials>) -> Self {
        Self {
            token_url,
            credentials,
            token: RefCell::default(),
            turn: tokio::sync::Mutex::default(),
        }
    }

    /// The token to use now: the one held, unless it is `refused`.
    ///
    /// # Errors
    /// When none can be had.
    pub async fn token(
        &self,
        transport: &Transport,
        refused: Option<&str>,
        write: &mut dyn FnMut(Exchange) -> usize,
    ) -> Result<Option<String>, TokenError> {
        let Some(credentials) = &self.credentials else {
            return Ok(None);
        };
        let _turn = self.turn.lock().await;
        let held = self.token.borrow().clone();
        if held.is_some() && held.as_deref() != refused {
            return Ok(held);
        }
        let token = self.fetch(transport, credentials, write).await?;
        *self.token.borrow_mut() = Some(token.clone());
        Ok(Some(token))
    }

    /// Whose token it is.
    pub fn credentials(&self) -> Option<&Credentials> {
        self.credentials.as_ref()
    }

    /// The call that asks for a token; without credentials it goes as nobody.
    pub fn call(&self, credentials: Option<&Credentials>) -> Call {
        let basic = credentials.map(|it| basic(&it.client_id, it.client_secret.reveal()));
        let basic = basic.map(|basic| ("authorization", basic));
        let form = [("grant_type", "client_credentials"), ("scope", "partners")];
        let form = form.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Call {
            operation: TOKEN_OPERATION.into(),
            method: Method::POST,
            url: self.token_url.clone(),
            headers: [("accept", "application/json".into())].into_iter().chain(basic).collect(),
            body: Body::Form(form.to_vec()),
        }
    }

    /// The same call with the credentials in the body.
    fn call_with_body(&self, credentials: &Credentials) -> Call {
        let mut call = self.call(None);
        if let Body::Form(fields) = &mut call.body {
            fields.push(("client_id".to_owned(), credentials.client_id.clone()));
            let secret = credentials.client_secret.reveal().to_owned();
            fields.push(("client_secret".to_owned(), secret));
        }
        call
    }

    async fn fetch(
        &self,
        transport: &Transport,
        credentials: &Credentials,
        write: &mut dyn FnMut(Exchange) -> usize,
    ) -> Result<String, TokenError> {
        let mut reply = ask(transport, self.call(Some(credentials)), write).await?;
        if matches!(reply.status, 400 | 401) {
            // OAuth2 knows a second way for clients to say who they are.
            let other = ask(transport, self.call_with_body(credentials), write).await?;
            reply = if other.is_success() { other } else { reply };
        }
        if (400..500).contains(&reply.status) {
            return Err(TokenError::Refused { status: reply.status, brief: reply.brief() });
        }
        match reply.text("access_token") {
            Some(token) if reply.is_success() && is_header_safe(token) => Ok(token.to_owned()),
            _ => Err(TokenError::NoToken { brief: reply.brief() }),
        }
    }
}

async fn ask(
    transport: &Transport,
    call: Call,
    write: &mut dyn FnMut(Exchange) -> usize,
) -> Result<Reply, Unobserved> {
    let (exchange, answer) = transport.send(&call).await;
    let index = write(exchange);
    let answer = answer?;
    Ok(Reply::new(call.operation, index, answer.status, answer.headers, answer.body))
}

/// A hostile token must not be able to break our own header.
fn is_header_safe(token: &str) -> bool {
    !token.is_empty()
        && token.len() <= 16 * 1024
        && token.bytes().all(|byte| byte.is_ascii_graphic())
}

fn basic(user: &str, password: &str) -> String {
    use base64::Engine as _;
    let pair = format!("{user}:{password}");
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
}
