//! The base URL of a target.

use url::Url;

use super::ConfigError;

/// Parses the base URL of a target: http or https, with a host, no query.
pub fn base_url(text: &str) -> Result<Url, ConfigError> {
    must_have_no_empty_port(text)?;
    let hint = "write http(s)://host[:port], or `simulator`";
    let mut url = Url::parse(text).map_err(|error| {
        let shown = without_secrets(text);
        ConfigError::new(format!("`{shown}` is not a target ({error}): {hint}"))
    })?;
    let web = matches!(url.scheme(), "http" | "https");
    if !web || !url.has_host() || url.query().is_some() {
        let shown = without_secrets(text);
        return Err(ConfigError::new(format!("`{shown}` is not a target: {hint}")));
    }
    if url.password().is_some() || !url.username().is_empty() {
        return Err(ConfigError::new(
            "the target URL carries credentials: put them into BANKIDENT_CLIENT_ID and \
             BANKIDENT_CLIENT_SECRET",
        ));
    }
    // The client appends the version; a URL that already has it means the same.
    if let Some(base) = url.path().trim_end_matches('/').strip_suffix("/v1").map(str::to_owned) {
        url.set_path(&base);
    }
    Ok(url)
}

/// Refuses an address with an empty port, as `http://host:$PORT` has when the variable is lost: it
/// would lead the credentials to the port of another server.
pub(super) fn must_have_no_empty_port(text: &str) -> Result<(), ConfigError> {
    let authority = text.split_once("://").map(|(_, rest)| rest);
    let authority = authority.and_then(|it| it.split(['/', '?', '#']).next());
    let Some(authority) = authority.filter(|it| it.ends_with(':')) else { return Ok(()) };
    // Credentials before the host are not repeated.
    let host = authority.rsplit('@').next().unwrap_or_default();
    Err(ConfigError::new(format!(
        "`{host}` has no port after the colon: write one, as in host:8080, or remove the colon"
    )))
}

/// An address as it was given, but without credentials and query.
pub(super) fn without_secrets(text: &str) -> String {
    let (address, query) = text.split_at(text.find(['?', '#']).unwrap_or(text.len()));
    let begin = address.find("//").map_or(0, |it| it + 2);
    let (scheme, rest) = address.split_at(begin);
    let hidden = if query.is_empty() { "" } else { "?[masked]" };
    match rest.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}[masked]@{host}{hidden}"),
        None => format!("{address}{hidden}"),
    }
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
        let base = |text: &str| base_url(text).map(|url| url.to_string());
        assert_eq!(base("http://127.0.0.1:8080/base").unwrap(), "http://127.0.0.1:8080/base");
        assert_eq!(base("http://127.0.0.1:8080/base/v1/").unwrap(), "http://127.0.0.1:8080/base");
        for wrong in ["sandbox", "htp:/x", "file:///etc/passwd", "http://", "https://a:b@host"] {
            assert!(base_url(wrong).is_err(), "{wrong}");
        }
        for empty in ["http://127.0.0.1:", "https://host:/v1", "https://a:b@[::1]:?x"] {
            let error = base_url(empty).unwrap_err().to_string();
            assert!(error.contains(":` has no port") && !error.contains("a:b"), "{error}");
        }
        assert!(base_url("http://[::1]/a:/").is_ok());
        for secret in
            ["http://u:hush@[bad", "https://h/token?key=hush", "u:hush@h", "htp://u:hu/@sh@h"]
        {
            let error = base_url(secret).unwrap_err().to_string();
            assert!(!error.contains("hush") && !error.contains("hu/"), "{error}");
        }
    }
}
