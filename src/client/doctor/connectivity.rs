//! Connection to a server in steps: name, TCP, proxy tunnel, TLS.

use std::fmt::Write as _;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper_util::client::proxy::matcher::Matcher;
use jiff::Timestamp;
use rustls::CertificateError;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::Url;

use crate::client::http::auth::basic;
use crate::client::http::tls;
use crate::config::{Proxy, Target};

use super::finding::{Class, Failure, Finding, Health};

/// A certificate that expires within this time is reported.
const EXPIRES_SOON_S: i64 = 14 * 24 * 3600;
/// Maximum size of a proxy's answer.
const MAX_HEAD_BYTES: usize = 8192;

/// Connects to `url` and reports each step; `true` if all succeed.
pub(super) async fn check(target: &Target, url: &Url, report: &mut dyn FnMut(Finding)) -> bool {
    let proxy = proxy(target, url);
    let first = proxy.as_ref().unwrap_or(url);
    let Some(addresses) = step("dns", resolve(first).await, report) else { return false };
    let Some(stream) = step("tcp", connect(target, first, &addresses).await, report) else {
        return false;
    };
    let guarded = proxy.as_ref().is_some_and(|it| it.scheme() == "https");
    if url.scheme() != "https" || guarded {
        let why = match proxy {
            Some(_) => format!("{} is behind the proxy; the requests below use it", host(url)),
            None => format!("{} is plain http", host(url)),
        };
        report(Finding { check: "tls", health: Health::Untried(why) });
        return true;
    }
    let limit = target.deadlines.connect;
    let stream = match &proxy {
        None => stream,
        Some(proxy) => {
            let opened = timeout(limit, tunnel(proxy, url, stream)).await;
            let late = |_| unreachable_there(format!("{} does not open a tunnel", host(proxy)));
            match step("tunnel", opened.map_err(late).and_then(|it| it), report) {
                Some(stream) => stream,
                None => return false,
            }
        }
    };
    let shaken = tls_handshake(target, url, stream, limit).await;
    let succeeded = shaken.is_ok();
    report(Finding { check: "tls", health: shaken.unwrap_or_else(Health::Failed) });
    succeeded
}

fn step<T>(
    check: &'static str,
    seen: Result<(T, String), Failure>,
    report: &mut dyn FnMut(Finding),
) -> Option<T> {
    match seen {
        Ok((value, text)) => {
            report(Finding { check, health: Health::Fine(text) });
            Some(value)
        }
        Err(failure) => {
            report(Finding { check, health: Health::Failed(failure) });
            None
        }
    }
}

/// The proxy that the client would use for `url`.
fn proxy(target: &Target, url: &Url) -> Option<Url> {
    match &target.route.proxy {
        Proxy::At(proxy) => Some(proxy.clone()),
        Proxy::Direct => None,
        Proxy::System if target.is_loopback() => None,
        Proxy::System => {
            let uri = url.as_str().parse().ok()?;
            Url::parse(&Matcher::from_env().intercept(&uri)?.uri().to_string()).ok()
        }
    }
}

fn host(url: &Url) -> &str {
    &url[url::Position::BeforeHost..url::Position::AfterPort]
}

async fn resolve(url: &Url) -> Result<(Vec<SocketAddr>, String), Failure> {
    let name = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let failed = |what: String| Failure {
        class: Class::Network,
        what,
        remedy: format!(
            "check the name `{name}` in the target's url; if it is right, this machine's DNS (or \
             its VPN) does not know it"
        ),
    };
    let port = url.port_or_known_default().unwrap_or(443);
    let found = lookup_host((name, port)).await;
    let found: Vec<_> = found.map_err(|error| failed(format!("{name}: {error}")))?.collect();
    let Some(first) = found.first() else {
        return Err(failed(format!("{name} has no address")));
    };
    let more = if found.len() > 1 { " and others" } else { "" };
    let text = format!("{name} is {}{more}", first.ip());
    Ok((found, text))
}

async fn connect(
    target: &Target,
    url: &Url,
    addresses: &[SocketAddr],
) -> Result<(TcpStream, String), Failure> {
    let limit = target.deadlines.connect;
    match timeout(limit, TcpStream::connect(addresses)).await {
        Ok(Ok(stream)) => Ok((stream, format!("{} is connected", host(url)))),
        Ok(Err(error)) if error.kind() == io::ErrorKind::ConnectionRefused => Err(Failure {
            class: Class::TargetDown,
            what: format!("{}: {error}", host(url)),
            remedy: "nothing listens on this port: start the target, or check the port in its url"
                .into(),
        }),
        Ok(Err(error)) => Err(unreachable_there(format!("{}: {error}", host(url)))),
        Err(_elapsed) => {
            let limit = limit.as_millis();
            Err(unreachable_there(format!("{}: no connection within {limit} ms", host(url))))
        }
    }
}

fn unreachable_there(what: String) -> Failure {
    let remedy = "check firewall, VPN and proxy, try from another machine, or set `proxy`";
    Failure { class: Class::Network, what, remedy: remedy.into() }
}

