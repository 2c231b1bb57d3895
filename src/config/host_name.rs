//! Hosts that a bank page may lead to.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

use super::ConfigError;

/// A host of the bank page, with all its ports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostName(Host<String>);

impl HostName {
    /// Whether the URL is on this host.
    pub fn covers(&self, url: &Url) -> bool {
        url.host()
            == Some(match &self.0 {
                Host::Domain(name) => Host::Domain(name.as_str()),
                Host::Ipv4(ip) => Host::Ipv4(*ip),
                Host::Ipv6(ip) => Host::Ipv6(*ip),
            })
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl FromStr for HostName {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        Host::parse(text).map(Self).map_err(|_| {
            ConfigError::new(format!(
                "`{text}` is not a host: write a name or an address, without a port"
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_covers_its_ports_and_no_other_host() {
        let covers = |host: &str, url: &str| {
            host.parse::<HostName>().unwrap().covers(&Url::parse(url).unwrap())
        };
        assert!(covers("Bank.example", "https://bank.example:8443/x"));
        assert!(covers("127.0.0.1", "http://127.0.0.1:9/") && covers("[::1]", "http://[::1]/"));
        assert!(!covers("bank.example", "https://evil.bank.example/"));
        for wrong in ["", "http://h", "h/x", "a b", "h:1"] {
            assert!(wrong.parse::<HostName>().is_err(), "{wrong}");
        }
    }
}
