//! The source of a setting, so that every message can name the place to fix.

use std::fmt;
use std::path::PathBuf;

/// A position in a configuration file; lines and columns start at 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePosition {
    /// Path of the file.
    pub file: PathBuf,
    /// Line.
    pub line: usize,
    /// Column, in characters.
    pub column: usize,
}

impl fmt::Display for FilePosition {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}:{}", self.file.display(), self.line, self.column)
    }
}

/// The source of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A flag of the command line.
    Flag(&'static str),
    /// An environment variable.
    Environment(&'static str),
    /// A position in a file.
    File(FilePosition),
    /// A target that the program knows by name.
    BuiltIn,
    /// The default of the program.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) | Self::Environment(name) => out.write_str(name),
            Self::File(place) => place.fmt(out),
            Self::BuiltIn => out.write_str("built in"),
            Self::Default => out.write_str("default"),
        }
    }
}

/// A value with its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// The source.
    pub origin: Origin,
}

impl<T> Sourced<T> {
    /// A value from the command line.
    pub fn by_flag(name: &'static str, value: T) -> Self {
        Self { value, origin: Origin::Flag(name) }
    }

    /// A default of the program.
    pub fn by_default(value: T) -> Self {
        Self { value, origin: Origin::Default }
    }

    /// Changes the value and keeps the source.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Sourced<U> {
        Sourced { value: change(self.value), origin: self.origin }
    }
}
