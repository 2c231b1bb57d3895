//! A situation: how the bank behaves, and what the tester does.

use serde_json::{Map, Value, json};

use crate::api::{MockedIban, Reason};
use crate::checks::partner::InstructionProof;
use crate::evidence::{Circumstances, Trace};

use super::brief::Brief;
use super::card::{InventedCustomer, grouped};

/// A situation as the Given steps describe it.
#[derive(Clone, Debug, Default)]
pub struct Situation {
    /// Id: the tag `@situation:…` of the scenario.
    pub id: String,
    /// Title of the scenario.
    pub title: String,
    /// Words for the tester.
    pub brief: Brief,
    /// Number of the situation in its run, from 1.
    pub number: usize,
    /// Language of the customer: `de` or `en`.
    pub language: String,
    /// The customer with two good accounts.
    pub customer: Option<InventedCustomer>,
    /// IBAN of a mocked account; the customer's good one if `None`.
    pub mocked_iban: Option<String>,
    /// Reason with which the bank refuses, in the guide's spelling.
    pub reason: Option<String>,
    /// Instructions for the tester, one sentence each.
    pub instructions: Vec<Instruction>,
    /// Readings that the bank takes, by question.
    pub readings: Map<String, Value>,
    /// Freedoms that the bank takes, by name.
    pub freedoms: Map<String, Value>,
    /// Rules of the script of the bank.
    pub script: Vec<Value>,
}

/// A sentence for the tester in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// English.
    pub en: String,
    /// German.
    pub de: String,
    /// Observation that shows that it was followed.
    pub proof: InstructionProof,
}

impl Instruction {
    /// The sentence in this language.
    pub fn text(&self, language: &str) -> &str {
        if language == "de" { &self.de } else { &self.en }
    }
}

impl Situation {
    /// Gives the customer a mocked account. The good one is replaced by a good account of the
    /// customer's own, because no value of the guide belongs to a customer.
    pub fn use_account(&mut self, account: MockedIban) {
        let iban = (account != MockedIban::Good).then(|| account.iban().to_owned());
        self.reason = reason_of(account).map(|it| it.code().to_owned());
        self.mocked_iban = iban;
    }

    /// IBAN that the customer types in, without blanks.
    pub fn iban(&self) -> Option<&str> {
        let good = self.customer.as_ref().map(|it| it.iban.as_str());
        self.mocked_iban.as_deref().or(good)
    }

    /// Body that creates the tenant of the situation.
    pub fn tenant(&self) -> Value {
        json!({
            "clock": "flowing",
            "journal": "complete",
            "readings": self.readings,
            "freedoms": self.freedoms,
        })
    }

    /// The facts that the judges need.
    pub fn circumstances(&self) -> Circumstances {
        Circumstances {
            situation: self.id.clone(),
            language: self.language.clone(),
            customer: self.customer.as_ref().map(|it| it.card.clone()),
            iban: self.iban().map(grouped),
            other_iban: self.customer.as_ref().map(|it| grouped(&it.other_iban)),
            reason: self.reason.clone(),
        }
    }

    /// The first instruction that was not followed.
    pub fn missed_instruction(&self, trace: &Trace) -> Option<&Instruction> {
        self.instructions.iter().find(|it| !it.proof.is_in(trace))
    }

    /// The card as the desk shows it, with instructions in the language of the tester; `questions` are
    /// those for the tester.
    pub fn card(&self, language: &str, questions: &[(String, String)]) -> Value {
        let instructions = self.instructions.iter().map(|it| it.text(language));
        let questions = questions
            .iter()
            .map(|(id, text)| json!({ "id": id, "text": text }))
            .collect::<Vec<_>>();
        json!({
            "id": self.id,
            "title": self.title,
            "language": self.language,
            "customer": self.customer.as_ref().map(|it| &it.card),
            "iban": self.iban().map(grouped),
            "other_iban": self.customer.as_ref().map(|it| grouped(&it.other_iban)),
            "instructions": instructions.collect::<Vec<_>>(),
            "questions": questions,
        })
    }
}

/// The reason of Appendix III with which the bank refuses a mocked account.
fn reason_of(account: MockedIban) -> Option<Reason> {
    match account {
        MockedIban::AuthorizedHolder => Some(Reason::AccessByAuthorizedHolder),
        MockedIban::Joint => Some(Reason::JointAccount),
        MockedIban::SnapshotFails => Some(Reason::AccountSnapshotFailed),
        other => other.schufa_reason(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::card::customer;

    #[test]
    fn the_card_shows_the_mocked_account_and_another_good_one() {
        let situation = Situation {
            id: "joint-account".to_owned(),
            language: "de".to_owned(),
            customer: Some(customer(1, "joint-account")),
            mocked_iban: Some("DE55110101010100000004".to_owned()),
            instructions: vec![Instruction {
                en: "Wait.".into(),
                de: "Warten.".into(),
                proof: InstructionProof::TimePassed(60_000),
            }],
            ..Situation::default()
        };
        let card = situation.card("de", &[("BI-004".to_owned(), "Wann?".to_owned())]);
        assert_eq!(card["iban"], "DE55 1101 0101 0100 0000 04");
        assert_eq!(card["instructions"], json!(["Warten."]));
        assert_eq!(card["questions"][0]["id"], "BI-004");
        assert_ne!(card["other_iban"], card["iban"]);
        assert!(card["customer"]["address"]["postal_code"].is_string());
        assert_eq!(
            situation.missed_instruction(&Trace::default()).map(|it| &*it.en),
            Some("Wait.")
        );
    }
}
