//! Operations that a conforming API need not have, because the guide does not print them or calls
//! them optional, and operations that credentials may not call.

use super::answer::{Answer, HTML};
use super::freedoms::{Absence, Freedoms, NotOffered, Permissions};
use super::machine::Refusal;
use super::operation::{self as op, Operation, Presence};

/// Whether a choice takes an operation away.
fn is_absent(choice: NotOffered, operation: Operation) -> bool {
    let only: &[Operation] = match choice {
        NotOffered::None => &[],
        NotOffered::Person => &[op::GET_PERSON],
        NotOffered::MobileNumber => &[op::GET_NUMBER, op::DELETE_NUMBER],
        NotOffered::Identifications => &[op::LIST],
        NotOffered::Subscriptions => {
            &[op::SUBSCRIBE, op::LIST_SUBSCRIPTIONS, op::GET_SUBSCRIPTION, op::UNSUBSCRIBE]
        }
        NotOffered::EligibilityCheck => &[op::CHECK_ELIGIBILITY],
        NotOffered::IbanLookup => &[op::LOOK_UP_IBAN],
        NotOffered::All => {
            let demanded = operation.presence == Presence::Printed;
            return !demanded && Operation::all().any(|it| *it == operation);
        }
    };
    only.contains(&operation)
}

/// The answer to a call of an operation that is not offered; `id` gives the id of an error.
pub fn answer(
    operation: Operation,
    freedoms: &Freedoms,
    id: impl FnOnce() -> String,
) -> Option<Answer> {
    if !is_absent(freedoms.not_offered, operation) {
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

/// The answer to a call that the credentials may not make.
pub fn not_permitted(
    operation: Operation,
    freedoms: &Freedoms,
    id: impl FnOnce() -> String,
) -> Option<Answer> {
    let withheld = match freedoms.permissions {
        Permissions::All => None,
        Permissions::NoChanges => Some(op::UPDATE_PERSON),
        Permissions::NoAttempts => Some(op::LIST_ATTEMPTS),
    };
    let detail = format!("the credentials may not call {}", operation.name());
    let refusal = Refusal::new(403, "unauthorized_action", "Unauthorized action", detail);
    (withheld == Some(operation)).then(|| Answer::refusal(refusal, id()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_guide_does_not_demand_may_be_absent() {
        use NotOffered::{
            EligibilityCheck, IbanLookup, Identifications, MobileNumber, Person, Subscriptions,
        };
        for operation in Operation::all() {
            let each = [
                Person,
                MobileNumber,
                Identifications,
                Subscriptions,
                EligibilityCheck,
                IbanLookup,
            ];
            let alone = each.into_iter().any(|it| is_absent(it, *operation));
            let demanded = operation.presence == Presence::Printed;
            assert_eq!(alone, !demanded, "{}", operation.name());
            assert_eq!(is_absent(NotOffered::All, *operation), !demanded);
        }
        assert!(!is_absent(NotOffered::All, op::OPEN_WIZARD));
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
