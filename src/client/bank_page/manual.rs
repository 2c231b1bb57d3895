//! Visits to the bank page by the person at the terminal.

use std::time::Duration;

use crate::client::bank_page::visit::{BankPageVisit, VisitOutcome, page_failed, web};
use crate::client::polling::wait_real_time;
use crate::client::session::Session;
use crate::client::sms::prompt::{NoAnswer, PromptAnswer};
use crate::evidence::Unobserved;

/// Time-out of a visit to the bank page by a person.
const VISIT_LIMIT: Duration = Duration::from_secs(5 * 60);
/// Interval between checks whether the identification has changed.
const LOOK_EVERY: Duration = Duration::from_secs(3);

impl Session {
    /// [`Session::visit_bank_page`] by a person, who ends the visit with Enter; a visit to the end of
    /// the page also ends when the status of the identification changes.
    pub(crate) async fn visit_by_hand(
        &self,
        visit: BankPageVisit<'_>,
    ) -> Result<VisitOutcome, Unobserved> {
        let url = web(visit.address)?;
        let whole = visit.forms == usize::MAX;
        let wanted = match visit.forms {
            usize::MAX => "Fill in this page to its end".to_owned(),
            1 => "Fill in and send only the first form of this page".to_owned(),
            forms => format!("Fill in and send only the first {forms} forms of this page"),
        };
        let question = format!(
            "{wanted}, for the account {}:\n  {url}\nEnter when done; or what went wrong",
            visit.iban
        );
        let before = self.state_of(visit).await?;
        let changed = async {
            while !(whole && self.state_of(visit).await.is_ok_and(|now| now != before)) {
                wait_real_time(LOOK_EVERY).await;
            }
        };
        let prompt = self.context.prompt();
        let waiting = |extra| self.grant(extra);
        match Box::pin(prompt.ask_unless(&question, VISIT_LIMIT, waiting, changed)).await {
            Ok(PromptAnswer::Withdrawn) | Err(NoAnswer::None) if whole => {
                Ok(VisitOutcome::LastPage { submitted: 1, typed: 0 })
            }
            Ok(PromptAnswer::Withdrawn) | Err(NoAnswer::None) => Ok(VisitOutcome::StillAsking),
            Ok(PromptAnswer::Line(text)) => {
                let text = self.masked(&text);
                Err(page_failed(format!("the person at the terminal reports: {text}")))
            }
            Err(NoAnswer::Silence(limit)) => Err(page_failed(format!(
                "the person at the terminal did not confirm within {limit} s that it is filled in"
            ))),
            Err(why) => Err(page_failed(why.to_string())),
        }
    }

    async fn state_of(&self, visit: BankPageVisit<'_>) -> Result<Option<String>, Unobserved> {
        let reply = self.identification(visit.person_id, visit.identification_id).await?;
        Ok(reply.text("status").map(str::to_owned))
    }
}
