//! Formats of a person's properties (Step 1).

use serde_json::Value;

use crate::api::{EMPLOYMENT_STATUSES, is_country};
use crate::simulator::body::{Fields, date, text, timestamp};
use crate::simulator::machine::{Guard, Mistake, Refusal, Rules};
use crate::simulator::readings::AddressState;

/// The form of a property.
#[derive(Clone, Copy, Debug)]
enum PropertyFormat {
    Text,
    Name,
    Words(&'static [&'static str]),
    Country,
    Date,
    Timestamp,
    Flag,
    /// The guide's happy path sends a string where the type is boolean (C-14).
    FlagOrWord,
    Integer,
    Address,
    TaxInformation,
}

/// Required members (BI-022 to BI-030). `mobile_number` and `data_terms_signed_at` are
/// also in the guide's list, but its own happy path omits them (C-15).
pub const MANDATORY: [&str; 7] = [
    "salutation",
    "first_name",
    "last_name",
    "birth_date",
    "nationality",
    "address",
    "terms_conditions_signed_at",
];

/// Properties that can be given on create but not updated.
const CREATE_ONLY: &[(&str, PropertyFormat)] = &[
    ("first_name", PropertyFormat::Name),
    ("last_name", PropertyFormat::Name),
    ("birth_date", PropertyFormat::Date),
    ("birth_city", PropertyFormat::Text),
    ("birth_country", PropertyFormat::Country),
    ("birth_name", PropertyFormat::Text),
    ("nationality", PropertyFormat::Country),
    ("mobile_number", PropertyFormat::Text),
    ("terms_conditions_signed_at", PropertyFormat::Timestamp),
];

/// The known properties with their forms; unknown ones are ignored.
fn form(name: &str) -> Option<PropertyFormat> {
    let create_only = CREATE_ONLY.iter().find(|(known, _)| *known == name);
    if let Some((_, form)) = create_only {
        return Some(*form);
    }
    crate::api::UPDATABLE_PROPERTIES.contains(&name).then(|| match name {
        "salutation" => PropertyFormat::Words(&["MR", "MS"]),
        "employment_status" => PropertyFormat::Words(&EMPLOYMENT_STATUSES),
        "address" | "contact_address" => PropertyFormat::Address,
        "tax_information" => PropertyFormat::TaxInformation,
        "fatca_relevant" => PropertyFormat::FlagOrWord,
        "self_declared_as_pep" => PropertyFormat::Flag,
        "expected_monthly_revenue_cents" => PropertyFormat::Integer,
        "aml_confirmed_on" => PropertyFormat::Date,
        "business_country" | "work_country" => PropertyFormat::Country,
        _ if name.ends_with("_at") => PropertyFormat::Timestamp,
        _ => PropertyFormat::Text,
    })
}

/// Whether a property can be given on create but not changed (BI-039).
pub fn is_fixed(name: &str) -> bool {
    CREATE_ONLY.iter().any(|(known, _)| *known == name)
}

/// The known properties of a body that are not null, each in the right form.
pub fn properties(fields: &Fields, rules: &Rules) -> Result<Vec<(String, Value)>, Refusal> {
    let mut properties = Vec::new();
    for name in fields.names() {
        let (Some(form), Some(value)) = (form(name), fields.get(name)) else {
            continue;
        };
        check(name, value, form)
            .or_else(|refusal| if enforced(name, rules) { Err(refusal) } else { Ok(()) })?;
        properties.push((name.to_owned(), value.clone()));
    }
    Ok(properties)
}

/// Whether a malformed value is refused. Guards need the static name of the member.
fn enforced(name: &str, rules: &Rules) -> bool {
    if name == "address" && !rules.enforces(Guard::Format("address.country")) {
        return false;
    }
    let fixed = CREATE_ONLY.iter().map(|(known, _)| *known);
    fixed
        .chain(crate::api::UPDATABLE_PROPERTIES)
        .find(|known| *known == name)
        .is_none_or(|known| rules.enforces(Guard::Format(known)))
}

