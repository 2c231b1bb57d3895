//! One digest for everything that must be the same in two places.

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
    fn where_one_text_ends_and_the_next_begins_counts() {
        assert_ne!(digest(["ab", "c"]), digest(["a", "bc"]));
        assert_eq!(digest(["ab", "c"]), digest(["ab", "c"]));
        assert_eq!(digest([]).len(), "sha256:".len() + 64);
    }
}
