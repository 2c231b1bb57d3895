//! Comparison of texts and values that people typed or read.

/// Misprint of the guide, and the word that is meant.
const MISPRINT: (&str, &str) = ("identifizert", "identifiziert");
/// Maximum length of an excerpt in characters.
const MAX_EXCERPT: usize = 500;
/// Beginning of a placeholder for a masked value.
const MASKED: &str = "[masked ";

/// Letters and digits of a text in lower case, umlauts and ß written out. Blanks, hyphens, quotes and
/// other signs do not count.
pub fn normal(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for sign in text.chars().flat_map(char::to_lowercase) {
        match sign {
            'ä' => plain.push_str("ae"),
            'ö' => plain.push_str("oe"),
            'ü' => plain.push_str("ue"),
            'ß' => plain.push_str("ss"),
            // The dots of a decomposed umlaut.
            '\u{308}' => plain.push('e'),
            sign if sign.is_alphanumeric() => plain.push(sign),
            _ => {}
        }
    }
    plain.replace(MISPRINT.0, MISPRINT.1)
}

/// Words of a text, each normalised; hyphens separate words.
pub fn words(text: &str) -> Vec<String> {
    let separate = |sign: char| sign.is_whitespace() || "-‐‑–".contains(sign);
    text.split(separate).map(normal).filter(|it| !it.is_empty()).collect()
}

/// The text without blanks at both ends, and with one blank between words.
pub fn trimmed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Letters and digits of an IBAN, in capitals.
pub fn iban_signs(text: &str) -> String {
    text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// Digits of a mobile number after its international prefix.
pub fn number_digits(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let international = !text.trim_start().starts_with('+') && digits.starts_with("00");
    if international { digits[2..].to_owned() } else { digits }
}

/// The code that a customer typed, without blanks.
pub fn code_signs(text: &str) -> String {
    text.chars().filter(|it| !it.is_whitespace() && *it != '-').collect()
}

/// The beginning of a text that an app showed.
pub fn excerpt(text: &str) -> String {
    text.chars().take(MAX_EXCERPT).collect()
}

/// Whether it is a placeholder for a value that was masked, which cannot be compared.
pub fn is_masked(text: &str) -> bool {
    text.contains(MASKED)
}

/// Difference between two texts in words that reveal neither.
pub fn difference(expected: &str, actual: &str) -> String {
    let (wanted, given) = (words(expected), words(actual));
    let kept = wanted.iter().filter(|it| given.contains(it)).count();
    if actual.trim().is_empty() {
        "blank".to_owned()
    } else if wanted == given {
        "the same words in another spelling".to_owned()
    } else if kept > 0 && kept < wanted.len() {
        format!("{kept} of {} words", wanted.len())
    } else {
        "another value".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_blanks_hyphens_quotes_and_misprints_do_not_count() {
        let rows = [
            ("Identifikations-methode", "Identifikationsmethode"),
            ("bitte fahren sie fort …", "Bitte fahren Sie fort."),
            ("„Straße“", "\"Strasse\""),
            ("Überweisung", "U\u{308}berweisung"),
            ("bereits\u{a0}erfolgreich identifizert", "bereits erfolgreich identifiziert!"),
        ];
        for (left, right) in rows {
            assert_eq!(normal(left), normal(right));
        }
        assert_ne!(normal("nicht verfügbar"), normal("verfügbar"));
    }

    #[test]
    fn differences_are_described_without_the_values() {
        let rows = [
            ("Zoë Änne", "Zoë", "1 of 2 words"),
            ("Änne", "Aenne", "the same words in another spelling"),
            ("Änne", "Else", "another value"),
            ("Änne", " ", "blank"),
        ];
        for (expected, actual, words) in rows {
            assert_eq!(difference(expected, actual), words);
        }
    }

    #[test]
    fn typed_values_are_equal_in_any_notation() {
        assert_eq!(iban_signs("de12 3456-7"), "DE1234567");
        assert_eq!(number_digits("+49 (151) 1-2"), number_digits("0049 151 12"));
        assert_ne!(number_digits("0151 12"), number_digits("+49 151 12"));
        assert_eq!(code_signs(" 123 456 "), "123456");
        assert!(is_masked("[masked iban 1]") && !is_masked("masked"));
    }
}
