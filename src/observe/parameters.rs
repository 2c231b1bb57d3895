//! Parameters of the sentences about situations.

use std::str::FromStr;

use cucumber::Parameter;

use crate::api::MockedIban;
use crate::api::operation::{self, Operation};
use crate::checks::partner::InstructionProof;

use super::situation::Instruction;

/// A mocked account of Appendix II, as in "the joint account".
#[derive(Clone, Copy, Debug, Parameter)]
#[param(
    name = "mocked_account",
    regex = "good|authorised-holder|unknown-person|never-identified|mismatched|joint|snapshot-failing|Swisscom-failing"
)]
pub struct MockedAccount(pub MockedIban);

impl FromStr for MockedAccount {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        MockedIban::named(word).map(Self).ok_or_else(|| format!("`{word}` is not a mocked account"))
    }
}

/// A call of the app, as in "the creation of the identification".
#[derive(Clone, Copy, Debug, Parameter)]
#[param(
    name = "bank_call",
    regex = "the (?:registration of the person|change of the person|creation of the mobile number|creation of the identification|request of the identification|retrieval of the identification|start of the QES|confirmation of the QES)"
)]
pub struct BankCall(pub Operation);

impl FromStr for BankCall {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        let called = match words.trim_start_matches("the ") {
            "registration of the person" => operation::CREATE_PERSON,
            "change of the person" => operation::UPDATE_PERSON,
            "creation of the mobile number" => operation::CREATE_NUMBER,
            "creation of the identification" => operation::CREATE,
            "request of the identification" => operation::REQUEST,
            "retrieval of the identification" => operation::GET,
            "start of the QES" => operation::AUTHORIZE,
            "confirmation of the QES" => operation::CONFIRM,
            other => return Err(format!("`{other}` is not a call of an app")),
        };
        Ok(Self(called))
    }
}

/// How often the bank does something: `once` or `always`.
#[derive(Clone, Copy, Debug, Parameter)]
#[param(name = "how_often", regex = "once|always")]
pub struct HowOften(pub Option<u32>);

impl FromStr for HowOften {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Ok(Self((word == "once").then_some(1)))
    }
}

/// Place that an app need not offer.
const SECOND_TAN: &str = "before asking for a second TAN";

/// A place in the app at which the customer lets time pass, as in "on the bank page before paying".
#[derive(Clone, Copy, Debug, Parameter)]
#[param(
    name = "moment",
    regex = "on the bank page before paying|before the TAN is entered|before asking for a second TAN|between creating and requesting the identification|before the identification is created"
)]
pub struct DawdlePoint {
    en: &'static str,
    de: &'static str,
    /// Whether every app offers to wait there.
    is_offered: bool,
}

impl FromStr for DawdlePoint {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        let (en, de) = match words {
            "on the bank page before paying" => (
                "Open the bank page, let {time} pass there, and only then pay.",
                "Die Bankseite öffnen, dort {time} vergehen lassen und erst dann zahlen.",
            ),
            "before the TAN is entered" => (
                "When the TAN has arrived, let {time} pass before you enter it.",
                "Wenn die TAN da ist, {time} vergehen lassen, bevor sie eingegeben wird.",
            ),
            SECOND_TAN => (
                "When the TAN has arrived, let {time} pass, ask for another one, and enter that.",
                "Wenn die TAN da ist, {time} vergehen lassen, eine neue anfordern und diese eingeben.",
            ),
            "between creating and requesting the identification" => (
                "Let {time} pass after the identification was created and before it is requested.",
                "Nach dem Anlegen der Identifikation und vor ihrem Start {time} vergehen lassen.",
            ),
            "before the identification is created" => (
                "Let {time} pass after the number was verified and before the identification is created.",
                "Nach dem Bestätigen der Nummer und vor dem Anlegen der Identifikation {time} vergehen lassen.",
            ),
            other => return Err(format!("`{other}` is not a moment at which time passes")),
        };
        Ok(Self { en, de, is_offered: words != SECOND_TAN })
    }
}

impl DawdlePoint {
    /// The instruction to let this time pass.
    pub fn instruction(self, count: u32, unit: TimeUnitWord) -> Instruction {
        let fill = |text: &str, word: &str| text.replace("{time}", &format!("{count} {word}"));
        let time_ms = i64::from(count).saturating_mul(unit.length_ms);
        let proof = InstructionProof::TimePassed(time_ms);
        Instruction {
            en: fill(self.en, unit.en),
            de: fill(self.de, unit.de),
            proof: if self.is_offered { proof } else { InstructionProof::None },
        }
    }
}

/// A unit of time in both languages.
#[derive(Clone, Copy, Debug, Parameter)]
#[param(name = "time_unit", regex = "minutes|hours|days")]
pub struct TimeUnitWord {
    en: &'static str,
    de: &'static str,
    length_ms: i64,
}

impl FromStr for TimeUnitWord {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        match word {
            "minutes" => Ok(Self { en: "minutes", de: "Minuten", length_ms: 60_000 }),
            "hours" => Ok(Self { en: "hours", de: "Stunden", length_ms: 3_600_000 }),
            "days" => Ok(Self { en: "days", de: "Tage", length_ms: 86_400_000 }),
            other => Err(format!("`{other}` is not a unit of time")),
        }
    }
}

/// A reason of Appendix III in the guide's spelling.
#[derive(Clone, Debug, Parameter)]
#[param(name = "reason", regex = "[A-Z_]{5,60}")]
pub struct RefusalReason(pub String);

impl FromStr for RefusalReason {
    type Err = String;

    fn from_str(code: &str) -> Result<Self, String> {
        Ok(Self(code.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_makes_a_sentence_in_both_languages() {
        let moment: DawdlePoint = "before the TAN is entered".parse().unwrap();
        let it = moment.instruction(11, "minutes".parse().unwrap());
        assert!(it.en.contains("let 11 minutes pass") && it.de.contains("11 Minuten vergehen"));
        assert_eq!(it.proof, InstructionProof::TimePassed(660_000));
        assert!("at night".parse::<DawdlePoint>().is_err());
    }

    #[test]
    fn calls_of_an_app_have_operations() {
        let call: BankCall = "the start of the QES".parse().unwrap();
        assert_eq!(call.0, operation::AUTHORIZE);
        assert!("the weather".parse::<BankCall>().is_err());
    }
}
