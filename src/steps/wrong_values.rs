//! Values that no member of a request may have, as JSON.

use serde_json::{Value, json};

/// Values that are none.
pub const NOTHING: [&str; 3] = ["null", r#""""#, r#""  ""#];
/// Members that may have any text: no document says that one of blanks is none.
const FREE_TEXTS: [&str; 5] =
    ["first_name", "last_name", "address.line_1", "address.postal_code", "address.city"];
/// Values that are no text.
pub const OTHER_TYPES: [&str; 4] = ["42", "true", "[]", "{}"];
/// Texts that are no mobile number.
pub const NO_NUMBERS: [&str; 2] = [r#""bread""#, r#""+49""#];

/// The values themselves.
pub fn values_of<const N: usize>(values: [&str; N]) -> Vec<Value> {
    values.iter().map(|json| serde_json::from_str(json).unwrap_or_default()).collect()
}

/// Bodies with one of these values each.
pub fn with_each<const N: usize>(member: &str, values: [&str; N]) -> Vec<Value> {
    values_of(values).into_iter().map(|value| json!({ member: value })).collect()
}

/// Values of a member that are none, or of another JSON type than the member has. Only of a salutation does
/// null mean something.
pub fn wrong_values(path: &str, how: &str) -> Option<Vec<Value>> {
    let is_object = matches!(path, "address" | "contact_address" | "tax_information");
    match (how, path) {
        ("nothing", "salutation") => Some(values_of([r#""""#, r#""  ""#])),
        ("nothing", _) if is_object => Some(vec![Value::Null, json!({})]),
        ("nothing", _) if FREE_TEXTS.contains(&path) => Some(values_of(["null", r#""""#])),
        ("nothing", _) => Some(values_of(NOTHING)),
        ("of another type", _) if is_object => {
            Some(values_of([r#""Musterweg 12, 01067 Dresden""#, "42", "true", "[]"]))
        }
        ("of another type", _) => Some(values_of(OTHER_TYPES)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_of_another_type_than_the_member() {
        let types = wrong_values("address", "of another type").unwrap();
        assert!(types.iter().all(|it| !it.is_object()) && types[0].is_string());
        let texts = wrong_values("iban", "of another type").unwrap();
        assert!(texts.len() == 4 && texts.iter().all(|it| !it.is_string()));
        assert!(!wrong_values("salutation", "nothing").unwrap().contains(&Value::Null));
        assert!(!wrong_values("first_name", "nothing").unwrap().contains(&json!("  ")));
        assert_eq!(wrong_values("iban", "null"), None);
        assert_eq!(with_each("iban", NOTHING)[1], json!({ "iban": "" }));
    }
}
