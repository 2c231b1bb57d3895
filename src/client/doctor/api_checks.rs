//! First calls: whose clock is right, whether we get a token, whether it is accepted.

use std::rc::Rc;

use jiff::Timestamp;

use crate::client::context::RunContext;
use crate::client::http::auth::TokenError;
use crate::client::session::Session;
use crate::evidence::Reply;
use crate::evidence::Unobserved;

use super::finding::{Class, Health};

/// More than this and times that both sides compare do not fit.
const MOST_SKEW_S: i64 = 30;

/// How far the target's clock is from ours, by the `Date` of any answer.
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
        return Health::Fine(format!("its clock is {} s from ours", skew.abs()));
    }
    let where_to = if skew > 0 { "behind" } else { "ahead of" };
    Health::Odd {
        what: format!("its clock is {} s {where_to} ours", skew.abs()),
        remedy: "set this machine's clock (NTP): tokens, TANs and webhooks live for minutes".into(),
    }
}

/// Nothing came back that could be read.
fn unanswered(why: &Unobserved) -> Health {
    let (class, remedy) = match why {
        Unobserved::NoConnection { .. } => {
            (Class::Network, "what is between here and there lets nothing through: see above")
        }
        Unobserved::TimedOut { .. } => {
            (Class::TargetDown, "it takes too long: try again, or give --step-timeout")
        }
        _ => (Class::TargetDown, "it does not speak HTTP: check the port, or ask who runs it"),
    };
    Health::failed(class, why.to_string(), remedy)
}

/// Whether we get a token.
pub(super) async fn token(context: &RunContext) -> Health {
    match context.auth.token(&context.transport, None, &mut |_exchange| 0, &|_extra| ()).await {
        Ok(Some(_token)) => Health::Fine(format!("{} gives one", context.target.token_url)),
        Ok(None) => Health::Untried("there are no credentials; requests go without a token".into()),
        Err(error) => no_token(context, error),
    }
}

/// Why we get none.
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
             client_secret in bankident.toml",
        ),
        TokenError::NoToken { .. } => Health::failed(
            Class::TargetDown,
            error.to_string(),
            "the token endpoint does not work: check --token-url, or ask who runs it",
        ),
        TokenError::Unobserved(why) => unanswered(&why),
    }
}

/// Whether a harmless call with our token is answered as by this API.
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

/// What the answer to the harmless call says of our settings.
pub(in crate::client) fn answered(context: &RunContext, reply: &Reply, with_token: bool) -> Health {
    // Its error code may be any text.
    if let Ok(json) = &reply.json {
        context.redaction.learn_from(json);
    }
    let url = &context.target.base_url;
    let what = format!("GET a person nobody has, at {url}: {}", reply.brief());
    let failed = |class, remedy: &str| Health::failed(class, what.clone(), remedy);
    match reply.status {
        401 if !with_token => Health::failed(
            Class::Credentials,
            "the target asks for a token (401)",
            "set BANKIDENT_CLIENT_ID and BANKIDENT_CLIENT_SECRET, or client_id and client_secret \
             in bankident.toml",
        ),
        401 => failed(Class::Credentials, "its own token is not accepted: check --token-url"),
        403 => failed(Class::Credentials, "the client may not use this API: ask who runs it"),
        status @ (200..=299 | 404) if reply.json.is_err() => Health::failed(
            Class::Configuration,
            format!("nothing like this API answers at {url} ({status} without JSON)"),
            "check --target",
        ),
        300..=399 => failed(Class::Configuration, "it leads elsewhere: write the url it leads to"),
        501 => failed(Class::Configuration, "it does not know this call: check --target"),
        429 | 500.. => failed(Class::TargetDown, "try again later, or ask who runs it"),
        _ => Health::Fine(what),
    }
}
