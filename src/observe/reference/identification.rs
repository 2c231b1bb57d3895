//! Step 3 and 4: the identification, the bank page, and what follows from it.

use serde_json::{Value, json};

use crate::observe::desk::BankPageAction;

use super::app::AppStyle;
use super::damage::damage;
use super::defect::AppDefect;
use super::halt::Halt;
use super::onboarding::Onboarding;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// Time between two polls.
const POLL_MS: i64 = 4_000;
/// Number of polls until the app gives up.
const MOST_POLLS: usize = 40;
/// Number of polls while the customer is on the bank page.
const POLLS_DURING_VISIT: usize = 8;
/// Number of pauses after which an app with a receiver reads without a webhook.
const PAUSES_WITHOUT_WEBHOOK: usize = 8;
const KNOWN: [&str; 7] = [
    "created",
    "pending",
    "authorization_required",
    "confirmation_required",
    "confirmed",
    "successful",
    "failed",
];

impl Onboarding<'_> {
    /// Path of the identification.
    pub(super) fn path(&self, rest: &str) -> String {
        self.own(&format!("/identifications/{}{rest}", self.identification))
    }

    /// Creates the identification, after the optional calls if the app makes them.
    pub(super) async fn create(&mut self, iban: &str) -> Result<(), Halt> {
        let iban: String = iban.chars().filter(|it| !it.is_whitespace()).collect();
        if self.app.style == AppStyle::Minimal {
            let checks = self.own("/identification_eligibility_checks");
            self.bank.post(&checks, &json!({ "method": "bank" })).await?;
            self.bank.post("/iban_lookups", &json!({ "iban": iban })).await?;
        }
        let mut body = json!({
            "method": "bank",
            "iban": iban,
            "terms_and_conditions_signed_at": self.customer.passes(0).await?,
        });
        if let Some(AppDefect::Creation(name, how)) = self.app.defect {
            damage(&mut body, name, how);
        }
        let created = self.bank.post(&self.own("/identifications"), &body).await?;
        created["id"].as_str().unwrap_or_default().clone_into(&mut self.identification);
        if self.app.has(AppDefect::StrangeId) {
            let strange =
                format!("/persons/x{}/identifications/{}", self.person, self.identification);
            // The bank does not find it.
            let _ = self.bank.get(&strange).await;
        }
        Ok(())
    }

    /// Requests the identification, and returns the address of the bank page.
    pub(super) async fn request(&mut self) -> Result<String, Halt> {
        if self.dawdles_in("expired") {
            self.customer.passes(31 * DAY_MS).await?;
        }
        if self.app.has(AppDefect::NotRequested) {
            self.shows_failure().await?;
            return Err(Halt::Ended);
        }
        self.early(AppDefect::AuthorizesAtOnce, "/authorize").await?;
        let requested = self.patch("/request", None).await?;
        self.early(AppDefect::AuthorizesEarly, "/authorize").await?;
        Ok(requested["url"].as_str().unwrap_or_default().to_owned())
    }

    /// Makes a call too early, if that is the defect; the bank may refuse it.
    pub(super) async fn early(&self, defect: AppDefect, action: &str) -> Result<(), Halt> {
        if self.app.has(defect) {
            let _ = self.bank.patch(&self.path(action), None).await;
        }
        Ok(())
    }

    /// Whether the customer dawdles here, which they do once.
    pub(super) fn dawdles_in(&mut self, situation: &str) -> bool {
        let dawdles = self.customer.is_in(situation) && !self.has_dawdled;
        self.has_dawdled |= dawdles;
        dawdles
    }

    /// Changes the identification, and looks at the status in the answer.
    pub(super) async fn patch(&self, action: &str, body: Option<&Value>) -> Result<Value, Halt> {
        looked_at(self.bank.patch(&self.path(action), body).await?)
    }

    /// Sends the customer to the bank page.
    pub(super) async fn pay(&mut self, url: &str) -> Result<(), Halt> {
        if self.app.has(AppDefect::ServerOpensPage) {
            self.bank.open(url).await?;
        }
        let url = if self.app.has(AppDefect::ChangedUrl) {
            format!("{url}&utm_source=shop")
        } else {
            url.to_owned()
        };
        if self.dawdles_in("snapshot-late") {
            self.customer.visits(&url, BankPageAction::LogInOnly).await?;
            self.customer.passes(11 * MINUTE_MS).await?;
        }
        if self.app.style == AppStyle::Polling {
            for _ in 0..POLLS_DURING_VISIT {
                self.read().await?;
                self.pauses().await?;
            }
        }
        if !self.app.has(AppDefect::NoBankPage) {
            self.customer.visits(&url, BankPageAction::Pay).await?;
        }
        Ok(())
    }

    async fn pauses(&self) -> Result<(), Halt> {
        let pause = if self.app.has(AppDefect::PollsFast) { 200 } else { POLL_MS };
        self.customer.passes(pause).await.map(drop)
    }

    /// Reads the identification.
    pub(super) async fn read(&self) -> Result<Value, Halt> {
        let it = self.bank.get(&self.path("")).await?;
        let status = it["status"].as_str().unwrap_or_default();
        if self.app.has(AppDefect::EndsAtUnknown) && !KNOWN.contains(&status) {
            return Err(Halt::Refused(status.to_owned()));
        }
        looked_at(it)
    }

    /// Waits until the identification has one of these statuses.
    pub(super) async fn wait_for(&mut self, wanted: &[&str]) -> Result<(), Halt> {
        let mut unread = PAUSES_WITHOUT_WEBHOOK;
        for _ in 0..MOST_POLLS {
            let notices = self.receiver.as_ref().map(|it| it.take(&self.identification));
            let is_unread = self.app.has(AppDefect::ActsUnread);
            if let Some(notices) = &notices {
                let believed = is_unread || self.app.has(AppDefect::BelievesForged);
                let announced = |it: &&str| notices.iter().any(|notice| notice.status == **it);
                if believed && (announced(&"successful") || wanted.iter().any(&announced)) {
                    return if announced(&"successful") { self.celebrates().await } else { Ok(()) };
                }
                if self.app.has(AppDefect::FailsUnread) && announced(&"failed") {
                    return Err(Halt::Refused("failed".to_owned()));
                }
                unread = if notices.is_empty() { unread + 1 } else { PAUSES_WITHOUT_WEBHOOK };
            }
            if notices.is_none() || unread >= PAUSES_WITHOUT_WEBHOOK && !is_unread {
                unread = 0;
                let it = self.read().await?;
                if it["status"].as_str().is_some_and(|it| wanted.contains(&it)) {
                    return Ok(());
                }
            }
            self.pauses().await?;
        }
        Err(Halt::Refused("no answer in time".to_owned()))
    }

    /// Shows the success.
    pub(super) async fn celebrates(&self) -> Result<(), Halt> {
        let texts = [
            "Sie sind erfolgreich identifiziert. Hier sind die unterschriebenen Dokumente.",
            "You are identified. Here are the signed documents.",
        ];
        self.customer.shows("success", texts).await
    }
}

/// An identification that did not fail.
fn looked_at(it: Value) -> Result<Value, Halt> {
    let reason = it["failure_reason"].as_str();
    match it["status"].as_str() {
        Some("failed") => Err(Halt::Refused(reason.unwrap_or("failed").to_owned())),
        Some("expired") => Err(Halt::Refused(reason.unwrap_or("EXPIRED").to_owned())),
        _ => Ok(it),
    }
}
