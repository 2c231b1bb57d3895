//! The customer's card: an invented person for each situation, reproducible by seed.

use std::collections::BTreeMap;

use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};

use crate::api::german_iban;
use crate::evidence::CustomerCard;

/// Bank code of the mocked accounts, which no real bank has.
const BANK_CODE: u32 = 11_010_101;
/// Names that an app may damage: umlauts, several parts, hyphens, apostrophes.
const FIRST_NAMES: [&str; 8] = [
    "Jörg Änneke",
    "Zoë Märte",
    "Björn-Ole",
    "Grölinde Ida",
    "Käthe Øda",
    "Søren Müß",
    "Anaïs Bömke",
    "Thöre Uwe",
];
const LAST_NAMES: [&str; 8] = [
    "Großmüller von der Heidequell",
    "Özkörner-Strauß",
    "D'Ävelingen Soltau",
    "Nußbäumer de la Quelle",
    "Þorwald Lünkemöß",
    "Weißenfähr-Öhlmüh",
    "van Bäärendrecht",
    "Süßholz Ågren",
];
const BIRTH_CITIES: [&str; 8] = [
    "Mönkenhöfe",
    "Süderbrügge",
    "Klein Gröbzig",
    "Ärnsdorf",
    "Übelfurt",
    "Neustadt an der Flöh",
    "Hohenlüß",
    "Bad Köhlen",
];

/// Members of the card without the address and the number, in the order in which a form asks for them.
pub const CARD_MEMBERS: [&str; 9] = [
    "salutation",
    "first_name",
    "last_name",
    "birth_date",
    "birth_city",
    "birth_country",
    "nationality",
    "email",
    "employment_status",
];

/// A customer and two good accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InventedCustomer {
    /// The card.
    pub card: CustomerCard,
    /// IBAN of a good account.
    pub iban: String,
    /// IBAN of another good account.
    pub other_iban: String,
}

/// Returns the customer of a situation in a run with this seed.
pub fn customer(seed: u64, situation: &str) -> InventedCustomer {
    let hash = situation.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ hash);
    let mut of = |names: &[&str]| names[rng.random_range(0..names.len())].to_owned();
    let (first_name, last_name) = (of(&FIRST_NAMES), of(&LAST_NAMES));
    let birth_city = of(&BIRTH_CITIES);
    let (year, month, day) =
        (rng.random_range(1950..2003), rng.random_range(1..13), rng.random_range(1..29));
    let (house, account) = (rng.random_range(1..200), rng.random_range(100_000_000..900_000_000));
    let address = [
        ("line_1", format!("Lärchenstieg {house}")),
        ("line_2", String::new()),
        // A leading zero must be kept.
        ("postal_code", format!("0{}", rng.random_range(1000..9999))),
        ("city", "Weißwasser".to_owned()),
        ("country", "DE".to_owned()),
    ];
    let card = CustomerCard {
        salutation: if rng.random_bool(0.5) { "MR" } else { "MS" }.to_owned(),
        first_name,
        last_name,
        birth_date: format!("{year}-{month:02}-{day:02}"),
        birth_city,
        birth_country: "DE".to_owned(),
        nationality: "DE".to_owned(),
        email: format!("customer{}@example.org", rng.random_range(1000..9999)),
        employment_status: "EMPLOYED".to_owned(),
        address: address
            .map(|(name, value)| (name.to_owned(), value))
            .into_iter()
            .collect::<BTreeMap<_, _>>(),
        // A range that is kept free for films.
        mobile_number: format!("+4917139200{:02}", rng.random_range(0..100)),
    };
    let [iban, other_iban] = [account, account + 1].map(|it| german_iban(BANK_CODE, it));
    InventedCustomer { card, iban, other_iban }
}

/// An IBAN as it is printed on paper: in groups of four.
pub fn grouped(iban: &str) -> String {
    let letters: Vec<char> = iban.chars().collect();
    let groups = letters.chunks(4).map(|it| it.iter().collect::<String>());
    groups.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{MockedIban, STATIC_NUMBER};

    #[test]
    fn a_customer_is_reproducible_and_differs_between_situations() {
        let first = customer(7, "joint-account");
        assert_eq!(first, customer(7, "joint-account"));
        assert_ne!(first.card, customer(7, "happy-path").card);
        assert_ne!(first.card, customer(8, "joint-account").card);
    }

    #[test]
    fn both_accounts_are_valid_different_and_not_mocked() {
        for seed in 0..50 {
            let it = customer(seed, "x");
            assert_ne!(it.iban, it.other_iban);
            for iban in [&it.iban, &it.other_iban] {
                assert!(iban.parse::<iban::Iban>().is_ok(), "{iban}");
                assert_eq!(MockedIban::of(iban), None);
            }
            assert_ne!(it.card.mobile_number, STATIC_NUMBER);
        }
    }

    #[test]
    fn an_iban_on_paper_has_groups_of_four() {
        assert_eq!(grouped("DE11110101010100000020"), "DE11 1101 0101 0100 0000 20");
    }
}
