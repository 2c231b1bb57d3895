//! Operates the partner's app in a situation, while the desk answers its calls.

use std::rc::Rc;
use std::time::Duration;

use futures::stream::FuturesUnordered;
use futures::{FutureExt as _, StreamExt as _};
use tokio::time::timeout;

use crate::client::CreatedTenant;
use crate::evidence::{Attachment, Unobserved};

use super::context::ObserveContext;
use super::desk::{DeskRequest, OpenDesk, PlaceInfo};
use super::driver::{DriverEnd, DriverProcess};
use super::reference::{self, AppAccess, AskDesk, ReferenceApp};
use super::situation::Situation;
use super::tester::Tester;

/// How the app came to its end.
#[derive(Debug, Default)]
pub struct AppEnd {
    /// Reason why the app did not come to its end by itself, if so.
    pub failure: Option<Unobserved>,
    /// End of the output of its command.
    pub output: String,
    /// Pictures of screens.
    pub pictures: Vec<Attachment>,
}

/// Waits while a person operates the app, until they say that it has come to its end.
pub async fn operated_by_person(
    context: &Rc<ObserveContext>,
    situation: &Situation,
    tenant: &CreatedTenant,
) -> AppEnd {
    let desk = context.desk.open(&situation.id, info(context, situation, tenant));
    let tester = Tester::new(context, situation, tenant);
    served_until(desk, &tester, tester.ended()).await;
    let skipped = tester.skipped().map(|reason| Unobserved::Dependency {
        what: "the tester could not try the situation".to_owned(),
        detail: reason,
    });
    AppEnd { failure: skipped, pictures: tester.pictures(), ..AppEnd::default() }
}

/// Position of the situation, and what the app connects to.
fn info(context: &ObserveContext, situation: &Situation, tenant: &CreatedTenant) -> PlaceInfo {
    let api_url = context.api_url.trim_end_matches('/');
    let access = vec![
        ("api_url", api_url.to_owned()),
        ("token_url", format!("{api_url}/oauth2/token")),
        ("client_id", tenant.credentials.client_id.clone()),
        ("client_secret", tenant.credentials.client_secret.reveal().to_owned()),
    ];
    PlaceInfo {
        number: situation.number,
        of: context.situations.get(),
        access,
        brief: situation.brief.clone(),
    }
}

/// Operates the app by a command until it comes to its end, or the time is over.
pub async fn operated_by_command(
    command: &str,
    context: &Rc<ObserveContext>,
    situation: &Situation,
    tenant: &CreatedTenant,
) -> AppEnd {
    let desk = context.desk.open(&situation.id, PlaceInfo::default());
    let variables = variables(context, situation, tenant, &desk);
    let mut driver = match DriverProcess::start(command, &variables) {
        Ok(driver) => driver,
        Err(error) => {
            return AppEnd { failure: Some(failed(error.to_string())), ..AppEnd::default() };
        }
    };
    let tester = Tester::new(context, situation, tenant);
    let over = timeout(context.limit, served_until(desk, &tester, driver.wait())).await.is_err();
    let DriverEnd { status, output } = driver.end().await;
    let failure = match status {
        _ if over => Some(too_long(context.limit)),
        Some(status) if status.success() => None,
        Some(status) => Some(failed(format!("the command of --drive ended with {status}"))),
        None => Some(failed("the command of --drive was ended".to_owned())),
    };
    AppEnd { failure, output, pictures: tester.pictures() }
}

/// Operates a reference app until it comes to its end, or the time is over.
pub async fn operated_by_itself(
    app: ReferenceApp,
    context: &Rc<ObserveContext>,
    situation: &Situation,
    tenant: &CreatedTenant,
) -> AppEnd {
    let access = AppAccess {
        api_url: context.api_url.trim_end_matches('/').to_owned(),
        credentials: tenant.credentials.clone(),
    };
    let tester = Rc::new(Tester::new(context, situation, tenant));
    let desk: AskDesk<'_> = Rc::new(move |call| {
        let tester = Rc::clone(&tester);
        async move { tester.answer(call).await }.boxed_local()
    });
    let failure = match timeout(context.limit, reference::operate(app, access, desk)).await {
        Ok(Ok(())) => None,
        Ok(Err(why)) => Some(failed(why)),
        Err(_elapsed) => Some(failed("the reference app did not end in time".to_owned())),
    };
    AppEnd { failure, ..AppEnd::default() }
}

/// Environment variables of the command.
fn variables(
    context: &ObserveContext,
    situation: &Situation,
    tenant: &CreatedTenant,
    desk: &OpenDesk,
) -> [(&'static str, String); 7] {
    let api_url = context.api_url.trim_end_matches('/');
    [
        ("BANKIDENT_SITUATION", situation.id.clone()),
        ("BANKIDENT_API_URL", api_url.to_owned()),
        ("BANKIDENT_TOKEN_URL", format!("{api_url}/oauth2/token")),
        ("BANKIDENT_CLIENT_ID", tenant.credentials.client_id.clone()),
        ("BANKIDENT_CLIENT_SECRET", tenant.credentials.client_secret.reveal().to_owned()),
        ("BANKIDENT_DESK_URL", desk.url.clone()),
        ("BANKIDENT_DESK_TOKEN", desk.token.clone()),
    ]
}

/// Answers the calls to the desk, several at once, until `end` is reached.
async fn served_until<T>(mut desk: OpenDesk, tester: &Tester, end: impl Future<Output = T>) {
    let mut answers = FuturesUnordered::new();
    let mut end = std::pin::pin!(end);
    loop {
        tokio::select! {
            Some(DeskRequest { call, answer }) = desk.calls.recv() => {
                // The caller may be gone.
                answers.push(async move { let _ = answer.send(tester.answer(call).await); });
            }
            Some(()) = answers.next(), if !answers.is_empty() => {}
            _ = &mut end => return,
        }
    }
}

fn failed(detail: String) -> Unobserved {
    Unobserved::Dependency { what: "the app did not come to its end".to_owned(), detail }
}

fn too_long(limit: Duration) -> Unobserved {
    failed(format!(
        "the command of --drive was still running after {} s: give it more time with \
         --situation-timeout, or let it end",
        limit.as_secs_f32()
    ))
}
