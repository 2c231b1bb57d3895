//! Appendix III: what an app shows and does after a refusal.

use serde_json::json;

use crate::api::Reason;
use crate::requirement::{DocumentedReason, ReasonAction, Reasons};

use super::app::AppStyle;
use super::defect::AppDefect;
use super::halt::{Halt, NextStep};
use super::onboarding::Onboarding;

/// Number of repetitions of an app that repeats blindly.
const BLIND_REPETITIONS: usize = 3;
/// Code of the reason that an app shows if it does not know the code.
const GENERIC: &str = "GENERIC_ERROR";

impl Onboarding<'_> {
    /// Explains a refusal to the customer, and decides what follows.
    pub(super) async fn after_refusal(&mut self, code: &str) -> Result<NextStep, Halt> {
        let count = self.refusals.entry(code.to_uppercase()).or_default();
        *count += 1;
        let count = *count;
        let reason = self.recognised(code);
        match self.app.defect {
            Some(AppDefect::Silent) => return Ok(NextStep::End),
            Some(AppDefect::RepeatsBlindly) if count <= BLIND_REPETITIONS => {
                return Ok(NextStep::Again);
            }
            Some(AppDefect::ClaimsSuccess) => {
                self.celebrates().await?;
                return Ok(NextStep::End);
            }
            _ => {}
        }
        self.explains(reason).await?;
        match self.app.defect {
            Some(AppDefect::GivesUp | AppDefect::RepeatsBlindly | AppDefect::NoNumber) => {
                return Ok(NextStep::End);
            }
            Some(AppDefect::OtherIbanAnyway) => return Ok(NextStep::OtherIban),
            Some(AppDefect::UsesOldAgain) => {
                // The bank refuses it.
                let _ = self.bank.patch(&self.path("/request"), None).await;
                return Ok(NextStep::End);
            }
            _ => {}
        }
        match reason.map(|it| it.action) {
            Some(action) if count == 1 => self.acts(action).await,
            _ => Ok(NextStep::End),
        }
    }

    /// The reason with this code, whatever its notation.
    fn recognised(&self, code: &str) -> Option<&'static DocumentedReason> {
        let known = Reasons::embedded().ok()?;
        let reason = Reason::named(code)?;
        let is_unknown = self.app.has(AppDefect::CaseSensitive) && reason.code() != code;
        known.reason(if is_unknown { GENERIC } else { reason.code() })
    }

    async fn explains(&self, reason: Option<&DocumentedReason>) -> Result<(), Halt> {
        let Some(reason) = reason else { return self.shows_failure().await };
        if self.app.style == AppStyle::Minimal {
            let texts = [
                "Mit diesem Konto geht es leider nicht. Sie können ein anderes Verfahren nutzen, etwa Video.",
                "This does not work with this account. You may use another method, such as video.",
            ];
            return self.customer.shows("refused", texts).await;
        }
        match (reason.text("de"), reason.text("en")) {
            (Some(de), Some(en)) => self.customer.shows("refused", [de, en]).await,
            _ => Ok(()),
        }
    }

    async fn acts(&mut self, action: ReasonAction) -> Result<NextStep, Halt> {
        match action {
            ReasonAction::Stop
            | ReasonAction::NoAutomaticRepeat
            | ReasonAction::NoRepeatOfMethod => Ok(NextStep::End),
            ReasonAction::VerifyThenRepeat => {
                if self.app.has(AppDefect::NumberLater) {
                    self.create_number().await?;
                }
                self.verify_number().await?;
                Ok(NextStep::Again)
            }
            ReasonAction::CompleteThenRepeat => {
                let change = json!({ "address": self.customer.data()["address"] });
                self.bank.patch(&self.own(""), Some(&change)).await?;
                Ok(NextStep::Again)
            }
            ReasonAction::OneCorrectedRepeat if self.app.style == AppStyle::Minimal => {
                Ok(NextStep::End)
            }
            ReasonAction::OneCorrectedRepeat | ReasonAction::NewIdentification => {
                Ok(NextStep::Again)
            }
            ReasonAction::OtherIban => Ok(NextStep::OtherIban),
        }
    }
}
