//! Mutants as faults, so that the name of a mutant is accepted wherever that of a fault is.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::{Effect, Fault};
use crate::simulator::mutation::{AnswerMutant, changed_rule};

/// Mutants that were turned into faults, by name. A fault is `'static`, so that each mutant is
/// leaked once.
static MADE: Mutex<Option<HashMap<String, &'static Fault>>> = Mutex::new(None);

/// Returns the mutant with this name as a fault.
pub fn named(name: &str) -> Option<&'static Fault> {
    // The map stays valid if another thread panicked.
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let made = made.get_or_insert_default();
    if let Some(known) = made.get(name) {
        return Some(*known);
    }
    let (sentence, effect) = if let Some(parameter) = changed_rule(name) {
        let effect = Effect::Set(Box::leak(Box::new([parameter])));
        (format!("A rule is another one: {name}."), effect)
    } else {
        let mutant: AnswerMutant = name.parse().ok()?;
        (mutant.sentence(), Effect::Mutate(Box::leak(Box::new(mutant))))
    };
    let fault = fault(name, sentence, effect);
    made.insert(name.to_owned(), fault);
    Some(fault)
}

fn fault(name: &str, sentence: String, effect: Effect) -> &'static Fault {
    Box::leak(Box::new(Fault {
        name: Box::leak(name.to_owned().into_boxed_str()),
        sentence: Box::leak(sentence.into_boxed_str()),
        breaks: &[],
        effect,
    }))
}
