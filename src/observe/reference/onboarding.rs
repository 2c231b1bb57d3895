//! The way of a customer through an app, from the sign-up to the signed documents.

use std::collections::BTreeMap;

use serde_json::json;

use crate::api::EventType;

use super::app::{AppStyle, ReferenceApp};
use super::bank::{AppAccess, AppBank};
use super::customer::{AskDesk, DeskCustomer};
use super::defect::AppDefect;
use super::halt::{Halt, NextStep};
use super::receiver::AppReceiver;

const TWO_HOURS_MS: i64 = 2 * 60 * 60 * 1000;

/// The onboarding of a customer.
#[derive(Debug)]
pub struct Onboarding<'a> {
    pub(super) app: ReferenceApp,
    pub(super) bank: AppBank<'a>,
    pub(super) customer: DeskCustomer<'a>,
    pub(super) receiver: Option<AppReceiver>,
    /// Id of the person; empty before it is created.
    pub(super) person: String,
    /// Id of the latest identification; empty before it is created.
    pub(super) identification: String,
    /// Whether the customer has dawdled already.
    pub(super) has_dawdled: bool,
    /// Number of refusals by code.
    pub(super) refusals: BTreeMap<String, usize>,
}

/// Operates an app in a situation until it has come to its end.
///
/// # Errors
/// When the app cannot run.
pub async fn operate(
    app: ReferenceApp,
    access: AppAccess,
    desk: AskDesk<'_>,
) -> Result<(), String> {
    match operated(app, access, desk).await {
        Ok(()) | Err(Halt::Ended) => Ok(()),
        Err(Halt::Refused(code)) => Err(format!("a refusal with {code} was not handled")),
        Err(Halt::Broken(why)) => Err(why),
    }
}

async fn operated(app: ReferenceApp, access: AppAccess, desk: AskDesk<'_>) -> Result<(), Halt> {
    let customer = DeskCustomer::meet(desk).await?;
    let bank = AppBank::new(app, access, customer.clone())?;
    let receiver = match app.style {
        AppStyle::Webhooks => Some(AppReceiver::open(app).await?),
        AppStyle::Polling | AppStyle::Minimal => None,
    };
    let mut onboarding = Onboarding {
        app,
        bank,
        customer,
        receiver,
        person: String::new(),
        identification: String::new(),
        has_dawdled: false,
        refusals: BTreeMap::new(),
    };
    match onboarding.run().await {
        Err(Halt::Refused(_)) => onboarding.shows_failure().await?,
        Err(Halt::Broken(why)) => return Err(Halt::Broken(why)),
        Ok(()) | Err(Halt::Ended) => {}
    }
    let denied = match app.defect {
        Some(AppDefect::Denied(question)) => Some(question),
        _ => None,
    };
    onboarding.customer.affirms(denied).await?;
    onboarding.customer.is_done().await
}

impl Onboarding<'_> {
    async fn run(&mut self) -> Result<(), Halt> {
        self.customer.shows("welcome", ["Willkommen.", "Welcome."]).await?;
        self.subscribe().await?;
        self.register().await?;
        if !self.app.has(AppDefect::NoNumber) && !self.app.has(AppDefect::NumberLater) {
            self.create_number().await?;
            self.verify_number().await?;
        }
        if self.customer.is_in("token-expires") {
            self.customer.passes(TWO_HOURS_MS).await?;
        }
        self.identify().await
    }

    /// Subscribes to every event.
    async fn subscribe(&self) -> Result<(), Halt> {
        let Some(receiver) = &self.receiver else { return Ok(()) };
        for event in EventType::ALL {
            let is_left_out =
                self.app.has(AppDefect::NotSubscribed) && *event == EventType::Identification;
            let times = match self.app.has(AppDefect::SubscribesTwice) {
                _ if is_left_out => 0,
                true => 2,
                false => 1,
            };
            for _ in 0..times {
                let body = json!({ "event_type": event.word(), "url": receiver.url });
                let subscription = self.bank.post("/webhooks", &body).await?;
                receiver.trust(subscription["secret"].as_str().unwrap_or_default());
            }
        }
        Ok(())
    }

    /// Tries the accounts of the customer until one is good, or the bank wants the app to stop.
    async fn identify(&mut self) -> Result<(), Halt> {
        let mut ibans =
            ["iban", "other_iban"].map(|it| self.customer.text(it).to_owned()).into_iter();
        let mut iban = ibans.next().unwrap_or_default();
        loop {
            let code = match self.attempt(&iban).await {
                Err(Halt::Refused(code)) => code,
                other => return other,
            };
            match self.after_refusal(&code).await? {
                NextStep::Again => {}
                NextStep::OtherIban => match ibans.next() {
                    Some(other) => iban = other,
                    None => return Ok(()),
                },
                NextStep::End => return Ok(()),
            }
        }
    }

    async fn attempt(&mut self, iban: &str) -> Result<(), Halt> {
        self.create(iban).await?;
        let url = self.request().await?;
        self.pay(&url).await?;
        self.wait_for(&["authorization_required"]).await?;
        self.show_contracts().await?;
        self.sign().await
    }

    /// Shows that something failed, in the words of the app.
    pub(super) async fn shows_failure(&self) -> Result<(), Halt> {
        let texts = [
            "Das hat leider nicht geklappt. Bitte versuchen Sie es später noch einmal.",
            "This did not work. Please try again later.",
        ];
        self.customer.shows("failure", texts).await
    }
}
