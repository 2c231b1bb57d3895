//! The correct answers sent so far, from which mutants make wrong ones.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::mutant::AnswerMutant;
use super::turn::Turn;
use super::words;
use crate::simulator::answer::Answer;
use crate::simulator::operation::Operation;

/// Right answers of one tenant.
#[derive(Debug, Default)]
pub struct Memory {
    /// The last answer about each resource, and to a call of each address.
    resources: HashMap<String, PreviousAnswer>,
    /// The last answers of each operation, to two customers.
    operations: HashMap<&'static str, Vec<(String, Value)>>,
    /// The last successes of each operation, at two addresses.
    successes: HashMap<&'static str, Vec<(String, Answer)>>,
    /// Operations that succeeded, with the customer.
    done: HashSet<(&'static str, String)>,
    /// Number of selected answers to calls of each address, by mutant.
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
    /// The address that was called.
    pub address: String,
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
            address: path.to_owned(),
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
        let word = words::word(origin.operation);
        self.resources.insert(origin.address.clone(), kept.clone());
        self.resources.insert(origin.resource.clone(), kept);
        self.done.insert((word, origin.owner.clone()));
        keep_two(self.successes.entry(word).or_default(), &origin.address, answer.clone());
        keep_two(self.operations.entry(word).or_default(), &origin.owner, body.clone());
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
        self.previous_kept(origin).map(|kept| &kept.body)
    }

    /// The previous answer about this resource.
    pub fn previous_answer(&self, origin: &AnswerOrigin) -> Option<&Answer> {
        self.previous_kept(origin).map(|kept| &kept.answer)
    }

    /// A resource that is new has no previous answer but that to the same call.
    fn previous_kept(&self, origin: &AnswerOrigin) -> Option<&PreviousAnswer> {
        self.resources.get(&origin.resource).or_else(|| self.resources.get(&origin.address))
    }

    /// An answer of this operation to a call of another address.
    pub fn elsewhere(&self, origin: &AnswerOrigin) -> Option<&Answer> {
        let latest = self.successes.get(words::word(origin.operation))?;
        latest.iter().rev().find(|(address, _)| *address != origin.address).map(|(_, it)| it)
    }

    /// A body of this operation to another customer.
    pub fn of_another(&self, origin: &AnswerOrigin) -> Option<&Value> {
        let latest = self.operations.get(words::word(origin.operation))?;
        latest.iter().rev().find(|(owner, _)| *owner != origin.owner).map(|(_, body)| body)
    }

    /// The last success of this operation.
    pub fn success(&self, operation: Operation) -> Option<&Answer> {
        self.successes.get(words::word(operation))?.last().map(|(_, answer)| answer)
    }

    /// Whether an answer that a mutant selects has the mutant's turn among those to calls of this
    /// address.
    pub fn has_turn(&mut self, origin: &AnswerOrigin, mutant: &AnswerMutant) -> bool {
        let by_other = |call| {
            move |(word, owner): &(&str, String)| {
                *word == words::word(call) && *owner != origin.owner
            }
        };
        match mutant.turn {
            Turn::Every => return true,
            Turn::After(call) => {
                return self.done.contains(&(words::word(call), origin.owner.clone()));
            }
            Turn::Beside(call) => return self.done.iter().any(by_other(call)),
            Turn::First | Turn::Later | Turn::Third => {}
        }
        let count = self.counts.entry((origin.address.clone(), mutant.to_string())).or_default();
        *count += 1;
        mutant.turn.includes(*count)
    }
}

/// Keeps the latest value of a key, and that of one other key.
fn keep_two<T>(latest: &mut Vec<(String, T)>, key: &str, value: T) {
    latest.retain(|(known, _)| known != key);
    latest.push((key.to_owned(), value));
    if latest.len() > 2 {
        latest.remove(0);
    }
}
