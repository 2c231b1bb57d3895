//! Targets with a built-in address: the documented hosts of the Sandbox and of production.

use url::{Host, Url};

use super::{ConfigError, Layer, Origin, Server, Sourced, TargetChoice};

/// A name with the addresses of its API and of its token endpoint.
struct Preset {
    name: &'static str,
    url: &'static str,
    token_url: &'static str,
}

const SANDBOX: Preset = Preset {
    name: "sandbox",
    url: "https://api.solaris-sandbox.de",
    token_url: "https://auth.solaris-sandbox.de/oauth2/token",
};
const PRODUCTION: Preset = Preset {
    name: "production",
    url: "https://api.solarisbank.de",
    token_url: "https://auth.solarisbank.de/oauth2/token",
};
const PRESETS: [Preset; 2] = [SANDBOX, PRODUCTION];

/// Names of the built-in targets that are servers.
pub(super) fn names<'a>() -> impl Iterator<Item = &'a str> {
    PRESETS.iter().map(|it| it.name)
}

/// Returns the addresses of the built-in target with this name, if it is one.
pub(super) fn layer(name: &str) -> Result<Option<Layer>, ConfigError> {
    let Some(preset) = PRESETS.iter().find(|it| it.name == name) else { return Ok(None) };
    let url = |text: &str| -> Result<_, ConfigError> {
        Ok(Some(Sourced { value: super::Target::parse_url(text)?, origin: Origin::BuiltIn }))
    };
    let (url, token_url) = (url(preset.url)?, url(preset.token_url)?);
    Ok(Some(Layer { url, token_url, ..Layer::default() }))
}

impl TargetChoice {
    /// Refuses production by its address, of the API or of the token endpoint, unless it is `allowed`:
    /// the persons, SMS and identifications of a run would be real.
    ///
    /// # Errors
    /// When the target is production.
    pub fn refuse_production(&self, allowed: bool) -> Result<(), ConfigError> {
        match self {
            Self::Server(server) if server.is_production() && !allowed => {
                Err(ConfigError::new(format!(
                    "`{}` is production, and a run is refused there: most scenarios register persons, \
                     send SMS and start identifications. Run with --target sandbox. With \
                     --allow-production only the scenarios run that change nothing",
                    server.name
                )))
            }
            Self::Server(_) | Self::Simulator => Ok(()),
        }
    }
}

impl Server {
    /// Whether the API or its token endpoint has a documented host of production.
    pub fn is_production(&self) -> bool {
        let hosts = [PRODUCTION.url, PRODUCTION.token_url].map(|it| Url::parse(it).ok());
        let is_of_production = |url: &Url| hosts.iter().flatten().any(|it| host(it) == host(url));
        is_of_production(&self.base_url) || self.token_url.as_ref().is_some_and(is_of_production)
    }
}

/// Host of a URL, without the dot that a full domain name may end with.
fn host(url: &Url) -> Option<String> {
    match url.host()? {
        Host::Domain(name) => Some(name.trim_end_matches('.').to_owned()),
        address => Some(address.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Target;

    fn server(url: &str, token_url: Option<&str>) -> TargetChoice {
        let parsed = |text: &str| Target::parse_url(text).unwrap();
        let token_url = token_url.map(parsed);
        TargetChoice::Server(Box::new(Server { token_url, ..Server::new("own", parsed(url)) }))
    }

    #[test]
    fn production_is_refused_under_any_name_and_no_other_host() {
        let refused = [
            server("https://api.solarisbank.de", None),
            server("https://API.solarisbank.de.:443/v1", None),
            server("https://api.example.com", Some("https://auth.solarisbank.de/oauth2/token")),
        ];
        for it in refused {
            let message = it.refuse_production(false).unwrap_err().to_string();
            assert!(message.contains("is production") && message.contains("--target sandbox"));
        }
        for url in
            ["https://api.solaris-sandbox.de", "http://127.0.0.1:1", "https://solarisbank.de.io"]
        {
            assert!(server(url, None).refuse_production(false).is_ok(), "{url}");
        }
        assert!(TargetChoice::Simulator.refuse_production(false).is_ok());
    }
}
