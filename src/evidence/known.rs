//! Secrets known to a run, which no artefact may contain.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Secrets by value, each with its kind; clones share them.
#[derive(Clone, Default)]
pub struct KnownSecrets(Arc<Mutex<BTreeMap<String, &'static str>>>);

impl KnownSecrets {
    /// Adds a secret, unless it is known already.
    pub fn note(&self, kind: &'static str, value: &str) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.contains_key(value) {
            known.insert(value.to_owned(), kind);
        }
    }

    /// Number of secrets.
    pub fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All secrets, each with its kind.
    pub fn all(&self) -> Vec<(String, &'static str)> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.iter().map(|(value, kind)| (value.clone(), *kind)).collect()
    }
}

impl std::fmt::Debug for KnownSecrets {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} secrets", self.all().len())
    }
}
