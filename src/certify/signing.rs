//! Signing with a key in a file, or with a command for keys in hardware and CI.

use std::io::Write as _;
use std::process::{Command as Program, Stdio};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::certificate::{PrivateKey, PublicKey, SignedEnvelope};

use super::CertifyError;

/// Length of a signature, in bytes.
const SIGNATURE: usize = 64;

/// Means of signing.
#[derive(Debug)]
pub enum SigningMeans {
    /// A key in a file.
    Key(PrivateKey),
    /// A shell command, which reads the message and prints the signature, as bytes or in base64.
    Command {
        /// The command.
        command: String,
        /// The public key of the command.
        public: PublicKey,
    },
}

impl SigningMeans {
    /// The public key.
    pub fn public(&self) -> PublicKey {
        match self {
            Self::Key(key) => key.public(),
            Self::Command { public, .. } => public.clone(),
        }
    }

    /// Adds a signature to the envelope.
    ///
    /// # Errors
    /// When the command fails, or prints no signature of its public key.
    pub fn sign(&self, envelope: &mut SignedEnvelope) -> Result<(), CertifyError> {
        let opened = SignedEnvelope::open(&envelope.to_bytes()?)
            .map_err(|error| CertifyError::Argument(error.to_string()))?;
        let message = opened.signed_bytes();
        let signature = match self {
            Self::Key(key) => key.sign(&message),
            Self::Command { command, public } => by_command(command, public, &message)?,
        };
        envelope.add(&self.public(), &signature);
        Ok(())
    }
}

fn by_command(command: &str, public: &PublicKey, message: &[u8]) -> Result<Vec<u8>, CertifyError> {
    let failed = |why: String| CertifyError::Command { command: command.to_owned(), why };
    let mut child = Program::new("sh")
        .args(["-c", command])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| failed(error.to_string()))?;
    if let Some(mut input) = child.stdin.take() {
        // A command that does not read everything fails below, by its status or signature.
        let _ = input.write_all(message);
    }
    let output = child.wait_with_output().map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        return Err(failed(format!("it ended with {}", output.status)));
    }
    let signature = if output.stdout.len() == SIGNATURE {
        output.stdout
    } else {
        let text = String::from_utf8_lossy(&output.stdout);
        let text: String = text.split_whitespace().collect();
        BASE64_STANDARD.decode(text).unwrap_or_default()
    };
    if public.accepts(message, &signature) {
        Ok(signature)
    } else {
        Err(failed(format!(
            "it printed no signature that --key accepts: expected {SIGNATURE} bytes or their base64, by \
             Ed25519 over all of standard input"
        )))
    }
}
