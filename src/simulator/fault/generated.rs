//! Mutants as faults, so that they are named wherever a fault is.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::{Effect, Fault};
use crate::simulator::mutation::Mutant;

/// Faults made so far. Each is kept for ever, because faults are, so each name is made once.
static MADE: Mutex<Option<HashMap<String, &'static Fault>>> = Mutex::new(None);

/// Returns the mutant with this name as a fault.
pub fn named(name: &str) -> Option<&'static Fault> {
    let mutant: Mutant = name.parse().ok()?;
    // A map is whole after a panic elsewhere.
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let made = made.get_or_insert_default();
    Some(*made.entry(name.to_owned()).or_insert_with(|| fault(name, mutant)))
}

fn fault(name: &str, mutant: Mutant) -> &'static Fault {
    Box::leak(Box::new(Fault {
        name: Box::leak(name.to_owned().into_boxed_str()),
        sentence: Box::leak(mutant.sentence().into_boxed_str()),
        breaks: &[],
        effect: Effect::Mutate(Box::leak(Box::new(mutant))),
    }))
}
