//! Verifies a certificate or bundle against the keys and the policy of a receiver.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;

use crate::certificate::{
    ConcealedText, ReceiverPolicy, SignerRow, TrustedKey, Verification, VerificationRequest, verify,
};

use crate::run::begin_binary_digest;

use super::desk::{BrokenDeskRule, DeskRules, Submission};
use super::key_files::public_key;
use super::{CertifyError, files, own};

/// Maximum size of a bundle, in bytes.
pub const MOST_BYTES: u64 = 256 << 20;

/// Configuration of `verify`.
#[derive(Debug)]
pub struct VerifyConfig {
    /// Certificate or bundle.
    pub certificate: PathBuf,
    /// Files of trusted public keys.
    pub keys: Vec<PathBuf>,
    /// Policy file.
    pub policy: Option<PathBuf>,
    /// File with texts that the holder shows.
    pub reveal: Option<PathBuf>,
    /// Feature file or folder with rules of the receiver.
    pub rules: Option<PathBuf>,
}

/// A certificate that was verified and compared with the rules of the receiving desk.
#[derive(Debug)]
pub struct CheckedCertificate {
    /// Result of the verification.
    pub verification: Verification,
    /// The rules that it breaks.
    pub broken: Vec<BrokenDeskRule>,
}

impl CheckedCertificate {
    /// Whether nothing is wrong.
    pub fn is_valid(&self) -> bool {
        self.verification.flaws.is_empty() && self.broken.is_empty()
    }
}

/// File with texts and salts.
#[derive(Deserialize)]
struct SaltFile {
    texts: Vec<ConcealedText>,
}

/// Verifies at `now`, and compares with the rules of the receiving desk.
///
/// # Errors
/// When a file cannot be read, or a rule cannot be run.
pub async fn check(
    config: &VerifyConfig,
    now: Timestamp,
) -> Result<CheckedCertificate, CertifyError> {
    begin_binary_digest();
    if config.certificate.is_dir() {
        let why = format!(
            "{} is a folder: name a bundle or a certificate, as `bankident certify` makes it of a report \
             folder",
            config.certificate.display()
        );
        return Err(CertifyError::Argument(why));
    }
    let rules = DeskRules::load(config.rules.as_deref())?;
    let submission = Rc::new(Submission::new(verified(config, now)?, now));
    let broken = rules.compare(&submission).await?;
    Ok(CheckedCertificate { verification: submission.verification.clone(), broken })
}

fn verified(config: &VerifyConfig, now: Timestamp) -> Result<Verification, CertifyError> {
    let mut keys = Vec::new();
    for path in &config.keys {
        let (key, name) = (public_key(path)?, path.display().to_string());
        keys.push(TrustedKey { key, name, role: None, until: None });
    }
    let policy = match &config.policy {
        Some(path) => policy(path, &mut keys)?,
        None => ReceiverPolicy::none(),
    };
    let revealed = match &config.reveal {
        Some(path) => serde_json::from_slice::<SaltFile>(&files::read(path, MOST_BYTES)?)
            .map(|it| it.texts)
            .map_err(|error| CertifyError::shape(path, error))?,
        None => Vec::new(),
    };
    let bytes = files::read(&config.certificate, MOST_BYTES)?;
    let request = VerificationRequest {
        bytes: &bytes,
        keys: &keys,
        policy: &policy,
        revealed: &revealed,
        own: &own::program()?,
        now,
    };
    verify(&request).map_err(|error| CertifyError::shape(&config.certificate, error))
}

/// Reads a policy, and the keys it names, relative to its own folder.
fn policy(path: &Path, keys: &mut Vec<TrustedKey>) -> Result<ReceiverPolicy, CertifyError> {
    let text = files::read_text(path)?;
    let policy = ReceiverPolicy::parse(&text).map_err(|error| CertifyError::shape(path, error))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    for SignerRow { role, key, until } in &policy.signers {
        let file = folder.join(key);
        let day = |text: &String| {
            let why = format!("`{text}` is no day such as 2026-11-30");
            text.parse::<Date>().map_err(|_| CertifyError::shape(path, why))
        };
        let until = until.as_ref().map(day).transpose()?;
        let (key, role) = (public_key(&file)?, Some(role.clone()));
        // A key of the policy has a role, so it replaces one that was named without.
        keys.retain(|it| it.key != key);
        keys.push(TrustedKey { key, name: file.display().to_string(), role, until });
    }
    Ok(policy)
}
