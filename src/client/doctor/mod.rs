//! Checks of the configuration and the connection to a target, the usual causes of red runs.

mod api_checks;
mod connectivity;
mod dependencies;
mod finding;
mod operations;
mod preflight;

use std::rc::Rc;

pub use finding::{Class, Failure, Finding, Health};
pub use operations::{OperationProbe, ProbeResult, probe_operations};

pub use preflight::{Preflight, preflight};

use crate::client::context::RunContext;

/// Checks in order: name, connection and TLS of the API and of the token endpoint, clock, token,
/// one harmless call, control interface, wizard driver, TAN source, webhooks. Calls `report` with each
/// finding at once. A check that depends on a failed one is not tried.
pub async fn examine(context: &Rc<RunContext>, report: &mut dyn FnMut(Finding)) {
    let report = &mut |finding: Finding| report(finding.masked(&context.redaction));
    let open = connect(context, report).await;
    let mut found = |check, health| report(Finding { check, health });
    if open {
        found("clock", api_checks::clock(context).await);
        let token = api_checks::token(context).await;
        let refused = matches!(token, Health::Failed(_));
        found("token", token);
        found(
            "call",
            if refused { untried("there is no token") } else { api_checks::call(context).await },
        );
    } else {
        for check in ["clock", "token", "call"] {
            found(check, untried("the target is out of reach"));
        }
    }
    if let (true, Some(health)) = (open, api_checks::second_token(context).await) {
        found("second token", health);
    }
    if let Some(health) = dependencies::control(context).await {
        found("control", health);
    }
    found("wizard", dependencies::wizard(context).await);
    found("tan", dependencies::tan_source(context).await);
    found("webhooks", dependencies::webhooks(context).await);
}

fn untried(why: &str) -> Health {
    Health::Untried(why.to_owned())
}

/// Connects to the API, and to the token endpoint if it is another server.
async fn connect(context: &RunContext, report: &mut dyn FnMut(Finding)) -> bool {
    let target = &context.target;
    let mut open = connectivity::check(target, &target.base_url, report).await;
    if target.token_url.origin() != target.base_url.origin() && target.credentials.is_some() {
        open &= connectivity::check(target, &target.token_url, report).await;
    }
    open
}

/// Returns the setting that prevents a connection, if any: an authority that is not trusted, another
/// name, a port without TLS.
pub(crate) async fn wrong_setting(context: &RunContext) -> Option<Failure> {
    let mut found = None;
    connect(context, &mut |finding| {
        if let Health::Failed(failure) = finding.health {
            found = found.take().or(Some(failure));
        }
    })
    .await;
    found.filter(|failure| failure.class.is_setting())
}
