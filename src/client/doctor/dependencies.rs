//! Checks of the control interface, the bank page's driver, the TAN source and the webhook receiver.

use std::io::IsTerminal as _;
use std::rc::Rc;

use reqwest::Method;

use crate::api::STATIC_NUMBER;
use crate::client::context::RunContext;
use crate::client::http::request::{ApiRequest, Body, RecordedBody};
use crate::client::session::Session;
use crate::client::sms::tan::SmsQuery;
use crate::client::webhooks::receiver::Receiver;
use crate::config::{CustomerNumber, TanSource, WizardDriver};

use super::finding::{Class, Health};

/// Checks the simulator's control interface.
pub(super) async fn control(context: &Rc<RunContext>) -> Option<Health> {
    let access = context.target.control.as_ref()?;
    Some(match Session::open(context).now().await {
        Ok(_) => Health::Fine(format!("{} accepts the token", access.url)),
        Err(why) => Health::failed(
            Class::Configuration,
            why.to_string(),
            "check --control-url and BANKIDENT_CONTROL_TOKEN",
        ),
    })
}

/// Checks the driver of the bank page.
pub(in crate::client) async fn wizard(context: &RunContext) -> Health {
    match context.target.settings.wizard {
        WizardDriver::Auto if context.target.settings.chromedriver.is_found() => {
            Health::Fine("`auto`: by form, or in a browser if the page needs one".into())
        }
        WizardDriver::Auto => Health::Fine(format!(
            "`auto`: by form; a page that needs scripts needs a browser and `{}` (Debian: apt-get \
             install chromium chromium-driver)",
            context.target.settings.chromedriver
        )),
        WizardDriver::Form => Health::Fine("`form` is built in".into()),
        WizardDriver::Manual if std::io::stdin().is_terminal() => {
            Health::Fine("`manual`: its address will be shown here".into())
        }
        WizardDriver::Manual => Health::failed(
            Class::Configuration,
            "no person can fill in the bank page: standard input is not a terminal",
            "run it at a terminal, or use --wizard form or --wizard browser",
        ),
        WizardDriver::Browser => match context.browser().await {
            Ok(browser) => Health::Fine(format!("`browser` is {}", browser.name)),
            Err(error) => Health::failed(Class::Configuration, error.what, error.remedy),
        },
    }
}

/// Checks that the TAN source can be read.
pub(super) async fn tan_source(context: &Rc<RunContext>) -> Health {
    let target = &context.target;
    let source = match &target.settings.tan_source {
        _ if target.control.is_some() => {
            return Health::Fine("the control interface shows the SMS".into());
        }
        None => {
            return Health::Untried(
                "none is set (--tan-source): scenarios that need a TAN are not applicable".into(),
            );
        }
        Some(TanSource::Fixed(_)) => return Health::Fine("it is a fixed value".into()),
        Some(TanSource::Prompt) => return prompt(),
        Some(source) => source,
    };
    let own = context.target.settings.customer_numbers.first();
    let sms = SmsQuery {
        number: own.map_or(STATIC_NUMBER, CustomerNumber::as_str),
        identification_id: Some("00000000000000000000000000000000cidt"),
    };
    match Session::open(context).outbox_cursor(sms).await {
        Ok(_) => Health::Fine(format!("{source} can be read")),
        Err(why) => Health::failed(
            Class::Configuration,
            why.to_string(),
            "--tan-source needs an outbox:URL that answers with a JSON array, or a command:CMD that exits with 0",
        ),
    }
}

fn prompt() -> Health {
    if std::io::stdin().is_terminal() {
        return Health::Fine("it will be asked for here".into());
    }
    Health::failed(
        Class::Configuration,
        "no person can be asked: standard input is not a terminal",
        "run it at a terminal, or give --tan-source outbox:URL or command:CMD",
    )
}

/// Checks that the webhook receiver can listen, and is reached at its public address.
pub(super) async fn webhooks(context: &RunContext) -> Health {
    let target = &context.target;
    let near = target.control.is_some() && target.is_loopback();
    if target.settings.webhook_url.is_none() && !near {
        return Health::Untried(
            "no address is set (--webhook-url): webhook scenarios are not applicable".into(),
        );
    }
    let receiver = match Receiver::open(&target.settings).await {
        Ok(receiver) => receiver,
        Err(error) => {
            return Health::failed(
                Class::Configuration,
                format!("cannot listen on {}: {error}", target.settings.webhook_listen),
                "give a free address of this machine with --webhook-listen",
            );
        }
    };
    let (url, deliveries) = receiver.new_address();
    let call = ApiRequest {
        operation: "POST to the webhook receiver".into(),
        method: Method::POST,
        url: url.clone(),
        headers: Vec::new(),
        body: Body::Json(serde_json::json!({})),
        recorded: RecordedBody::Whole,
    };
    let (_exchange, answer) = context.transport.send(&call).await;
    let address = &url[..url::Position::BeforePath];
    match (deliveries.take().is_empty(), answer) {
        (false, _) => Health::Fine(format!("{address} leads here")),
        (true, answer) => Health::Odd {
            what: format!(
                "{address} does not lead here from this machine: {}",
                answer
                    .map_or_else(|why| why.to_string(), |it| format!("it answered {}", it.status))
            ),
            remedy: format!(
                "check that --webhook-url is forwarded to {}; the target may still reach it",
                target.settings.webhook_listen
            ),
        },
    }
}
