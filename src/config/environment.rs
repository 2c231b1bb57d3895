//! Settings from `BANKIDENT_*` variables.

use super::{ConfigError, Layer, Origin, Sourced};

/// The environment variables; an empty one counts as missing.
pub struct Environment<'a>(&'a dyn Fn(&str) -> Option<String>);

impl<'a> Environment<'a> {
    /// The variables that `lookup` returns.
    pub fn new(lookup: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self(lookup)
    }

    /// Text of a variable.
    pub fn text(&self, name: &'static str) -> Option<Sourced<String>> {
        let value = (self.0)(name).filter(|value| !value.is_empty())?;
        Some(Sourced { value, origin: Origin::Environment(name) })
    }

    /// The settings given by variables.
    ///
    /// # Errors
    /// When one cannot be used; the message names it.
    pub fn layer(&self) -> Result<Layer, ConfigError> {
        Layer::read(&|setting| self.text(setting.variable?))
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
        assert_eq!(layer.jobs.as_ref().unwrap().value.get(), 3);
        assert_eq!(layer.jobs.as_ref().unwrap().origin.to_string(), "BANKIDENT_JOBS");
        assert_eq!(layer.readings.as_ref().unwrap().value[1].value.question, "C-02");
        assert!(layer.rate.is_none() && !format!("{layer:?}").contains("hush"));
        let wrong = |name: &str| (name == "BANKIDENT_MAX_WAIT").then(|| "soon".to_owned());
        let error = Environment::new(&wrong).layer().unwrap_err().to_string();
        assert!(error.starts_with("BANKIDENT_MAX_WAIT: `soon` is not a duration"), "{error}");
    }
}
