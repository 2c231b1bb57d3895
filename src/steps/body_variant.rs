//! Bodies that differ from the usual one of a person or an identification.

use std::str::FromStr;

use cucumber::Parameter;
use serde_json::{Value, json};

use crate::api::{STATIC_NUMBER, UPDATABLE_PROPERTIES};

use super::person_samples::sample;
use super::test_data::{PersonFactory, new_identification};
use super::wrong_values::wrong_values;

/// A member that no version of the guide has.
pub const UNKNOWN_MEMBER: &str = "favourite_colour";

/// Members a person may have, but need not (Step 1, POST Create person).
const OPTIONAL: [&str; 5] = [
    "email",
    "employment_status",
    "fatca_relevant",
    "fatca_crs_confirmed_at",
    "own_economic_interest_signed_at",
];

/// Difference from the usual body: `without address.city`, `whose last_name is the number 42`,
/// `with compound names`.
#[derive(Clone, Debug, Parameter)]
#[param(
    name = "variant",
    regex = r#"without [a-z_.0-9]+|whose [a-z_.0-9]+ is (?:"[^"]*"|the number \d+|null|nothing|of another type)|of the same (?:last )?name|living in [A-Z]{2}|with the nationality [A-Z]{2}|with (?:the same data(?: but another place of birth)?|the mandatory data only|every listed data point|compound names|blanks around the last name|an unknown member|an industry|a NACE code)"#
)]
pub struct BodyVariant(String);

impl FromStr for BodyVariant {
    type Err = std::convert::Infallible;

    fn from_str(words: &str) -> Result<Self, Self::Err> {
        Ok(Self(words.to_owned()))
    }
}

impl BodyVariant {
    /// The single differences of which it is made: several values of a member that are wrong in the same
    /// way, or the difference itself.
    pub fn each(&self) -> Vec<Self> {
        let wrong = self.0.strip_prefix("whose ").and_then(|it| it.split_once(" is "));
        let Some((path, values)) =
            wrong.and_then(|(path, how)| Some((path, wrong_values(path, how)?)))
        else {
            return vec![self.clone()];
        };
        values.iter().map(|value| Self(format!("whose {path} is {value}"))).collect()
    }

    /// Returns `body` with the difference; `earlier` is the body of the person before.
    ///
    /// # Errors
    /// When the body lacks a member that is to be left out.
    pub fn apply(&self, mut body: Value, earlier: &Value) -> Result<Value, String> {
        if self.0 == "with the same data" {
            return Ok(earlier.clone());
        }
        if self.0.starts_with("with the same data but") {
            body = earlier.clone();
        }
        for (path, value) in self.changes(&body, earlier) {
            change(&mut body, path, value)?;
        }
        Ok(body)
    }

    /// The country that the words name, if any.
    pub fn country(words: &str) -> Option<&str> {
        ["with the nationality ", "living in "].iter().find_map(|it| words.strip_prefix(it))
    }

    /// The member that the words name, if no request has it.
    pub fn unknown_member(words: &str) -> Option<&str> {
        let named = words.strip_prefix("whose ").and_then(|it| it.split_once(" is "));
        let member = words.strip_prefix("without ").or(named.map(|it| it.0))?;
        (!Self::members().iter().any(|it| it == member)).then_some(member)
    }

    /// Members of a person and of an identification, as they are created.
    pub fn members() -> Vec<String> {
        let person = PersonFactory::new(0, "").person();
        let identification = new_identification("", &Value::Null, 0);
        let of = |body: &Value| -> Vec<String> {
            body.as_object().into_iter().flat_map(|it| it.keys().cloned()).collect()
        };
        let address = of(&person["address"]).into_iter().chain(["line_2".to_owned()]);
        let mut members: Vec<String> = of(&person);
        members.extend(address.map(|it| format!("address.{it}")));
        members.extend(of(&identification));
        members.extend(UPDATABLE_PROPERTIES.map(str::to_owned));
        members.push("birth_name".to_owned());
        members.sort();
        members.dedup();
        members
    }

