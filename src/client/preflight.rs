//! One look at the target before the first scenario: most red runs are configuration.

use std::rc::Rc;

use crate::evidence::Unobserved;

use super::auth::TokenError;
use super::bench::Bench;
use super::session::Session;

/// What the first look showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Preflight {
    /// The target answers us.
    Ready,
    /// Our settings are wrong; one message with its remedy.
    Misconfigured(String),
    /// The target cannot be observed.
    Unreachable(Unobserved),
}

/// Fetches a token, or without credentials sends one harmless request.
pub async fn preflight(bench: &Rc<Bench>) -> Preflight {
    let token = bench.auth.token(&bench.transport, None, &mut |_exchange| 0).await;
    match token {
        Ok(Some(_token)) => Preflight::Ready,
        Ok(None) => without_token(bench).await,
        Err(TokenError::Unobserved(unobserved)) => Preflight::Unreachable(unobserved),
        Err(TokenError::Refused { status, brief }) => {
            Preflight::Misconfigured(refused(bench, status, &brief))
        }
        Err(error @ TokenError::NoToken { .. }) => Preflight::Unreachable(error.into()),
    }
}

fn refused(bench: &Bench, status: u16, brief: &str) -> String {
    let url = &bench.target.token_url;
    match status {
        404 | 405 => {
            format!("no token at {url}: it answered {brief}. Check --target, or give --token-url")
        }
        _ => format!(
            "the credentials were refused at {url}: it answered {brief}. \
             Check BANKIDENT_CLIENT_ID and BANKIDENT_CLIENT_SECRET"
        ),
    }
}

async fn without_token(bench: &Rc<Bench>) -> Preflight {
    match Session::open(bench).person("00000000000000000000000000000000cper").await {
        Err(Unobserved::Unavailable { status: 401, .. }) => Preflight::Misconfigured(
            "the target asks for a token (401): set BANKIDENT_CLIENT_ID and BANKIDENT_CLIENT_SECRET"
                .into(),
        ),
        Err(unobserved @ Unobserved::NoConnection { .. }) => Preflight::Unreachable(unobserved),
        Ok(reply) if reply.status == 404 && reply.json.is_err() => {
            let url = &bench.target.base_url;
            Preflight::Misconfigured(format!(
                "nothing like this API answers at {url} (404 without JSON). Check --target"
            ))
        }
        _ => Preflight::Ready,
    }
}
