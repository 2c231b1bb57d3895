//! Answers observed in a run without mutants: the members that exist, and who saw them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::generate::generated;
use super::mutant::Selector;
use super::rules::{RuleMutant, rule_mutants};
use super::{values, words};

/// Maximum number of different texts that are kept of a member.
const MAX_WORDS: usize = 40;

/// JSON type of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
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

/// Answers of one operation that a selector tells apart.
#[derive(Clone, Debug, Default)]
pub struct Facet {
    /// Types of each member seen, by path; the empty path is the body.
    pub members: BTreeMap<String, BTreeSet<Kind>>,
    /// The first values of each member that is a text.
    pub words: BTreeMap<String, BTreeSet<String>>,
    /// The first values of each member that was sent, by path.
    pub sent: BTreeMap<String, BTreeSet<String>>,
    /// Whether documents or other parts were asked for in the query.
    pub queries: BTreeSet<String>,
    /// Status code.
    pub status: u16,
    /// Whether the same resource was shown several times to one observer.
    pub repeated: bool,
    /// Observers, such as scenarios, in order.
    pub observers: Vec<String>,
}

/// All answers observed.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    facets: BTreeMap<(&'static str, Selector), Facet>,
    /// Those who moved the clock or the limits, then all.
    observers: [Vec<String>; 2],
}

/// A mutant with the observers that its answers reach.
#[derive(Clone, Debug)]
pub struct GeneratedMutant {
    /// Its name.
    pub name: String,
    /// Name of the operation, or of the rule.
    pub subject: String,
    /// Word of the operator.
    pub operator: String,
    /// What it is about: similar mutants are about the same.
    pub about: [String; 2],
    /// Whether it makes an answer wrong that somebody saw, and not a rule.
    pub of_answer: bool,
    /// Whether the member it edits is always null.
    pub of_null: bool,
    /// Those who saw such an answer.
    pub observers: Vec<String>,
}

impl Observed {
    /// Adds an answer; exchanges that are no operation of the API are ignored.
    pub fn add(
        &mut self,
        (observer, operation): (&str, &str),
        (query, sent): (Option<&str>, Option<&Value>),
        (status, body): (u16, Option<&Value>),
    ) {
        let controls = operation.ends_with("/clock/advance") || operation.ends_with("/limits");
        for known in self.observers.iter_mut().skip(usize::from(!controls)) {
            if known.last().is_none_or(|last| last != observer) {
                known.push(observer.to_owned());
            }
        }
        let Some(operation) = words::of_exchange(operation) else { return };
        let key = (operation, Selector::of(status, body));
        let facet = self.facets.entry(key).or_default();
        facet.status = status;
        match facet.observers.last() {
            Some(last) if last == observer => facet.repeated = true,
            _ => facet.observers.push(observer.to_owned()),
        }
        if let Some(body) = body {
            facet.learn("", body);
        }
        facet.queries.extend(query.map(str::to_owned));
        facet.note_sent("", sent.unwrap_or(&Value::Null));
    }

    /// Mutants of every answer observed, in a stable order.
    pub fn mutants(&self) -> Vec<GeneratedMutant> {
        let facets = self.facets.iter().filter_map(|((name, selector), facet)| {
            Some((words::operation(name)?, selector, facet))
        });
        let moves = rule_mutants().map(|it| self.of_rule(it));
        facets
            .flat_map(|(operation, selector, facet)| generated(operation, selector, facet))
            .chain(moves)
            .collect()
    }

    /// Everybody may notice a changed rule; those who move the clock or the limits come first.
    fn of_rule(&self, rule: RuleMutant) -> GeneratedMutant {
        GeneratedMutant {
            name: rule.name,
            subject: rule.subject.to_owned(),
            operator: rule.operator.to_owned(),
            about: [rule.operator.to_owned(), rule.subject.to_owned()],
            of_answer: false,
            of_null: false,
            observers: self.observers.concat(),
        }
    }
}

impl Facet {
    fn note_sent(&mut self, path: &str, value: &Value) {
        for (name, inner) in value.as_object().into_iter().flatten() {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            self.note_sent(&path, inner);
            let words = self.sent.entry(path).or_default();
            words.extend(values::word(inner).filter(|_| words.len() < MAX_WORDS));
        }
    }

    fn learn(&mut self, path: &str, value: &Value) {
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

fn kind(value: &Value) -> Kind {
    match value {
        Value::Null => Kind::Null,
        Value::Bool(_) => Kind::Boolean,
        Value::Number(_) => Kind::Number,
        Value::String(text) if text.contains('T') && text.parse::<jiff::Timestamp>().is_ok() => {
            Kind::Instant
        }
        Value::String(_) => Kind::Text,
        Value::Array(_) => Kind::List,
        Value::Object(_) => Kind::Object,
    }
}
