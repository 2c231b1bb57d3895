//! Visits to the bank page by form, and in a browser where forms are not enough.

use std::time::Duration;

use crate::api::Status;
use crate::client::bank_page::visit::{
    BankPageVisit, FormWalk, NO_FORM_REMEDY, VisitOutcome, page_failed,
};
use crate::client::polling::{Observation, eventually, while_waiting};
use crate::client::session::Session;
use crate::config::WizardDriver;
use crate::evidence::Unobserved;

/// Part of the settle time-out in which the end of the bank page must show.
const PART_OF_LIMIT: u32 = 8;
const NO_FORM: &str = "no form was submitted";
const UNCHANGED: &str = "the page came back unchanged after its form was submitted";
const SCRIPTS_REMEDY: &str = "if scripts draw the page, use --wizard auto or --wizard browser";

impl Session {
    /// [`Session::visit_bank_page`] by form. With `auto`, a page that forms cannot complete is visited
    /// in a browser.
    pub(super) async fn visit_by_form(
        &self,
        visit: BankPageVisit<'_>,
    ) -> Result<VisitOutcome, Unobserved> {
        let walk = self.submit_forms(visit).await?;
        let Some(lacking) = self.lacking(&walk, visit).await else { return Ok(walk.end) };
        if !walk.page.content.may_need_scripts {
            return self.without_browser(&walk, lacking, NO_FORM_REMEDY);
        }
        if self.context.target.settings.wizard != WizardDriver::Auto {
            return self.without_browser(&walk, lacking, SCRIPTS_REMEDY);
        }
        let waiting = |extra| self.grant(extra);
        match while_waiting(self.context.browser(), waiting).await {
            Ok(_) => Box::pin(self.visit_in_browser(visit)).await,
            Err(error) => self.without_browser(&walk, lacking, &error.to_string()),
        }
    }

    /// Returns what forms could not do, or `None` if the visit is over.
    async fn lacking(&self, walk: &FormWalk, visit: BankPageVisit<'_>) -> Option<&'static str> {
        let needs_scripts = walk.page.content.may_need_scripts;
        let is_auto = self.context.target.settings.wizard == WizardDriver::Auto;
        let (lacking, limit) = match walk.end {
            VisitOutcome::NoForm { .. } if needs_scripts && !is_auto => {
                // The caller looks whether the identification has moved on.
                return Some(NO_FORM);
            }
            VisitOutcome::NoForm { .. } if needs_scripts => (NO_FORM, Duration::ZERO),
            VisitOutcome::LastPage { .. } => (unfinished(walk)?, self.page_limit()),
            VisitOutcome::StillAsking if walk.is_unchanged => (UNCHANGED, self.page_limit()),
            VisitOutcome::StillAsking if visit.forms == usize::MAX => {
                ("the page still has a form after the last that was submitted", self.page_limit())
            }
            _ => return None,
        };
        (!self.has_moved_on(visit, limit).await).then_some(lacking)
    }

    /// Maximum wait until the end of the bank page shows in the identification.
    fn page_limit(&self) -> Duration {
        self.context.settle_limit() / PART_OF_LIMIT
    }

    /// Whether the identification shows within `limit` that its bank page is done.
    async fn has_moved_on(&self, visit: BankPageVisit<'_>, limit: Duration) -> bool {
        let seen = eventually(limit, async || {
            let reply = self.identification(visit.person_id, visit.identification_id).await?;
            let status = reply.text("status").and_then(Status::named);
            let open = matches!(status, None | Some(Status::Created | Status::Pending));
            Ok(Observation::new(!open, ()))
        });
        matches!(seen.await, Ok(Observation::Settled(())))
    }

    /// The end of a visit that needs a browser and has none.
    fn without_browser(
        &self,
        walk: &FormWalk,
        lacking: &str,
        remedy: &str,
    ) -> Result<VisitOutcome, Unobserved> {
        let (status, text) = (walk.page.reply.status, &walk.page.content.text);
        let detail = self.quoting(lacking, status, text, remedy);
        match walk.end {
            // The caller decides whether the page had to be filled in.
            VisitOutcome::NoForm { .. } => Ok(VisitOutcome::NoForm { detail }),
            _ => Err(page_failed(detail)),
        }
    }
}

/// Returns the reason why a page without a form does not show that the customer is done, if any.
fn unfinished(walk: &FormWalk) -> Option<&'static str> {
    if walk.page.content.is_drawn_by_scripts {
        return Some("the page after the last form needs scripts");
    }
    if walk.page.content.has_unusable_field {
        return Some("no field of the page after the last form could be filled in");
    }
    (walk.filled == 0).then_some("no field could be filled in, only buttons were pressed")
}
