//! Step 5: the contracts, the signature, and the signed documents.

use serde_json::{Value, json};

use crate::api::STATIC_OTP;

use super::app::AppStyle;
use super::defect::AppDefect;
use super::halt::Halt;
use super::onboarding::Onboarding;

const MINUTE_MS: i64 = 60_000;
/// Number of polls of an app that does not notice the end.
const POLLS_AFTER_END: usize = 6;

impl Onboarding<'_> {
    /// Shows the contracts before the signature.
    pub(super) async fn show_contracts(&self) -> Result<(), Halt> {
        // Reading the documents shows the status as well.
        let reads =
            [AppDefect::NoDocuments, AppDefect::ActsUnread].iter().all(|it| !self.app.has(*it));
        if self.app.style != AppStyle::Minimal && reads {
            self.fetch_documents().await?;
        }
        let texts = if self.app.has(AppDefect::ClaimsEarly) {
            ["Geschafft! Sie sind identifiziert.", "You are identified."]
        } else {
            ["Bitte lesen Sie Ihre Verträge.", "Please read your contracts."]
        };
        self.customer.shows("contracts", texts).await
    }

    async fn fetch_documents(&self) -> Result<(), Halt> {
        let it = self.bank.get(&self.path("?include_documents=true")).await?;
        for document in it["documents"].as_array().into_iter().flatten() {
            let id = document["id"].as_str().unwrap_or_default();
            self.bank.get(&self.own(&format!("/documents/{id}/file"))).await?;
        }
        Ok(())
    }

    /// Orders the code, and confirms the signature with what the customer types.
    pub(super) async fn sign(&mut self) -> Result<(), Halt> {
        self.early_confirmation().await?;
        if self.app.has(AppDefect::NeverAuthorizes) {
            return self.ends_early().await;
        }
        self.order_codes().await?;
        if self.app.has(AppDefect::NeverConfirms) {
            return self.ends_early().await;
        }
        let code = if self.app.has(AppDefect::FixedTan) {
            "1234".to_owned()
        } else {
            self.customer.latest_code().await?
        };
        if self.app.has(AppDefect::TriesSampleTan) {
            // The bank refuses it.
            let _ = self.confirm(STATIC_OTP).await;
        }
        if self.customer.is_in("tan-wrong-then-right") {
            // The bank refuses it.
            let _ = self.confirm(&mistyped(&code)).await;
        }
        let confirmed = self.confirm_until_accepted(&code).await?;
        if confirmed["status"] != "successful" {
            self.wait_for(&["successful"]).await?;
        }
        self.after_success(&code).await
    }

    async fn early_confirmation(&self) -> Result<(), Halt> {
        if self.app.has(AppDefect::ConfirmsEarly) {
            let _ = self.confirm("123456").await;
        }
        Ok(())
    }

    async fn ends_early(&self) -> Result<(), Halt> {
        self.customer.shows("end", ["Vielen Dank.", "Thank you."]).await?;
        Err(Halt::Ended)
    }

    async fn order_codes(&mut self) -> Result<(), Halt> {
        self.patch("/authorize", None).await?;
        let copies = self.receiver.as_ref().map_or(0, super::receiver::AppReceiver::copies);
        let on_copies = self.app.has(AppDefect::ActsOnCopies) && copies > 0;
        if self.app.has(AppDefect::AuthorizesTwice) || on_copies {
            let _ = self.patch("/authorize", None).await;
        }
        if self.customer.is_in("tan-resent") {
            let hurries = self.app.has(AppDefect::ResendsAtOnce);
            self.customer.passes(if hurries { 20_000 } else { 6 * MINUTE_MS }).await?;
            self.patch("/authorize", None).await?;
        }
        if self.dawdles_in("tan-late") {
            self.customer.passes(11 * MINUTE_MS).await?;
        }
        Ok(())
    }

    /// Confirms with a code; an app may send it again although it was refused.
    async fn confirm_until_accepted(&self, code: &str) -> Result<Value, Halt> {
        let tries = if self.app.has(AppDefect::RepeatsLateCode) { 3 } else { 1 };
        let mut confirmed = self.confirm(code).await;
        for _ in 1..tries {
            if confirmed.is_err() {
                confirmed = self.confirm(code).await;
            }
        }
        confirmed
    }

    async fn confirm(&self, code: &str) -> Result<Value, Halt> {
        let body = match self.app.defect {
            Some(AppDefect::RenamedToken) => json!({ "otp": code }),
            Some(AppDefect::NumericToken) => json!({ "token": code.parse::<u64>().unwrap_or(0) }),
            Some(AppDefect::TokenInQuery) => json!({}),
            _ => json!({ "token": code }),
        };
        let action = if self.app.has(AppDefect::TokenInQuery) {
            format!("/confirm?token={code}")
        } else {
            "/confirm".to_owned()
        };
        self.patch(&action, Some(&body)).await
    }

    async fn after_success(&self, code: &str) -> Result<(), Halt> {
        if self.app.has(AppDefect::ConfirmsTwice) {
            let _ = self.confirm(code).await;
        }
        if self.app.has(AppDefect::PollsAfterEnd) {
            for _ in 0..POLLS_AFTER_END {
                self.read().await?;
                self.customer.passes(4_000).await?;
            }
        }
        if self.app.has(AppDefect::NoDocuments) {
            return self.customer.shows("success", ["Willkommen!", "Welcome!"]).await;
        }
        self.fetch_documents().await?;
        self.celebrates().await
    }
}

/// The code with another last digit.
fn mistyped(code: &str) -> String {
    let mut signs: Vec<char> = code.chars().collect();
    if let Some(last) = signs.last_mut() {
        *last = if *last == '9' { '0' } else { '9' };
    }
    signs.into_iter().collect()
}
