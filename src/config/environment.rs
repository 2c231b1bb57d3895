//! Settings by `BANKIDENT_*` variables.

use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use super::timing::duration;
use super::{ConfigError, Layer, Origin, ReadingDemand, Reference, Secret, Sourced, Target};

/// Looks a variable up; one that is empty counts as not set.
pub struct Environment<'a>(&'a dyn Fn(&str) -> Option<String>);

impl<'a> Environment<'a> {
    /// The variables that `lookup` knows.
    pub fn new(lookup: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self(lookup)
    }

    /// A variable's text.
    pub fn text(&self, name: &'static str) -> Option<Sourced<String>> {
        let value = (self.0)(name).filter(|value| !value.is_empty())?;
        Some(Sourced { value, origin: Origin::Environment(name) })
    }

    fn read<T, E: Display>(
        &self,
        name: &'static str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<Sourced<T>>, ConfigError> {
        let Some(text) = self.text(name) else { return Ok(None) };
        match read(&text.value) {
            Ok(value) => Ok(Some(text.map(|_| value))),
            Err(error) => Err(text.wrong(&error.to_string())),
        }
    }

    fn parsed<T: FromStr<Err: Display>>(
        &self,
        name: &'static str,
    ) -> Result<Option<Sourced<T>>, ConfigError> {
        self.read(name, str::parse)
    }

    fn number(&self, name: &'static str, least: u64) -> Result<Option<Sourced<u64>>, ConfigError> {
        self.read(name, |text| match text.parse::<u64>() {
            Ok(number) if number >= least => Ok(number),
            _ => Err(format!("`{text}` is not a whole number from {least} up")),
        })
    }

    fn length(&self, name: &'static str) -> Result<Option<Sourced<Duration>>, ConfigError> {
        self.read(name, duration)
    }

    fn secret(&self, name: &'static str) -> Option<Sourced<Reference>> {
        self.text(name).map(|it| it.map(|value| Reference::Literal(Secret::new(value))))
    }

    fn readings(&self) -> Result<Vec<Sourced<ReadingDemand>>, ConfigError> {
        let Some(text) = self.text("BANKIDENT_READING") else { return Ok(Vec::new()) };
        let demand = |it: &str| {
            let demand = it.parse().map_err(|error: ConfigError| text.wrong(&error.to_string()))?;
            Ok(Sourced { value: demand, origin: text.origin.clone() })
        };
        text.value.split(',').map(demand).collect()
    }

    /// Everything said by variables.
    ///
    /// # Errors
    /// When one is unusable; the text names it.
    pub fn layer(&self) -> Result<Layer, ConfigError> {
        let jobs = self.number("BANKIDENT_JOBS", 1)?;
        Ok(Layer {
            url: None, // BANKIDENT_TARGET says it
            token_url: self.read("BANKIDENT_TOKEN_URL", Target::parse_url)?,
            client_id: self.secret("BANKIDENT_CLIENT_ID"),
            client_secret: self.secret("BANKIDENT_CLIENT_SECRET"),
            control_url: self.read("BANKIDENT_CONTROL_URL", Target::parse_url)?,
            control_token: self.secret("BANKIDENT_CONTROL_TOKEN"),
            capabilities: self.read("BANKIDENT_CAPABILITIES", |text| {
                text.split(',').map(|word| word.trim().parse()).collect::<Result<_, ConfigError>>()
            })?,
            timing: self.parsed("BANKIDENT_TIMING")?,
            step_timeout: self.length("BANKIDENT_STEP_TIMEOUT")?,
            max_wait: self.length("BANKIDENT_MAX_WAIT")?,
            jobs: jobs.map(|it| it.map(|jobs| usize::try_from(jobs).unwrap_or(usize::MAX))),
            rate: self.parsed("BANKIDENT_RATE")?,
            max_sms: self.number("BANKIDENT_MAX_SMS", 0)?,
            give_up_after: self.number("BANKIDENT_GIVE_UP_AFTER", 0)?,
            max_persons: self.number("BANKIDENT_MAX_PERSONS", 0)?,
            max_requests: self.number("BANKIDENT_MAX_REQUESTS", 1)?,
            wizard: self.parsed("BANKIDENT_WIZARD")?,
            chromedriver: self.parsed("BANKIDENT_CHROMEDRIVER")?,
            tan_source: self.parsed("BANKIDENT_TAN_SOURCE")?,
            webhook_url: self.read("BANKIDENT_WEBHOOK_URL", Target::parse_url)?,
            webhook_listen: self.parsed("BANKIDENT_WEBHOOK_LISTEN")?,
            ca_file: self.text("BANKIDENT_CA_FILE").map(|it| it.map(PathBuf::from)),
            proxy: self.parsed("BANKIDENT_PROXY")?,
            strict: self.parsed("BANKIDENT_STRICT")?,
            readings: self.readings()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_read_and_a_wrong_one_is_named() {
        let set = |name: &str| match name {
            "BANKIDENT_JOBS" => Some("3".to_owned()),
            "BANKIDENT_RATE" => Some(String::new()),
            "BANKIDENT_READING" => Some("C-01=a, C-02=b".to_owned()),
            "BANKIDENT_CLIENT_SECRET" => Some("hush-hush".to_owned()),
            _ => None,
        };
        let layer = Environment::new(&set).layer().unwrap();
        assert_eq!(layer.jobs.as_ref().unwrap().value, 3);
        assert_eq!(layer.jobs.as_ref().unwrap().origin.to_string(), "BANKIDENT_JOBS");
        assert_eq!(layer.readings[1].value.question, "C-02");
        assert!(layer.rate.is_none() && !format!("{layer:?}").contains("hush"));
        let wrong = |name: &str| (name == "BANKIDENT_MAX_WAIT").then(|| "soon".to_owned());
        let error = Environment::new(&wrong).layer().unwrap_err().to_string();
        assert!(error.starts_with("BANKIDENT_MAX_WAIT: `soon` is not a duration"), "{error}");
    }
}
