//! Step 1 and 2: the person and the mobile number.

use serde_json::{Value, json};

use crate::api::{STATIC_NUMBER, STATIC_OTP};
use crate::observe::card::CARD_MEMBERS;

use super::app::AppStyle;
use super::damage::{Damage, damage};
use super::defect::AppDefect;
use super::halt::Halt;
use super::onboarding::Onboarding;

/// Consents of the sign-up.
const CONSENTS: [&str; 4] = [
    "terms_conditions_signed_at",
    "data_terms_signed_at",
    "own_economic_interest_signed_at",
    "fatca_crs_confirmed_at",
];

impl Onboarding<'_> {
    /// Creates the person.
    pub(super) async fn register(&mut self) -> Result<(), Halt> {
        let consent = self.customer.passes(0).await?;
        let person = self.person_of(&consent);
        let path = if self.app.has(AppDefect::PersonalDataInUrl) {
            format!("/persons?email={}", self.customer.data()["email"].as_str().unwrap_or_default())
        } else {
            "/persons".to_owned()
        };
        let created = self.bank.post(&path, &person).await?;
        if self.app.has(AppDefect::PersonTwice) {
            self.bank.post(&path, &person).await?;
        }
        created["id"].as_str().unwrap_or_default().clone_into(&mut self.person);
        if self.app.has(AppDefect::WithoutNaceCode) {
            let change = json!({ "employment_status": "FREELANCER" });
            // The bank may refuse it.
            let _ = self.bank.patch(&self.own(""), Some(&change)).await;
        }
        Ok(())
    }

    fn person_of(&self, consent: &str) -> Value {
        let customer = self.customer.data();
        let mut person = json!({ "fatca_relevant": "false" });
        for name in CARD_MEMBERS.into_iter().chain(["address"]) {
            person[name] = customer[name].clone();
        }
        for name in CONSENTS {
            person[name] = json!(consent);
        }
        if self.app.style != AppStyle::Minimal {
            person["mobile_number"] = customer["mobile_number"].clone();
        }
        match self.app.defect {
            Some(AppDefect::Person(name, how)) => damage(&mut person, name, how),
            Some(AppDefect::AddressWithout(part)) => {
                damage(&mut person["address"], part, Damage::Absent);
            }
            Some(AppDefect::SamplePerson) => {
                person["first_name"] = json!("Leander");
                person["last_name"] = json!("Zierfisch");
            }
            _ => {}
        }
        person
    }

    /// Path of a resource of the person.
    pub(super) fn own(&self, rest: &str) -> String {
        format!("/persons/{}{rest}", self.person)
    }

    fn number(&self) -> Value {
        let is_sample = self.app.has(AppDefect::SampleNumber);
        json!({ "number": if is_sample { STATIC_NUMBER } else { self.customer.number() } })
    }

    /// Creates the mobile number.
    pub(super) async fn create_number(&self) -> Result<(), Halt> {
        self.bank.post(&self.own("/mobile_number"), &self.number()).await.map(drop)
    }

    /// Has a code sent to the customer, and confirms the number with it.
    pub(super) async fn verify_number(&self) -> Result<(), Halt> {
        let mut number = self.number();
        if !self.app.has(AppDefect::CodeNotOrdered) {
            self.bank.post(&self.own("/mobile_number/authorize"), &number).await?;
        }
        let code = match self.app.defect {
            Some(AppDefect::SampleNumber) => STATIC_OTP.to_owned(),
            Some(AppDefect::FixedCode | AppDefect::CodeNotOrdered) => "000000".to_owned(),
            _ => self.customer.latest_code().await?,
        };
        if self.app.has(AppDefect::TriesSampleCode) {
            number["token"] = json!(STATIC_OTP);
            // The bank refuses it.
            let _ = self.bank.post(&self.own("/mobile_number/confirm"), &number).await;
        }
        number["token"] = json!(code);
        self.bank.post(&self.own("/mobile_number/confirm"), &number).await?;
        if self.app.style == AppStyle::Minimal {
            self.bank.get(&self.own("/mobile_number")).await?;
        }
        Ok(())
    }
}
