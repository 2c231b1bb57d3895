//! Questions to the tester about what no trace shows.

use crate::evidence::FindingOutcome;

use super::rule::{AppRule, Judge};
use super::ruling::Ruling;
use super::texts::{excerpt, normal};
use super::view::View;

const HAPPY_PATH: &str = "happy-path";
/// First words of a negative answer, normalised.
const NEGATIVE: [&str; 14] = [
    "no",
    "nein",
    "n",
    "false",
    "0",
    "nope",
    "never",
    "nie",
    "niemals",
    "not",
    "nicht",
    "kein",
    "keine",
    "keinesfalls",
];
/// Answers that decide nothing, normalised.
const UNDECIDED: [&str; 4] = ["na", "notapplicable", "nichtzutreffend", "nichtanwendbar"];
/// Answers of a tester who does not know, normalised.
const UNKNOWN: [&str; 5] = ["unknown", "unbekannt", "dontknow", "weissnicht", "weißnicht"];

/// A question to the tester, with the rule that its answer decides.
#[derive(Clone, Copy, Debug)]
struct TesterQuestion {
    rule: AppRule,
    situation: &'static str,
    de: &'static str,
    en: &'static str,
}

/// A question in the language of the tester.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskedQuestion {
    /// Id of the question, which is that of the requirement.
    pub id: &'static str,
    /// The question.
    pub text: &'static str,
}

const fn asked(
    requirement: &'static str,
    statement: &'static str,
    situation: &'static str,
    [de, en]: [&'static str; 2],
) -> TesterQuestion {
    let correct = "The tester can affirm it.";
    let rule = AppRule { requirement, statement, correct, judge: Judge::Question };
    TesterQuestion { rule, situation, de, en }
}

const QUESTIONS: &[TesterQuestion] = &[
    asked(
        "BI-004",
        "data and consents are collected before the person is created",
        HAPPY_PATH,
        [
            "Erhebt die Anmeldung alle Pflichtangaben und alle Einwilligungen, bevor die Person angelegt wird?",
            "Does the sign-up collect all mandatory data and every consent before the person is created?",
        ],
    ),
    asked(
        "BI-010",
        "the customer can read the contracts before signing",
        HAPPY_PATH,
        [
            "Zeigt die App die Verträge nach der Zahlung und bevor das Unterschreiben beginnt?",
            "Does the app show the contracts after the payment and before the signing starts?",
        ],
    ),
    asked(
        "BI-014",
        "the signed documents reach the customer",
        HAPPY_PATH,
        [
            "Erhält der Kunde die unterschriebenen Dokumente, zum Beispiel als Download oder per E-Mail?",
            "Does the customer receive the signed documents, for example as a download or by e-mail?",
        ],
    ),
    asked(
        "BI-016",
        "the data collection follows the onboarding requirements",
        HAPPY_PATH,
        [
            "Folgt die Datenerhebung den Vorgaben des Leitfadens zu den Onboarding-Anforderungen?",
            "Does the data collection follow the guide on onboarding requirements?",
        ],
    ),
    asked(
        "BI-020",
        "test persons are invented",
        HAPPY_PATH,
        [
            "Sind alle Testpersonen erfunden, auf der Sandbox und in diesem Versuch?",
            "Are all test persons invented, on the Sandbox and in this run?",
        ],
    ),
    asked(
        "BI-077",
        "the checkbox for the terms of Swisscom has the right sentence",
        HAPPY_PATH,
        [
            "Steht an der Checkbox der Swisscom-Bedingungen der Satz des Leitfadens oder einer mit demselben Sinn?",
            "Does the checkbox for the terms of Swisscom have the sentence of the guide, or one of the same meaning?",
        ],
    ),
    asked(
        "BI-193",
        "customers without a German IBAN are offered another method",
        HAPPY_PATH,
        [
            "Bietet die App Kunden ohne deutsche IBAN ein anderes Verfahren an?",
            "Does the app offer another method to customers without a German IBAN?",
        ],
    ),
    asked(
        "BI-199",
        "the clean-up of data is settled before a reuse",
        HAPPY_PATH,
        [
            "Ist geregelt, wie Daten vor einer Wiederverwendung bereinigt werden, oder wird nichts wiederverwendet?",
            "Is it settled how data are cleaned up before an identification is reused, or is none reused?",
        ],
    ),
    asked(
        "BI-163",
        "the customer is pointed to the existing account",
        "already-identified",
        [
            "Verweist die App den Kunden auf sein vorhandenes Konto?",
            "Does the app point the customer to the account that exists already?",
        ],
    ),
    asked(
        "BI-173",
        "Solaris is contacted after a failure of a provider",
        "dependency-error",
        [
            "Wird Solaris nach diesem Fehler kontaktiert, etwa durch einen Alarm im Betrieb?",
            "Is Solaris contacted after this error, for example through an alert in operations?",
        ],
    ),
    asked(
        "BI-175",
        "Solaris is contacted if the corrected request fails as well",
        "invalid-model",
        [
            "Wird Solaris kontaktiert, wenn auch die berichtigte Anfrage scheitert?",
            "Is Solaris contacted if the corrected request fails as well?",
        ],
    ),
    asked(
        "BI-177",
        "Solaris is contacted after an internal error",
        "internal-error",
        [
            "Wird Solaris nach diesem Fehler kontaktiert, etwa durch einen Alarm im Betrieb?",
            "Is Solaris contacted after this error, for example through an alert in operations?",
        ],
    ),
    asked(
        "BI-179",
        "Solaris is contacted after an error without a cause",
        "generic-error",
        [
            "Wird Solaris nach diesem Fehler kontaktiert, etwa durch einen Alarm im Betrieb?",
            "Is Solaris contacted after this error, for example through an alert in operations?",
        ],
    ),
];

/// The questions of a situation in a language: German for `de`, English for any other.
pub fn questions(situation: &str, language: &str) -> Vec<AskedQuestion> {
    let asked = QUESTIONS.iter().filter(|it| it.situation == situation);
    let text = |it: &TesterQuestion| if language == "de" { it.de } else { it.en };
    asked.map(|it| AskedQuestion { id: it.rule.requirement, text: text(it) }).collect()
}

/// The question about a requirement in English and in German; none if nobody asks about it.
pub fn questions_about(requirement: &str) -> Vec<&'static str> {
    let question = QUESTIONS.iter().find(|it| it.rule.requirement == requirement);
    question.map_or_else(Vec::new, |it| vec![it.en, it.de])
}

