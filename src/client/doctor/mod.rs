//! Looks at the way to a target before anything else is sent: most red runs are configuration.

mod api_checks;
mod connectivity;
mod dependencies;
mod finding;
mod preflight;

use std::rc::Rc;

pub use finding::{Class, Failure, Finding, Health};

pub use preflight::{Preflight, preflight};

use crate::client::context::RunContext;

/// Checks in order: name, connection and TLS of the API and of the token endpoint, clock, token,
/// one harmless call, control interface, wizard driver, TAN source, webhooks. `told` hears each
/// finding as it is made. What needs something that failed is not tried.
pub async fn examine(context: &Rc<RunContext>, told: &mut dyn FnMut(Finding)) {
    let told = &mut |finding: Finding| told(finding.masked(&context.redaction));
    let open = walk(context, told).await;
    let mut seen = |check, health| told(Finding { check, health });
    if open {
        seen("clock", api_checks::clock(context).await);
        let token = api_checks::token(context).await;
        let refused = matches!(token, Health::Failed(_));
        seen("token", token);
        seen(
            "call",
            if refused { untried("there is no token") } else { api_checks::call(context).await },
        );
    } else {
        for check in ["clock", "token", "call"] {
            seen(check, untried("the target is out of reach"));
        }
    }
    if let Some(health) = dependencies::control(context).await {
        seen("control", health);
    }
    seen("wizard", dependencies::wizard(context).await);
    seen("tan", dependencies::tan_source(context).await);
    seen("webhooks", dependencies::webhooks(context).await);
}

fn untried(why: &str) -> Health {
    Health::Untried(why.to_owned())
}

/// Walks to the API, and to the token endpoint where that is another server.
async fn walk(context: &RunContext, told: &mut dyn FnMut(Finding)) -> bool {
    let target = &context.target;
    let mut open = connectivity::walk(target, &target.base_url, told).await;
    if target.token_url.origin() != target.base_url.origin() && target.credentials.is_some() {
        open &= connectivity::walk(target, &target.token_url, told).await;
    }
    open
}

/// What keeps us from connecting, when that is a setting of ours: an authority that is not
/// trusted, another name, a port without TLS.
pub(crate) async fn misled(context: &RunContext) -> Option<Failure> {
    let mut found = None;
    walk(context, &mut |finding| {
        if let Health::Failed(failure) = finding.health {
            found = found.take().or(Some(failure));
        }
    })
    .await;
    found.filter(|failure| failure.class.is_ours())
}
