//! The secrets that a run knows and that no artefact may show.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Secrets by value, with what each is; shared by those who learn them and those who write.
#[derive(Clone, Default)]
pub struct KnownSecrets(Arc<Mutex<BTreeMap<String, &'static str>>>);

impl KnownSecrets {
    /// Takes note of a secret; the first that is said of it counts.
    pub fn note(&self, kind: &'static str, value: &str) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.contains_key(value) {
            known.insert(value.to_owned(), kind);
        }
    }

    /// How many they are.
    pub fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All of them, each with what it is.
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
