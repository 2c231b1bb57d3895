//! The description of one setting of a target.

use super::Origin;

/// A setting of a target: its names, and how it is shown.
#[derive(Debug)]
pub struct Setting {
    /// Key below `[targets.NAME]`, as in `limits.jobs`.
    pub key: &'static str,
    /// Flag of the command line. Printed re-run commands repeat it.
    pub flag: Option<Flag>,
    /// Environment variable.
    pub variable: Option<&'static str>,
    /// Text that `doctor` shows for a missing value; without this text it shows no row.
    pub unset: Option<&'static str>,
    /// Whether the value may be a secret.
    pub secret: bool,
    /// Whether the setting has no effect on the embedded simulator.
    pub server_only: bool,
    /// Description, as `--help` prints it.
    pub help: &'static str,
}

impl Setting {
    /// Whether `name`, as in `--jobs`, is the flag of the setting.
    pub fn is_flag(&self, name: &str) -> bool {
        self.flag.as_ref().is_some_and(|flag| flag.name == name)
    }
}

/// A flag of the command line.
#[derive(Debug)]
pub struct Flag {
    /// Name of the flag, as in `--jobs`.
    pub name: &'static str,
    /// Name of its value in `--help`.
    pub value_name: &'static str,
    /// Whether and how often a value follows.
    pub arity: FlagArity,
}

/// Number of values that a flag takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlagArity {
    /// No value: the flag itself means `true`.
    Switch,
    /// One value.
    One,
    /// One value each time; the flag may be repeated.
    Many,
}

/// A row of `doctor`: a setting in force, with secrets masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effective {
    /// Key in the configuration file.
    pub name: String,
    /// Value as text.
    pub value: String,
    /// Source of the value.
    pub origin: Origin,
}