    /// Paths with their new values; a member without one is left out.
    fn changes(&self, body: &Value, earlier: &Value) -> Vec<(&str, Option<Value>)> {
        let text = |holder: &Value, name: &str| holder[name].as_str().unwrap_or("").to_owned();
        let last_name = text(body, "last_name");
        let to = |path, value: &str| (path, Some(Value::from(value)));
        match self.0.as_str() {
            "with compound names" => vec![
                to("first_name", "Zoë-Marie Käthe Élodie"),
                to("last_name", &format!("von der O’{last_name}-d'Or")),
            ],
            "with every listed data point" => vec![
                to("mobile_number", STATIC_NUMBER),
                to("address.line_2", "Hinterhaus"),
                to("address.state", "BE"),
            ],
            "with the mandatory data only" => OPTIONAL.map(|it| (it, None)).to_vec(),
            "with blanks around the last name" => vec![to("last_name", &format!("  {last_name} "))],
            "with an unknown member" => vec![to(UNKNOWN_MEMBER, "blue")],
            "with an industry" => ["industry", "industry_key"].map(|it| (it, sample(it))).to_vec(),
            "with a NACE code" => vec![("nace_code", sample("nace_code"))],
            "with the same data but another place of birth" => {
                vec![to("birth_city", &format!("Neu-{}", text(body, "birth_city")))]
            }
            "of the same name" => {
                ["first_name", "last_name"].map(|it| (it, earlier.get(it).cloned())).to_vec()
            }
            "of the same last name" => vec![
                to("last_name", &text(earlier, "last_name")),
                to("first_name", &format!("{}-Anders", text(earlier, "first_name"))),
            ],
            "living in AT" => address("AT", "1010", "Wien"),
            "living in US" => address("US", "62701", "Springfield"),
            words if words.starts_with("living in ") => {
                address(words.trim_start_matches("living in "), "10001", "Nova")
            }
            words => vec![one_member(words)],
        }
    }
}

fn address(country: &str, postal_code: &str, city: &str) -> Vec<(&'static str, Option<Value>)> {
    vec![
        ("address.country", Some(country.into())),
        ("address.postal_code", Some(postal_code.into())),
        ("address.city", Some(city.into())),
    ]
}

/// `without …`, `with the nationality …` or `whose … is …`.
fn one_member(words: &str) -> (&str, Option<Value>) {
    if let Some(path) = words.strip_prefix("without ") {
        return (path, None);
    }
    if let Some(country) = words.strip_prefix("with the nationality ") {
        return ("nationality", Some(country.into()));
    }
    let member = words.trim_start_matches("whose ");
    let (path, value) = member.split_once(" is ").unwrap_or((member, ""));
    if let Ok(value) = serde_json::from_str(value) {
        return (path, Some(value));
    }
    let number = value.strip_prefix("the number ").and_then(|it| it.parse::<u32>().ok());
    (path, Some(number.map_or_else(|| json!(value.trim_matches('"')), Value::from)))
}

/// Sets the member at a path of one or two names, or removes it.
fn change(body: &mut Value, path: &str, value: Option<Value>) -> Result<(), String> {
    let (holder, name) = match path.split_once('.') {
        Some((holder, name)) => (&mut body[holder], name),
        None => (body, path),
    };
    let known = value.is_some() || holder.get(name).is_some();
    let members = holder.as_object_mut().filter(|_| known);
    let members = members.ok_or_else(|| format!("the body has no `{path}`"))?;
    match value {
        Some(value) => members.insert(name.to_owned(), value),
        None => members.remove(name),
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_changed_and_left_out() {
        let body = json!({ "last_name": "Nau", "address": { "city": "Berlin" } });
        let earlier = json!({ "first_name": "Ida", "last_name": "Tal" });
        let rows = [
            ("without last_name", json!({ "address": { "city": "Berlin" } })),
            ("without address.city", json!({ "last_name": "Nau", "address": {} })),
            (
                "whose last_name is the number 42",
                json!({ "last_name": 42, "address": { "city": "Berlin" } }),
            ),
            (
                r#"whose last_name is """#,
                json!({ "last_name": "", "address": { "city": "Berlin" } }),
            ),
            ("with the same data", earlier.clone()),
            (
                "of the same last name",
                json!({ "first_name": "Ida-Anders", "last_name": "Tal", "address": { "city": "Berlin" } }),
            ),
        ];
        for (words, expected) in rows {
            let variant: BodyVariant = words.parse().unwrap();
            assert_eq!(variant.apply(body.clone(), &earlier), Ok(expected), "{words}");
        }
        let each = |words: &str| words.parse::<BodyVariant>().unwrap().each();
        assert_eq!(each("whose address is nothing").len(), 2);
        assert_eq!(each("whose iban is of another type").len(), 4);
        let other = each("whose last_name is of another type")[1].apply(body.clone(), &earlier);
        assert_eq!(other.unwrap()["last_name"], json!(true));
        let missing: BodyVariant = "without address.planet".parse().unwrap();
        assert!(missing.apply(body, &earlier).is_err());
    }
}
