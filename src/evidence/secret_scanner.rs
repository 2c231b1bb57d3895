//! Searches artefacts for the secrets that the run knew, in every encoding.
//!
//! Values are masked when they are recorded; the scanner finds those that were missed. A text that
//! contains a long one is not written. A short one, of less than eight characters, may occur by chance:
//! it is masked again, where it is not part of a number, a time or an id. Short numbers, such as used
//! TANs, and words are not searched for, because they occur in any text.

use std::ops::Range;

use aho_corasick::AhoCorasick;

use super::KnownSecrets;
use super::encodings::{Encoding, LONG, encodings, is_word};

/// Finds secrets.
#[derive(Debug, Default)]
pub struct SecretScanner {
    finder: Option<AhoCorasick>,
    /// For each pattern, how the secret is written, and what it is.
    encodings: Vec<(Encoding, &'static str)>,
    longest: usize,
}

impl SecretScanner {
    /// A scanner for all that is known.
    pub fn for_all(known: &KnownSecrets) -> Self {
        let worth = known.all().into_iter().filter(|(value, _)| !is_common(value));
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

    /// Returns the kind of a long secret in `bytes`.
    pub fn catches(&self, bytes: &[u8]) -> Option<&'static str> {
        let finder = self.finder.as_ref()?;
        finder.find_overlapping_iter(bytes).find_map(|found| {
            let (form, kind) = &self.encodings[found.pattern().as_usize()];
            (!form.is_whole_token).then_some(*kind)
        })
    }

    /// Masks the short secrets that begin in the first `ready` bytes of a text; `before` is the byte
    /// before it. The rest may continue, and is not judged yet.
    pub fn mask_short(&self, text: &mut [u8], before: Option<u8>, ready: usize) {
        let Some(finder) = &self.finder else { return };
        let is_short = |pattern: usize| self.encodings[pattern].0.is_whole_token;
        let found = finder.find_overlapping_iter(&*text);
        let found: Vec<_> = found
            .filter(|it| it.start() < ready && is_short(it.pattern().as_usize()))
            .map(|it| it.range())
            .filter(|it| is_whole_token(text, before, it.clone()))
            .collect();
        for range in found {
            text[range].fill(b'*');
        }
    }
}

/// Whether a value is too common to be searched for: a word, or a short number.
fn is_common(value: &str) -> bool {
    is_word(value) || value.len() < LONG && value.bytes().all(|it| it.is_ascii_digit())
}

fn is_whole_token(text: &[u8], before: Option<u8>, at: Range<usize>) -> bool {
    let free = |byte: &u8| {
        !(byte.is_ascii_alphanumeric() || b"_.,:+-%/".contains(byte) || !byte.is_ascii())
    };
    let before = at.start.checked_sub(1).map(|it| text[it]).or(before);
    [before.as_ref(), text.get(at.end)].into_iter().flatten().all(free)
}
