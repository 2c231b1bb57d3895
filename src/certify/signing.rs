//! Signing with a key in a file, or with a command for keys in hardware and CI.

use std::io::{self, Read as _, Write as _};
use std::os::unix::process::CommandExt as _;
use std::process::{Command as Program, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rustix::process::{Pid, Signal, kill_process_group};

use crate::certificate::{PrivateKey, PublicKey, SignedEnvelope};

use super::CertifyError;

/// Length of a signature, in bytes.
const SIGNATURE: usize = 64;
/// Maximum length of what a signing command prints, in bytes.
const MOST_PRINTED_BYTES: u64 = 4096;
/// Maximum time of a signing command: somebody may have to touch a key, or to type a PIN.
const LONGEST_COMMAND: Duration = Duration::from_secs(120);

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
    let (status, printed) = printed_by(command, message).map_err(failed)?;
    if !status.success() {
        return Err(failed(format!("it ended with {status}")));
    }
    let signature = if printed.len() == SIGNATURE {
        printed
    } else {
        let text = String::from_utf8_lossy(&printed);
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

/// Runs a command that reads the message, and returns how it ended and what it printed. Neither its
/// output nor its time is unlimited.
fn printed_by(command: &str, message: &[u8]) -> Result<(ExitStatus, Vec<u8>), String> {
    let failed = |error: io::Error| error.to_string();
    let mut child = Program::new("sh")
        .args(["-c", command])
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let message = message.to_owned();
    // A command that does not read everything is refused by its status or its signature.
    thread::spawn(move || input.map(|mut it| it.write_all(&message)));
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut printed = Vec::new();
        let read = output.map(|it| it.take(MOST_PRINTED_BYTES).read_to_end(&mut printed));
        let ended = read.transpose().and_then(|_| Ok((child.wait()?, printed)));
        // After the time-out there is no receiver.
        let _ = sender.send(ended);
    });
    let Ok(ended) = receiver.recv_timeout(LONGEST_COMMAND) else {
        // It may have ended by now.
        let _ = group.map(|it| kill_process_group(it, Signal::KILL));
        return Err(format!("it did not end within {} s", LONGEST_COMMAND.as_secs()));
    };
    ended.map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_endless_output_only_the_beginning_is_read() {
        let (status, printed) = printed_by("yes", b"message").unwrap();
        assert!(!status.success());
        assert_eq!(u64::try_from(printed.len()).unwrap(), MOST_PRINTED_BYTES);
    }

    #[test]
    fn a_command_that_reads_nothing_does_not_block() {
        let (status, printed) = printed_by("echo signed", &vec![b'x'; 1 << 20]).unwrap();
        assert_eq!((status.success(), printed), (true, b"signed\n".to_vec()));
    }
}
