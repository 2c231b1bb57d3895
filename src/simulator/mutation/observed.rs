//! Answers observed in a run without mutants: their members, and the scenarios that observed them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::facet::{Facet, GeneratedMutant};
use super::generate::generated;
use super::mutant::Selector;
use super::rules::{RuleMutant, rule_mutants};
use super::words;

/// All answers observed.
#[derive(Clone, Debug, Default)]
pub struct ObservedAnswers {
    facets: BTreeMap<(&'static str, Selector), Facet>,
    /// Scenarios that moved the clock or changed the limits, then all scenarios.
    observers: [Vec<String>; 2],
}

impl ObservedAnswers {
    /// Adds an answer; exchanges that are not operations of the API are ignored.
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
