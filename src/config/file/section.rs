//! Reads a TOML table key by key; every error has its position.

use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::config::{ConfigError, FilePosition, Origin, Sourced};

/// The text of a file, with its path.
#[derive(Clone, Copy)]
pub(in crate::config) struct FileText<'a> {
    pub path: &'a Path,
    pub text: &'a str,
}

impl FileText<'_> {
    /// The whole document as a table.
    pub fn parse(&self) -> Result<Spanned<DeTable<'_>>, ConfigError> {
        // The library's own message would print the line, which may contain a secret.
        DeTable::parse(self.text)
            .map_err(|error| self.wrong(&error.span().unwrap_or_default(), error.message()))
    }

    fn place(&self, span: &Range<usize>) -> FilePosition {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        FilePosition {
            file: self.path.to_owned(),
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
        }
    }

    pub fn wrong(&self, span: &Range<usize>, message: &str) -> ConfigError {
        ConfigError::new(format!("{}: {message}", self.place(span)))
    }
}

/// A value in the file.
pub(in crate::config) type Value<'a> = &'a Spanned<DeValue<'a>>;

/// A table that is being read. Each requested key is known; a remaining key is an error.
pub(in crate::config) struct Section<'a> {
    source: FileText<'a>,
    name: String,
    span: Range<usize>,
    table: &'a DeTable<'a>,
    known: Vec<&'static str>,
}

impl<'a> Section<'a> {
    /// The document itself.
    pub fn root(source: FileText<'a>, table: &'a Spanned<DeTable<'a>>) -> Self {
        let (name, span) = (String::new(), table.span());
        Self { source, name, span, table: table.get_ref(), known: Vec::new() }
    }

    /// The value of a key, if the key exists.
    pub fn value(&mut self, key: &'static str) -> Option<Value<'a>> {
        self.known.push(key);
        self.table.get(key)
    }

    /// All keys with their values, in the order of the file.
    pub fn entries(&self) -> Vec<(&'a str, Value<'a>)> {
        let mut entries: Vec<_> = self.table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        entries.into_iter().map(|(key, value)| (key.get_ref().as_ref(), value)).collect()
    }

    /// A table below this one.
    pub fn table(&mut self, key: &'static str) -> Result<Option<Section<'a>>, ConfigError> {
        self.value(key).map(|value| self.below(key, value)).transpose()
    }

    /// A value of this table as a table with this name.
    pub fn below(&self, key: &str, value: Value<'a>) -> Result<Section<'a>, ConfigError> {
        let table = value.get_ref().as_table();
        let table = table.ok_or_else(|| self.unlike(key, value, "a table"))?;
        let name = if self.name.is_empty() { key.into() } else { format!("{}.{key}", self.name) };
        Ok(Section { source: self.source, name, span: value.span(), table, known: Vec::new() })
    }

    /// A text.
    pub fn text(&mut self, key: &'static str) -> Result<Option<Sourced<String>>, ConfigError> {
        self.value(key).map(|value| self.text_of(key, value)).transpose()
    }

    /// A text that is required.
    pub fn required(&mut self, key: &'static str) -> Result<String, ConfigError> {
        let text = self.text(key)?.map(|it| it.value).filter(|text| !text.trim().is_empty());
        text.ok_or_else(|| self.wrong_here(&format!("`{key}` is missing in {}", self.title())))
    }

    /// A whole number that `read` accepts.
    pub fn number<T>(
        &mut self,
        key: &'static str,
        expected: &str,
        read: impl FnOnce(u64) -> Option<T>,
    ) -> Result<Option<Sourced<T>>, ConfigError> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let number = value.get_ref().as_integer();
        let number = number.and_then(|it| u64::from_str_radix(it.as_str(), it.radix()).ok());
        let number = number.and_then(read).ok_or_else(|| self.unlike(key, value, expected))?;
        Ok(Some(self.sourced(value, number)))
    }

    /// `true` or `false`.
    pub fn flag(&mut self, key: &'static str) -> Result<Option<Sourced<bool>>, ConfigError> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let flag = value.get_ref().as_bool();
        let flag = flag.ok_or_else(|| self.unlike(key, value, "true or false"))?;
        Ok(Some(self.sourced(value, flag)))
    }

    /// One text, or an array of texts.
    pub fn texts(&mut self, key: &'static str) -> Result<Vec<Sourced<String>>, ConfigError> {
        let Some(value) = self.value(key) else { return Ok(Vec::new()) };
        match value.get_ref().as_array() {
            Some(items) => items.iter().map(|item| self.text_of(key, item)).collect(),
            None => Ok(vec![self.text_of(key, value)?]),
        }
    }

    /// A value that must be a text.
    pub fn text_of(&self, key: &str, value: Value<'a>) -> Result<Sourced<String>, ConfigError> {
        let text = value.get_ref().as_str().ok_or_else(|| self.unlike(key, value, "a text"))?;
        Ok(self.sourced(value, text.to_owned()))
    }

    /// `value` with the position of `at` as its source.
    pub fn sourced<T>(&self, at: Value<'a>, value: T) -> Sourced<T> {
        Sourced { value, origin: Origin::File(self.source.place(&at.span())) }
    }

    /// The error for a value of the wrong type.
    pub fn unlike(&self, key: &str, value: Value<'a>, expected: &str) -> ConfigError {
        let found = value.get_ref().type_str();
        let message = format!("`{key}` in {} must be {expected}, not {found}", self.title());
        self.source.wrong(&value.span(), &message)
    }

    /// An error about the table as a whole.
    pub fn wrong_here(&self, message: &str) -> ConfigError {
        self.source.wrong(&self.span, message)
    }

    fn title(&self) -> String {
        if self.name.is_empty() { "the file".into() } else { format!("[{}]", self.name) }
    }

    /// Ends the reading: a key that was not requested is an error.
    pub fn finish(self) -> Result<(), ConfigError> {
        let mut unknown: Vec<_> =
            self.table.keys().filter(|key| !self.known.contains(&key.get_ref().as_ref())).collect();
        unknown.sort_by_key(|key| key.span().start);
        let Some(key) = unknown.first() else { return Ok(()) };
        let nearest = nearest(key.get_ref(), self.known.iter().copied());
        let hint = nearest.map_or_else(String::new, |it| format!("; the nearest one is `{it}`"));
        let message = format!("`{}` is not a key of {}{hint}", key.get_ref(), self.title());
        Err(self.source.wrong(&key.span(), &message))
    }
}

/// Returns the word among `known` that is most similar to `word`.
pub(in crate::config) fn nearest<'a>(
    word: &str,
    known: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    known.min_by_key(|it| strsim::damerau_levenshtein(&word.to_lowercase(), it))
}
