//! The customer and the tester, as an app meets them: calls to the desk.

use std::fmt;
use std::rc::Rc;

use futures::future::LocalBoxFuture;
use serde_json::Value;

use crate::evidence::{Attestation, TracedScreen};
use crate::observe::desk::{BankPageAction, DeskAnswer, DeskCall};

use super::halt::Halt;

/// Answers calls to the desk.
pub type AskDesk<'a> = Rc<dyn Fn(DeskCall) -> LocalBoxFuture<'a, DeskAnswer> + 'a>;

/// The customer of a situation.
#[derive(Clone)]
pub struct DeskCustomer<'a> {
    ask: AskDesk<'a>,
    card: Value,
}

impl fmt::Debug for DeskCustomer<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("DeskCustomer").finish_non_exhaustive()
    }
}

impl<'a> DeskCustomer<'a> {
    /// The customer whose card the desk shows.
    pub async fn meet(ask: AskDesk<'a>) -> Result<Self, Halt> {
        let card = answered(ask(DeskCall::Card).await)?;
        Ok(Self { ask, card })
    }

    async fn call(&self, call: DeskCall) -> Result<Value, Halt> {
        answered((self.ask)(call).await)
    }

    /// A text of the card.
    pub fn text(&self, name: &str) -> &str {
        self.card[name].as_str().unwrap_or_default()
    }

    /// The data that the customer types in.
    pub fn data(&self) -> &Value {
        &self.card["customer"]
    }

    /// The mobile number of the customer.
    pub fn number(&self) -> &str {
        self.data()["mobile_number"].as_str().unwrap_or_default()
    }

    /// Whether this is the situation.
    pub fn is_in(&self, situation: &str) -> bool {
        self.text("id") == situation
    }

    /// Shows a text in German or English, by the language of the customer.
    pub async fn shows(&self, screen: &str, [de, en]: [&str; 2]) -> Result<(), Halt> {
        let language = self.text("language");
        let screen = TracedScreen {
            screen: screen.to_owned(),
            text: if language == "de" { de } else { en }.to_owned(),
            language: Some(language.to_owned()),
            picture: None,
        };
        self.call(DeskCall::Shown(screen, None)).await.map(drop)
    }

    /// The code of the latest SMS; empty if none came.
    pub async fn latest_code(&self) -> Result<String, Halt> {
        let phone = self.call(DeskCall::Phone).await?;
        let latest = phone.as_array().and_then(|it| it.last());
        Ok(latest.and_then(|it| it["token"].as_str()).unwrap_or_default().to_owned())
    }

    /// Lets time pass, and returns the time of the bank.
    pub async fn passes(&self, milliseconds: i64) -> Result<String, Halt> {
        let moved = self.call(DeskCall::Advance(milliseconds)).await?;
        Ok(moved["now"].as_str().unwrap_or_default().to_owned())
    }

    /// Goes through the bank page.
    pub async fn visits(&self, url: &str, action: BankPageAction) -> Result<(), Halt> {
        self.call(DeskCall::BankPage { url: url.to_owned(), action }).await.map(drop)
    }

    /// Answers the questions of the card with `yes`, but the one about `denied` with `no`.
    pub async fn affirms(&self, denied: Option<&str>) -> Result<(), Halt> {
        for question in self.card["questions"].as_array().into_iter().flatten() {
            let id = question["id"].as_str().unwrap_or_default();
            let answer = if denied == Some(id) { "no" } else { "yes" };
            let given = Attestation { question: id.to_owned(), answer: answer.to_owned() };
            self.call(DeskCall::Attest(given)).await?;
        }
        Ok(())
    }

    /// Says that the app has come to its end.
    pub async fn is_done(&self) -> Result<(), Halt> {
        self.call(DeskCall::Done).await.map(drop)
    }
}

fn answered(answer: DeskAnswer) -> Result<Value, Halt> {
    match answer.status {
        200..=299 => Ok(answer.body),
        status => Err(Halt::Broken(format!("the desk answered {status}: {}", answer.body))),
    }
}
