//! The step catalogue: every step definition that is linked into the program.

use cucumber::codegen::{StepConstructor as _, WorldInventory};

use crate::evidence::StepKind;

/// One step definition, for a reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// `Given`, `When` or `Then`.
    pub kind: StepKind,
    /// Its pattern, a regular expression.
    pub pattern: String,
    /// `file:line:column` of its definition.
    pub place: String,
}

/// All step definitions of `W`, by kind and then by pattern.
pub fn catalogue<W: WorldInventory>() -> Vec<Entry> {
    let given = inventory::iter::<W::Given>.into_iter();
    let when = inventory::iter::<W::When>.into_iter();
    let then = inventory::iter::<W::Then>.into_iter();
    let mut kinds = [
        sorted(StepKind::Given, given.map(|it| it.inner())),
        sorted(StepKind::When, when.map(|it| it.inner())),
        sorted(StepKind::Then, then.map(|it| it.inner())),
    ];
    kinds.iter_mut().flat_map(std::mem::take).collect()
}

/// How many step definitions of `W` there are. With none the program was linked wrongly and must
/// not start.
pub fn count<W: WorldInventory>() -> usize {
    inventory::iter::<W::Given>.into_iter().count()
        + inventory::iter::<W::When>.into_iter().count()
        + inventory::iter::<W::Then>.into_iter().count()
}

type Definition<F> = (cucumber::step::Location, fn() -> regex::Regex, F);

fn sorted<F>(kind: StepKind, definitions: impl Iterator<Item = Definition<F>>) -> Vec<Entry> {
    let mut entries: Vec<_> = definitions
        .map(|(place, regex, _)| Entry {
            kind,
            pattern: regex().as_str().to_owned(),
            place: place.to_string(),
        })
        .collect();
    entries.sort_by(|a, b| a.pattern.cmp(&b.pattern));
    entries
}

#[cfg(test)]
mod tests {
    use super::super::rehearsal::Rehearsal;
    use super::*;

    #[test]
    fn every_definition_is_listed_with_its_place() {
        let entries = catalogue::<Rehearsal>();
        assert_eq!(entries.len(), count::<Rehearsal>());
        let entry = entries.iter().find(|it| it.pattern == "^it holds$");
        let entry = entry.expect("the step is linked");
        assert_eq!(entry.kind, StepKind::Then);
        assert!(entry.place.starts_with("src/engine/rehearsal.rs:"), "{entry:?}");
    }
}
