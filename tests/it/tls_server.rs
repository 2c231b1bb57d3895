//! A TLS server with a private authority before a server that speaks plain HTTP.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, crypto::ring};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// The server's own address; the certificate of its authority lies in a file.
pub struct Guarded {
    address: SocketAddr,
    pub authority: PathBuf,
}

impl Guarded {
    /// Forwards to `behind`, with a certificate for `name` that holds until `last`.
    pub fn start(dir: &Path, behind: &str, name: &str, last: Date) -> Self {
        let (config, authority) = identity(name, last);
        Self::serve(&dir.join(format!("authority-{name}.pem")), &authority, behind, config)
    }

    /// The same, with a certificate that is its own authority.
    pub fn self_signed(dir: &Path, behind: &str, name: &str, last: Date) -> Self {
        let mut own = CertificateParams::new(vec![name.to_owned()]).unwrap();
        own.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        own.not_after = date_time_ymd(
            last.year().into(),
            last.month().unsigned_abs(),
            last.day().unsigned_abs(),
        );
        let key = KeyPair::generate().unwrap();
        let certificate = own.self_signed(&key).unwrap();
        let config = config(None, certificate.der().clone(), &key);
        let path = dir.join(format!("own-{name}.pem"));
        Self::serve(&path, &certificate.pem(), behind, config)
    }

    /// The same, for clients with a certificate of their own, whose files lie in `dir`: the
    /// certificate, its key, and both.
    pub fn mutual(dir: &Path, behind: &str) -> (Self, [PathBuf; 3]) {
        let (issuer, authority) = authority();
        let leaf = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let keys = [KeyPair::generate().unwrap(), KeyPair::generate().unwrap()];
        let server = leaf.clone().signed_by(&keys[0], &issuer).unwrap();
        let client = leaf.signed_by(&keys[1], &issuer).unwrap();
        let config = config(Some(&authority), server.der().clone(), &keys[0]);
        let files = ["client.pem", "client-key.pem", "both.pem"].map(|it| dir.join(it));
        let (certificate, key) = (client.pem(), keys[1].serialize_pem());
        let both = format!("{certificate}{key}");
        for (path, text) in files.iter().zip([certificate, key, both]) {
            std::fs::write(path, text).unwrap();
        }
        (Self::serve(&dir.join("authority.pem"), &authority, behind, config), files)
    }

    fn serve(path: &Path, authority: &str, behind: &str, config: ServerConfig) -> Self {
        std::fs::write(path, authority).unwrap();
        let behind: SocketAddr = behind.strip_prefix("http://").unwrap().parse().unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(forward(listener, config, behind));
        });
        Self { address, authority: path.to_owned() }
    }

    /// Where it is, by a name of this machine.
    pub fn url(&self) -> String {
        format!("https://localhost:{}", self.address.port())
    }
}

/// A private authority, with its certificate in PEM.
fn authority() -> (Issuer<'static, KeyPair>, String) {
    let mut authority = CertificateParams::new(Vec::<String>::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let pem = authority.self_signed(&key).unwrap().pem();
    (Issuer::new(authority, key), pem)
}

fn identity(name: &str, last: Date) -> (ServerConfig, String) {
    let (issuer, pem) = authority();
    let mut leaf = CertificateParams::new(vec![name.to_owned()]).unwrap();
    leaf.not_after =
        date_time_ymd(last.year().into(), last.month().unsigned_abs(), last.day().unsigned_abs());
    let key = KeyPair::generate().unwrap();
    let certificate = leaf.signed_by(&key, &issuer).unwrap();
    (config(None, certificate.der().clone(), &key), pem)
}

/// A server that shows `certificate`, and asks clients for one if it has an authority of theirs.
fn config(
    clients: Option<&str>,
    certificate: CertificateDer<'static>,
    key: &KeyPair,
) -> ServerConfig {
    let provider = Arc::new(ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .unwrap();
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(pem) => {
            let mut roots = RootCertStore::empty();
            roots.add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()).unwrap();
            let verifier =
                WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
            builder.with_client_cert_verifier(verifier.unwrap())
        }
    };
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    builder.with_single_cert(vec![certificate], key).unwrap()
}

async fn forward(listener: std::net::TcpListener, config: ServerConfig, behind: SocketAddr) {
    let listener = TcpListener::from_std(listener).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    while let Ok((stream, _)) = listener.accept().await {
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            // A client that does not trust us goes away; that is its test.
            let Ok(mut near) = acceptor.accept(stream).await else { return };
            let Ok(mut far) = TcpStream::connect(behind).await else { return };
            let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
        });
    }
}
