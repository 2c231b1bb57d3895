//! Mutants of the rules: a deadline or a limit is moved, another status follows a call, an account
//! behaves like another one, a malformed value is accepted, an SMS is sent wrongly, a rule is broken for
//! some values.

use super::words;
use crate::api::{MockedIban, Status, UPDATABLE_PROPERTIES};
use crate::simulator::machine::{Mistake, Parameter, Quantity, Sending};
use crate::simulator::operation::{self as op, Operation};
use crate::simulator::outbox::Purpose;

/// Distance at which a limit is absent.
const NEVER: i64 = 1_000_000;

const SECONDS: &[(&str, i64)] = &[("-1s", -1), ("+1s", 1), ("-60s", -60), ("+3600s", 3600)];
const COUNTS: &[(&str, i64)] = &[("-1", -1), ("+1", 1), ("none", NEVER)];
/// Distances of the life of an access token, which is announced a second shorter.
const LIVES: &[(&str, i64)] = &[("-60s", -60), ("+60s", 60), ("+3600s", 3600)];

type Distances = &'static [(&'static str, i64)];

/// The quantities that can be moved: word, quantity, distances.
const QUANTITIES: &[(&str, Quantity, Distances)] = &[
    ("bank-page-window", Quantity::BankPage, SECONDS),
    ("signature-window", Quantity::Signature, SECONDS),
    ("tan-window", Quantity::Tan, SECONDS),
    ("expiry", Quantity::Expiry, SECONDS),
    ("signature-deadline", Quantity::SignatureDeadline, SECONDS),
    ("tan-deadline", Quantity::TanDeadline, SECONDS),
    ("person-limit", Quantity::PersonLimit, COUNTS),
    ("iban-limit", Quantity::IbanLimit, COUNTS),
    ("number-limit", Quantity::NumberLimit, COUNTS),
    ("name-limit", Quantity::NameLimit, COUNTS),
    ("identical-persons", Quantity::IdenticalPersons, COUNTS),
    ("token-life", Quantity::Token, LIVES),
];

type StatusAfter = fn(Status) -> Parameter;

/// The calls after which another status can follow, with the right one.
const CALLS: &[(&str, StatusAfter, Status)] = &[
    ("after-create", Parameter::AfterCreate, Status::Created),
    ("after-request", Parameter::AfterRequest, Status::Pending),
    ("after-authorize", Parameter::AfterAuthorize, Status::ConfirmationRequired),
    ("after-confirm", Parameter::AfterConfirm, Status::Confirmed),
];

type Digits = fn(u32) -> Parameter;

/// Tokens with their purpose, the setting of their length, and wrong lengths.
const TOKENS: &[(&str, Purpose, Digits, &[u32])] = &[
    ("otp", Purpose::MobileNumber, Parameter::OtpDigits, &[4, 5, 7, 8]),
    ("tan", Purpose::Qes, Parameter::TanDigits, &[3, 5, 7, 8]),
];

const SENDINGS: &[(&str, Sending)] = &[
    ("never", Sending::Never),
    ("once", Sending::Once),
    ("two-at-most", Sending::TwoAtMost),
    ("former", Sending::Former),
    ("twice", Sending::Twice),
    ("elsewhere", Sending::Elsewhere),
];

/// Operations that send an SMS, or leave no number to send one to.
const SENDS: [Operation; 3] = [op::AUTHORIZE_NUMBER, op::AUTHORIZE, op::DELETE_NUMBER];

/// Whether an operation concerns a person, who may have a mobile number.
fn is_of_person(operation: Operation) -> bool {
    operation.path.contains("{person_id}")
}

/// Fields of the bank page.
const FIELDS: [&str; 3] = ["account_number", "pin", "tan"];

/// All rules that a mutant changes: what it is about, its name, the operator and the parameter.
fn all() -> impl Iterator<Item = RuleMutant> {
    let moves = QUANTITIES.iter().flat_map(|(word, quantity, distances)| {
        distances.iter().map(|(distance, by)| {
            RuleMutant::new(word, "move", distance, Parameter::Moved(*quantity, *by))
        })
    });
    let statuses = CALLS.iter().flat_map(|(word, after, right)| {
        let others = Status::ALL.iter().filter(move |it| *it != right);
        others.map(|it| RuleMutant::new(word, "become", it.word(), after(*it)))
    });
    let accounts = MockedIban::ALL.iter().flat_map(|from| {
        let others = MockedIban::ALL.iter().filter(move |to| *to != from);
        others.map(|to| {
            RuleMutant::new(from.word(), "behave", to.word(), Parameter::Account(*from, *to))
        })
    });
    let lengths = TOKENS.iter().flat_map(|(word, _, digits, lengths)| {
        lengths.iter().map(|it| RuleMutant::new(word, "digits", &it.to_string(), digits(*it)))
    });
    let sendings = TOKENS.iter().flat_map(|(word, purpose, ..)| {
        SENDINGS.iter().map(|(how, sending)| {
            RuleMutant::new(word, "send", how, Parameter::Sends(*purpose, *sending))
        })
    });
    let unasked = words::all()
        .filter(|it| !SENDS.contains(it) && is_of_person(*it))
        .map(|it| RuleMutant::new(words::word(it), "send", "unasked", Parameter::SmsAfter(it)));
    let stored = UPDATABLE_PROPERTIES
        .iter()
        .map(|it| RuleMutant::new("change", "store-refused", it, Parameter::StoresRefused(it)));
    let fields =
        FIELDS.iter().map(|it| RuleMutant::new("bank-page", "only", it, Parameter::Only(it)));
    let mistakes = Mistake::ALL.iter().map(|(mistake, subject, word)| {
        RuleMutant::new(subject, "mistake", word, Parameter::Makes(*mistake))
    });
    moves
        .chain(mistakes)
        .chain(statuses)
        .chain(accounts)
        .chain(lengths)
        .chain(sendings)
        .chain(unasked)
        .chain(stored)
        .chain(fields)
}

/// A rule that is changed.
#[derive(Clone, Debug)]
pub struct RuleMutant {
    /// Subject.
    pub subject: &'static str,
    /// Word of the operator.
    pub operator: &'static str,
    /// Name.
    pub name: String,
    parameter: Parameter,
}

impl RuleMutant {
    fn new(
        subject: &'static str,
        operator: &'static str,
        argument: &str,
        parameter: Parameter,
    ) -> Self {
        Self { subject, operator, name: format!("{subject}:{operator}:{argument}"), parameter }
    }
}

/// All mutants of the rules.
pub fn rule_mutants() -> impl Iterator<Item = RuleMutant> {
    all()
}

/// Returns the changed rule with this name.
pub fn named(name: &str) -> Option<Parameter> {
    all().find(|it| it.name == name).map(|it| it.parameter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_name_is_a_rule_of_its_own() {
        let names: Vec<String> = rule_mutants().map(|it| it.name).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        assert_eq!(named("tan-window:move:-1s"), Some(Parameter::Moved(Quantity::Tan, -1)));
        assert_eq!(named("tan-window:move:none"), None);
    }
}
