//! Text files, which an editor may have begun with a byte order mark.

use std::io;
use std::path::Path;

/// The byte order mark in UTF-8.
pub(super) const MARK: &str = "\u{feff}";

/// Reads a text file without its byte order mark.
///
/// # Errors
/// When it cannot be read or is not UTF-8.
pub fn read_text(path: &Path) -> io::Result<String> {
    std::fs::read_to_string(path).map(unmarked)
}

/// The text without a byte order mark at its beginning.
pub(super) fn unmarked(text: String) -> String {
    match text.strip_prefix(MARK) {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// Bytes without byte order marks: files that are joined to one have a mark at each beginning.
pub(super) fn without_marks(mut bytes: Vec<u8>) -> Vec<u8> {
    let mark = MARK.as_bytes();
    let mut at = 0;
    while let Some(found) = bytes[at..].windows(mark.len()).position(|it| it == mark) {
        at += found;
        bytes.drain(at..at + mark.len());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_left_out() {
        assert_eq!(unmarked("\u{feff}a\u{feff}".into()), "a\u{feff}");
        assert_eq!(unmarked("a".into()), "a");
        assert_eq!(without_marks("\u{feff}a\n\u{feff}\u{feff}b".into()), b"a\nb");
        assert_eq!(without_marks(Vec::new()), b"");
    }
}
