//! The people of a scenario: synthetic, unique per run and scenario, reproducible by seed.

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};

use crate::api::STATIC_NUMBER;

const FIRST_NAMES: [&str; 12] = [
    "Alma", "Bruno", "Carla", "Dorian", "Elif", "Falk", "Greta", "Henning", "Ida", "Jonas",
    "Käthe", "Lorenz",
];
const SYLLABLES: [&str; 16] = [
    "ber", "dal", "feld", "gart", "hain", "kamp", "lin", "mann", "nau", "ost", "pohl", "rode",
    "sand", "tal", "wald", "zell",
];

/// Size of the range of mobile numbers.
pub const NUMBERS: u64 = 100;

/// FNV-1a: stable across versions and platforms, which the standard hasher is not.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Generates persons; two scenarios of a run never get the same one.
#[derive(Debug)]
pub struct PersonFactory {
    rng: ChaCha8Rng,
    /// The next mobile number.
    number: u64,
}

impl PersonFactory {
    /// The persons of one scenario of a run with this seed.
    pub fn new(seed: u64, scenario: &str) -> Self {
        let hash = hash(scenario);
        Self { rng: ChaCha8Rng::seed_from_u64(seed ^ hash), number: (hash >> 15) % NUMBERS }
    }

    /// A mobile number of a customer's own: not the static one, whose attempts are not counted. It
    /// is from a range that is kept free for films, and does not depend on the seed, so that a test
    /// can distinguish those of two scenarios.
    pub fn mobile_number(&mut self) -> String {
        let number = self.number;
        self.number = (number + 1) % NUMBERS;
        format!("+4917139200{number:02}")
    }

    /// The body of a new person: every member of the guide's happy path and of its list of mandatory
    /// ones (C-15, C-16), values of our own, unique in name, birth place and birth date (Step 1,
    /// Important points about data collection).
    pub fn person(&mut self) -> Value {
        let first_name = FIRST_NAMES[self.rng.random_range(0..FIRST_NAMES.len())];
        let (last_name, birth_city) = (self.name(5), self.name(3));
        let (year, month, day) = (
            self.rng.random_range(1950..2003),
            self.rng.random_range(1..13),
            self.rng.random_range(1..29),
        );
        let salutation = ["MR", "MS"][self.rng.random_range(0..2)];
        json!({
            "salutation": salutation,
            "first_name": first_name,
            "last_name": last_name,
            "address": {
                "line_1": "Musterweg 12",
                "line_2": "",
                // A leading zero must be kept.
                "postal_code": "01067",
                "city": "Dresden",
                "state": "SN",
                "country": "DE",
            },
            "mobile_number": STATIC_NUMBER,
            "birth_date": format!("{year}-{month:02}-{day:02}"),
            "birth_city": birth_city,
            "birth_country": "DE",
            "nationality": "DE",
            "email": "person@example.com",
            "employment_status": "EMPLOYED",
            "fatca_relevant": "false",
            "fatca_crs_confirmed_at": "2019-01-01T00:00:00Z",
            "terms_conditions_signed_at": "2019-01-01T00:00:00Z",
            "data_terms_signed_at": "2019-01-01T00:00:00Z",
            "own_economic_interest_signed_at": "2019-01-01T00:00:00Z",
        })
    }

    fn name(&mut self, syllables: usize) -> String {
        let mut name = String::new();
        for _ in 0..syllables {
            name.push_str(SYLLABLES[self.rng.random_range(0..SYLLABLES.len())]);
        }
        let mut letters = name.chars();
        letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
    }
}

/// The person of the guide's happy path, member by member as printed (Appendix II, step 1); with
/// the mandatory members that only the printed list has, or with a state, if wanted.
pub fn happy_path_person(listed: bool, state: bool) -> Value {
    let mut person = json!({
        "salutation": "MR",
        "first_name": "Leander",
        "last_name": "Zierfisch",
        "address": {
            "line_1": "BERLINER STR. 45",
            "line_2": "",
            "postal_code": "14169",
            "city": "Berlin",
            "country": "DE",
        },
        "birth_date": "1978-07-15",
        "birth_city": "Aachen",
        "birth_country": "DE",
        "nationality": "DE",
        "email": "person@example.com",
        "employment_status": "EMPLOYED",
        "fatca_relevant": "false",
        "fatca_crs_confirmed_at": "2019-01-01T00:00:00Z",
        "terms_conditions_signed_at": "2019-01-01T00:00:00Z",
        "own_economic_interest_signed_at": "2019-01-01T00:00:00Z",
    });
    if listed {
        person["mobile_number"] = STATIC_NUMBER.into();
        person["data_terms_signed_at"] = "2019-01-01T00:00:00Z".into();
    }
    if state {
        person["address"]["state"] = "BE".into();
    }
    person
}

/// The consent to the provider's terms, as the guide's examples print it.
const CONSENT: &str = "2020-07-07T11:36:29.000Z";

/// The body that creates an identification of a person who has some already (Step 3, POST Create
/// identification). Consents differ, so that one that belongs to another identification is noticed. No day is
/// a month as well.
pub fn new_identification(iban: &str, person: &Value, earlier: usize) -> Value {
    let of_person = hash(person["last_name"].as_str().unwrap_or_default()) % 60;
    let second = (of_person + earlier as u64) % 60;
    let (month, day) = (1 + second % 12, 13 + second % 16);
    let consent = CONSENT
        .replace(":29.", &format!(":{second:02}."))
        .replace("-07-07T", &format!("-{month:02}-{day:02}T"));
    json!({ "method": "bank", "iban": iban, "terms_and_conditions_signed_at": consent })
}

/// The n-th of many German IBANs with valid check digits; none is a mocked one.
pub fn german_iban(number: u64) -> String {
    let account = format!("10000000{number:010}");
    // `DE00` at the end, its letters as numbers.
    let digits = format!("{account}131400");
    let rest = digits.bytes().fold(0, |rest, digit| (rest * 10 + u32::from(digit - b'0')) % 97);
    format!("DE{:02}{account}", 98 - rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_are_reproducible_and_differ_between_scenarios_and_runs() {
        let person = |seed, scenario: &str| PersonFactory::new(seed, scenario).person();
        assert_eq!(person(1, "a"), person(1, "a"));
        assert_ne!(person(1, "a"), person(1, "b"));
        assert_ne!(person(1, "a"), person(2, "a"));
        let mut persons = PersonFactory::new(1, "a");
        assert_ne!(persons.person(), persons.person());
    }

    #[test]
    fn salutations_differ_between_persons() {
        let mut persons = PersonFactory::new(1, "a");
        let salutations = (0..20).map(|_| persons.person()["salutation"].to_string());
        assert_eq!(salutations.collect::<std::collections::BTreeSet<_>>().len(), 2);
    }

    #[test]
    fn names_are_letters_only() {
        for seed in 0..50 {
            let person = PersonFactory::new(seed, "x").person();
            for member in ["first_name", "last_name", "birth_city"] {
                let name = person[member].as_str().unwrap();
                assert!(
                    name.chars().all(char::is_alphabetic) && name.chars().count() <= 50,
                    "{name}"
                );
            }
        }
    }
}
