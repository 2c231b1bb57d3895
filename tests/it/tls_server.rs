//! A TLS server with a private authority before a server that speaks plain HTTP.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, crypto::ring};
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
        let path = dir.join(format!("authority-{name}.pem"));
        std::fs::write(&path, authority).unwrap();
        let behind: SocketAddr = behind.strip_prefix("http://").unwrap().parse().unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(forward(listener, config, behind));
        });
        Self { address, authority: path }
    }

    /// Where it is, by a name of this machine.
    pub fn url(&self) -> String {
        format!("https://localhost:{}", self.address.port())
    }
}

fn identity(name: &str, last: Date) -> (ServerConfig, String) {
    let mut authority = CertificateParams::new(Vec::<String>::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let pem = authority.self_signed(&key).unwrap().pem();
    let issuer = Issuer::new(authority, key);
    let mut leaf = CertificateParams::new(vec![name.to_owned()]).unwrap();
    let (month, day) = (last.month().unsigned_abs(), last.day().unsigned_abs());
    leaf.not_after = date_time_ymd(last.year().into(), month, day);
    let key = KeyPair::generate().unwrap();
    let certificate = leaf.signed_by(&key, &issuer).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    (config, pem)
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
