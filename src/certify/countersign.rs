//! Adds a signature to a certificate that somebody else issued.

use std::path::Path;

use jiff::Timestamp;

use crate::certificate::{
    BundledFile, CERTIFICATE, Flaw, ReceiverPolicy, TrustedKey, Verification, VerificationRequest,
    opened, verify, write_bundle,
};

use super::check::MOST_BYTES;
use super::signing::SigningMeans;
use super::{CertifyError, files, own};

/// Result of a countersignature.
#[derive(Debug)]
pub enum Countersigned {
    /// The same bundle or certificate with one more signature.
    Signed(Vec<u8>),
    /// It is not what it claims, so that it was not signed.
    Refused(Vec<Flaw>),
}

/// Adds a signature to the certificate or bundle at `path`, which has to be whole and valid at `now`.
/// Earlier signatures are not compared with keys: verify before.
///
/// # Errors
/// When it cannot be read, or the key cannot sign.
pub fn countersign(
    path: &Path,
    means: &SigningMeans,
    now: Timestamp,
) -> Result<Countersigned, CertifyError> {
    let bytes = files::read(path, MOST_BYTES)?;
    let policy = ReceiverPolicy::none();
    let request = VerificationRequest {
        bytes: &bytes,
        keys: &[],
        policy: &policy,
        revealed: &[],
        own: &own::program()?,
        now,
    };
    let unreadable = |error| CertifyError::shape(path, error);
    let Verification { mut flaws, .. } = verify(&request).map_err(unreadable)?;
    flaws.retain(|it| !it.is_of_keys());
    if !flaws.is_empty() {
        return Ok(Countersigned::Refused(flaws));
    }
    let (envelope, members) = opened(&bytes).map_err(unreadable)?;
    let mut envelope = envelope.envelope;
    let key = means.public().id();
    // A signature of another key that only names this one does not keep it from signing.
    let own = TrustedKey { key: means.public(), name: key.clone(), role: None, until: None };
    let known = verify(&VerificationRequest { keys: &[own], ..request }).map_err(unreadable)?;
    if !known.signers.is_empty() {
        return Ok(Countersigned::Refused(vec![Flaw::SignedTwice { key }]));
    }
    means.sign(&mut envelope)?;
    let certificate = envelope.to_bytes()?;
    let Some(members) = members else { return Ok(Countersigned::Signed(certificate)) };
    let members = members.iter().map(|(name, bytes)| {
        let bytes = if name == CERTIFICATE { certificate.as_slice() } else { bytes };
        BundledFile { name, bytes }
    });
    Ok(Countersigned::Signed(write_bundle(members)?))
}
