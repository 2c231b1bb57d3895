//! `bankident.toml`: named targets, the default target, and waivers.
//!
//! Unknown keys, wrong types and unreadable files are errors with file, line and column. No message
//! repeats a line, because a line may contain a secret.

mod answered;
pub(super) mod section;
pub(super) mod target;
mod waivers;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{ConfigError, Layer, Sourced, Waiver, read_text};

pub use answered::{TEMPLATE, answered_template};
use section::{FileText, Section};
use target::TargetTables;

/// Name of the file that is searched for.
pub const FILE_NAME: &str = "bankident.toml";

/// The content of a configuration file.
#[derive(Clone, Debug, Default)]
pub struct ConfigFile {
    /// Path of the file.
    pub path: PathBuf,
    /// Name of the default target.
    pub target: Option<Sourced<String>>,
    /// Settings by name of the target.
    pub targets: BTreeMap<String, Layer>,
    /// The waivers, for all targets.
    pub waivers: Vec<Waiver>,
    /// Warnings about settings that are allowed but unwise.
    pub warnings: Vec<String>,
}

impl ConfigFile {
    /// Finds the file in `from` or the nearest directory above it.
    pub fn find(from: &Path) -> Option<PathBuf> {
        from.ancestors().map(|dir| dir.join(FILE_NAME)).find(|path| path.is_file())
    }

    /// Reads the file at `path`.
    ///
    /// # Errors
    /// When it cannot be read or is not valid.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = read_text(path).map_err(|error| {
            ConfigError::new(format!("failed to read {}: {error}", path.display()))
        })?;
        Self::parse(path, &text)
    }

    /// Reads the text of a file; relative paths in it start at its directory.
    ///
    /// # Errors
    /// When it is not valid.
    pub fn parse(path: &Path, text: &str) -> Result<Self, ConfigError> {
        let source = FileText { path, text };
        let document = source.parse()?;
        let mut root = Section::root(source, &document);
        let base = path.parent().unwrap_or(Path::new(""));
        let mut file = Self {
            path: path.to_owned(),
            target: root.text("target")?,
            waivers: waivers::read(&mut root, base)?,
            ..Self::default()
        };
        if let Some(targets) = root.table("targets")? {
            for (name, value) in targets.entries() {
                if name == "simulator" || name.contains([':', '/']) {
                    let message = format!("`{name}` is not a name for a target");
                    return Err(targets.sourced(value, ()).wrong(&message));
                }
                let mut tables = TargetTables::new(targets.below(name, value)?, base);
                file.targets.insert(name.to_owned(), Layer::from_file(&mut tables)?);
                file.warnings.extend(tables.finish()?);
            }
        }
        root.finish()?;
        Ok(file)
    }
}

#[cfg(test)]
mod tests;
