//! Encodings in which a secret may occur in a text.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};

/// A shorter secret is searched for only as a whole token, and not in base64: a TAN of six digits also
/// occurs in ids.
pub const LONG: usize = 8;
/// Maximum length of a value of letters that counts as an ordinary word.
const LONGEST_WORD: usize = 15;

/// One way to write a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoding {
    /// Encoded text.
    pub text: String,
    /// Whether it is base64, whose edges depend on the neighbouring bytes.
    pub is_base64: bool,
    /// Whether it counts only between characters that are neither letters nor digits.
    pub is_whole_token: bool,
}

/// Whether it is an ordinary word, which cannot be distinguished from the text of a report.
pub fn is_word(value: &str) -> bool {
    value.chars().count() <= LONGEST_WORD && value.chars().all(char::is_alphabetic)
}

/// Every form of `value`: plain, URL-encoded, escaped for JSON and HTML, and in base64 at each of
/// the three places it can begin at.
pub fn encodings(value: &str) -> Vec<Encoding> {
    let is_whole_token = value.len() < LONG || is_word(value);
    let form = |text, is_base64| Encoding { text, is_base64, is_whole_token };
    let mut texts = vec![value.to_owned()];
    texts.extend(percent_encoded(value));
    texts.extend(escaped(value));
    texts.sort();
    texts.dedup();
    let mut encodings: Vec<Encoding> = texts.into_iter().map(|text| form(text, false)).collect();
    if !is_whole_token {
        encodings.extend(in_base64(value));
    }
    encodings
}

/// Maximum length of a secret that is searched for, in bytes; of a longer one its begin is.
const LONGEST: usize = 4096;
/// Minimum length of a secret of which two thirds are searched for, too.
const LONG_ENOUGH_IN_PART: usize = 18;

/// Every form of `value` as in [`encodings`], and every guise in which somebody may hide it. Upper and
/// lower case are the same for the one who searches.
pub fn guises(value: &str) -> Vec<Encoding> {
    let end = (0..=LONGEST.min(value.len())).rev().find(|it| value.is_char_boundary(*it));
    let value = &value[..end.unwrap_or_default()];
    let mut forms = encodings(value);
    if forms.iter().all(|it| it.is_whole_token) {
        return forms;
    }
    let each = |form: &dyn Fn(u8) -> String| value.bytes().map(form).collect::<String>();
    let mut texts = vec![
        value.chars().rev().collect(),
        value.chars().map(String::from).collect::<Vec<_>>().join(" "),
        each(&|it| format!("%{it:02x}")),
        each(&|it| format!("%25{it:02x}")),
        each(&|it| format!("&#{it};")),
        each(&|it| format!("&#x{it:x};")),
        each(&|it| format!("\\u{it:04x}")),
        base32(value.as_bytes()),
    ];
    let inner: BTreeSet<String> = (0..3).flat_map(|before| base64_cores(value, before)).collect();
    texts.extend(inner.iter().flat_map(|it| (0..3).flat_map(|before| base64_cores(it, before))));
    if value.len() >= LONG_ENOUGH_IN_PART {
        let part = value.chars().count() * 2 / 3;
        texts.push(value.chars().take(part).collect());
    }
    texts.sort();
    texts.dedup();
    let form = |text| Encoding { text, is_base64: false, is_whole_token: false };
    forms.extend(texts.into_iter().filter(|it| it.len() >= LONG).map(form));
    forms.extend(byte_encodings(value).filter(|it| it.text.len() >= LONG));
    forms
}

/// The digits of base32 (RFC 4648) that depend on nothing behind `bytes`.
fn base32(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bit = |at: usize| usize::from((bytes[at / 8] >> (7 - at % 8)) & 1);
    let digit = |at: usize| (0..5).fold(0, |digit, place| digit * 2 + bit(at * 5 + place));
    (0..bytes.len() * 8 / 5).map(|at| char::from(DIGITS[digit(at)])).collect()
}

/// The forms of `value` that encode its bytes: hexadecimal digits, and base64 at each of the three places.
pub fn byte_encodings(value: &str) -> impl Iterator<Item = Encoding> {
    let hex = value.bytes().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    let form = |text| Encoding { text, is_base64: false, is_whole_token: false };
    [hex.to_uppercase(), hex].into_iter().map(form).chain(in_base64(value))
}

