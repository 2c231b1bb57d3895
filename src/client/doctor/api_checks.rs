//! First requests: clock, token, and whether the token is accepted.

use std::rc::Rc;

use jiff::Timestamp;

use crate::client::context::RunContext;
use crate::client::http::auth::TokenError;
use crate::client::recorder::Recorder;
use crate::client::session::Session;
use crate::evidence::Reply;
use crate::evidence::Unobserved;

use super::finding::{Class, Health};

/// Maximum difference of the clocks; beyond it the times of both sides do not fit.
const MOST_SKEW_S: i64 = 30;

/// Compares the target's clock with this machine's by the `Date` of an answer.
pub(super) async fn clock(context: &Rc<RunContext>) -> Health {
    let reply = match Session::open(context).harmless(None).await {
        Ok(reply) => reply,
        Err(why) => return unanswered(&why),
    };
    let date = reply.headers.get("date").and_then(|date| date.to_str().ok());
    let Some(date) = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok()) else {
        return Health::Untried("the target's answer has no Date".into());
    };
    let skew = Timestamp::now().as_second() - date.timestamp().as_second();
    if skew.abs() <= MOST_SKEW_S {
        return Health::Fine(format!(
            "the clock of the target differs by {} s from that of this machine",
            skew.abs()
        ));
    }
    let where_to = if skew > 0 { "behind" } else { "ahead of" };
    Health::Odd {
        what: format!("the clock of the target is {} s {where_to} that of this machine", skew.abs()),
        remedy: "synchronise the clock of this machine (NTP): tokens, TANs and webhooks are valid for minutes".into(),
    }
}

/// The finding for a request without an answer.
fn unanswered(why: &Unobserved) -> Health {
    let (class, remedy) = match why {
        Unobserved::NoConnection { .. } => {
            (Class::Network, "something on the way to the target blocks the connection: see above")
        }
        Unobserved::TimedOut { .. } => {
            (Class::TargetDown, "the target is too slow: try again, or give --step-timeout")
        }
        _ => (
            Class::TargetDown,
            "the answer is not HTTP: check the port, or ask the target's operator",
        ),
    };
    Health::failed(class, why.to_string(), remedy)
}

/// Fetches a token.
pub(super) async fn token(context: &RunContext) -> Health {
    match context.auth.token(&context.transport, None, &Recorder::default()).await {
        Ok(Some(_token)) => Health::Fine(format!("{} issues one", context.target.token_url)),
        Ok(None) => Health::Untried("no credentials are set; requests have no token".into()),
        Err(error) => no_token(context, error),
    }
}

/// Fetches a token of the second client, if there is one.
pub(super) async fn second_token(context: &RunContext) -> Option<Health> {
    let auth = context.second_auth.as_ref()?;
    let fetched = auth.token(&context.transport, None, &Recorder::default()).await;
    Some(match fetched {
        Ok(_token) => Health::Fine(format!("{} issues one", context.target.token_url)),
        Err(error) => Health::failed(
            Class::Credentials,
            format!("no token for the second client: {error}"),
            "check BANKIDENT_SECOND_CLIENT_ID and BANKIDENT_SECOND_CLIENT_SECRET",
        ),
    })
}

/// The finding for a failed token request.
pub(in crate::client) fn no_token(context: &RunContext, error: TokenError) -> Health {
    let url = &context.target.token_url;
    match error {
        TokenError::Refused { status: 404 | 405, brief } => Health::failed(
            Class::Configuration,
            format!("no token at {url}: it answered {brief}"),
            "check --target, or give --token-url",
        ),
        TokenError::Refused { brief, .. } => Health::failed(
            Class::Credentials,
            format!("the credentials were refused at {url}: it answered {brief}"),
            "check BANKIDENT_CLIENT_ID and BANKIDENT_CLIENT_SECRET, or client_id and \
             client_secret in bankident.toml; give --token-url if another host issues the tokens",
        ),
        TokenError::NoToken { .. } => Health::failed(
            Class::TargetDown,
            error.to_string(),
            "the token endpoint does not work: check --token-url, or ask its operator",
        ),
        TokenError::Unobserved(why) => unanswered(&why),
    }
}

/// Sends a harmless request with the token.
pub(super) async fn call(context: &Rc<RunContext>) -> Health {
    let session = Session::open(context);
    let token = match session.token(None).await {
        Ok(token) => token,
        Err(why) => return unanswered(&why),
    };
    match session.harmless(token.as_deref()).await {
        Ok(reply) => answered(context, &reply, token.is_some()),
        Err(why) => unanswered(&why),
    }
}

/// The finding for the answer to the harmless request.
pub(in crate::client) fn answered(context: &RunContext, reply: &Reply, with_token: bool) -> Health {
    // Its error code may contain a secret.
    if let Ok(json) = &reply.json {
        context.redaction.learn_from(json);
    }
    let url = &context.target.base_url;
    let what = format!("GET a person that does not exist, at {url}: {}", reply.brief());
    let failed = |class, remedy: &str| Health::failed(class, what.clone(), remedy);
    match reply.status {
        401 if !with_token => Health::failed(
            Class::Credentials,
            "the target requires a token (401)",
            "set BANKIDENT_CLIENT_ID and BANKIDENT_CLIENT_SECRET, or client_id and client_secret \
             in bankident.toml",
        ),
        401 => failed(
            Class::Credentials,
            "the target refuses a token of this endpoint: check --token-url",
        ),
        403 => {
            failed(Class::Credentials, "the client may not use this API: ask the target's operator")
        }
        status @ (200..=299 | 404) if reply.json.is_err() => Health::failed(
            Class::Configuration,
            format!("the server at {url} is another API ({status} without JSON)"),
            "check --target",
        ),
        300..=399 => failed(
            Class::Configuration,
            "the target redirects: set --target to the URL that it redirects to",
        ),
        501 => {
            failed(Class::Configuration, "the target does not have this operation: check --target")
        }
        429 | 500.. => failed(Class::TargetDown, "try again later, or ask the target's operator"),
        _ => Health::Fine(what),
    }
}
