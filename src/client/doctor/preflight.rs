//! Quick checks before the first scenario, so that a wrong secret is reported once.

use std::rc::Rc;

use crate::client::context::RunContext;
use crate::client::doctor::api_checks::{answered, no_token};
use crate::client::doctor::dependencies;
use crate::client::doctor::finding::Health;
use crate::client::doctor::wrong_setting;
use crate::client::http::auth::TokenError;
use crate::client::session::Session;
use crate::evidence::{Redaction, Unobserved, mask_text, mask_unobserved};

/// Result of the preflight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Preflight {
    /// The target answers.
    Ready,
    /// A setting is wrong; the message contains the remedy.
    Misconfigured(String),
    /// The target cannot be observed.
    Unreachable(Unobserved),
}

/// Fetches a token, or without credentials sends one harmless request; also starts the driver of the
/// bank page if `visits` it.
pub async fn preflight(context: &Rc<RunContext>, visits: bool) -> Preflight {
    let result = match target(context).await {
        Preflight::Ready if visits => {
            misconfigured(&dependencies::wizard(context).await).unwrap_or(Preflight::Ready)
        }
        result => result,
    };
    masked(result, &context.redaction)
}

/// Masks the result, because it quotes the target.
fn masked(result: Preflight, redaction: &Redaction) -> Preflight {
    match result {
        Preflight::Ready => Preflight::Ready,
        Preflight::Misconfigured(text) => Preflight::Misconfigured(mask_text(redaction, &text)),
        Preflight::Unreachable(mut why) => {
            mask_unobserved(redaction, &mut why);
            Preflight::Unreachable(why)
        }
    }
}

async fn target(context: &Rc<RunContext>) -> Preflight {
    if context.auth.credentials().is_none() {
        return without_token(context).await;
    }
    match context.auth.token(&context.transport, None, &context.own_calls).await {
        Ok(_token) => Preflight::Ready,
        Err(error @ TokenError::Refused { .. }) => {
            misconfigured(&no_token(context, error)).unwrap_or(Preflight::Ready)
        }
        Err(TokenError::Unobserved(why)) => unreachable_there(context, why).await,
        Err(error @ TokenError::NoToken { .. }) => Preflight::Unreachable(error.into()),
    }
}

async fn without_token(context: &Rc<RunContext>) -> Preflight {
    match Session::open(context).harmless(None).await {
        // The scenarios detect a wrong success.
        Ok(reply) if reply.is_success() => Preflight::Ready,
        Ok(reply) => {
            let health = answered(context, &reply, false);
            misconfigured(&health).unwrap_or(Preflight::Ready)
        }
        Err(why @ Unobserved::NoConnection { .. }) => unreachable_there(context, why).await,
        // The scenarios will report any other failure.
        Err(_) => Preflight::Ready,
    }
}

fn misconfigured(health: &Health) -> Option<Preflight> {
    match health {
        Health::Failed(failure) if failure.class.is_setting() => {
            Some(Preflight::Misconfigured(failure.to_string()))
        }
        _ => None,
    }
}

/// The connectivity checks find out whether a setting prevents the connection.
async fn unreachable_there(context: &RunContext, why: Unobserved) -> Preflight {
    if matches!(why, Unobserved::NoConnection { .. })
        && let Some(failure) = wrong_setting(context).await
    {
        return Preflight::Misconfigured(failure.to_string());
    }
    Preflight::Unreachable(why)
}
