//! Sources of the QES TAN.

use std::fmt;
use std::str::FromStr;

use super::base_url::must_have_no_empty_port;
use super::{ConfigError, Reference, Secret, Sourced};

/// Source of the QES TAN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TanSource {
    /// Always the same value.
    Fixed(Secret),
    /// A URL that answers a JSON array; the last entry's `token` counts.
    Outbox(String),
    /// A shell command that prints the TAN.
    Command(String),
    /// A question at the terminal.
    Prompt,
    /// The place of the source, until it is fetched: its text may be a secret.
    At(Reference),
}

impl Sourced<TanSource> {
    /// Fetches the source if only its place is known.
    ///
    /// # Errors
    /// When it cannot be fetched, or is no TAN source; the message does not repeat it.
    pub fn fetched(self) -> Result<Self, ConfigError> {
        let TanSource::At(place) = self.value else { return Ok(self) };
        let place = Sourced { value: place, origin: self.origin };
        let text = place.fetch("tan_source")?;
        match text.reveal().parse() {
            Ok(source) => Ok(place.map(|_| source)),
            Err(why) => Err(place.wrong(&format!("tan_source, {}: {why}", place.value))),
        }
    }
}

impl FromStr for TanSource {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        let wrong = || {
            ConfigError::new(
                "a TAN source is fixed:VALUE, outbox:URL, command:CMD or prompt; \
                 {number} and {identification_id} are filled in",
            )
        };
        if text == "prompt" {
            return Ok(Self::Prompt);
        }
        let (kind, value) = text.split_once(':').ok_or_else(wrong)?;
        let value = value.trim_end_matches(['\r', '\n']);
        if kind == "fixed" && value.contains(['\r', '\n']) {
            return Err(ConfigError::new(
                "the fixed TAN has a line break inside: expected one line with nothing but the TAN",
            ));
        }
        match (kind, value.is_empty()) {
            ("fixed", false) => Ok(Self::Fixed(Secret::new(value))),
            ("outbox", false) => {
                must_have_no_empty_port(value)?;
                Ok(Self::Outbox(value.to_owned()))
            }
            ("command", false) => Ok(Self::Command(value.to_owned())),
            _ => Err(wrong()),
        }
    }
}

impl fmt::Display for TanSource {
    /// Writes the source without what may be a secret: a fixed TAN, the credentials and the query of a
    /// URL, the text of a command.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(_) => out.write_str("fixed:[masked]"),
            Self::Prompt => out.write_str("prompt"),
            Self::At(place) => write!(out, "[masked], {place}"),
            Self::Command(_) => out.write_str("command:[masked]"),
            Self::Outbox(url) => {
                let url = url.split(['?', '#']).next().unwrap_or_default();
                match url
                    .split_once("://")
                    .and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?)))
                {
                    Some((scheme, (_, rest))) => write!(out, "outbox:{scheme}://[masked]@{rest}"),
                    None => write!(out, "outbox:{url}"),
                }
            }
        }
    }
}

impl TanSource {
    /// Whether the source distinguishes two SMS of one number by identification.
    pub fn names_identification(&self) -> bool {
        match self {
            Self::Fixed(_) => true,
            Self::Prompt | Self::At(_) => false,
            Self::Outbox(template) | Self::Command(template) => {
                template.contains("{identification_id}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_at_another_place_is_fetched_and_not_repeated() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("source");
        let fetched = |text: &str| {
            std::fs::write(&path, text).unwrap();
            let place = TanSource::At(Reference::File(path.clone()));
            Sourced::by_flag("--x", place).fetched().map(|it| it.value)
        };
        assert_eq!(fetched("fixed:1234\n"), Ok(TanSource::Fixed(Secret::new("1234"))));
        assert_eq!(fetched("outbox:http://h\n"), Ok(TanSource::Outbox("http://h".into())));
        let error = fetched("hush-1234").unwrap_err().to_string();
        assert!(error.starts_with("--x: tan_source, from the file /"), "{error}");
        assert!(
            error.contains("a TAN source is fixed:VALUE") && !error.contains("hush"),
            "{error}"
        );
        assert!(fetched("").unwrap_err().to_string().contains("nothing came from the file"));
    }

    #[test]
    fn tan_sources_are_distinguished_by_their_prefix() {
        for fixed in ["fixed:1234", "fixed:1234\n"] {
            assert_eq!(fixed.parse(), Ok(TanSource::Fixed(Secret::new("1234"))));
        }
        assert_eq!(
            "outbox:http://h/{number}".parse(),
            Ok(TanSource::Outbox("http://h/{number}".into()))
        );
        assert_eq!("prompt".parse(), Ok(TanSource::Prompt));
        assert_eq!(TanSource::Fixed(Secret::new("1234")).to_string(), "fixed:[masked]");
        for (source, shown) in [
            ("outbox:https://me:hush@h:1/sms?key=hush", "outbox:https://[masked]@h:1/sms"),
            ("outbox:https://h/sms/{number}", "outbox:https://h/sms/{number}"),
            ("command:curl -u me:hush h", "command:[masked]"),
        ] {
            assert_eq!(source.parse::<TanSource>().map(|it| it.to_string()), Ok(shown.to_owned()));
        }
        for wrong in ["1234", "fixed:", "mail:x", "outbox:http://host:/sms", "fixed:12\n34"] {
            assert!(wrong.parse::<TanSource>().is_err(), "{wrong}");
        }
    }
}
