//! The implementation under test, with all settings of the client.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use url::Url;

use super::words::words;
use super::{Capability, ConfigError, Deadlines, Route, RunSettings, Secret};

/// Client id and secret of a partner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// Public half.
    pub client_id: String,
    /// Secret half.
    pub client_secret: Secret,
}

/// Address and token of a simulator's control interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlAccess {
    /// Base URL.
    pub url: Url,
    /// Bearer token.
    pub token: Secret,
}

words! {
    /// Driver of the hosted bank page.
    WizardDriver, "a wizard driver" {
        /// Fetch the page, fill its form, press its button, until the last page.
        Form => "form",
        /// Use the page in a real browser, as a person would.
        Browser => "browser",
        /// Print the URL for a person at the terminal.
        Manual => "manual",
    }
}

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
        match (kind, value.is_empty()) {
            ("fixed", false) => Ok(Self::Fixed(Secret::new(value))),
            ("outbox", false) => Ok(Self::Outbox(value.to_owned())),
            ("command", false) => Ok(Self::Command(value.to_owned())),
            _ => Err(wrong()),
        }
    }
}

impl fmt::Display for TanSource {
    /// Writes the source without a fixed TAN and without the query of a URL.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(_) => out.write_str("fixed:[masked]"),
            Self::Prompt => out.write_str("prompt"),
            Self::Command(command) => write!(out, "command:{command}"),
            Self::Outbox(url) => {
                write!(out, "outbox:{}", url.split(['?', '#']).next().unwrap_or_default())
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

/// The implementation under test.
#[derive(Clone, Debug)]
pub struct Target {
    /// `simulator`, its name in the configuration file, or the URL as given.
    pub name: String,
    /// URL of the API, without `/v1`.
    pub base_url: Url,
    /// URL that issues access tokens.
    pub token_url: Url,
    /// Credentials of the partner; without them requests carry no token.
    pub credentials: Option<Credentials>,
    /// Control interface, if the target is a simulator.
    pub control: Option<ControlAccess>,
    /// Settings of the run; the outbox of the control interface replaces the TAN source.
    pub settings: RunSettings,
    /// Capabilities, if it has fewer than its settings allow.
    pub offers: Option<Vec<Capability>>,
    /// Proxy and trusted certificates.
    pub route: Route,
    /// File that lists all objects created on the target; no file if `None`.
    pub created_list: Option<PathBuf>,
    /// Time-outs.
    pub deadlines: Deadlines,
}

impl Target {
    /// A target with this URL and default settings: its tokens from `/oauth2/token`, no
    /// credentials.
    pub fn new(name: impl Into<String>, base_url: Url) -> Self {
        Self {
            name: name.into(),
            token_url: token_url_of(&base_url),
            base_url,
            credentials: None,
            control: None,
            settings: RunSettings::default(),
            offers: None,
            route: Route::default(),
            created_list: None,
            deadlines: Deadlines::within(Duration::from_secs(30), Duration::ZERO),
        }
    }

    /// Whether the target runs on this machine, and so is used by nobody else.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.base_url)
    }

    /// Reads the base URL of a target: http or https, with a host, no query.
    ///
    /// # Errors
    /// When the text is something else.
    pub fn parse_url(text: &str) -> Result<Url, ConfigError> {
        let hint = "write http(s)://host[:port], or `simulator`";
        let mut url = Url::parse(text).map_err(|error| {
            ConfigError::new(format!("`{text}` is not a target ({error}): {hint}"))
        })?;
        let web = matches!(url.scheme(), "http" | "https");
        if !web || !url.has_host() || url.query().is_some() {
            return Err(ConfigError::new(format!("`{text}` is not a target: {hint}")));
        }
        if url.password().is_some() || !url.username().is_empty() {
            return Err(ConfigError::new(
                "the target URL carries credentials: put them into BANKIDENT_CLIENT_ID and \
                 BANKIDENT_CLIENT_SECRET",
            ));
        }
        // The client appends the version; a URL that already has it means the same.
        if let Some(base) = url.path().trim_end_matches('/').strip_suffix("/v1").map(str::to_owned)
        {
            url.set_path(&base);
        }
        Ok(url)
    }

    /// Maximum real waiting time of a scenario.
    pub fn waiting_budget(&self) -> Duration {
        self.deadlines.max_wait
    }
}

fn token_url_of(base_url: &Url) -> Url {
    let mut url = base_url.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(["oauth2", "token"]);
    }
    url
}

/// Whether a URL points to this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_web_addresses_without_credentials() {
        let base = |text: &str| Target::parse_url(text).map(|url| url.to_string());
        assert_eq!(base("http://127.0.0.1:8080/base").unwrap(), "http://127.0.0.1:8080/base");
        assert_eq!(base("http://127.0.0.1:8080/base/v1/").unwrap(), "http://127.0.0.1:8080/base");
        for wrong in ["sandbox", "htp:/x", "file:///etc/passwd", "http://", "https://a:b@host"] {
            assert!(Target::parse_url(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn tan_sources_are_distinguished_by_their_prefix() {
        assert_eq!("fixed:1234".parse(), Ok(TanSource::Fixed(Secret::new("1234"))));
        assert_eq!(
            "outbox:http://h/{number}".parse(),
            Ok(TanSource::Outbox("http://h/{number}".into()))
        );
        assert_eq!("prompt".parse(), Ok(TanSource::Prompt));
        assert_eq!(TanSource::Fixed(Secret::new("1234")).to_string(), "fixed:[masked]");
        for wrong in ["1234", "fixed:", "mail:x"] {
            assert!(wrong.parse::<TanSource>().is_err(), "{wrong}");
        }
    }
}
