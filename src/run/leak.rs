//! Searches what is written for secrets.

use std::io::{self, Write};

use crate::evidence::SecretScanner;

/// A writer that masks secrets.
pub struct ScanningWriter<'a, W> {
    scanner: &'a SecretScanner,
    out: W,
    /// Bytes not written yet: a secret may continue after them.
    window: Vec<u8>,
    /// The last byte written.
    last: Option<u8>,
    found: Option<&'static str>,
}

impl<'a, W: Write> ScanningWriter<'a, W> {
    /// Writes to `out` through `scanner`.
    pub fn new(scanner: &'a SecretScanner, out: W) -> Self {
        Self { scanner, out, window: Vec::new(), last: None, found: None }
    }

    /// Kind of a long secret that was masked: it should have been masked when it was recorded.
    pub fn found(&self) -> Option<&'static str> {
        self.found
    }

    /// Writes the end, and flushes.
    pub fn finish(&mut self) -> io::Result<()> {
        self.pass(0)?;
        self.out.flush()
    }

    /// Masks the window, and writes all of it but the last bytes.
    fn pass(&mut self, kept: usize) -> io::Result<()> {
        let ready = self.window.len().saturating_sub(kept);
        let found = self.scanner.mask(&mut self.window, self.last, ready);
        self.found = self.found.or(found);
        self.out.write_all(&self.window[..ready])?;
        self.last = self.window[..ready].last().copied().or(self.last);
        self.window.drain(..ready);
        Ok(())
    }
}

impl<W: Write> Write for ScanningWriter<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.scanner.is_empty() {
            self.out.write_all(bytes)?;
        } else {
            self.window.extend_from_slice(bytes);
            self.pass(self.scanner.reach())?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::KnownSecrets;

    fn scanner() -> SecretScanner {
        let known = KnownSecrets::default();
        known.note("client secret", "top/secret 0815");
        known.note("password", "s-4711");
        known.note("tan", "4711");
        known.note("token", "anything");
        SecretScanner::for_all(&known.without_first(0))
    }

    /// The text as it is written, and the kind of the long secret in it; the same for pieces of every
    /// size.
    fn written(text: &str) -> (String, Option<&'static str>) {
        let scanner = scanner();
        let seen = [1, 2, 7, 64, 1000].map(|size| {
            let mut out = Vec::new();
            let mut scanning = ScanningWriter::new(&scanner, &mut out);
            let written = text.as_bytes().chunks(size).try_for_each(|it| scanning.write_all(it));
            written.and_then(|()| scanning.finish()).unwrap();
            let found = scanning.found();
            (String::from_utf8(out).unwrap(), found)
        });
        assert!(seen.iter().all(|it| *it == seen[0]), "{text}: {seen:?}");
        let [first, ..] = seen;
        first
    }

    #[test]
    fn a_secret_is_masked_in_every_encoding_and_across_pieces() {
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
            let (text, found) = written(&format!("{long}{form}{long}"));
            assert_eq!(found, Some("client secret"), "{form}");
            assert!(!text.contains(form) && text.len() == 1000 + form.len(), "{text}");
        }
        assert_eq!(written("top secret 0815"), ("top secret 0815".to_owned(), None));
    }

    #[test]
    fn a_short_secret_is_masked_where_it_stands_alone_and_costs_nothing() {
        let long = " x".repeat(200) + " ";
        for text in ["{}", "\"{}\"", "password {}!", "a={}", ">{}<", "({})"] {
            let masked = text.replace("{}", "******");
            for (before, after) in [("", ""), (long.as_str(), ""), ("", long.as_str())] {
                let around = |text: &str| format!("{before}{text}{after}");
                assert_eq!(
                    written(&around(&text.replace("{}", "s-4711"))),
                    (around(&masked), None)
                );
            }
        }
        for text in
            ["1s-4711", "s-4711a", "\"s-4711\":1,s-4711.", "a-s-4711-b", "anything", "TAN 4711"]
        {
            let expected = text.replace("\"s-4711\"", "\"******\"");
            assert_eq!(written(text), (expected, None));
            assert_eq!(written(&format!("{long}{text}")).0.len(), long.len() + text.len());
        }
    }

    #[test]
    fn without_secrets_nothing_is_kept() {
        let nothing = SecretScanner::for_all(&[]);
        let mut scanning = ScanningWriter::new(&nothing, Vec::new());
        scanning.write_all(b"anything").and_then(|()| scanning.finish()).unwrap();
        assert!(scanning.window.is_empty() && scanning.out == b"anything");
    }
}
