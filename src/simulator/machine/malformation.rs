//! Ways in which a value is malformed.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde_json::Value;

macro_rules! malformations {
    ($($(#[$doc:meta])* $name:ident => $word:literal, $is:expr;)+) => {
        /// A way in which a value is malformed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Malformation { $($(#[$doc])* $name,)+ }

        impl Malformation {
            /// Returns the malformation with this word.
            pub fn named(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$name),)+ _ => None }
            }

            /// Whether a value has this form.
            pub fn describes(self, value: &Value) -> bool {
                let is: fn(&Value, &str) -> bool = match self { $(Self::$name => $is,)+ };
                is(value, value.as_str().unwrap_or_default())
            }
        }
    };
}

malformations! {
    /// A number.
    Number => "number", |value, _| value.is_number();
    /// Three letters and more.
    Word => "word", |_, text| text.len() > 2 && text.chars().all(char::is_alphabetic);
    /// Two lower-case letters.
    LowerCase => "lower-case", |_, text| {
        text.len() == 2 && text.bytes().all(|it| it.is_ascii_lowercase())
    };
    /// Two capitals.
    TwoCapitals => "two-capitals", |_, text| {
        text.len() == 2 && text.bytes().all(|it| it.is_ascii_uppercase())
    };
    /// A date and a time without a zone.
    LocalTime => "local-time", |_, text| {
        text.contains('T') && text.parse::<DateTime>().is_ok() && text.parse::<Timestamp>().is_err()
    };
    /// A date without a time.
    Day => "day", |_, text| text.len() == 10 && text.parse::<Date>().is_ok();
    /// A date that no calendar has.
    NoDay => "no-day", |_, text| {
        text.len() == 10 && text.starts_with(|it: char| it.is_ascii_digit())
            && text.contains('-') && text.parse::<Date>().is_err()
    };
    /// A date that is not written as in ISO 8601.
    OtherNotation => "other-notation", |_, text| {
        text.len() == 10 && text.starts_with(|it: char| it.is_ascii_digit()) && !text.contains('-')
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_malformed_value_has_one_form() {
        let words = [
            "number",
            "word",
            "lower-case",
            "two-capitals",
            "local-time",
            "day",
            "no-day",
            "other-notation",
        ];
        let rows = [
            (json!(42), "number"),
            (json!("yesterday"), "word"),
            (json!("DEU"), "word"),
            (json!("de"), "lower-case"),
            (json!("XX"), "two-capitals"),
            (json!("2020-07-07T11:36:29"), "local-time"),
            (json!("2020-07-07"), "day"),
            (json!("1978-02-30"), "no-day"),
            (json!("15.07.1978"), "other-notation"),
        ];
        for (value, expected) in rows {
            let fits = |word: &&str| Malformation::named(word).unwrap().describes(&value);
            assert_eq!(words.into_iter().filter(|it| fits(it)).collect::<Vec<_>>(), [expected]);
        }
        assert_eq!(Malformation::named("x"), None);
    }
}
