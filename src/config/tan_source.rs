//! Sources of the QES TAN.

use std::fmt;
use std::str::FromStr;

use super::base_url::must_have_no_empty_port;
use super::{ConfigError, Secret};

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
            Self::Prompt => false,
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
