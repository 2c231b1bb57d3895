//! Looks at the way to a target before anything else is sent: most red runs are configuration.

mod aids;
mod calls;
mod finding;
mod way;

use std::rc::Rc;

pub use finding::{Class, Failure, Finding, Health};

pub(super) use aids::wizard;
pub(super) use calls::{answered, no_token};

use super::bench::Bench;

/// Checks in order: name, connection and TLS of the API and of the token endpoint, clock, token,
/// one harmless call, control interface, wizard driver, TAN source, webhooks. `told` hears each
/// finding as it is made. What needs something that failed is not tried.
pub async fn examine(bench: &Rc<Bench>, told: &mut dyn FnMut(Finding)) {
    let told = &mut |finding: Finding| told(finding.masked(&bench.redaction));
    let open = walk(bench, told).await;
    let mut seen = |check, health| told(Finding { check, health });
    if open {
        seen("clock", calls::clock(bench).await);
        let token = calls::token(bench).await;
        let refused = matches!(token, Health::Failed(_));
        seen("token", token);
        seen("call", if refused { untried("there is no token") } else { calls::call(bench).await });
    } else {
        for check in ["clock", "token", "call"] {
            seen(check, untried("the target is out of reach"));
        }
    }
    if let Some(health) = aids::control(bench).await {
        seen("control", health);
    }
    seen("wizard", aids::wizard(bench).await);
    seen("tan", aids::tan_source(bench).await);
    seen("webhooks", aids::webhooks(bench).await);
}

fn untried(why: &str) -> Health {
    Health::Untried(why.to_owned())
}

/// Walks to the API, and to the token endpoint where that is another server.
async fn walk(bench: &Bench, told: &mut dyn FnMut(Finding)) -> bool {
    let target = &bench.target;
    let mut open = way::walk(target, &target.base_url, told).await;
    if target.token_url.origin() != target.base_url.origin() && target.credentials.is_some() {
        open &= way::walk(target, &target.token_url, told).await;
    }
    open
}

/// What keeps us from connecting, when that is a setting of ours: an authority that is not
/// trusted, another name, a port without TLS.
pub(super) async fn misled(bench: &Bench) -> Option<Failure> {
    let mut found = None;
    walk(bench, &mut |finding| {
        if let Health::Failed(failure) = finding.health {
            found = found.take().or(Some(failure));
        }
    })
    .await;
    found.filter(|failure| failure.class.is_ours())
}
