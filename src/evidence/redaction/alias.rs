//! Placeholders that differ for different values and are equal for equal ones.

use std::collections::HashMap;

/// The placeholder of each value. They are numbered in order of occurrence, so that a placeholder
/// reveals nothing of its value and is the same in every run with the same values.
#[derive(Clone, Debug, Default)]
pub(super) struct Aliases {
    by_value: HashMap<String, String>,
    by_kind: HashMap<String, usize>,
}

impl Aliases {
    /// Returns the placeholder of a value, for instance `[masked phone 3]`: the same one every time.
    pub fn of(&mut self, kind: &str, value: &str) -> String {
        if let Some(known) = self.by_value.get(value) {
            return known.clone();
        }
        let number = self.by_kind.entry(kind.to_owned()).or_default();
        *number += 1;
        let alias = format!("[masked {kind} {number}]");
        self.by_value.insert(value.to_owned(), alias.clone());
        alias
    }
}