/// Whether an answer of a tester affirms a question.
pub fn is_affirmed(answer: &str) -> bool {
    matches!(answered(0, answer).outcome, FindingOutcome::Attested(_))
}

/// Whether an answer names a requirement by its id, and no question is about that requirement. Other
/// texts are free.
pub fn is_unknown_question(asked: &str) -> bool {
    let asked = asked.trim();
    let (letters, digits) = asked.split_once('-').unwrap_or_default();
    let is_id = letters.len() == 2
        && digits.len() == 3
        && letters.bytes().all(|it| it.is_ascii_uppercase())
        && digits.bytes().all(|it| it.is_ascii_digit());
    is_id && QUESTIONS.iter().all(|it| it.rule.requirement != asked)
}

/// The rules that answers decide.
pub fn rules() -> impl Iterator<Item = &'static AppRule> {
    QUESTIONS.iter().map(|it| &it.rule)
}

/// Judges the last answer to the question about a requirement.
pub fn judge(view: &View<'_>, requirement: &str) -> Ruling {
    let Some(question) = QUESTIONS.iter().find(|it| it.rule.requirement == requirement) else {
        return Ruling::unseen("nobody asks about it");
    };
    let names = [requirement, question.de, question.en].map(normal);
    let is_about = |asked: &str| {
        let asked = normal(asked);
        names.contains(&asked) || asked.starts_with(&names[0])
    };
    let mut answers = view.attestations.iter().rev().filter(|(_, it)| is_about(&it.question));
    match answers.next() {
        Some((event, it)) => answered(*event, &it.answer),
        None if question.situation == view.circumstances.situation => {
            Ruling::unseen("the tester did not answer the question")
        }
        None => Ruling::unseen(format!("the question is asked in {}", question.situation)),
    }
}

fn answered(event: usize, answer: &str) -> Ruling {
    let whole = normal(answer);
    let first = answer.split(|it: char| !it.is_alphanumeric()).find(|it| !it.is_empty());
    let first = first.map(normal).unwrap_or_default();
    if UNKNOWN.contains(&whole.as_str()) {
        return Ruling::unseen("the tester does not know the answer to the question");
    }
    if whole.is_empty() || UNDECIDED.contains(&whole.as_str()) {
        return Ruling::unseen("the answer of the tester decides nothing");
    }
    if NEGATIVE.contains(&first.as_str()) {
        return Ruling::failed(event, "answer of the tester", "yes", excerpt(answer));
    }
    Ruling { outcome: FindingOutcome::Attested(excerpt(answer)), event: Some(event) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn answers_are_affirmative_negative_or_undecided() {
        let attested = |answer: &str| answered(1, answer).outcome;
        for yes in ["yes", "Ja, per E-Mail", "true", "1", "none is reused", "done"] {
            assert_eq!(attested(yes), FindingOutcome::Attested(yes.to_owned()));
        }
        for no in ["no", "Nein!", " NO, not yet", "false", "nicht vorhanden", "0"] {
            assert!(answered(1, no).is_failed(), "{no}");
        }
        for open in ["", " ", "n/a", "not applicable", "weiß nicht", "don't know"] {
            assert!(answered(1, open).is_unseen(), "{open}");
        }
    }

    #[test]
    fn a_tester_may_not_know_and_the_reason_says_so() {
        let open = answered(1, "don't know").outcome;
        let FindingOutcome::NotObserved(why) = open else { panic!("{open:?}") };
        assert!(why.contains("does not know"), "{why}");
    }

    #[test]
    fn ids_without_a_question_are_unknown_and_free_texts_are_not() {
        assert!(is_unknown_question("BI-999") && is_unknown_question("BI-001"));
        for known in ["BI-004", " BI-173", "Is it safe?", "bi-999", "BI-9999", "AB-12x"] {
            assert!(!is_unknown_question(known), "{known}");
        }
    }

    #[test]
    fn every_question_has_one_id_and_two_languages() {
        let ids: BTreeSet<&str> = QUESTIONS.iter().map(|it| it.rule.requirement).collect();
        assert_eq!(ids.len(), QUESTIONS.len());
        assert!(QUESTIONS.iter().all(|it| it.de != it.en && it.en.ends_with('?')));
        let german = questions(HAPPY_PATH, "de");
        assert_eq!(german.len(), 8);
        assert!(german[0].text.contains("Anmeldung"));
        assert!(questions("joint-account", "en").is_empty());
        assert_eq!(questions("dependency-error", "en")[0].id, "BI-173");
    }
}