fn in_base64(value: &str) -> impl Iterator<Item = Encoding> {
    let texts: BTreeSet<String> = (0..3).flat_map(|before| base64_cores(value, before)).collect();
    texts.into_iter().map(|text| Encoding { text, is_base64: true, is_whole_token: false })
}

fn percent_encoded(value: &str) -> Vec<String> {
    let strict = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let script = |byte: u8| strict(byte) || b"!*'()".contains(&byte);
    let form = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.*".contains(&byte);
    let upper = [percent(value, strict), percent(value, script), percent(value, form)];
    let lower = upper.iter().map(|text| lower_escapes(text)).collect::<Vec<_>>();
    let all: Vec<String> = upper.into_iter().chain(lower).collect();
    let plus: Vec<String> = all.iter().map(|text| text.replace("%20", "+")).collect();
    [all, plus].concat()
}

fn percent(value: &str, stays: impl Fn(u8) -> bool) -> String {
    value.bytes().fold(String::new(), |mut text, byte| {
        if stays(byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}

/// `%2F` as `%2f`.
fn lower_escapes(text: &str) -> String {
    let mut parts = text.split('%');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let (digits, rest) = part.split_at(part.len().min(2));
        format!("{text}%{}{rest}", digits.to_ascii_lowercase())
    })
}

fn escaped(value: &str) -> Vec<String> {
    let json = json_escaped(value);
    let ascii = json.chars().fold(String::new(), |mut text, c| {
        if c.is_ascii() && !"<>&'".contains(c) {
            text.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(text, "\\u{unit:04x}");
            }
        }
        text
    });
    let html = value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    vec![
        json_escaped(&json),
        json.replace('/', "\\/"),
        json.replace('<', "\\u003c"),
        ascii,
        html.replace('"', "&quot;"),
        html.replace('"', "&quot;").replace('\'', "&apos;"),
        html.replace('"', "&#34;").replace('\'', "&#39;"),
        html,
        json,
    ]
}

fn json_escaped(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// The part of `value` in base64 that is the same whatever surrounds it, if it begins `before` bytes
/// after a group of three.
fn base64_cores(value: &str, before: usize) -> [String; 2] {
    let bytes = [vec![0; before], value.as_bytes().to_vec()].concat();
    let first = [0, 2, 3][before];
    let whole = bytes.len() * 8 / 6;
    [BASE64_STANDARD_NO_PAD.encode(&bytes), BASE64_URL_SAFE_NO_PAD.encode(&bytes)]
        .map(|text| text[first..whole].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE};

    fn is_found(value: &str, text: &str) -> bool {
        encodings(value).iter().any(|form| text.contains(&form.text))
    }

    #[test]
    fn each_encoding_is_found() {
        let value = "a b/c\"d<é&'+x";
        for text in [
            "a b/c\"d<é&'+x",
            "a%20b%2Fc%22d%3C%C3%A9%26%27%2Bx",
            "a%20b%2fc%22d%3c%c3%a9%26%27%2bx",
            "a%20b%2Fc%22d%3C%C3%A9%26'%2Bx",
            "a+b%2Fc%22d%3C%C3%A9%26%27%2Bx",
            r#"a b/c\"d<é&'+x"#,
            r#"a b\/c\"d<é&'+x"#,
            r#"a b/c\\\"d<é&'+x"#,
            "a b/c\\\"d\\u003c\\u00e9\\u0026\\u0027+x",
            "a b/c&quot;d&lt;é&amp;'+x",
        ] {
            assert!(is_found(value, text), "{text}");
        }
        assert!(!is_found(value, "a b/c"));
    }

    #[test]
    fn base64_is_found_at_each_offset() {
        for before in ["", "x", "xy", "xyz", "id:"] {
            for after in ["", ".", "..", "..."] {
                let text = format!("{before}t0ken~~?value{after}");
                assert!(is_found("t0ken~~?value", &BASE64_STANDARD.encode(&text)), "{text}");
                assert!(is_found("t0ken~~?value", &BASE64_URL_SAFE.encode(&text)), "{text}");
            }
        }
    }

    #[test]
    fn short_values_and_words_are_not_searched_for_in_base64() {
        for value in ["482913", "password", "Musterkonto"] {
            let encodings = encodings(value);
            assert_eq!((encodings.len(), encodings[0].is_whole_token), (1, true), "{value}");
        }
        assert!(encodings("482913ab").len() > 1);
        let coded: Vec<String> = byte_encodings("ko").map(|it| it.text).collect();
        assert_eq!(coded[..3], ["6B6F", "6b6f", "a2"]);
    }
}
