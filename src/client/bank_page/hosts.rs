//! Hosts that a visit may call, and to which the account may be sent.

use std::net::IpAddr;

use url::{Host, Url};

use crate::client::bank_page::visit::page_failed;
use crate::client::session::Session;
use crate::config::Target;
use crate::evidence::Unobserved;

/// How far a host is from the public network; a target may name hosts that are as far as itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum HostReach {
    Public,
    Private,
    ThisMachine,
    /// Where clouds offer credentials to programs of the machine.
    LinkLocal,
}

impl Session {
    /// Refuses an address on a host that neither the target nor its configuration named. `named` is the
    /// address of the page, as the target gave it.
    pub(in crate::client) fn must_be_named(
        &self,
        url: &Url,
        named: &Url,
    ) -> Result<(), Unobserved> {
        let target = &self.context().target;
        if is_named(url, named, target) {
            return Ok(());
        }
        let host = url.host_str().unwrap_or("no host");
        let why = if url.host() == named.host() {
            "is nearer to this machine than the target itself"
        } else {
            "neither the target nor its configuration named"
        };
        Err(page_failed(format!(
            "it leads to {host}, which {why}: nothing is sent there without --bank-page-hosts {host}"
        )))
    }
}

fn is_named(url: &Url, named: &Url, target: &Target) -> bool {
    let configured = target.settings.bank_page_hosts.iter().any(|it| it.covers(url));
    let own = url.host() == target.base_url.host();
    let of_page = url.host() == named.host() && reach(url) <= reach(&target.base_url);
    configured || own || of_page
}

fn reach(url: &Url) -> HostReach {
    match url.host() {
        Some(Host::Domain("localhost")) => HostReach::ThisMachine,
        Some(Host::Domain(_)) | None => HostReach::Public,
        Some(Host::Ipv4(ip)) => reach_of(IpAddr::V4(ip)),
        Some(Host::Ipv6(ip)) => reach_of(ip.to_ipv4_mapped().map_or(IpAddr::V6(ip), IpAddr::V4)),
    }
}

fn reach_of(address: IpAddr) -> HostReach {
    match address {
        _ if address.is_loopback() || address.is_unspecified() => HostReach::ThisMachine,
        IpAddr::V4(ip) if ip.is_link_local() => HostReach::LinkLocal,
        IpAddr::V4(ip) if ip.is_private() => HostReach::Private,
        IpAddr::V6(ip) if ip.is_unicast_link_local() => HostReach::LinkLocal,
        IpAddr::V6(ip) if ip.is_unique_local() => HostReach::Private,
        _ => HostReach::Public,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_named_hosts_are_called_and_none_that_is_nearer_than_the_target() {
        let rows = [
            ("https://api.x", "https://page.y/1", "https://page.y/2", true),
            ("https://api.x", "https://page.y/1", "https://api.x/2", true),
            ("https://api.x", "https://page.y/1", "https://evil.z/2", false),
            ("https://api.x", "https://page.y/1", "https://bank.example:8/2", true),
            ("https://api.x", "http://127.0.0.1:22/", "http://127.0.0.1:22/", false),
            ("https://api.x", "http://[::ffff:10.0.0.1]/", "http://[::ffff:10.0.0.1]/", false),
            ("https://api.x", "http://169.254.169.254/", "http://169.254.169.254/", false),
            ("http://127.0.0.1:1", "http://169.254.169.254/", "http://169.254.169.254/", false),
            ("http://127.0.0.1:1", "http://127.0.0.1:2/", "http://127.0.0.1:2/x", true),
            ("http://10.0.0.1", "http://10.0.0.2/", "http://10.0.0.2/x", true),
        ];
        for (base, named, url, expected) in rows {
            let url_of = |text: &str| Url::parse(text).unwrap();
            let mut target = Target::new("x", url_of(base));
            target.settings.bank_page_hosts = vec!["bank.example".parse().unwrap()];
            assert_eq!(is_named(&url_of(url), &url_of(named), &target), expected, "{base} {url}");
        }
    }
}
