//! Reachability: which faults would have changed something in a run without faults.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::rewrite::{selects, selects_body, selects_refusal};
use super::{Effect, Fault, all};
use crate::simulator::answer::Answer;
use crate::simulator::machine::{AskedRules, Parameter, Refusal};
use crate::simulator::operation::Operation;
use crate::simulator::webhook::Event;

/// Notes the faults that a simulator without faults reaches: the rules that it asks for, and the
/// answers and deliveries that a fault would change. A run does not differ with a fault that it
/// does not reach.
#[derive(Debug)]
pub struct ReachedFaults {
    /// The rules that were asked for.
    pub asked: Arc<AskedRules>,
    /// Names of the faults of answers and deliveries.
    changing: Mutex<BTreeSet<&'static str>>,
}

impl Default for ReachedFaults {
    fn default() -> Self {
        let parameters = all().filter_map(|fault| match fault.effect {
            Effect::Set(parameters) => Some(parameters),
            _ => None,
        });
        let parameters: Vec<Parameter> = parameters.flatten().copied().collect();
        Self { asked: Arc::new(AskedRules::new(parameters)), changing: Mutex::default() }
    }
}

impl ReachedFaults {
    /// Notes the faults that would change this answer.
    pub fn note_answer(&self, operation: Operation, answer: &Answer) {
        let body: Option<Value> = serde_json::from_slice(&answer.body).ok();
        self.note(|effect| match effect {
            Effect::Rewrite(operations, when, _) => {
                operations.contains(&operation) && selects(answer, body.as_ref(), *when)
            }
            Effect::Disturb(disturbed, _) => *disturbed == operation,
            _ => false,
        });
    }

    /// Notes the faults that would carry out this refused call.
    pub fn note_refusal(&self, operation: Operation, refusal: &Refusal) {
        self.note(|effect| match effect {
            Effect::CarryOut(operations, when, _) => {
                operations.contains(&operation) && selects_refusal(refusal, *when)
            }
            _ => false,
        });
    }

    /// Notes the faults that would change a delivery of this event.
    pub fn note_event(&self, event: &Event) {
        self.note(|effect| match effect {
            Effect::Deliver(kinds, when, _) => {
                kinds.contains(&event.kind) && selects_body(&event.body, *when)
            }
            _ => false,
        });
    }

    /// The faults that were reached.
    pub fn faults(&self) -> impl Iterator<Item = &'static Fault> {
        let changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner).clone();
        all().filter(move |fault| match fault.effect {
            Effect::Ignore(guards) => self.asked.has_guard(guards),
            Effect::Set(parameters) => self.asked.has_parameter(parameters),
            _ => changing.contains(fault.name),
        })
    }

    fn note(&self, changes: impl Fn(&Effect) -> bool) {
        let mut changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        changing.extend(all().filter(|it| changes(&it.effect)).map(|it| it.name));
    }
}