fn check(name: &str, value: &Value, form: PropertyFormat) -> Result<(), Refusal> {
    match form {
        PropertyFormat::Flag | PropertyFormat::FlagOrWord if value.is_boolean() => Ok(()),
        PropertyFormat::Flag => Err(Refusal::type_error(name, "a boolean")),
        PropertyFormat::FlagOrWord => one_of(name, text(name, value)?, &["true", "false"]),
        PropertyFormat::Integer if value.is_i64() => Ok(()),
        PropertyFormat::Integer => Err(Refusal::type_error(name, "an integer")),
        PropertyFormat::Address => members(name, value, &ADDRESS),
        PropertyFormat::TaxInformation => {
            members(name, value, &["tax_assessment", "marital_status"])
        }
        PropertyFormat::Text => text(name, value).map(drop),
        PropertyFormat::Name => name_of_person(name, text(name, value)?),
        PropertyFormat::Words(words) => one_of(name, text(name, value)?, words),
        PropertyFormat::Country => country(name, text(name, value)?),
        PropertyFormat::Date => date(name, text(name, value)?).map(drop),
        PropertyFormat::Timestamp => timestamp(name, text(name, value)?).map(drop),
    }
}

const ADDRESS: [&str; 6] = ["line_1", "line_2", "postal_code", "city", "state", "country"];

/// Members required in an address; `state` and `line_2` may be missing (C-16).
const NEEDED: [(&str, &str); 4] = [
    ("line_1", "address.line_1"),
    ("postal_code", "address.postal_code"),
    ("city", "address.city"),
    ("country", "address.country"),
];

/// Members of addresses whose change a fault may lose.
const LOSABLE: [(&str, &str, &str); 4] = [
    ("address", "line_2", "address.line_2"),
    ("address", "state", "address.state"),
    ("contact_address", "line_2", "contact_address.line_2"),
    ("contact_address", "state", "contact_address.state"),
];

/// The value to store for a property: exactly the given value.
pub fn stored(name: &str, mut value: Value, rules: &Rules) -> Value {
    for (property, member, guard) in LOSABLE {
        if property == name
            && let Some(members) = value.as_object_mut()
            && members.contains_key(member)
            && !rules.enforces(Guard::Updates(guard))
        {
            members.remove(member);
        }
    }
    if rules.makes(Mistake::ZeroLost) && value == 0 { Value::Null } else { value }
}

fn members(name: &str, value: &Value, known: &[&str]) -> Result<(), Refusal> {
    let members = value.as_object().ok_or_else(|| Refusal::type_error(name, "an object"))?;
    for member in known {
        let path = format!("{name}.{member}");
        let value = members.get(*member).filter(|value| !value.is_null());
        let value = value.map(|value| text(&path, value)).transpose()?;
        if let ("country", Some(value)) = (*member, value) {
            country(&path, value)?;
        }
    }
    Ok(())
}

/// Members that only the printed list of mandatory ones has (C-15).
pub const LISTED: [&str; 2] = ["mobile_number", "data_terms_signed_at"];

/// Refuses an incomplete address on create (BI-027).
pub fn complete_address(fields: &Fields, rules: &Rules) -> Result<(), Refusal> {
    let Some(address) = fields.get("address") else {
        return Ok(());
    };
    let state = (rules.readings.address_state == AddressState::Required)
        .then_some(("state", "address.state"));
    for (member, path) in NEEDED.into_iter().chain(state) {
        let given = address.get(member).and_then(Value::as_str).unwrap_or_default();
        if given.is_empty() && rules.enforces(Guard::Mandatory(path)) {
            return Err(Refusal::invalid_model(path, "is missing"));
        }
    }
    Ok(())
}

fn one_of(name: &str, value: &str, words: &[&str]) -> Result<(), Refusal> {
    if words.contains(&value) {
        return Ok(());
    }
    Err(Refusal::invalid_model(name, format!("is not one of {}", words.join(", "))))
}

fn country(name: &str, value: &str) -> Result<(), Refusal> {
    if is_country(value) {
        return Ok(());
    }
    Err(Refusal::invalid_model(name, "is not an ISO 3166-1 alpha-2 code"))
}

fn name_of_person(name: &str, value: &str) -> Result<(), Refusal> {
    let allowed = |letter: char| letter.is_alphanumeric() || " -'’.,/".contains(letter);
    match value.chars().count() {
        0 => Err(Refusal::invalid_model(name, "is blank")),
        51.. => Err(Refusal::invalid_model(name, "is longer than 50 characters")),
        _ if !value.chars().all(allowed) => Err(Refusal::invalid_model(name, "contains symbols")),
        _ => Ok(()),
    }
}
