//! Searches what is written for secrets.

use std::io::{self, Write};

use crate::evidence::{KnownSecrets, SecretScanner};

/// Maximum number of secrets searched for during a run. Finished reports are searched for all.
const MAX_LIVE_SECRETS: usize = 256;

/// A scanner for the secrets of a run, which are learnt during the run.
#[derive(Debug)]
pub struct LiveSecretScanner {
    known: KnownSecrets,
    scanner: SecretScanner,
    seen: usize,
}

impl LiveSecretScanner {
    /// A scanner for the secrets in `known`, also for those added later.
    pub fn new(known: KnownSecrets) -> Self {
        Self { known, scanner: SecretScanner::default(), seen: 0 }
    }

    /// A scanner for the secrets known so far.
    pub fn scanner(&mut self) -> &SecretScanner {
        let known = self.known.len();
        if known != self.seen && self.seen < MAX_LIVE_SECRETS {
            (self.scanner, self.seen) = (SecretScanner::for_all(&self.known), known);
        }
        &self.scanner
    }
}

/// A writer that refuses bytes with a secret in them.
pub struct ScanningWriter<'a, W> {
    scanner: &'a SecretScanner,
    out: W,
    window: Vec<u8>,
    found: Option<&'static str>,
}

impl<'a, W: Write> ScanningWriter<'a, W> {
    /// Writes to `out` through `scanner`.
    pub fn new(scanner: &'a SecretScanner, out: W) -> Self {
        Self { scanner, out, window: Vec::new(), found: None }
    }

    /// Kind of the secret that was found.
    pub fn found(&self) -> Option<&'static str> {
        self.found
    }

    /// Searches the end, and flushes.
    pub fn finish(&mut self) -> io::Result<()> {
        let found = self.scanner.catches(&self.window, true);
        self.reject(found)?;
        self.out.flush()
    }

    fn reject(&mut self, found: Option<&'static str>) -> io::Result<()> {
        self.found = self.found.or(found);
        match self.found {
            Some(kind) => Err(io::Error::other(format!("a {kind} is in it"))),
            None => Ok(()),
        }
    }
}

impl<W: Write> Write for ScanningWriter<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.scanner.is_empty() {
            self.window.extend_from_slice(bytes);
            let found = self.scanner.catches(&self.window, false);
            self.reject(found)?;
            self.window.drain(..self.window.len().saturating_sub(self.scanner.reach()));
        }
        self.out.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanner() -> SecretScanner {
        let known = KnownSecrets::default();
        known.note("client secret", "top/secret 0815");
        known.note("tan", "482913");
        known.note("token", "anything");
        SecretScanner::for_all(&known)
    }

    /// Kind of the secret found in `text`, which is the same for pieces of every size.
    fn found(text: &str) -> Option<&'static str> {
        let scanner = scanner();
        let seen: Vec<_> = [1, 2, 7, 64, 1000]
            .map(|size| {
                let mut out = Vec::new();
                let mut scanning = ScanningWriter::new(&scanner, &mut out);
                let written =
                    text.as_bytes().chunks(size).try_for_each(|it| scanning.write_all(it));
                let ended = written.and_then(|()| scanning.finish());
                assert_eq!(ended.is_err(), scanning.found().is_some());
                let found = scanning.found();
                assert!(found.is_some() || out == text.as_bytes());
                found
            })
            .to_vec();
        assert!(seen.iter().all(|it| *it == seen[0]), "{text}: {seen:?}");
        seen[0]
    }

    #[test]
    fn a_secret_is_caught_in_every_encoding_and_across_pieces() {
        let long = "x".repeat(500);
        for form in [
            "top/secret 0815",
            "top%2Fsecret%200815",
            "top%2fsecret+0815",
            r"top\/secret 0815",
            "dG9wL3NlY3JldCAwODE1",
            "aWQ6dG9wL3NlY3JldCAwODE1",
            "eHg6dG9wL3NlY3JldCAwODE1Og==",
        ] {
            assert_eq!(found(&format!("{long}{form}{long}")), Some("client secret"), "{form}");
        }
        assert_eq!(found("top secret 0815"), None);
    }

    #[test]
    fn a_short_secret_is_caught_only_as_a_whole_token() {
        for text in ["482913", "\"482913\"", "TAN 482913!", "a=482913", ">482913<", "(482913)"] {
            assert_eq!(found(text), Some("tan"), "{text}");
        }
        for text in
            ["1482913", "482913a", "10:00:00.482913Z", "\"ms\":482913,", "a-482913-b", "anything"]
        {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn without_secrets_nothing_is_kept() {
        let nothing = SecretScanner::for_all(&KnownSecrets::default());
        let mut scanning = ScanningWriter::new(&nothing, Vec::new());
        scanning.write_all(b"anything").and_then(|()| scanning.finish()).unwrap();
        assert!(scanning.window.is_empty() && scanning.out == b"anything");
    }
}
