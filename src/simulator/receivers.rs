//! Receivers to which webhooks are sent.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use url::Host;

/// A host, or a network of addresses, to which webhooks are sent, over plain HTTP too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AllowedReceiver {
    /// A name, in lower case.
    Name(String),
    /// The addresses whose first bits are those of this one.
    Network(IpAddr, u32),
}

/// A text that is neither a host nor a network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither a host nor a network such as 172.17.0.0/16")]
pub struct UnknownReceiver(String);

impl FromStr for AllowedReceiver {
    type Err = UnknownReceiver;

    fn from_str(text: &str) -> Result<Self, UnknownReceiver> {
        let unknown = || UnknownReceiver(text.to_owned());
        if let Some((address, bits)) = text.split_once('/') {
            let address: IpAddr = address.parse().map_err(|_| unknown())?;
            let bits = bits.parse().ok().filter(|bits| *bits <= width(address));
            return bits.map(|bits| Self::Network(address, bits)).ok_or_else(unknown);
        }
        if let Ok(address) = text.parse() {
            return Ok(Self::Network(address, width(address)));
        }
        match Host::parse(text).map_err(|_| unknown())? {
            Host::Domain(name) => Ok(Self::Name(name)),
            Host::Ipv4(_) | Host::Ipv6(_) => Err(unknown()),
        }
    }
}

impl AllowedReceiver {
    /// The receivers on this machine.
    pub fn on_this_machine() -> [Self; 3] {
        [
            Self::Name("localhost".to_owned()),
            Self::Network(Ipv4Addr::LOCALHOST.into(), 8),
            Self::Network(Ipv6Addr::LOCALHOST.into(), 128),
        ]
    }

    /// Whether a receiver on this host is meant. Names are not resolved.
    pub fn covers(&self, host: &Host<&str>) -> bool {
        match (self, host) {
            (Self::Name(name), Host::Domain(host)) => name == host,
            (Self::Network(network, bits), Host::Ipv4(ip)) => {
                contains(*network, *bits, IpAddr::V4(*ip))
            }
            (Self::Network(network, bits), Host::Ipv6(ip)) => {
                contains(*network, *bits, IpAddr::V6(*ip))
            }
            _ => false,
        }
    }
}

/// Number of bits of an address.
fn width(address: IpAddr) -> u32 {
    if address.is_ipv4() { 32 } else { 128 }
}

fn contains(network: IpAddr, bits: u32, address: IpAddr) -> bool {
    let number = |it: IpAddr| match it {
        IpAddr::V4(ip) => u128::from(ip.to_bits()),
        IpAddr::V6(ip) => ip.to_bits(),
    };
    let differing = number(network) ^ number(address);
    let rest = width(network) - bits;
    width(network) == width(address) && differing.checked_shr(rest).unwrap_or(0) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(allowed: &str, host: &str) -> bool {
        let url = url::Url::parse(&format!("http://{host}:8000/hooks")).unwrap();
        allowed.parse::<AllowedReceiver>().unwrap().covers(&url.host().unwrap())
    }

    #[test]
    fn a_name_or_a_network_is_covered() {
        for (allowed, host, expected) in [
            ("app", "app", true),
            ("App.Internal", "app.internal", true),
            ("app", "app.internal", false),
            ("10.1.2.3", "10.1.2.3", true),
            ("10.1.2.3", "10.1.2.4", false),
            ("172.17.0.0/16", "172.17.255.1", true),
            ("172.17.0.0/16", "172.18.0.1", false),
            ("192.168.1.77/24", "192.168.1.1", true),
            ("0.0.0.0/0", "8.8.8.8", true),
            ("0.0.0.0/0", "[fd00::1]", false),
            ("fd00::/8", "[fdab::1]", true),
            ("::/0", "[fdab::1]", true),
            ("fd00::/8", "app", false),
        ] {
            assert_eq!(covers(allowed, host), expected, "{allowed} {host}");
        }
    }

    #[test]
    fn nonsense_is_refused_with_an_example() {
        for text in
            ["", "10.0.0.0/33", "::/129", "app/8", "10.0.0.0/x", "http://app", "a b", "10.1"]
        {
            let error = text.parse::<AllowedReceiver>().unwrap_err();
            assert!(error.to_string().contains("172.17.0.0/16"), "{text}");
        }
    }
}
