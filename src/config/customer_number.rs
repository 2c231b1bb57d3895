//! Mobile numbers of customers whose SMS can be read.

use std::fmt;
use std::str::FromStr;

use super::ConfigError;

/// A mobile number in the format of E.164, as in `+491701234567`. It may belong to a person, so that
/// it is never printed as a whole.
#[derive(Clone, PartialEq, Eq)]
pub struct CustomerNumber(String);

impl CustomerNumber {
    /// The number, for sending it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CustomerNumber {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        let digits = text.strip_prefix('+').unwrap_or_default();
        let is_number =
            digits.len() >= 8 && digits.len() <= 15 && digits.bytes().all(|it| it.is_ascii_digit());
        if is_number {
            Ok(Self(text.to_owned()))
        } else {
            Err(ConfigError::new(
                "a mobile number is `+` and 8 to 15 digits without blanks, as in +491701234567",
            ))
        }
    }
}

impl fmt::Display for CustomerNumber {
    /// Writes the last three digits.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "…{}", &self.0[self.0.len() - 3..])
    }
}

impl fmt::Debug for CustomerNumber {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_e164_and_is_not_printed_as_a_whole() {
        let number: CustomerNumber = "+491701234567".parse().unwrap();
        assert_eq!((number.as_str(), number.to_string()), ("+491701234567", "…567".to_owned()));
        assert_eq!(format!("{number:?}"), "…567");
        for wrong in ["", "+", "0170123456", "+49 170 1234567", "+49170", "+4917012345678901"] {
            assert!(wrong.parse::<CustomerNumber>().is_err(), "{wrong}");
        }
    }
}
