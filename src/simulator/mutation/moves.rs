//! Mutants of the rules: a deadline or a limit is moved.

use crate::simulator::machine::{Parameter, Quantity};

/// Distance at which a limit is absent.
const NEVER: i64 = 1_000_000;

const SECONDS: &[(&str, i64)] = &[("-1s", -1), ("+1s", 1), ("-60s", -60), ("+3600s", 3600)];
const COUNTS: &[(&str, i64)] = &[("-1", -1), ("+1", 1), ("none", NEVER)];

/// The quantities that can be moved: word, quantity, distances.
const QUANTITIES: &[(&str, Quantity, &[(&str, i64)])] = &[
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
];

/// Names of all moves: quantity, operator and distance.
pub fn names() -> impl Iterator<Item = (&'static str, String)> {
    QUANTITIES.iter().flat_map(|(word, _, distances)| {
        distances.iter().map(move |(distance, _)| (*word, format!("{word}:move:{distance}")))
    })
}

/// Returns the move with this name.
pub fn named(name: &str) -> Option<Parameter> {
    let (word, distance) = name.split_once(":move:")?;
    let (_, quantity, distances) = QUANTITIES.iter().find(|(known, ..)| *known == word)?;
    let (_, by) = distances.iter().find(|(known, _)| *known == distance)?;
    Some(Parameter::Moved(*quantity, *by))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_a_move() {
        assert!(names().all(|(word, name)| name.starts_with(word) && named(&name).is_some()));
        assert_eq!(named("tan-window:move:-1s"), Some(Parameter::Moved(Quantity::Tan, -1)));
        assert_eq!(named("tan-window:move:none"), None);
    }
}
