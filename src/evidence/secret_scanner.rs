//! Searches artefacts for the secrets that the run knew, in every encoding.
//!
//! Values are masked when they are recorded; the scanner masks those that were missed. A short one, of
//! less than eight characters, may occur by chance: it is masked where it is not part of a number, a time
//! or an id. Short numbers, such as used TANs, and words are not searched for, because they occur in any
//! text. Nor is a token that is made of words, or of text that every report has: otherwise a target could
//! spoil a report with it.

use std::ops::Range;

use aho_corasick::AhoCorasick;

use super::KnownSecrets;
use super::encodings::{Encoding, LONG, encodings, guises, is_word};
use super::growing_index::GrowingIndex;
use super::known::KnownSecret;

/// Finds secrets.
#[derive(Debug, Default)]
pub struct SecretScanner {
    finder: Option<AhoCorasick>,
    /// For each pattern, how the secret is written, and what it is.
    encodings: Vec<(Encoding, &'static str)>,
    longest: usize,
}

impl SecretScanner {
    /// A scanner for these secrets, in their usual encodings.
    pub fn for_all(secrets: &[KnownSecret]) -> Self {
        Self::of(secrets, |(value, kind)| !is_harmless(value, kind), encodings)
    }

    /// A scanner for a finished report: for every guise, but not for tokens that are part of `common`,
    /// the text that the report has whatever the target answered.
    pub fn for_report(known: &KnownSecrets, common: &str) -> Self {
        let common = common.to_ascii_lowercase();
        let is_worth = |(value, kind): &KnownSecret| {
            let is_common = *kind == TOKEN && common.contains(&value.to_ascii_lowercase());
            !is_harmless(value, kind) && !is_common
        };
        Self::of(&known.without_first(0), is_worth, guises)
    }

    fn of(
        secrets: &[KnownSecret],
        is_worth: impl Fn(&KnownSecret) -> bool,
        forms: impl Fn(&str) -> Vec<Encoding>,
    ) -> Self {
        let encodings: Vec<_> = secrets
            .iter()
            .filter(|it| is_worth(it))
            .flat_map(|(value, kind)| forms(value).into_iter().map(move |it| (it, *kind)))
            .collect();
        let longest = encodings.iter().map(|(form, _)| form.text.len()).max().unwrap_or_default();
        let texts = encodings.iter().map(|(form, _)| &form.text);
        // Without patterns there is nothing to find; too many of them do not fit anyway.
        let finder = AhoCorasick::builder().ascii_case_insensitive(true).build(texts).ok();
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

    /// Masks the secrets that begin in the first `ready` bytes of a text; `before` is the byte before it.
    /// The rest may continue, and is not judged yet. Returns the kind of a long one.
    pub fn mask(&self, text: &mut [u8], before: Option<u8>, ready: usize) -> Option<&'static str> {
        let finder = self.finder.as_ref()?;
        let form = |pattern: usize| &self.encodings[pattern];
        let found: Vec<_> = finder
            .find_overlapping_iter(&*text)
            .filter(|it| it.start() < ready)
            .map(|it| (it.range(), form(it.pattern().as_usize())))
            .filter(|(at, (form, _))| {
                !form.is_whole_token || is_whole_token(text, before, at.clone())
            })
            .collect();
        let mut long = None;
        for (range, (form, kind)) in found {
            text[range].fill(b'*');
            if !form.is_whole_token {
                long = Some(*kind);
            }
        }
        long
    }
}

/// A scanner for the secrets of a run, also for those that become known later.
#[derive(Debug)]
pub struct LiveSecretScanner {
    known: KnownSecrets,
    scanners: GrowingIndex<SecretScanner>,
}

impl LiveSecretScanner {
    /// A scanner for the secrets in `known`.
    pub fn new(known: KnownSecrets) -> Self {
        Self { known, scanners: GrowingIndex::default() }
    }

    /// Returns the kind of a long secret in `bytes`.
    pub fn catches(&mut self, bytes: &[u8]) -> Option<&'static str> {
        self.scanners().find_map(|it| it.catches(bytes))
    }

    /// Masks the secrets in a text.
    pub fn mask(&mut self, text: &mut [u8]) {
        let ready = text.len();
        for scanner in self.scanners() {
            let _ = scanner.mask(text, None, ready);
        }
    }

    fn scanners(&mut self) -> impl Iterator<Item = &SecretScanner> {
        self.scanners.parts(&self.known, SecretScanner::for_all)
    }
}

/// Kind of the secrets that a target may choose.
const TOKEN: &str = "token";

/// Whether a value is not searched for: it is too common, or a token that no server would issue.
fn is_harmless(value: &str, kind: &str) -> bool {
    is_common(value) || kind == TOKEN && (is_made_of_words(value) || !is_plausible(value))
}

/// Whether a value has nothing but words and short numbers, as in `application/json`.
fn is_made_of_words(value: &str) -> bool {
    const LONGEST_NUMBER: usize = 3;
    let mut parts = value.split(|c: char| !c.is_alphanumeric());
    parts.all(|it| {
        let is_number = it.len() <= LONGEST_NUMBER && it.bytes().all(|c| c.is_ascii_digit());
        is_number || is_word(it)
    })
}

/// Whether a value has only characters that a token may have (RFC 6750), and some more.
fn is_plausible(value: &str) -> bool {
    value.chars().all(|c| c.is_ascii_graphic() && !"\"'<>{}[]\\`".contains(c))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(kind: &'static str, value: &str, text: &str) -> String {
        let known = KnownSecrets::default();
        known.note(kind, value);
        let scanner = SecretScanner::for_report(&known, r#"{"started_at":"2026-12-01T04:00"}"#);
        let mut bytes = text.as_bytes().to_vec();
        let _ = scanner.mask(&mut bytes, None, text.len());
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_target_cannot_spoil_a_report_by_its_token() {
        let words =
            ["schema_version", "application/json", "127.0.0.1", "2026-12-01T04", "\",\"a\":\""];
        for token in words {
            let text = format!("{{\"a\":\"{token}\"}}");
            assert_eq!(masked("token", token, &text), text);
        }
        // A text that the user chose is a secret, whatever it looks like.
        assert_eq!(
            masked("client secret", "correct-horse-battery", "x correct-horse-battery"),
            "x *********************"
        );
    }

    #[test]
    fn every_guise_is_masked() {
        let value = "Zk9xQ7pL2mN8vB4cT6wY";
        let each = |form: &dyn Fn(u8) -> String| value.bytes().map(form).collect::<String>();
        let base64 = |text: &str| base64::Engine::encode(&base64::prelude::BASE64_STANDARD, text);
        let guises = [
            value.to_owned(),
            value.to_uppercase(),
            value.to_lowercase(),
            value.chars().rev().collect(),
            value[..14].to_owned(),
            each(&|it| format!("{it:02x}")),
            each(&|it| format!("{it:02X}")),
            each(&|it| format!("%{it:02X}")),
            each(&|it| format!("%25{it:02x}")),
            each(&|it| format!("&#{it};")),
            each(&|it| format!("&#x{it:x};")),
            each(&|it| format!("\\u{it:04x}")),
            each(&|it| format!("{} ", char::from(it))),
            base64(value),
            base64(&base64(value)),
            "LJVTS6CRG5YEYMTNJY4HMQRUMNKDM52Z".to_owned(),
        ];
        for guise in guises {
            let shown = masked("token", value, &format!("<{guise}>"));
            let left = shown.trim_matches(|c| "<>*".contains(c));
            // The end of a base64 text depends on what follows.
            assert!(left.len() <= 6, "{guise}: {shown}");
        }
    }
}
