//! Faults: named errors that the simulator can be configured to make.
//!
//! A fault is data: a guard to ignore, a parameter to change, an edit of the answer or a fault of
//! its delivery. Faults are unknown to handlers.

mod catalogue;
mod delivery;
mod generated;
mod reached;
mod rewrite;
#[cfg(test)]
mod tests;
mod webhook_request;

pub use delivery::{Disturbance, Transfer, broken_body};
pub use reached::ReachedFaults;
pub use rewrite::{Edit, Literal, When};
pub use webhook_request::{DeliveryFault, delivery_faults, faulty_body, faulty_headers};

use super::answer::Answer;
use super::machine::{Guard, Parameter, Refusal, Rules};
use super::mutation::AnswerMutant;
use super::operation::{self, Operation};
use crate::api::EventType;

/// A named error of the API.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// Name in kebab case that describes the wrong behaviour.
    pub name: &'static str,
    /// The wrong behaviour as a sentence.
    pub sentence: &'static str,
    /// Requirements it breaks.
    pub breaks: &'static [&'static str],
    /// Effect.
    pub effect: Effect,
}

/// Effect of a fault.
#[derive(Debug, PartialEq, Eq)]
pub enum Effect {
    /// These guards are off.
    Ignore(&'static [Guard]),
    /// This parameter has another value.
    Set(&'static [Parameter]),
    /// Some operations take effect although their answer is a refusal, as if these guards were off
    /// and all providers were available.
    CarryOut(&'static [Operation], When, &'static [Guard]),
    /// The answers of some operations are edited.
    Rewrite(&'static [Operation], When, &'static [Edit]),
    /// The deliveries of some events are faulty.
    Deliver(&'static [EventType], When, &'static [DeliveryFault]),
    /// A generated mutant.
    Mutate(&'static AnswerMutant),
    /// The transfer of the answer is faulty.
    Disturb(Operation, Disturbance),
}

impl Fault {
    /// Whether it prevents calls, or prevents a client from observing their answers.
    pub fn suppresses_observation(&self) -> bool {
        match self.effect {
            Effect::Disturb(..) => true,
            Effect::Rewrite(operations, ..) => operations.contains(&operation::TOKEN),
            Effect::Mutate(mutant) => mutant.operation == operation::TOKEN,
            Effect::Ignore(_) | Effect::Set(_) | Effect::CarryOut(..) | Effect::Deliver(..) => {
                false
            }
        }
    }

    /// Whether its answers depend on the calls about other customers, and so on their order.
    pub fn depends_on_other_customers(&self) -> bool {
        matches!(self.effect, Effect::Mutate(mutant) if mutant.depends_on_other_customers())
    }
}

/// Every fault the simulator knows.
pub fn all() -> impl Iterator<Item = &'static Fault> {
    catalogue::all()
}

/// Returns the fault or the mutant with this name.
pub fn named(name: &str) -> Option<&'static Fault> {
    all().find(|fault| fault.name == name).or_else(|| generated::named(name))
}

/// The mutants among these faults.
pub fn mutants(faults: &[&'static Fault]) -> impl Iterator<Item = &'static AnswerMutant> {
    faults.iter().filter_map(|fault| match fault.effect {
        Effect::Mutate(mutant) => Some(mutant),
        _ => None,
    })
}

/// Returns the rules with exactly these faults in force.
pub fn rules(rules: &Rules, faults: &[&'static Fault]) -> Rules {
    let ignored = faults.iter().flat_map(|fault| match fault.effect {
        Effect::Ignore(guards) => guards,
        _ => &[],
    });
    let parameters = faults.iter().flat_map(|fault| match fault.effect {
        Effect::Set(parameters) => parameters,
        _ => &[],
    });
    let mut changed = Rules::new(
        rules.readings,
        rules.limits.clone(),
        ignored.copied().collect(),
        parameters.copied().collect(),
    );
    changed.providers = rules.providers;
    changed.freedoms = rules.freedoms;
    changed.windows = rules.windows;
    changed.asked.clone_from(&rules.asked);
    changed
}

/// Returns the rules under which a refused call is carried out anyway, if a fault demands it.
pub fn rules_without_refusal(
    faults: &[&'static Fault],
    operation: Operation,
    refusal: &Refusal,
    rules: &Rules,
) -> Option<Rules> {
    faults.iter().find_map(|fault| match fault.effect {
        Effect::CarryOut(operations, when, guards) if operations.contains(&operation) => {
            rewrite::selects_refusal(refusal, when).then(|| rules.without(guards))
        }
        _ => None,
    })
}

/// Returns the answer edited by these faults, and how to send it.
pub fn apply(
    faults: &[&'static Fault],
    operation: Operation,
    mut answer: Answer,
) -> (Answer, Transfer) {
    let mut delivery = Transfer::Whole;
    for fault in faults {
        match fault.effect {
            Effect::Rewrite(operations, when, edits) if operations.contains(&operation) => {
                answer = rewrite::rewrite(answer, when, edits);
            }
            Effect::Disturb(disturbed, how) if disturbed == operation => {
                (answer, delivery) = delivery::disturb(answer, how);
            }
            _ => {}
        }
    }
    (answer, delivery)
}
