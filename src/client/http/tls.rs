//! Certificates: the trusted authorities of the system and of a file, and that of the client.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ::ring::digest;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WantsClientCert, verify_server_name};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, ConfigBuilder, DigitallySignedStruct, SignatureScheme,
};
use rustls_platform_verifier::Verifier;

use crate::config::{CaFile, ClientIdentity, Route};

/// The last second of the year 9999, when every certificate has expired.
const END_OF_TIME: Duration = Duration::from_secs(253_402_300_799);

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// Reads the certificates of a file.
///
/// # Errors
/// When a certificate cannot be read.
pub fn certificates(file: &CaFile) -> Result<Vec<CertificateDer<'static>>, rustls::Error> {
    let unusable = |error: String| {
        rustls::Error::General(format!("the CA file {} is unusable: {error}", file.path.display()))
    };
    let found = CertificateDer::pem_slice_iter(&file.pem).collect::<Result<Vec<_>, _>>();
    let found = found.map_err(|error| unusable(error.to_string()))?;
    if found.is_empty() {
        return Err(unusable("no certificate in it can be read".into()));
    }
    let mut roots = rustls::RootCertStore::empty();
    for certificate in &found {
        roots.add(certificate.clone()).map_err(|error| unusable(error.to_string()))?;
    }
    Ok(found)
}

/// SHA-256 of a certificate's public key in base64, as browsers expect it.
pub fn key_digest(certificate: &[u8]) -> Option<String> {
    let certificate = CertificateDer::from(certificate);
    let parsed = ParsedCertificate::try_from(&certificate).ok()?;
    let digest = digest::digest(&digest::SHA256, &parsed.subject_public_key_info());
    Some(BASE64_STANDARD.encode(digest))
}

/// Configuration for plain HTTP: trusts no authority, so that none has to be read.
pub fn without_trust() -> ClientConfig {
    builder().with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth()
}

/// Configuration that trusts the system's authorities and those of the route's file, and shows its
/// client certificate to a server that asks for one. Reading the authorities takes milliseconds.
///
/// # Errors
/// When no authority exists, or a file of the route is unusable.
pub fn with_trust(route: &Route) -> Result<(ClientConfig, Arc<RecordingVerifier>), rustls::Error> {
    let extra = route.authorities.as_ref().map(certificates).transpose()?.unwrap_or_default();
    let inner = Verifier::new_with_extra_roots(extra.clone(), provider())?;
    let witness = Arc::new(RecordingVerifier { inner, own: extra, expiry: Mutex::default() });
    let verifier = Arc::clone(&witness);
    let builder = builder().dangerous().with_custom_certificate_verifier(verifier);
    let config = match &route.identity {
        None => builder.with_no_client_auth(),
        Some(identity) => with_identity(builder, identity)?,
    };
    Ok((config, witness))
}

/// Checks the files of the route.
///
/// # Errors
/// When the file of authorities or the client certificate is unusable.
pub fn check_files(route: &Route) -> Result<(), rustls::Error> {
    route.authorities.as_ref().map(certificates).transpose()?;
    let without_trust = || builder().with_root_certificates(rustls::RootCertStore::empty());
    route.identity.as_ref().map(|it| with_identity(without_trust(), it)).transpose()?;
    Ok(())
}

fn with_identity(
    builder: ConfigBuilder<ClientConfig, WantsClientCert>,
    identity: &ClientIdentity,
) -> Result<ClientConfig, rustls::Error> {
    let unusable = |error: &dyn std::fmt::Display| {
        let path = identity.path.display();
        rustls::Error::General(format!("the client certificate {path} is unusable: {error}"))
    };
    let chain = CertificateDer::pem_slice_iter(&identity.certificates);
    let chain = chain.collect::<Result<Vec<_>, _>>().map_err(|error| unusable(&error))?;
    let key = PrivateKeyDer::from_pem_slice(&identity.key).map_err(|error| unusable(&error))?;
    builder.with_client_auth_cert(chain, key).map_err(|error| unusable(&error))
}

fn builder() -> ConfigBuilder<ClientConfig, rustls::WantsVerifier> {
    match ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions() {
        Ok(builder) => builder,
        Err(error) => unreachable!("ring supports the default TLS versions: {error}"),
    }
}

/// Whether a certificate was refused only because it belongs to an authority: the certificate of a
/// server that signed its own does.
pub fn is_own_authority(error: &rustls::Error) -> bool {
    let rustls::Error::InvalidCertificate(CertificateError::Other(other)) = error else {
        return false;
    };
    other.0.downcast_ref::<webpki::Error>() == Some(&webpki::Error::CaUsedAsEndEntity)
}

/// Verifies as the system does, trusts a server certificate that is itself in the file, and records the expiry of the certificate.
#[derive(Debug)]
pub struct RecordingVerifier {
    inner: Verifier,
    /// Certificates of the file.
    own: Vec<CertificateDer<'static>>,
    expiry: Mutex<Option<UnixTime>>,
}

impl RecordingVerifier {
    /// Expiry of the last certificate, in seconds since 1970.
    pub fn expiry(&self) -> Option<u64> {
        self.expiry.lock().unwrap_or_else(PoisonError::into_inner).map(|time| time.as_secs())
    }
}

impl ServerCertVerifier for RecordingVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let verify = |at| {
            self.inner.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, at)
        };
        // The verifier does not report the expiry, except in the error for an expired certificate.
        if let Err(rustls::Error::InvalidCertificate(CertificateError::ExpiredContext {
            not_after,
            ..
        })) = verify(UnixTime::since_unix_epoch(END_OF_TIME))
        {
            *self.expiry.lock().unwrap_or_else(PoisonError::into_inner) = Some(not_after);
        }
        match verify(now) {
            // The validity was checked before; the name was not.
            Err(error)
                if is_own_authority(&error) && self.own.iter().any(|it| it == end_entity) =>
            {
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
                Ok(ServerCertVerified::assertion())
            }
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.inner.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.inner.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}
