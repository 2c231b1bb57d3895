//! SHA-256 of bytes, as the certificate and other programs write it.

use ring::digest::{SHA256, digest};

/// SHA-256 as 64 hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    hex(digest(&SHA256, bytes).as_ref())
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| char::from(DIGITS[usize::from(half)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Whether a text is a SHA-256 in hexadecimal digits.
pub fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|it| it.is_ascii_digit() || (b'a'..=b'f').contains(&it))
}

/// Root of files: SHA-256 over one line for each, `digest`, two blanks and name, as `sha256sum`
/// prints them.
pub fn root<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let lines = files.into_iter().map(|(name, digest)| format!("{digest}  {name}\n"));
    sha256(lines.collect::<String>().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_of_nothing_is_the_known_one() {
        let known = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(sha256(b""), known);
        assert!(is_sha256(known));
        assert!(!is_sha256(&known.to_uppercase()) && !is_sha256("e3b0"));
        assert_ne!(root([("a", known)]), root([("b", known)]));
    }
}
