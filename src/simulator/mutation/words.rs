//! Words for the operations, as the names of mutants contain them.

use crate::simulator::operation::{self as op, Operation};

const WORDS: &[(&str, Operation)] = &[
    ("issue-token", op::TOKEN),
    ("create-person", op::CREATE_PERSON),
    ("list-persons", op::LIST_PERSONS),
    ("get-person", op::GET_PERSON),
    ("update-person", op::UPDATE_PERSON),
    ("create-number", op::CREATE_NUMBER),
    ("get-number", op::GET_NUMBER),
    ("delete-number", op::DELETE_NUMBER),
    ("authorize-number", op::AUTHORIZE_NUMBER),
    ("confirm-number", op::CONFIRM_NUMBER),
    ("check-eligibility", op::CHECK_ELIGIBILITY),
    ("look-up-iban", op::LOOK_UP_IBAN),
    ("create-identification", op::CREATE),
    ("list-identifications", op::LIST),
    ("get-identification", op::GET),
    ("request-identification", op::REQUEST),
    ("authorize-identification", op::AUTHORIZE),
    ("confirm-identification", op::CONFIRM),
    ("get-snapshot", op::SNAPSHOT),
    ("list-attempts", op::LIST_ATTEMPTS),
    ("list-documents", op::LIST_DOCUMENTS),
    ("get-document", op::GET_DOCUMENT),
    ("get-file", op::GET_FILE),
    ("subscribe", op::SUBSCRIBE),
    ("list-subscriptions", op::LIST_SUBSCRIPTIONS),
    ("get-subscription", op::GET_SUBSCRIPTION),
    ("unsubscribe", op::UNSUBSCRIBE),
];

/// Every operation that has a word.
pub fn all() -> impl Iterator<Item = Operation> {
    WORDS.iter().map(|(_, operation)| *operation)
}

/// The word for an operation.
pub fn word(operation: Operation) -> &'static str {
    WORDS.iter().find(|(_, known)| *known == operation).map_or("other", |(word, _)| word)
}

/// Returns the operation with this word.
pub fn operation(word: &str) -> Option<Operation> {
    WORDS.iter().find(|(known, _)| *known == word).map(|(_, operation)| *operation)
}

/// Returns the word for the operation of an exchange, such as `GET /v1/webhooks`.
pub fn of_exchange(name: &str) -> Option<&'static str> {
    WORDS.iter().find(|(_, known)| known.name() == name).map(|(word, _)| *word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_operations_and_back() {
        for (known, named) in WORDS {
            assert_eq!(operation(known), Some(*named));
            assert_eq!(word(*named), *known);
            assert_eq!(of_exchange(&named.name()), Some(*known));
        }
    }
}
