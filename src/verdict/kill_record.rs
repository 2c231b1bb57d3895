//! The kill matrix as recorded in a file: the scenarios that notice each known wrong behaviour.
//!
//! One line for each scenario and for each behaviour, with tabs between the columns. A scenario has
//! a code, which depends on its id alone, so that a new scenario changes no other line:
//!
//! ```text
//! scenario    3f9a1c    features/a.feature > rule > title
//! fault       get-hangs    3f9a1c 88b2e0
//! ```
//!
//! The first column of a behaviour is its kind; any word but `scenario` will do.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use crate::evidence::digest;

/// Kind of the faults that have a name in the simulator.
pub const FAULT: &str = "fault";
/// First column of a scenario.
const SCENARIO: &str = "scenario";
/// Number of hexadecimal digits of a code.
const CODE_DIGITS: usize = 6;
const HEAD: &str = "\
# The scenarios that notice each known wrong behaviour of an API, by the code of the scenario.
# Written by `bankident prove --write features/kill-matrix.tsv`; do not edit.
";

/// A wrong behaviour of an API: its kind, such as `fault`, and its name.
pub type Behaviour = (String, String);

/// The scenarios that notice each known wrong behaviour.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KillRecord {
    /// Ids of all scenarios that were tried.
    pub scenarios: BTreeSet<String>,
    /// Ids of the scenarios that notice each behaviour.
    pub noticed: BTreeMap<Behaviour, BTreeSet<String>>,
}

/// Error in the text of a kill record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct KillRecordError {
    /// Number of the line.
    pub line: usize,
    /// The problem.
    pub what: String,
}

/// Code of a scenario.
fn code(id: &str) -> String {
    let digest = digest([id]);
    digest.trim_start_matches("sha256:").chars().take(CODE_DIGITS).collect()
}

impl fmt::Display for KillRecord {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(HEAD)?;
        for id in &self.scenarios {
            writeln!(out, "{SCENARIO}\t{}\t{id}", code(id))?;
        }
        for ((kind, name), scenarios) in &self.noticed {
            let codes: Vec<String> = scenarios.iter().map(|id| code(id)).collect();
            writeln!(out, "{kind}\t{name}\t{}", codes.join(" "))?;
        }
        Ok(())
    }
}

impl FromStr for KillRecord {
    type Err = KillRecordError;

    fn from_str(text: &str) -> Result<Self, KillRecordError> {
        let mut record = Self::default();
        let mut ids = BTreeMap::new();
        for (line, number) in text.lines().zip(1..) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let wrong = |what: String| KillRecordError { line: number, what };
            let mut columns = line.splitn(3, '\t');
            let (Some(kind), Some(name), Some(rest)) =
                (columns.next(), columns.next(), columns.next())
            else {
                return Err(wrong("there are not three columns with tabs between them".to_owned()));
            };
            if kind == SCENARIO {
                if let Some(other) = ids.insert(name.to_owned(), rest.to_owned()) {
                    return Err(wrong(format!("`{rest}` and `{other}` have the same code")));
                }
                record.scenarios.insert(rest.to_owned());
                continue;
            }
            let id = |code: &str| {
                let unknown = || wrong(format!("no scenario above has the code `{code}`"));
                ids.get(code).cloned().ok_or_else(unknown)
            };
            let noticed = rest.split_whitespace().map(id).collect::<Result<_, _>>()?;
            record.noticed.insert((kind.to_owned(), name.to_owned()), noticed);
        }
        Ok(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let ids = |ids: &[&str]| ids.iter().map(ToString::to_string).collect();
        let row = |name: &str| (FAULT.to_owned(), name.to_owned());
        let noticed = BTreeMap::from([(row("x"), ids(&["a", "b"])), (row("y"), ids(&[]))]);
        let record = KillRecord { scenarios: ids(&["a", "b"]), noticed };
        let text = record.to_string();
        assert_eq!(text.parse::<KillRecord>().unwrap(), record);
        assert_eq!(text.lines().filter(|it| it.starts_with("fault\t")).count(), 2);
        let unknown = format!("{text}fault\tz\t000000\n").parse::<KillRecord>().unwrap_err();
        assert_eq!(unknown.to_string(), "line 7: no scenario above has the code `000000`");
        assert!("fault z".parse::<KillRecord>().unwrap_err().what.contains("three columns"));
    }
}
