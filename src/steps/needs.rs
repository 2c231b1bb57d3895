//! Needs of steps beyond the API: capabilities of the target, and timers to wait for. Each step
//! function declares it in its first line; `@needs:…` and `@waits:…` of a scenario follow from it.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::LazyLock;

use cucumber::codegen::{StepConstructor as _, WorldInventory};
use cucumber::step::Location;

use crate::client::{Capability, Window};

use super::world::World;

/// One thing that a step needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// Something that the target must offer.
    Of(Capability),
    /// A timer of the target that must run out.
    Waits(Window),
}

impl Need {
    /// The tag that says the same, without `@`.
    fn tag(self) -> String {
        match self {
            Self::Of(capability) => format!("needs:{capability}"),
            Self::Waits(window) => format!("waits:{window}"),
        }
    }
}

/// A parameter whose value decides what its step needs.
pub(super) trait ValueNeeds: FromStr {
    /// Needs of a step with this value.
    fn needs(&self) -> Vec<Need>;
}

/// Needs of the value of this parameter, among the values of a step.
pub(super) fn of_value<P: ValueNeeds>(values: &[&str]) -> Vec<Need> {
    let value = values.iter().find_map(|it| it.parse::<P>().ok());
    value.map(|it| it.needs()).unwrap_or_default()
}

/// The declaration in a step function.
pub(super) struct DeclaredNeeds {
    pub file: &'static str,
    pub line: u32,
    /// Needs of the step with these values.
    pub of: fn(&[&str]) -> Vec<Need>,
}

inventory::collect!(DeclaredNeeds);

/// Declares what a step function needs, in its first line: capabilities, `waits` with a timer, `of`
/// with parameters whose value decides.
macro_rules! needs {
    (of $($parameter:ty),+) => { needs!(; of $($parameter),+); };
    ($($capability:ident),* $(; waits $window:ident)? $(; of $($parameter:ty),+)?) => {
        inventory::submit!($crate::steps::needs::DeclaredNeeds {
            file: file!(),
            line: line!(),
            of: |values| {
                use $crate::steps::needs::Need;
                let own: &[Need] = &[
                    $(Need::Of($crate::client::Capability::$capability),)*
                    $(Need::Waits($crate::client::Window::$window),)?
                ];
                let of_values: &[Vec<Need>] = &[$($($crate::steps::needs::of_value::<$parameter>(values),)+)?];
                let _ = values;
                [own, &of_values.concat()].concat()
            },
        });
    };
}
pub(super) use needs;

/// Returns the tags that a step with the definition at `place` implies with these values.
pub fn needed_tags(place: &Location, values: &[&str]) -> Vec<String> {
    let declared = DECLARED.get(&(place.path, place.line));
    declared.map(|of| of(values)).unwrap_or_default().into_iter().map(Need::tag).collect()
}

/// Declarations by file and line of the definition.
type Declarations = BTreeMap<(&'static str, u32), fn(&[&str]) -> Vec<Need>>;

static DECLARED: LazyLock<Declarations> = LazyLock::new(|| {
    let mut lines: BTreeMap<&'static str, Vec<u32>> = BTreeMap::new();
    for place in places() {
        lines.entry(place.path).or_default().push(place.line);
    }
    for it in lines.values_mut() {
        it.sort_unstable();
    }
    let declared = inventory::iter::<DeclaredNeeds>.into_iter();
    let pairs = declared.flat_map(|it| {
        let lines = lines.get(it.file).map_or(&[][..], Vec::as_slice);
        definitions_above(lines, it.line).into_iter().map(|line| ((it.file, line), it.of))
    });
    pairs.collect()
});

/// Places of all definitions.
fn places() -> Vec<Location> {
    let given = inventory::iter::<<World as WorldInventory>::Given>.into_iter();
    let when = inventory::iter::<<World as WorldInventory>::When>.into_iter();
    let then = inventory::iter::<<World as WorldInventory>::Then>.into_iter();
    let given = given.map(|it| it.inner().0);
    given.chain(when.map(|it| it.inner().0)).chain(then.map(|it| it.inner().0)).collect()
}

/// The definitions of the function with a declaration at `line`: the last one above it, and those in
/// the lines directly above that one. `lines` are those of all definitions, in order.
fn definitions_above(lines: &[u32], line: u32) -> Vec<u32> {
    let above = lines.iter().rev().skip_while(|it| **it > line);
    let mut found: Vec<u32> = Vec::new();
    for &it in above {
        match found.last() {
            Some(last) if it + 1 != *last => break,
            _ => found.push(it),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declaration_belongs_to_the_definitions_of_its_function() {
        assert_eq!(definitions_above(&[3, 10, 11, 12, 30], 14), [12, 11, 10]);
        assert_eq!(definitions_above(&[3, 10, 30], 32), [30]);
        assert_eq!(definitions_above(&[], 32), Vec::<u32>::new());
    }

    #[test]
    fn every_declaration_has_a_definition() {
        let declared = inventory::iter::<DeclaredNeeds>.into_iter().count();
        let functions = DECLARED.len();
        assert!(declared > 40 && functions >= declared, "{declared} {functions}");
    }
}
