//! The way to a target: proxy and trusted certificates.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use url::Url;

use super::ConfigError;
use super::base_url::must_have_no_empty_port;
use super::text_file::without_marks;

/// The proxy and the trusted certificates for a target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    /// The proxy.
    pub proxy: Proxy,
    /// Certificates that are trusted in addition to those of the system.
    pub authorities: Option<CaFile>,
    /// Certificate shown to a server that asks for one.
    pub identity: Option<ClientIdentity>,
}

/// A file of certificates in PEM.
#[derive(Clone, PartialEq, Eq)]
pub struct CaFile {
    /// Path of the file.
    pub path: PathBuf,
    /// Content of the file.
    pub pem: Vec<u8>,
}

impl fmt::Debug for CaFile {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "CaFile({})", self.path.display())
    }
}

impl CaFile {
    /// Reads the file.
    ///
    /// # Errors
    /// When it cannot be read or contains no certificate.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let pem = std::fs::read(path).map_err(|error| {
            ConfigError::new(format!("failed to read the CA file {}: {error}", path.display()))
        })?;
        let pem = without_marks(pem);
        if String::from_utf8_lossy(&pem).contains("-----BEGIN CERTIFICATE-----") {
            return Ok(Self { path: path.to_owned(), pem });
        }
        Err(ConfigError::new(format!(
            "the CA file {} contains no certificate: it must be PEM, with BEGIN CERTIFICATE",
            path.display()
        )))
    }
}

/// A client certificate with its private key, in PEM.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientIdentity {
    /// Path of the file of the certificate.
    pub path: PathBuf,
    /// The certificate and its chain.
    pub certificates: Vec<u8>,
    /// The private key.
    pub key: Vec<u8>,
}

impl fmt::Debug for ClientIdentity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "ClientIdentity({})", self.path.display())
    }
}

impl ClientIdentity {
    /// Reads the certificate, and its private key from `key` if that is another file.
    ///
    /// # Errors
    /// When a file cannot be read, or contains no certificate or no plain private key.
    pub fn read(path: &Path, key: Option<&Path>) -> Result<Self, ConfigError> {
        let certificates = pem(path, "certificate", "BEGIN CERTIFICATE")?;
        let key = pem(key.unwrap_or(path), "private key", "PRIVATE KEY-----")?;
        if String::from_utf8_lossy(&key).contains("ENCRYPTED") {
            return Err(ConfigError::new(
                "the private key of the client certificate is encrypted: expected a plain one, as \
                 `openssl pkey -in KEY -out PLAIN` writes it",
            ));
        }
        Ok(Self { path: path.to_owned(), certificates, key })
    }
}

/// Reads a file of the client certificate, which must contain `label`.
fn pem(path: &Path, what: &str, label: &str) -> Result<Vec<u8>, ConfigError> {
    let file = path.display();
    let pem = std::fs::read(path).map(without_marks).map_err(|error| {
        ConfigError::new(format!("failed to read the client's {what} {file}: {error}"))
    })?;
    if String::from_utf8_lossy(&pem).contains(label) {
        return Ok(pem);
    }
    Err(ConfigError::new(format!(
        "{file} contains no {what}: it must be PEM; --client-cert names the file of the certificate, \
         and --client-key that of its private key if it is another one"
    )))
}

/// The proxy between the harness and the target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Proxy {
    /// The proxy of `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`; none for this machine.
    #[default]
    System,
    /// No proxy; the environment is ignored.
    Direct,
    /// The proxy at this URL.
    At(Url),
}

impl FromStr for Proxy {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        if text == "none" {
            return Ok(Self::Direct);
        }
        must_have_no_empty_port(text)?;
        let url = Url::parse(text).ok();
        let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        url.map(Self::At).ok_or_else(|| {
            ConfigError::new(
                "the value is not the URL of a proxy: write http://host:port, or `none`",
            )
        })
    }
}

impl fmt::Display for Proxy {
    /// Writes the address without credentials.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => out.write_str("of the environment, if any"),
            Self::Direct => out.write_str("none"),
            Self::At(url) => {
                out.write_str(&url[url::Position::BeforeHost..url::Position::AfterPort])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_shows_its_address_and_no_password() {
        assert_eq!("none".parse(), Ok(Proxy::Direct));
        let proxy: Proxy = "http://me:hush@proxy.example.com:3128".parse().unwrap();
        assert_eq!(proxy.to_string(), "proxy.example.com:3128");
        let wrong = "me:hush@proxy".parse::<Proxy>().unwrap_err().to_string();
        assert!(wrong.contains("http://host:port") && !wrong.contains("hush"), "{wrong}");
    }

    #[test]
    fn a_ca_file_holds_certificates() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ca.pem");
        assert!(CaFile::read(&path).unwrap_err().to_string().contains("ca.pem"));
        std::fs::write(&path, "not pem").unwrap();
        assert!(CaFile::read(&path).unwrap_err().to_string().contains("BEGIN CERTIFICATE"));
        std::fs::write(&path, "-----BEGIN CERTIFICATE-----\n").unwrap();
        assert_eq!(CaFile::read(&path).unwrap().path, path);
    }
}
