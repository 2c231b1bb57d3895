//! Answers observed in a run without mutants: their members, and the scenarios that observed them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::facet::{Facet, GeneratedMutant};
use super::generate::{generated, takes};
use super::mutant::Selector;
use super::rules::{RuleMutant, rule_mutants};
use super::turn::Turn;
use super::words;

/// The answers to one observer so far.
#[derive(Clone, Debug, Default)]
struct Sequence {
    observer: String,
    /// Number of answers by facet and address.
    counts: BTreeMap<(&'static str, Selector, String), usize>,
    /// Operations that succeeded, with the customer.
    done: Vec<(&'static str, String)>,
}

impl Sequence {
    /// Counts an answer; returns its number.
    fn count(&mut self, (operation, selector): &(&'static str, Selector), address: &str) -> usize {
        let key = (*operation, selector.clone(), address.to_owned());
        let count = self.counts.entry(key).or_default();
        *count += 1;
        *count
    }

    /// The operations that have succeeded, for the same customer or for another one.
    fn earlier(&self, owner: &str) -> Vec<Turn> {
        let mut earlier = Vec::new();
        for (word, customer) in &self.done {
            let Some(call) = words::operation(word) else { continue };
            let turn = if customer == owner { Turn::After(call) } else { Turn::Beside(call) };
            if !earlier.contains(&turn) {
                earlier.push(turn);
            }
        }
        earlier
    }
}

/// Whether an operation creates a customer, or concerns one.
fn is_of_customer(word: &str) -> bool {
    words::operation(word).is_some_and(|it| it.path.starts_with("/v1/persons"))
}

/// The customer that an answer is about: the person of the address, or the new one.
fn owner(address: &str, body: Option<&Value>) -> String {
    let of_address = address.split_once("/persons/").and_then(|(_, rest)| rest.split('/').next());
    let new = || body.and_then(|body| body.get("id")?.as_str());
    of_address.or_else(new).unwrap_or_default().to_owned()
}

/// All answers observed.
#[derive(Clone, Debug, Default)]
pub struct ObservedAnswers {
    facets: BTreeMap<(&'static str, Selector), Facet>,
    /// The answers to the latest observer.
    sequence: Sequence,
    /// Scenarios that moved the clock or changed the limits, then all scenarios.
    observers: [Vec<String>; 2],
}

impl ObservedAnswers {
    /// Adds an answer; exchanges that are not operations of the API are ignored.
    pub fn add(
        &mut self,
        (observer, operation): (&str, &str),
        (url, sent): (&str, Option<&Value>),
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
        if self.sequence.observer != observer {
            self.sequence = Sequence { observer: observer.to_owned(), ..Sequence::default() };
        }
        let (address, query) = match url.split_once('?') {
            Some((address, query)) => (address, Some(query)),
            None => (url, None),
        };
        let times = self.sequence.count(&key, address);
        let owner = owner(address, body);
        let facet = self.facets.entry(key).or_default();
        facet.status = status;
        facet.times = facet.times.max(times);
        if facet.observers.last().is_none_or(|last| last != observer) {
            facet.observers.push(observer.to_owned());
        }
        facet.learn_earlier("", body.unwrap_or(&Value::Null), &self.sequence.earlier(&owner));
        if status < 400 && is_of_customer(operation) {
            self.sequence.done.push((operation, owner));
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
        let moves = rule_mutants().filter(|it| self.is_observed(it)).map(|it| self.of_rule(it));
        facets
            .flat_map(|(operation, selector, facet)| generated(operation, selector, facet))
            .chain(self.takes())
            .chain(moves)
            .collect()
    }

    /// Mutants that take malformed values of the members that were sent. Scenarios whose request was
    /// refused are run first.
    fn takes(&self) -> Vec<GeneratedMutant> {
        let mut sent: BTreeMap<&str, (BTreeSet<&str>, [Vec<String>; 2])> = BTreeMap::new();
        for ((word, selector), facet) in &self.facets {
            let (paths, observers) = sent.entry(word).or_default();
            paths.extend(facet.sent.keys().map(String::as_str));
            let done = usize::from(!matches!(selector, Selector::Refused(_)));
            observers[done].extend(facet.observers.iter().cloned());
        }
        let known = sent.into_iter().filter_map(|(word, it)| Some((words::operation(word)?, it)));
        known
            .flat_map(|(operation, (paths, observers))| {
                let observers = observers.concat();
                let of = move |path| takes(operation, path, &observers);
                paths.into_iter().flat_map(of).collect::<Vec<_>>()
            })
            .collect()
    }

    /// Whether the operation that the rule is about was called, if it is about one.
    fn is_observed(&self, rule: &RuleMutant) -> bool {
        words::operation(rule.subject).is_none()
            || self.facets.keys().any(|(word, _)| *word == rule.subject)
    }

    /// Every scenario may notice a changed rule. Scenarios that move the clock or change the limits
    /// are run first.
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
