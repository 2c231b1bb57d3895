//! `bankident.toml`: named targets, waivers, and which target is meant when none is named.
//!
//! Nothing is skipped silently: unknown keys, wrong types and files that cannot be read are errors
//! with file, line and column. No message repeats a line, because a line may hold a secret.

pub(super) mod section;
pub(super) mod target;
mod waivers;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{ConfigError, Layer, Sourced, Waiver};

use section::{FileText, Section};
use target::TargetTables;

/// The name that is looked for.
pub const FILE_NAME: &str = "bankident.toml";

/// What `bankident init` writes: every setting, explained; only a local target is switched on.
pub const TEMPLATE: &str = include_str!("template.toml");

/// A configuration file, read.
#[derive(Clone, Debug, Default)]
pub struct ConfigFile {
    /// Where it is.
    pub path: PathBuf,
    /// The target meant when none is named.
    pub target: Option<Sourced<String>>,
    /// Settings by name of the target.
    pub targets: BTreeMap<String, Layer>,
    /// Waivers, for all targets.
    pub waivers: Vec<Waiver>,
    /// What is allowed but unwise.
    pub warnings: Vec<String>,
}

impl ConfigFile {
    /// The file in `from` or the nearest directory above it; `None` when there is none.
    pub fn find(from: &Path) -> Option<PathBuf> {
        from.ancestors().map(|dir| dir.join(FILE_NAME)).find(|path| path.is_file())
    }

    /// Reads the file at `path`.
    ///
    /// # Errors
    /// When it cannot be read or holds what it should not.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            ConfigError::new(format!("failed to read {}: {error}", path.display()))
        })?;
        Self::parse(path, &text)
    }

    /// Reads the text of a file; relative paths in it count from its directory.
    ///
    /// # Errors
    /// When it holds what it should not.
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
                    return Err(targets.said(value, ()).wrong(&message));
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
