//! Secrets known to a run, which no artefact may contain.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A secret and its kind.
pub type KnownSecret = (String, &'static str);

/// Secrets, each with its kind; clones share them.
#[derive(Clone, Default)]
pub struct KnownSecrets(Arc<Mutex<Known>>);

#[derive(Default)]
struct Known {
    values: HashSet<String>,
    /// In the order in which they became known.
    secrets: Vec<KnownSecret>,
}

impl KnownSecrets {
    /// Adds a secret, unless it is known already.
    pub fn note(&self, kind: &'static str, value: &str) {
        let mut known = self.known();
        if !known.values.contains(value) {
            known.values.insert(value.to_owned());
            known.secrets.push((value.to_owned(), kind));
        }
    }

    /// Number of secrets.
    pub fn len(&self) -> usize {
        self.known().secrets.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All secrets but the first `skipped`, in the order in which they became known.
    pub fn without_first(&self, skipped: usize) -> Vec<KnownSecret> {
        self.known().secrets.get(skipped..).unwrap_or_default().to_vec()
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for KnownSecrets {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} secrets", self.len())
    }
}
