//! Waivers, in the configuration file or in a separate file.

use std::path::Path;

use jiff::civil::Date;
use toml::de::DeValue;

use crate::config::{ConfigError, Subject, Waiver};

use super::section::{FileText, Section, Value};

const KEY: &str = "waivers";

/// Reads `[[waivers]]`, or the file that `waivers = "PATH"` names.
pub(super) fn read(section: &mut Section<'_>, base: &Path) -> Result<Vec<Waiver>, ConfigError> {
    match section.value(KEY) {
        None => Ok(Vec::new()),
        Some(value) => match value.get_ref() {
            DeValue::String(path) => {
                let path = base.join(path.as_ref());
                let unreadable = |error| section.said(value, ()).wrong(&unread(&path, &error));
                apart(&path, &std::fs::read_to_string(&path).map_err(unreadable)?)
            }
            _ => listed(section, value),
        },
    }
}

fn unread(path: &Path, error: &std::io::Error) -> String {
    format!("failed to read the waivers in {}: {error}", path.display())
}

fn apart(path: &Path, text: &str) -> Result<Vec<Waiver>, ConfigError> {
    let source = FileText { path, text };
    let document = source.parse()?;
    let mut root = Section::root(source, &document);
    let waivers = match root.value(KEY) {
        None => Vec::new(),
        Some(value) => listed(&root, value)?,
    };
    root.finish()?;
    Ok(waivers)
}

fn listed(section: &Section<'_>, value: Value<'_>) -> Result<Vec<Waiver>, ConfigError> {
    let items = value.get_ref().as_array();
    let items = items.ok_or_else(|| section.unlike(KEY, value, "[[waivers]], or a path"))?;
    let waivers = items.iter().map(|item| waiver(section.below(KEY, item)?));
    Ok(waivers.collect::<Result<Vec<_>, _>>()?.concat())
}

/// One waiver for each target of its scope, or one for all.
fn waiver(mut section: Section<'_>) -> Result<Vec<Waiver>, ConfigError> {
    let scenario = section.text("scenario")?.map(|it| Subject::Scenario(it.value));
    let requirement = section.text("requirement")?.map(|it| Subject::Requirement(it.value));
    let ((Some(subject), None) | (None, Some(subject))) = (scenario, requirement) else {
        return Err(section.wrong_here("a waiver is for one `scenario` or one `requirement`"));
    };
    let waiver = Waiver {
        subject,
        owner: section.required("owner")?,
        reason: section.required("reason")?,
        ticket: section.required("ticket")?,
        expires: day(&mut section)?,
        scope: None,
    };
    let scope = section.texts("scope")?;
    section.finish()?;
    if scope.is_empty() {
        return Ok(vec![waiver]);
    }
    let scoped = scope.into_iter().map(|it| Waiver { scope: Some(it.value), ..waiver.clone() });
    Ok(scoped.collect())
}

/// A day, as a TOML date or as text.
fn day(section: &mut Section<'_>) -> Result<Date, ConfigError> {
    const EXPECTED: &str = "a day, as in 2027-01-31";
    let Some(value) = section.value("expires") else {
        return Err(section.wrong_here("`expires` is missing: a waiver needs its last day"));
    };
    let text = match value.get_ref() {
        DeValue::String(text) => text.as_ref().to_owned(),
        DeValue::Datetime(date) => date.to_string(),
        _ => return Err(section.unlike("expires", value, EXPECTED)),
    };
    // Jiff would read the day of a longer text and ignore the rest.
    let day = text.parse().ok().filter(|_| text.len() == "2027-01-31".len());
    day.ok_or_else(|| section.said(value, ()).wrong(&format!("`{text}` is not {EXPECTED}")))
}
