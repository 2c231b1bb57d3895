//! Waivers, in the configuration file or in a separate file.

use std::path::Path;

use jiff::civil::Date;
use toml::de::DeValue;

use crate::config::{ConfigError, Subject, Waiver, read_text};

use super::section::{FileText, Section, Value};

const KEY: &str = "waivers";

/// Reads `[[waivers]]`, or the file that `waivers = "PATH"` names.
pub(super) fn read(section: &mut Section<'_>, base: &Path) -> Result<Vec<Waiver>, ConfigError> {
    match section.value(KEY) {
        None => Ok(Vec::new()),
        Some(value) => match value.get_ref() {
            DeValue::String(path) => {
                let path = base.join(path.as_ref());
                let unreadable = |error| section.sourced(value, ()).wrong(&unread(&path, &error));
                Waiver::parse(&read_text(&path).map_err(unreadable)?, &path)
            }
            _ => listed(section, value),
        },
    }
}

fn unread(path: &Path, error: &std::io::Error) -> String {
    format!("failed to read the waivers in {}: {error}", path.display())
}

impl Waiver {
    /// Reads the waivers of a TOML document that contains nothing else; errors name `path`.
    ///
    /// # Errors
    /// When it is not TOML, has an unknown key, or a waiver is incomplete.
    pub fn parse(text: &str, path: &Path) -> Result<Vec<Self>, ConfigError> {
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
    day.ok_or_else(|| section.sourced(value, ()).wrong(&format!("`{text}` is not {EXPECTED}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "[[waivers]]
requirement = \"BI-142\"
owner = \"kyc\"
reason = \"known\"
ticket = \"K-1\"
expires = 2027-01-31
";

    fn parse(text: &str) -> Result<Vec<Waiver>, ConfigError> {
        Waiver::parse(text, Path::new("w.toml"))
    }

    #[test]
    fn a_waiver_is_read_and_written_without_loss() {
        let waiver = parse(GOOD).unwrap().remove(0);
        assert_eq!((waiver.id(), waiver.expires.to_string().as_str()), ("BI-142", "2027-01-31"));
        assert!(waiver.covers("x", &["BI-142".to_owned()]) && !waiver.covers("BI-142", &[]));
        let json = serde_json::to_string(&waiver).unwrap();
        assert!(json.starts_with("{\"requirement\":\"BI-142\",\"owner\""), "{json}");
        assert_eq!(serde_json::from_str::<Waiver>(&json).unwrap(), waiver);
        let text = GOOD.replace("2027-01-31", "\"2027-01-31\"").replace("requirement", "scenario");
        assert!(parse(&text).unwrap().remove(0).covers("BI-142", &[]));
        assert_eq!(parse(""), Ok(Vec::new()));
    }

    #[test]
    fn a_wrong_waiver_is_reported_with_file_and_line() {
        let rows = [
            ("[[waiver]]\n".to_owned(), "w.toml:1:3: `waiver` is not a key"),
            (GOOD.replace("ticket", "tickets"), "`ticket` is missing"),
            (GOOD.replace("\"known\"", "\" \""), "`reason` is missing"),
            (GOOD.replace("2027-01-31", "2027-02-30"), "w.toml:6:"),
            (GOOD.replace("2027-01-31", "\"soon\""), "w.toml:6:11: `soon` is not a day"),
            (GOOD.replace("2027-01-31", "2027-01-31T10:00:00Z"), "is not a day"),
            (GOOD.replace("owner", "scenario = \"x\"\nowner"), "one `scenario` or one"),
        ];
        for (text, message) in rows {
            let error = parse(&text).unwrap_err().to_string();
            assert!(error.contains("w.toml") && error.contains(message), "{message}: {error}");
            assert_eq!(error.lines().count(), 1, "{error}");
        }
    }
}
