//! Placeholders that tell equal values from different ones.

use std::collections::HashMap;

/// What stands for each value: numbered as they occur, so that it says nothing of the value, and
/// the same whenever the same happens.
#[derive(Clone, Debug, Default)]
pub(super) struct Aliases {
    by_value: HashMap<String, String>,
    by_kind: HashMap<String, usize>,
}

impl Aliases {
    /// The placeholder of a value: `[masked phone 3]`. What a value was called first, it is called
    /// from then on.
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
