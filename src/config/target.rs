//! The implementation under test, with all settings of the client.

use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use super::base_url::{base_url, is_loopback};
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

impl ControlAccess {
    /// Whether the control interface is on this machine.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
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
    /// Credentials of a second partner.
    pub second_credentials: Option<Credentials>,
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
    /// Whether only calls that read are sent: the target is production.
    pub reads_only: bool,
    /// Time-outs.
    pub deadlines: Deadlines,
    /// Whether values of customers are shown in reports: the target is the embedded simulator.
    pub shows_values: bool,
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
            second_credentials: None,
            control: None,
            settings: RunSettings::default(),
            offers: None,
            route: Route::default(),
            created_list: None,
            reads_only: false,
            deadlines: Deadlines::within(Duration::from_secs(30), Duration::ZERO),
            shows_values: false,
        }
    }

    /// Whether the target runs on this machine, so that no other user depends on it.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.base_url)
    }

    /// Parses the base URL of a target: http or https, with a host, no query.
    ///
    /// # Errors
    /// When the text is something else.
    pub fn parse_url(text: &str) -> Result<Url, ConfigError> {
        base_url(text)
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
