//! `[targets.NAME]` and the tables in it.

use std::collections::BTreeMap;
use std::path::Path;

use crate::config::setting::Setting;
use crate::config::value::{FromToml, SettingValue};
use crate::config::{ConfigError, Sourced};

use super::section::Section;

/// The tables of one target.
pub(in crate::config) struct TargetTables<'a> {
    base: &'a Path,
    section: Section<'a>,
    inner: BTreeMap<&'static str, Option<Section<'a>>>,
    warnings: Vec<String>,
}

impl<'a> TargetTables<'a> {
    /// The tables in `section`; relative paths start at `base`.
    pub fn new(section: Section<'a>, base: &'a Path) -> Self {
        Self { base, section, inner: BTreeMap::new(), warnings: Vec::new() }
    }

    /// Reads a setting; a plain secret is a warning.
    pub fn read<T: SettingValue>(&mut self, setting: &'static Setting) -> FromToml<T> {
        let base = self.base;
        let (section, key) = match setting.key.split_once('.') {
            None => (Some(&mut self.section), setting.key),
            Some((table, key)) => (self.inner(table)?, key),
        };
        let Some(section) = section else { return Ok(None) };
        let found = T::from_toml(section, key, base)?;
        if let Some(plain) =
            found.as_ref().filter(|it| setting.secret && it.value.is_plain_secret())
        {
            self.warnings.push(plain_secret(plain, setting));
        }
        Ok(found)
    }

    fn inner(&mut self, table: &'static str) -> Result<Option<&mut Section<'a>>, ConfigError> {
        if !self.inner.contains_key(table) {
            let section = self.section.table(table)?;
            self.inner.insert(table, section);
        }
        Ok(self.inner.get_mut(table).and_then(Option::as_mut))
    }

    /// Returns the warnings.
    ///
    /// # Errors
    /// When a key is unknown.
    pub fn finish(self) -> Result<Vec<String>, ConfigError> {
        for section in self.inner.into_values().flatten() {
            section.finish()?;
        }
        self.section.finish()?;
        Ok(self.warnings)
    }
}

fn plain_secret<T>(plain: &Sourced<T>, setting: &Setting) -> String {
    let (origin, key) = (&plain.origin, setting.key);
    let variable = setting.variable.unwrap_or("NAME");
    format!(
        "{origin}: `{key}` is written out in the file; refer to it instead, as in \
         {key} = {{ env = \"{variable}\" }}"
    )
}
