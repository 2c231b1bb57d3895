//! The implementation under test and what we need to talk to it.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use url::Url;

use super::{
    Capability, Chromedriver, ConfigError, Deadlines, Rate, Route, RunLimits, Secret, Timing,
};

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

/// How the hosted bank page is driven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WizardDriver {
    /// Fetch the page, fill its form, press its button, until the last page.
    Form,
    /// Look at it in a real browser and use it as a person would.
    Browser,
    /// Show its address to the person at the terminal.
    Manual,
}

impl fmt::Display for WizardDriver {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form => out.write_str("form"),
            Self::Browser => out.write_str("browser"),
            Self::Manual => out.write_str("manual"),
        }
    }
}

impl FromStr for WizardDriver {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        match text {
            "form" => Ok(Self::Form),
            "browser" => Ok(Self::Browser),
            "manual" => Ok(Self::Manual),
            other => Err(ConfigError::new(format!(
                "`{other}` is not a wizard driver: they are `form`, `browser` and `manual`"
            ))),
        }
    }
}

/// Where the TAN of the QES is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TanSource {
    /// Always the same value.
    Fixed(Secret),
    /// A URL that answers a JSON array; the last entry's `token` counts.
    Outbox(String),
    /// A shell command that prints the TAN.
    Command(String),
    /// Somebody at the terminal is asked.
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
    /// As it is written, without a fixed TAN or what a command or URL may carry.
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
    /// Whether two SMS of one number can be told apart by identification.
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

/// Where a target reaches our receiver of webhooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookAddress {
    /// Where the receiver listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// How the target gets there, when that is not the listener's own address.
    pub public: Option<Url>,
}

impl Default for WebhookAddress {
    fn default() -> Self {
        Self { listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), public: None }
    }
}

/// The implementation under test.
#[derive(Clone, Debug)]
pub struct Target {
    /// `simulator`, its name in the configuration file, or the URL as given.
    pub name: String,
    /// Base of the API; `/v1` is appended.
    pub base_url: Url,
    /// Where a token is fetched.
    pub token_url: Url,
    /// Whose token; without them requests are sent without one.
    pub credentials: Option<Credentials>,
    /// The simulator's control interface, when the target has one.
    pub control: Option<ControlAccess>,
    /// How the bank page is driven.
    pub wizard: WizardDriver,
    /// What drives the browser, where one is needed.
    pub chromedriver: Chromedriver,
    /// Where the TAN is read; the control interface's outbox is preferred.
    pub tan_source: Option<TanSource>,
    /// Where it reaches us.
    pub webhooks: WebhookAddress,
    /// Its timers.
    pub timing: Timing,
    /// What it offers, where that is less than its settings allow for.
    pub offers: Option<Vec<Capability>>,
    /// The way to it.
    pub route: Route,
    /// How fast we may send requests; as fast as we can when not given.
    pub rate: Option<Rate>,
    /// What we may use up.
    pub limits: RunLimits,
    /// Where what is created there is listed; nowhere when not given.
    pub created_list: Option<PathBuf>,
    /// Our patience.
    pub deadlines: Deadlines,
}

impl Target {
    /// A target of which nothing more is known: its token where an API usually has it, no
    /// credentials, and the patience of a run that is told nothing.
    pub fn new(name: impl Into<String>, base_url: Url) -> Self {
        Self {
            name: name.into(),
            token_url: token_url_of(&base_url),
            base_url,
            credentials: None,
            control: None,
            wizard: WizardDriver::Form,
            chromedriver: Chromedriver::default(),
            tan_source: None,
            webhooks: WebhookAddress::default(),
            timing: Timing::default(),
            offers: None,
            route: Route::default(),
            rate: None,
            limits: RunLimits::default(),
            created_list: None,
            deadlines: Deadlines::within(Duration::from_secs(30), Duration::ZERO),
        }
    }

    /// Whether it runs on this machine: then it is our own, and we are no guests.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.base_url)
    }

    /// Reads the base URL of a target: http or https, with a host, no query.
    ///
    /// # Errors
    /// When it is something else.
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
        // The version is ours to append; who gives it as well means the same.
        if let Some(base) = url.path().trim_end_matches('/').strip_suffix("/v1").map(str::to_owned)
        {
            url.set_path(&base);
        }
        Ok(url)
    }

    /// Length of the longest wait our budget allows.
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

/// Whether an address is on this machine.
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
    fn tan_sources_are_told_apart_by_their_prefix() {
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
