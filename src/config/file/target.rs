//! `[targets.NAME]`: everything that is known of one target.

use std::path::Path;

use toml::de::DeValue;

use crate::config::timing::duration;
use crate::config::{
    Capability, Chromedriver, ConfigError, Layer, ReadingDemand, Reference, Secret, Sourced,
    Target, Timing,
};

use super::section::{Section, Value};

/// Reads the settings of one target; relative paths count from `base`.
pub(super) fn read(
    mut section: Section<'_>,
    base: &Path,
    warnings: &mut Vec<String>,
) -> Result<Layer, ConfigError> {
    let url = |text: &str| Target::parse_url(text).map_err(|error| error.to_string());
    let mut layer = Layer {
        url: section.read("url", url)?,
        token_url: section.read("token_url", url)?,
        client_id: reference(&mut section, "client_id", base)?,
        client_secret: secret(&mut section, "client_secret", base, warnings)?,
        control_url: section.read("control_url", url)?,
        control_token: secret(&mut section, "control_token", base, warnings)?,
        capabilities: capabilities(&mut section)?,
        timing: timing(&mut section)?,
        step_timeout: length(&mut section, "step_timeout")?,
        wizard: section.parsed("wizard")?,
        chromedriver: section
            .parsed::<Chromedriver>("chromedriver")?
            .map(|it| it.map(|driver| driver.below(base))),
        tan_source: section.parsed("tan_source")?,
        ca_file: section.text("ca_file")?.map(|path| path.map(|path| base.join(path))),
        proxy: section.parsed("proxy")?,
        strict: section.flag("strict")?,
        readings: readings(&mut section)?,
        ..Layer::default()
    };
    if let Some(limits) = section.table("limits")? {
        read_limits(limits, &mut layer)?;
    }
    if let Some(mut webhooks) = section.table("webhooks")? {
        layer.webhook_url = webhooks.read("url", url)?;
        layer.webhook_listen = webhooks.parsed("listen")?;
        webhooks.finish()?;
    }
    section.finish()?;
    Ok(layer)
}

fn read_limits(mut limits: Section<'_>, layer: &mut Layer) -> Result<(), ConfigError> {
    let jobs = limits.number("jobs", 1)?;
    layer.jobs = jobs.map(|it| it.map(|jobs| usize::try_from(jobs).unwrap_or(usize::MAX)));
    layer.rate = limits.parsed("rate")?;
    layer.max_wait = length(&mut limits, "max_wait")?;
    layer.max_sms = limits.number("max_sms", 0)?;
    layer.give_up_after = limits.number("give_up_after", 0)?;
    layer.max_persons = limits.number("max_persons", 0)?;
    layer.max_requests = limits.number("max_requests", 1)?;
    limits.finish()
}

fn length(
    section: &mut Section<'_>,
    key: &'static str,
) -> Result<Option<Sourced<std::time::Duration>>, ConfigError> {
    section.read(key, |text| duration(text).map_err(|error| error.to_string()))
}

fn capabilities(
    section: &mut Section<'_>,
) -> Result<Option<Sourced<Vec<Capability>>>, ConfigError> {
    let Some(value) = section.value("capabilities") else { return Ok(None) };
    let read = |word: Sourced<String>| {
        word.value.parse::<Capability>().map_err(|error| word.wrong(&error.to_string()))
    };
    let words = section.texts("capabilities")?;
    let capabilities = words.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(Some(section.said(value, capabilities)))
}

fn timing(section: &mut Section<'_>) -> Result<Option<Sourced<Timing>>, ConfigError> {
    let Some(value) = section.value("timing") else { return Ok(None) };
    let Some(mut timers) = section.table("timing")? else { return Ok(None) };
    let mut timing = Timing::default();
    for name in Timing::NAMES {
        if let Some(length) = length(&mut timers, name)? {
            timing.set(name, length.value)?;
        }
    }
    timers.finish()?;
    Ok(Some(section.said(value, timing)))
}

/// `reading.C-01 = "http-412"`; whether there is such a question the catalogue says.
fn readings(section: &mut Section<'_>) -> Result<Vec<Sourced<ReadingDemand>>, ConfigError> {
    let Some(readings) = section.table("reading")? else { return Ok(Vec::new()) };
    let demand = |(question, value): (&str, Value<'_>)| {
        let reading = readings.text_of(question, value)?;
        Ok(reading.map(|reading| ReadingDemand { question: question.to_owned(), reading }))
    };
    readings.entries().into_iter().map(demand).collect()
}

/// A reference that should not be written out.
fn secret(
    section: &mut Section<'_>,
    key: &'static str,
    base: &Path,
    warnings: &mut Vec<String>,
) -> Result<Option<Sourced<Reference>>, ConfigError> {
    let found = reference(section, key, base)?;
    if let Some(Sourced { value: Reference::Literal(_), origin }) = &found {
        warnings.push(format!(
            "{origin}: `{key}` is written out in the file; refer to it instead, as in \
             {key} = {{ env = \"BANKIDENT_{}\" }}",
            key.to_uppercase()
        ));
    }
    Ok(found)
}

fn reference(
    section: &mut Section<'_>,
    key: &'static str,
    base: &Path,
) -> Result<Option<Sourced<Reference>>, ConfigError> {
    let Some(value) = section.value(key) else { return Ok(None) };
    match value.get_ref() {
        DeValue::String(text) => {
            Ok(Some(section.said(value, Reference::Literal(Secret::new(text.as_ref())))))
        }
        DeValue::Table(_) => elsewhere(section.below(key, value)?, base).map(Some),
        _ => Err(section.unlike(key, value, "a text, or one of env, file and command")),
    }
}

/// `{ env = "X" }`, `{ file = "path" }` or `{ command = "…" }`.
fn elsewhere(mut section: Section<'_>, base: &Path) -> Result<Sourced<Reference>, ConfigError> {
    let places = [
        section.text("env")?.map(|name| name.map(Reference::Environment)),
        section.text("file")?.map(|path| path.map(|path| Reference::File(base.join(path)))),
        section.text("command")?.map(|command| command.map(Reference::Command)),
    ];
    let count = places.iter().flatten().count();
    let one = places.into_iter().flatten().next().filter(|_| count == 1);
    let one = one.ok_or_else(|| {
        section.wrong_here(
            "give one place: { env = \"NAME\" }, { file = \"PATH\" } or { command = \"CMD\" }",
        )
    });
    section.finish()?;
    one
}
