//! Digest of texts, to compare suites and selections.

use ring::digest::{Context, SHA256};

/// SHA-256 over the texts, each with its length before it: `sha256:` and 64 hexadecimal digits.
pub fn digest<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut context = Context::new(&SHA256);
    for text in texts {
        context.update(&(text.len() as u64).to_be_bytes());
        context.update(text.as_bytes());
    }
    let hex = context.finish();
    let hex = hex.as_ref().iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    format!("sha256:{hex}")
}

#[cfg(test)]
mod tests {
    use super::digest;

    #[test]
    fn boundaries_between_texts_count() {
        assert_ne!(digest(["ab", "c"]), digest(["a", "bc"]));
        assert_eq!(digest(["ab", "c"]), digest(["ab", "c"]));
        assert_eq!(digest([]).len(), "sha256:".len() + 64);
    }
}
