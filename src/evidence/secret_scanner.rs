//! Searches artefacts for the secrets that the run knew, in every encoding.
//!
//! Values are masked when they are recorded; the scanner finds those that were missed. A value
//! shorter than eight characters counts only where it is not part of a number, a time or an id;
//! words are not searched for, because they occur in any text.

use aho_corasick::AhoCorasick;

use super::KnownSecrets;
use super::encodings::{Encoding, encodings, is_word};

/// Finds secrets.
#[derive(Debug, Default)]
pub struct SecretScanner {
    finder: Option<AhoCorasick>,
    /// By pattern: how it is written, and what it is.
    encodings: Vec<(Encoding, &'static str)>,
    longest: usize,
}

impl SecretScanner {
    /// A scanner for all that is known.
    pub fn for_all(known: &KnownSecrets) -> Self {
        let worth = known.all().into_iter().filter(|(value, _)| !is_word(value));
        let encodings: Vec<_> = worth
            .flat_map(|(value, kind)| encodings(&value).into_iter().map(move |it| (it, kind)))
            .collect();
        let longest = encodings.iter().map(|(form, _)| form.text.len()).max().unwrap_or_default();
        // Without patterns there is nothing to find; too many of them do not fit anyway.
        let finder = AhoCorasick::new(encodings.iter().map(|(form, _)| &form.text)).ok();
        Self { finder: finder.filter(|_| longest > 0), encodings, longest }
    }

    /// Whether there is nothing to be found.
    pub fn is_empty(&self) -> bool {
        self.finder.is_none()
    }

    /// Number of bytes to keep of a searched block, because a secret may continue in the next.
    pub fn reach(&self) -> usize {
        // One byte more than the longest, to see whether a short value is part of a longer one.
        self.longest + 1
    }

    /// Returns the kind of a secret in `bytes`. A short value at their end counts only if they are
    /// `whole`, because it could continue.
    pub fn catches(&self, bytes: &[u8], whole: bool) -> Option<&'static str> {
        let finder = self.finder.as_ref()?;
        finder.find_overlapping_iter(bytes).find_map(|found| {
            let (form, kind) = &self.encodings[found.pattern().as_usize()];
            let meant =
                !form.is_whole_token || is_whole_token(bytes, found.start(), found.end(), whole);
            meant.then_some(*kind)
        })
    }
}

fn is_whole_token(bytes: &[u8], start: usize, end: usize, whole: bool) -> bool {
    let free = |byte: &u8| {
        !(byte.is_ascii_alphanumeric() || b"_.,:+-%/".contains(byte) || !byte.is_ascii())
    };
    let before = start.checked_sub(1).is_none_or(|at| free(&bytes[at]));
    before && bytes.get(end).map_or(whole, free)
}
