//! Lets nothing through in which somebody could read a secret.

use std::io::{self, Write};

use crate::evidence::{KnownSecrets, Sieve};

/// Beyond so many secrets what is written meanwhile is searched for the first of them only; the
/// reports are searched for all.
const WATCHED: usize = 256;

/// Looks out for the secrets of a run while it learns them.
#[derive(Debug)]
pub struct Watch {
    known: KnownSecrets,
    sieve: Sieve,
    seen: usize,
}

impl Watch {
    /// Over what is known now and will be.
    pub fn over(known: KnownSecrets) -> Self {
        Self { known, sieve: Sieve::default(), seen: 0 }
    }

    /// A sieve for what is known by now.
    pub fn sieve(&mut self) -> &Sieve {
        let known = self.known.len();
        if known != self.seen && self.seen < WATCHED {
            (self.sieve, self.seen) = (Sieve::for_all(&self.known), known);
        }
        &self.sieve
    }
}

/// Lets through what is clean; keeps no more than a window of it.
pub struct Sifted<'a, W> {
    sieve: &'a Sieve,
    out: W,
    window: Vec<u8>,
    caught: Option<&'static str>,
}

impl<'a, W: Write> Sifted<'a, W> {
    /// Writes to `out` through `sieve`.
    pub fn new(sieve: &'a Sieve, out: W) -> Self {
        Self { sieve, out, window: Vec::new(), caught: None }
    }

    /// What was caught.
    pub fn caught(&self) -> Option<&'static str> {
        self.caught
    }

    /// Looks at the end, and flushes.
    pub fn finish(&mut self) -> io::Result<()> {
        let caught = self.sieve.catches(&self.window, true);
        self.judge(caught)?;
        self.out.flush()
    }

    fn judge(&mut self, caught: Option<&'static str>) -> io::Result<()> {
        self.caught = self.caught.or(caught);
        match self.caught {
            Some(kind) => Err(io::Error::other(format!("a {kind} is in it"))),
            None => Ok(()),
        }
    }
}

impl<W: Write> Write for Sifted<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.sieve.is_empty() {
            self.window.extend_from_slice(bytes);
            let caught = self.sieve.catches(&self.window, false);
            self.judge(caught)?;
            self.window.drain(..self.window.len().saturating_sub(self.sieve.reach()));
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

    fn sieve() -> Sieve {
        let known = KnownSecrets::default();
        known.note("client secret", "top/secret 0815");
        known.note("tan", "482913");
        known.note("token", "anything");
        Sieve::for_all(&known)
    }

    /// Written in pieces of each size.
    fn caught(text: &str) -> Option<&'static str> {
        let sieve = sieve();
        let seen: Vec<_> = [1, 2, 7, 64, 1000]
            .map(|size| {
                let mut out = Vec::new();
                let mut sifted = Sifted::new(&sieve, &mut out);
                let written = text.as_bytes().chunks(size).try_for_each(|it| sifted.write_all(it));
                let ended = written.and_then(|()| sifted.finish());
                assert_eq!(ended.is_err(), sifted.caught().is_some());
                let caught = sifted.caught();
                assert!(caught.is_some() || out == text.as_bytes());
                caught
            })
            .to_vec();
        assert!(seen.iter().all(|it| *it == seen[0]), "{text}: {seen:?}");
        seen[0]
    }

    #[test]
    fn a_secret_is_caught_in_every_form_and_however_it_is_cut() {
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
            assert_eq!(caught(&format!("{long}{form}{long}")), Some("client secret"), "{form}");
        }
        assert_eq!(caught("top secret 0815"), None);
    }

    #[test]
    fn what_is_short_is_caught_only_where_it_stands_alone() {
        for text in ["482913", "\"482913\"", "TAN 482913!", "a=482913", ">482913<", "(482913)"] {
            assert_eq!(caught(text), Some("tan"), "{text}");
        }
        for text in
            ["1482913", "482913a", "10:00:00.482913Z", "\"ms\":482913,", "a-482913-b", "anything"]
        {
            assert_eq!(caught(text), None, "{text}");
        }
    }

    #[test]
    fn without_secrets_nothing_is_kept() {
        let nothing = Sieve::for_all(&KnownSecrets::default());
        let mut sifted = Sifted::new(&nothing, Vec::new());
        sifted.write_all(b"anything").and_then(|()| sifted.finish()).unwrap();
        assert!(sifted.window.is_empty() && sifted.out == b"anything");
    }
}
