//! The rules that a run asked for.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Guard, Parameter};

/// Notes the guards and parameters that are asked for. A guard that nobody asks for may be switched
/// off, and a parameter that nobody asks for may be changed, without any effect.
#[derive(Debug)]
pub struct AskedRules {
    /// The parameters that are noted.
    known: Vec<Parameter>,
    asked: Mutex<Asked>,
}

#[derive(Debug, Default)]
struct Asked {
    guards: Vec<Guard>,
    parameters: Vec<Parameter>,
}

impl AskedRules {
    /// Notes any guard, and these parameters.
    pub fn new(known: Vec<Parameter>) -> Self {
        Self { known, asked: Mutex::default() }
    }

    /// Notes that a guard is asked for.
    pub(super) fn note_guard(&self, guard: Guard) {
        let mut asked = self.asked();
        if !asked.guards.contains(&guard) {
            asked.guards.push(guard);
        }
    }

    /// Notes that parameters are asked for: those for which `is_read` holds.
    pub(super) fn note_parameters(&self, is_read: impl Fn(&Parameter) -> bool) {
        let mut asked = self.asked();
        for parameter in self.known.iter().filter(|it| is_read(it)) {
            if !asked.parameters.contains(parameter) {
                asked.parameters.push(*parameter);
            }
        }
    }

    /// Whether one of these guards was asked for.
    pub fn has_guard(&self, guards: &[Guard]) -> bool {
        let asked = self.asked();
        guards.iter().any(|guard| asked.guards.contains(guard))
    }

    /// Whether one of these parameters was asked for.
    pub fn has_parameter(&self, parameters: &[Parameter]) -> bool {
        let asked = self.asked();
        parameters.iter().any(|parameter| asked.parameters.contains(parameter))
    }

    fn asked(&self) -> MutexGuard<'_, Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
