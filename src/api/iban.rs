//! The mocked IBANs of Appendix II.

use super::Reason;

macro_rules! mocked_ibans {
    ($($(#[$doc:meta])* $name:ident => $iban:literal, $word:literal;)+) => {
        /// A mocked IBAN: the Sandbox's behaviour depends on it alone (BI-152).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum MockedIban { $($(#[$doc])* $name,)+ }

        impl MockedIban {
            /// All of them, in the guide's order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The IBAN itself.
            pub fn iban(self) -> &'static str {
                match self { $(Self::$name => $iban,)+ }
            }

            /// The account in words, as the features name it.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }
        }
    };
}

mocked_ibans! {
    /// Everything succeeds (BI-143).
    Good => "DE11110101010100000020", "good";
    /// Access by an authorised holder (BI-144).
    AuthorizedHolder => "DE43110101010000000010", "authorised-holder";
    /// SCHUFA does not know the person (BI-145).
    UnknownPerson => "DE22110101010100000016", "unknown-person";
    /// No earlier identification with the bank (BI-146).
    NoPreviousIdent => "DE33110101010100000012", "never-identified";
    /// Person and account do not match (BI-147).
    NoAccountMatch => "DE44110101010100000008", "mismatched";
    /// A joint account (BI-148).
    Joint => "DE55110101010100000004", "joint";
    /// The account snapshot fails (BI-149).
    SnapshotFails => "DE66110101010100000000", "snapshot-failing";
    /// Swisscom fails; each further QES call voids the TAN before (BI-150, BI-151).
    SwisscomFails => "DE77110101010100000093", "Swisscom-failing";
}

impl MockedIban {
    /// The mocked account behind an IBAN.
    pub fn of(iban: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|mocked| mocked.iban() == iban)
    }

    /// Returns SCHUFA's reason for refusing the account (BI-145, BI-146, BI-147).
    pub fn schufa_reason(self) -> Option<Reason> {
        match self {
            Self::UnknownPerson => Some(Reason::MatchForPersonDataNotFound),
            Self::NoPreviousIdent => Some(Reason::PreviousIdentNotFound),
            Self::NoAccountMatch => Some(Reason::PersonAccountMatchNotFound),
            _ => None,
        }
    }

    /// The mocked account a feature names.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|mocked| mocked.word() == word)
    }
}

/// Returns the German IBAN of an account: the checksum makes bank code and account number valid.
pub fn german_iban(bank_code: u32, account: u64) -> String {
    let number = format!("{bank_code:08}{account:010}");
    // `DE00` moved to the end, with letters as numbers (ISO 13616).
    let moved = format!("{number}131400");
    let remainder = moved.bytes().fold(0, |rest, it| (rest * 10 + u32::from(it - b'0')) % 97);
    format!("DE{:02}{number}", 98 - remainder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_iban_has_the_documented_checksum() {
        assert_eq!(german_iban(11_010_101, 100_000_020), MockedIban::Good.iban());
        assert!(german_iban(50_010_517, 1).parse::<iban::Iban>().is_ok());
    }

    #[test]
    fn every_mocked_iban_is_structurally_valid() {
        for mocked in MockedIban::ALL {
            assert!(mocked.iban().parse::<iban::Iban>().is_ok(), "{}", mocked.iban());
            assert_eq!(MockedIban::of(mocked.iban()), Some(*mocked));
        }
    }
}
