//! The correct answers sent so far, from which mutants make wrong ones.

use std::collections::HashMap;

use serde_json::Value;

use super::mutant::{AnswerMutant, Turn};
use super::words;
use crate::simulator::answer::Answer;
use crate::simulator::operation::Operation;

/// Right answers of one tenant.
#[derive(Debug, Default)]
pub struct Memory {
    /// The last answer about each resource.
    resources: HashMap<String, PreviousAnswer>,
    /// The last answers of each operation, to two customers.
    operations: HashMap<&'static str, Vec<(String, Value)>>,
    /// The last success of each operation.
    successes: HashMap<&'static str, Answer>,
    /// Number of selected answers about each resource, by mutant.
    counts: HashMap<(String, String), usize>,
    /// Number of answers and effects that differ from the right ones, since they were last taken.
    edits: usize,
}

#[derive(Clone, Debug)]
struct PreviousAnswer {
    body: Value,
    answer: Answer,
}

/// The call that an answer belongs to.
#[derive(Clone, Debug)]
pub struct AnswerOrigin {
    /// The operation.
    pub operation: Operation,
    /// The resource that the answer shows.
    pub resource: String,
    /// The customer it belongs to.
    pub owner: String,
}

impl AnswerOrigin {
    /// The origin of an answer: a resource is named by its id, a list by its path.
    pub fn of(
        operation: Operation,
        (params, path): (&[(String, String)], &str),
        body: Option<&Value>,
    ) -> Self {
        let param = |name: &str| {
            params.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
        };
        let id = body.and_then(|body| body.get("id")?.as_str()).map(str::to_owned);
        Self {
            operation,
            owner: param("person_id").or_else(|| id.clone()).unwrap_or_else(|| path.to_owned()),
            resource: id.unwrap_or_else(|| path.to_owned()),
        }
    }
}

impl Memory {
    /// Keeps a right answer.
    pub fn keep(&mut self, origin: &AnswerOrigin, answer: &Answer, body: &Value) {
        if answer.status >= 400 {
            return;
        }
        let kept = PreviousAnswer { body: body.clone(), answer: answer.clone() };
        self.resources.insert(origin.resource.clone(), kept);
        self.successes.insert(words::word(origin.operation), answer.clone());
        let latest = self.operations.entry(words::word(origin.operation)).or_default();
        latest.retain(|(owner, _)| *owner != origin.owner);
        latest.push((origin.owner.clone(), body.clone()));
        if latest.len() > 2 {
            latest.remove(0);
        }
    }

    /// Counts a difference from the right behaviour.
    pub fn note(&mut self, differs: bool) {
        self.edits += usize::from(differs);
    }

    /// Number of differences since the last call.
    pub fn take_edits(&mut self) -> usize {
        std::mem::take(&mut self.edits)
    }

    /// The previous body about this resource.
    pub fn previous(&self, origin: &AnswerOrigin) -> Option<&Value> {
        self.resources.get(&origin.resource).map(|kept| &kept.body)
    }

    /// The previous answer about this resource.
    pub fn previous_answer(&self, origin: &AnswerOrigin) -> Option<&Answer> {
        self.resources.get(&origin.resource).map(|kept| &kept.answer)
    }

    /// A body of this operation to another customer.
    pub fn of_another(&self, origin: &AnswerOrigin) -> Option<&Value> {
        let latest = self.operations.get(words::word(origin.operation))?;
        latest.iter().rev().find(|(owner, _)| *owner != origin.owner).map(|(_, body)| body)
    }

    /// The last success of this operation.
    pub fn success(&self, operation: Operation) -> Option<&Answer> {
        self.successes.get(words::word(operation))
    }

    /// Whether an answer that a mutant selects has the mutant's turn among those about this resource.
    pub fn has_turn(&mut self, origin: &AnswerOrigin, mutant: &AnswerMutant) -> bool {
        if mutant.turn == Turn::Every {
            return true;
        }
        let count = self.counts.entry((origin.resource.clone(), mutant.to_string())).or_default();
        *count += 1;
        mutant.turn.includes(*count)
    }
}
