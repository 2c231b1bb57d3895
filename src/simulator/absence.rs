//! Operations that a conforming API need not have: the guide does not print them, or calls them
//! optional.

use super::answer::{Answer, HTML};
use super::freedoms::{Absence, Freedoms, NotOffered};
use super::machine::Refusal;
use super::operation::{self as op, Operation};

/// Operations that a choice takes away.
fn absent(choice: NotOffered) -> &'static [Operation] {
    const SUBSCRIPTIONS: &[Operation] =
        &[op::SUBSCRIBE, op::LIST_SUBSCRIPTIONS, op::GET_SUBSCRIPTION, op::UNSUBSCRIBE];
    const ALL: &[Operation] = &[
        op::GET_PERSON,
        op::GET_NUMBER,
        op::DELETE_NUMBER,
        op::LIST,
        op::SUBSCRIBE,
        op::LIST_SUBSCRIPTIONS,
        op::GET_SUBSCRIPTION,
        op::UNSUBSCRIBE,
        op::CHECK_ELIGIBILITY,
        op::LOOK_UP_IBAN,
    ];
    match choice {
        NotOffered::None => &[],
        NotOffered::Person => &[op::GET_PERSON],
        NotOffered::MobileNumber => &[op::GET_NUMBER, op::DELETE_NUMBER],
        NotOffered::Identifications => &[op::LIST],
        NotOffered::Subscriptions => SUBSCRIPTIONS,
        NotOffered::EligibilityCheck => &[op::CHECK_ELIGIBILITY],
        NotOffered::IbanLookup => &[op::LOOK_UP_IBAN],
        NotOffered::All => ALL,
    }
}

/// The answer to a call of an operation that is not offered; `id` gives the id of an error.
pub fn answer(
    operation: Operation,
    freedoms: &Freedoms,
    id: impl FnOnce() -> String,
) -> Option<Answer> {
    if !absent(freedoms.not_offered).contains(&operation) {
        return None;
    }
    let refusal = |status, code: &str, title| {
        let detail = format!("there is no {}", operation.name());
        Answer::refusal(Refusal::new(status, code, title, detail), id())
    };
    Some(match freedoms.absence {
        Absence::Bare => Answer::new(404, "text/plain", ""),
        Absence::ModelNotFound => refusal(404, "model_not_found", "Model not found"),
        Absence::Page => Answer::new(404, HTML, "<html><h1>Not Found</h1></html>"),
        Absence::MethodNotAllowed => refusal(405, "method_not_allowed", "Method not allowed"),
        Absence::NotImplemented => refusal(501, "not_implemented_error", "Not implemented"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::operation::Presence;

    #[test]
    fn only_what_the_guide_does_not_demand_may_be_absent() {
        let optional = |it: &&Operation| it.presence != Presence::Printed;
        let known: Vec<Operation> = Operation::all().filter(optional).copied().collect();
        assert_eq!(absent(NotOffered::All).len(), known.len());
        for operation in absent(NotOffered::All) {
            assert!(known.contains(operation), "{}", operation.name());
        }
    }

    #[test]
    fn each_absence_has_its_status_code() {
        for (absence, status) in [
            (Absence::Bare, 404),
            (Absence::ModelNotFound, 404),
            (Absence::Page, 404),
            (Absence::MethodNotAllowed, 405),
            (Absence::NotImplemented, 501),
        ] {
            let not_offered = NotOffered::IbanLookup;
            let freedoms = Freedoms { not_offered, absence, ..Freedoms::default() };
            let found = answer(op::LOOK_UP_IBAN, &freedoms, String::new).map(|it| it.status);
            assert_eq!(found, Some(status));
            assert!(answer(op::GET, &freedoms, String::new).is_none());
        }
    }
}
