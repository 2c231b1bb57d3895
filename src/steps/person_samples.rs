//! A value for each property of a person that can be changed (Step 1, PATCH Update person).
//!
//! The guide prints the properties, not what may be in them. Where a list of allowed words exists
//! elsewhere, a target may refuse our word without refusing the property.

use serde_json::{Value, json};

use super::wrong_values::wrong_values;

/// A property with a value to change it to.
type Sample = (&'static str, &'static str);

/// Texts, dates and flags whose form the guide, its API reference or the name gives.
const PLAIN: [Sample; 20] = [
    ("salutation", "MR"),
    ("job_title", "Baker"),
    ("email", "changed@example.com"),
    ("fatca_relevant", "true"),
    ("fatca_crs_confirmed_at", "2020-02-02T02:02:02Z"),
    ("business_purpose", "Baking bread, rolls & cakes for cafés"),
    ("own_economic_interest_signed_at", "2020-02-02T02:02:02Z"),
    ("website_social_media", "https://www.example.com/our-bakery/about-us"),
    ("business_trading_name", "Backstube Konstanze & Töchter"),
    ("business_address_line_1", "An der Alten Backstube 2"),
    ("business_address_line_2", "Hof"),
    ("business_postal_code", "01067"),
    ("business_city", "Berlin"),
    ("business_country", "DE"),
    ("data_terms_signed_at", "2020-02-02T02:02:02Z"),
    ("work_country", "DE"),
    ("registration_number", "HRB 12345"),
    ("birth_post_code", "52062"),
    ("employment_status", "UNEMPLOYED"),
    ("title", "DR"),
];

/// Words and codes out of lists the guide does not print.
const FROM_A_LIST: [Sample; 12] = [
    ("industry", "OTHER_SERVICES"),
    ("industry_key", "OTHER_SERVICES"),
    ("vat_number", "DE136695976"),
    ("nace_code", "62.01"),
    ("annual_income_range", "0-10000"),
    ("branch", "DE"),
    ("birth_province", "Berlin"),
    ("socioprofessional_category", "OTHER"),
    ("purpose_of_account_opening", "SALARY"),
    ("main_income_source", "SALARY"),
    ("work_province", "Berlin"),
    ("international_operativity_expectation", "NONE"),
];

/// The members of both addresses, with values that differ from every registered one.
const ADDRESS: [Sample; 6] = [
    ("line_1", "Neue Gasse 7"),
    ("line_2", "Seitenfluegel"),
    ("postal_code", "20095"),
    ("city", "Hamburg"),
    ("state", "HH"),
    ("country", "AT"),
];

/// An address to begin with.
const BASE: [Sample; 6] = [
    ("line_1", "Musterweg 12"),
    ("line_2", ""),
    ("postal_code", "10115"),
    ("city", "Berlin"),
    ("state", "BE"),
    ("country", "DE"),
];

/// Properties that only customer support changes, with values that differ from registered ones.
const FIXED: [Sample; 9] = [
    ("first_name", "Konstanze"),
    ("last_name", "Andersheimer"),
    ("birth_date", "1949-09-07"),
    ("birth_city", "Andersheim"),
    ("birth_country", "AT"),
    ("birth_name", "Andersgeboren"),
    ("nationality", "AT"),
    ("mobile_number", "+15550109"),
    ("terms_conditions_signed_at", "2020-02-02T02:02:02Z"),
];

/// A value to change the property to.
pub fn sample(property: &str) -> Option<Value> {
    match property {
        "expected_monthly_revenue_cents" => return Some(json!(250_017)),
        "self_declared_as_pep" => return Some(json!(false)),
        "tax_information" => {
            return Some(json!({ "tax_assessment": "SEPARATE", "marital_status": "MARRIED" }));
        }
        "address" | "contact_address" => return Some(object(&ADDRESS)),
        _ => {}
    }
    let known = [&PLAIN[..], &FROM_A_LIST, &FIXED].concat();
    known.iter().find(|(name, _)| *name == property).map(|(_, value)| Value::from(*value))
}

/// An address that differs from a known one in one member only; without one, from our own.
fn address_with(member: &str, known: Option<Value>) -> Option<Value> {
    let (_, value) = ADDRESS.iter().find(|(name, _)| *name == member)?;
    let mut address = known.unwrap_or_else(|| object(&BASE));
    address[member] = Value::from(*value);
    Some(address)
}

/// Returns the body that changes these properties; `address.city` changes one member of an address,
/// and `… to zero` a number.
///
/// # Errors
/// When no value is known for a property.
pub fn changes_of(properties: &[String], registered: &Value) -> Result<Value, String> {
    let named = |property: &String| {
        if let Some(name) = property.strip_suffix(" to zero") {
            return Ok((name.to_owned(), json!(0)));
        }
        if property == "salutation" {
            let other = if registered["salutation"] == "MR" { "MS" } else { "MR" };
            return Ok((property.clone(), json!(other)));
        }
        let (name, value) = match property.split_once('.') {
            Some((name, member)) => (name, address_with(member, registered.get(name).cloned())),
            None => (property.as_str(), sample(property)),
        };
        let value = value.ok_or_else(|| format!("no value is known for `{property}`"))?;
        Ok((name.to_owned(), value))
    };
    properties.iter().map(named).collect()
}

/// Returns the bodies of the changes, of which each is sent: one, or `… to another type` one for each
/// type that the property does not have.
///
/// # Errors
/// When no value is known for a property.
pub fn bodies_of(properties: &[String], registered: &Value) -> Result<Vec<Value>, String> {
    let typed = properties.first().and_then(|it| it.strip_suffix(" to another type"));
    match typed.and_then(|name| Some((name, wrong_values(name, "of another type")?))) {
        Some((name, values)) => Ok(values.into_iter().map(|it| json!({ name: it })).collect()),
        None => changes_of(properties, registered).map(|body| vec![body]),
    }
}

/// Whether a target may refuse our value because it is not in a list that the guide does not
/// print.
pub fn is_from_a_list(property: &str) -> bool {
    property == "tax_information" || FROM_A_LIST.iter().any(|(name, _)| *name == property)
}

fn object(samples: &[Sample]) -> Value {
    samples.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::UPDATABLE_PROPERTIES;

    #[test]
    fn every_updatable_property_has_a_value() {
        // The date of `aml_confirmed_on` depends on the day.
        for name in UPDATABLE_PROPERTIES.iter().filter(|name| **name != "aml_confirmed_on") {
            assert!(sample(name).is_some(), "{name}");
        }
        assert!(FIXED.iter().all(|(name, _)| !UPDATABLE_PROPERTIES.contains(name)));
    }

    #[test]
    fn one_member_of_an_address_differs() {
        assert_eq!(address_with("city", None).unwrap()["city"], "Hamburg");
        assert_eq!(address_with("city", None).unwrap()["country"], "DE");
        let known = json!({ "city": "Aachen", "country": "DE" });
        let changed = address_with("city", Some(known)).unwrap();
        assert_eq!(changed, json!({ "city": "Hamburg", "country": "DE" }));
        assert!(changes_of(&["address.planet".into()], &json!({})).is_err());
    }
}
