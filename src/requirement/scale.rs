//! Levels of requirements, and the parties that they bind.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Error for a word that is not in the scale; the message follows "invalid value".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not one of {}", .known.join(", "))]
pub struct UnknownWord {
    given: String,
    known: Vec<&'static str>,
}

/// Defines the words of an enum's variants, and parses them without regard to letter case.
macro_rules! words {
    ($kind:ident: $($variant:ident = $word:literal),+) => {
        impl $kind {
            /// The word in the catalogue and on the command line.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl FromStr for $kind {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                $(if text.eq_ignore_ascii_case($word) {
                    return Ok(Self::$variant);
                })+
                Err(UnknownWord { given: text.to_owned(), known: vec![$($word),+] })
            }
        }

        impl fmt::Display for $kind {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.pad(self.word())
            }
        }
    };
}

/// Level of a requirement in the guide.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema, Serialize,
)]
#[serde(rename_all = "UPPERCASE")]
pub enum Level {
    /// Explanation that can be observed at best.
    Info,
    /// Optional.
    May,
    /// Recommended or strongly implied.
    Should,
    /// Stated as fact or obligation.
    Must,
}

words!(Level: Info = "INFO", May = "MAY", Should = "SHOULD", Must = "MUST");

/// The party that has to fulfil a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Binding {
    /// The provider's API.
    Api,
    /// The partner's integration.
    Partner,
    /// Both sides.
    Both,
    /// The hosted bank page.
    Wizard,
    /// The customer.
    Customer,
}

words!(Binding: Api = "API", Partner = "PARTNER", Both = "BOTH", Wizard = "WIZARD", Customer = "CUSTOMER");

/// Whether scenarios cover a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CoverageState {
    /// At least one scenario carries the id of the requirement.
    Covered,
    /// No scenario carries the id, and no reason is given.
    Uncovered,
    /// It binds the partner alone: `bankident observe` judges it.
    Partner,
    /// No scenario carries the id, because the requirement cannot be observed from outside.
    Unobservable,
}

words!(CoverageState: Covered = "covered", Uncovered = "uncovered", Partner = "partner", Unobservable = "unobservable");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_whatever_their_case() {
        assert_eq!("must".parse(), Ok(Level::Must));
        assert_eq!("API".parse(), Ok(Binding::Api));
        assert_eq!("Partner".parse(), Ok(CoverageState::Partner));
        let error = "perhaps".parse::<Level>().unwrap_err();
        assert_eq!(error.to_string(), "`perhaps` is not one of INFO, MAY, SHOULD, MUST");
    }
}
