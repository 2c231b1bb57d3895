//! Words on bank pages, and the digits typed there.

/// Value for a text field: account number, PIN and TAN may be any number.
const DIGITS: &str = "123456";

const ON: [&str; 19] = [
    "next",
    "continue",
    "submit",
    "confirm",
    "log in",
    "login",
    "sign in",
    "proceed",
    "authori",
    "approve",
    "weiter",
    "fortfahren",
    "bestätig",
    "anmelden",
    "einloggen",
    "absenden",
    "freigeben",
    "überweis",
    "transfer",
];
const BACK: [&str; 6] = ["cancel", "abort", "back", "abbrechen", "abbruch", "zurück"];
const AWAY: [&str; 12] = [
    "log out",
    "logout",
    "sign out",
    "abmelden",
    "close",
    "schließen",
    "print",
    "drucken",
    "download",
    "help",
    "hilfe",
    "language",
];
const WAIT: [&str; 6] =
    ["please wait", "loading", "one moment", "bitte warten", "wird geladen", "einen moment"];

/// Whether a button with these words leads to the next page.
pub(crate) fn leads_on(words: &str) -> bool {
    says(words, &ON)
}

/// Whether a button with these words leads back or cancels.
pub(crate) fn leads_back(words: &str) -> bool {
    says(words, &BACK)
}

/// Whether a button with these words leaves the process.
pub(crate) fn leads_away(words: &str) -> bool {
    says(words, &AWAY)
}

/// Whether these words are the text of a page that is still loading.
pub(crate) fn is_loading_text(words: &str) -> bool {
    says(words, &WAIT)
}

fn says(words: &str, any: &[&str]) -> bool {
    let words = words.to_lowercase();
    any.iter().any(|it| words.contains(it))
}

/// Form of the numbers that a customer types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NumberForm {
    /// Any digits.
    #[default]
    Any,
    /// The first digit is a zero.
    WithZero,
    /// The last digit is even.
    Even,
    /// The last digit is odd.
    Odd,
    /// All digits are the same.
    Alike,
}

impl NumberForm {
    /// Text of a report where numbers of this form are refused and others are not.
    pub fn refusal(self) -> &'static str {
        match self {
            Self::Any => "some are refused",
            Self::WithZero => "numbers that start with a zero are refused",
            Self::Even => "even numbers are refused",
            Self::Odd => "odd numbers are refused",
            Self::Alike => "numbers of equal digits are refused",
        }
    }

    /// Digits for a field with these bounds; of any digits, the first is by `start`.
    pub(crate) fn digits(self, start: usize, least: Option<usize>, most: Option<usize>) -> String {
        let (digits, start) = match self {
            Self::Any => (DIGITS, start),
            Self::WithZero => ("024680", 0),
            Self::Even => ("246824", 0),
            Self::Odd => ("135791", 0),
            Self::Alike => ("888888", 0),
        };
        let least = least.unwrap_or(0).min(64);
        let most = most.filter(|most| *most > 0).unwrap_or(64);
        let length = digits.len().max(least).min(most);
        digits.chars().cycle().skip(start % digits.len()).take(length).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_fit_their_field() {
        let digits = |start, least, most| NumberForm::Any.digits(start, least, most);
        assert_eq!(digits(0, None, None), "123456");
        assert_eq!(digits(6, Some(8), None), "12345612");
        assert_eq!(digits(1, Some(8), Some(4)), "2345");
        assert_eq!(digits(0, None, Some(0)), "123456");
        assert_eq!(NumberForm::WithZero.digits(3, None, Some(5)), "02468");
        assert_eq!(NumberForm::Odd.digits(3, None, Some(4)), "1357");
    }
}