/// Asks the proxy for a tunnel to `url`.
async fn tunnel(
    proxy: &Url,
    url: &Url,
    mut stream: TcpStream,
) -> Result<(TcpStream, String), Failure> {
    let broken = |what: String| Failure {
        class: Class::Network,
        what: format!("{} does not open a tunnel to {}: {what}", host(proxy), host(url)),
        remedy: "check `proxy` and its user and password, or ask its operator".into(),
    };
    let name = url.host_str().unwrap_or_default();
    let place = format!("{name}:{}", url.port_or_known_default().unwrap_or(443));
    let mut head = format!("CONNECT {place} HTTP/1.1\r\nhost: {place}\r\n");
    if let Some(password) = proxy.password() {
        let plain = |text| percent_decoded(text);
        let basic = basic(&plain(proxy.username()), &plain(password));
        let _ = write!(head, "proxy-authorization: {basic}\r\n");
    }
    head.push_str("\r\n");
    let failed = |error: io::Error| broken(error.to_string());
    stream.write_all(head.as_bytes()).await.map_err(failed)?;
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") && answer.len() < MAX_HEAD_BYTES {
        answer.push(stream.read_u8().await.map_err(failed)?);
    }
    let answer = String::from_utf8_lossy(&answer);
    match answer.split(' ').nth(1) {
        Some(status) if status.starts_with('2') => {
            Ok((stream, format!("{} leads to {}", host(proxy), host(url))))
        }
        _ => Err(broken(answer.lines().next().unwrap_or("its answer is empty").to_owned())),
    }
}

/// Decodes a user or password of a URL.
fn percent_decoded(text: &str) -> String {
    let pair = text.replace('+', "%2B").replace('&', "%26");
    let decoded = url::form_urlencoded::parse(pair.as_bytes()).next();
    decoded.map_or_else(String::new, |(text, _)| text.into_owned())
}

async fn tls_handshake(
    target: &Target,
    url: &Url,
    stream: TcpStream,
    limit: Duration,
) -> Result<Health, Failure> {
    let unusable = |error: String| Failure {
        class: Class::Configuration,
        what: error,
        remedy: "install the system's certificates (ca-certificates), or set `ca_file`".into(),
    };
    let trust = tls::with_trust(&target.route);
    let (trust, verifier) = trust.map_err(|error| unusable(error.to_string()))?;
    let name = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let server = ServerName::try_from(name).map_err(|error| unusable(error.to_string()))?;
    let shaken = TlsConnector::from(Arc::new(trust)).connect(server, stream);
    match timeout(limit, shaken).await {
        Ok(Ok(_stream)) => Ok(until(url, verifier.expiry())),
        Ok(Err(error)) => Err(broken(url, &error)),
        Err(_elapsed) => Err(unreachable_there(format!("{}: TLS does not begin", host(url)))),
    }
}

fn until(url: &Url, expiry: Option<u64>) -> Health {
    let expiry = expiry.and_then(|at| Timestamp::from_second(i64::try_from(at).ok()?).ok());
    let Some(expiry) = expiry else {
        return Health::Fine(format!("the certificate is for {}", host(url)));
    };
    let left = expiry.as_second() - Timestamp::now().as_second();
    let day = expiry.strftime("%Y-%m-%d");
    let what = format!("the certificate is for {} until {day}", host(url));
    if left > EXPIRES_SOON_S {
        return Health::Fine(what);
    }
    Health::Odd { what, remedy: format!("it expires in {} days: have it renewed", left / 86_400) }
}

/// The finding for a failed TLS handshake.
fn broken(url: &Url, error: &io::Error) -> Failure {
    let cause = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    let (class, remedy) = match cause {
        Some(error) if tls::is_own_authority(error) => (
            Class::Configuration,
            "the certificate is its own authority and is not trusted: give this certificate with \
             `ca_file` (--ca-file)",
        ),
        Some(rustls::Error::InvalidCertificate(certificate)) => certificate_fault(certificate),
        Some(rustls::Error::InvalidMessage(_)) => (
            Class::Configuration,
            "the server does not speak TLS: check the port, or write http:// in the url",
        ),
        _ => (
            Class::TargetDown,
            "the target aborts the handshake: ask its operator, or check the port",
        ),
    };
    let what = format!("{}: {error}", host(url));
    Failure { class, what, remedy: remedy.into() }
}

fn certificate_fault(certificate: &CertificateError) -> (Class, &'static str) {
    use CertificateError as Error;
    match certificate {
        Error::Expired | Error::ExpiredContext { .. } => (
            Class::TargetDown,
            "the certificate has expired: it must be renewed, or this machine's clock is wrong",
        ),
        Error::NotValidYet | Error::NotValidYetContext { .. } => {
            (Class::Configuration, "the certificate is not valid yet: check this machine's clock")
        }
        Error::NotValidForName | Error::NotValidForNameContext { .. } => {
            (Class::Configuration, "the certificate is for another name: use that name in the url")
        }
        Error::UnknownIssuer | Error::BadSignature => (
            Class::Configuration,
            "its authority is not trusted: give the private authority's certificate with \
             `ca_file` (--ca-file), or install it on this machine",
        ),
        _ => (Class::TargetDown, "the certificate is unusable: it must be replaced"),
    }
}
