//! Answers of one kind, with their members and the scenarios that observed them, and the mutants of
//! such answers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::turn::Turn;
use super::values;

/// Maximum number of different texts that are kept of a member.
const MAX_WORDS: usize = 40;

/// JSON type of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MemberType {
    /// null.
    Null,
    /// true or false.
    Boolean,
    /// A number.
    Number,
    /// A string.
    Text,
    /// A string that is an instant.
    Instant,
    /// An array.
    List,
    /// An object.
    Object,
}

/// Answers of one operation that one selector selects.
#[derive(Clone, Debug, Default)]
pub struct Facet {
    /// Types of each member seen, by path; the empty path is the body.
    pub members: BTreeMap<String, BTreeSet<MemberType>>,
    /// The first values of each member that is a text.
    pub words: BTreeMap<String, BTreeSet<String>>,
    /// The first values of each member that was sent, by path.
    pub sent: BTreeMap<String, BTreeSet<String>>,
    /// Whether documents or other parts were asked for in the query.
    pub queries: BTreeSet<String>,
    /// Status code.
    pub status: u16,
    /// Maximum number of such answers to calls of one address by one observer.
    pub times: usize,
    /// Operations that had succeeded before an answer with this member: of the same customer, or of
    /// another one.
    pub earlier: BTreeMap<String, Vec<Turn>>,
    /// Observers, such as scenarios, in order.
    pub observers: Vec<String>,
}

/// A mutant with the observers that its answers reach.
#[derive(Clone, Debug)]
pub struct GeneratedMutant {
    /// Name of the mutant.
    pub name: String,
    /// Name of the operation, or of the rule.
    pub subject: String,
    /// Word of the operator.
    pub operator: String,
    /// Subjects that similar mutants share.
    pub about: [String; 2],
    /// Whether it changes an answer that a scenario observed, and not a rule.
    pub of_answer: bool,
    /// Whether the member it edits is always null.
    pub of_null: bool,
    /// Scenarios that observed such an answer.
    pub observers: Vec<String>,
}

impl GeneratedMutant {
    /// Whether it makes every selected answer wrong, and not those of one turn only.
    pub fn is_at_every_turn(&self) -> bool {
        let place = self.name.split(':').next().unwrap_or_default();
        Turn::split_off(place).1 == Turn::Every
    }
}

impl Facet {
    /// Keeps the values that were sent.
    pub fn note_sent(&mut self, path: &str, value: &Value) {
        for (name, inner) in value.as_object().into_iter().flatten() {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            self.note_sent(&path, inner);
            let words = self.sent.entry(path).or_default();
            words.extend(values::word(inner).filter(|_| words.len() < MAX_WORDS));
        }
    }

    /// Learns what had succeeded before each member of an answer was shown.
    pub fn learn_earlier(&mut self, path: &str, value: &Value, earlier: &[Turn]) {
        let known = self.earlier.entry(path.to_owned()).or_default();
        let new: Vec<Turn> = earlier.iter().filter(|it| !known.contains(it)).copied().collect();
        known.extend(new);
        let inner =
            |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        for (name, value) in value.as_object().into_iter().flatten() {
            self.learn_earlier(&inner(name), value, earlier);
        }
        for item in value.as_array().into_iter().flatten() {
            self.learn_earlier(&inner("*"), item, earlier);
        }
    }

    /// Learns the members of an answer.
    pub fn learn(&mut self, path: &str, value: &Value) {
        self.members.entry(path.to_owned()).or_default().insert(kind(value));
        let inner =
            |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    self.learn(&inner(name), value);
                }
            }
            Value::Array(items) => {
                for item in items {
                    self.learn(&inner("*"), item);
                }
            }
            Value::String(text) => {
                let words = self.words.entry(path.to_owned()).or_default();
                if words.len() < MAX_WORDS {
                    words.insert(text.clone());
                }
            }
            _ => {}
        }
    }
}

fn kind(value: &Value) -> MemberType {
    match value {
        Value::Null => MemberType::Null,
        Value::Bool(_) => MemberType::Boolean,
        Value::Number(_) => MemberType::Number,
        Value::String(text) if text.contains('T') && text.parse::<jiff::Timestamp>().is_ok() => {
            MemberType::Instant
        }
        Value::String(_) => MemberType::Text,
        Value::Array(_) => MemberType::List,
        Value::Object(_) => MemberType::Object,
    }
}
