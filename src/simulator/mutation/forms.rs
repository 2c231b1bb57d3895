//! Malformed values of the documented members of requests, which a mutant takes like well-formed ones.
//!
//! The forms of a member follow from its kind. The mutant reads a well-formed value instead of the
//! malformed one, so that every other rule still holds.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde_json::{Value, json};

use crate::api::{MockedIban, STATIC_NUMBER, is_country};

/// Digits of a code that is sent by SMS.
const CODE_DIGITS: usize = 6;
/// Characters of a German IBAN.
const IBAN_LENGTH: usize = 22;

/// Kind of a documented member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MemberKind {
    Text,
    Word,
    Country,
    Day,
    Instant,
    Flag,
    Number,
    Object,
    Iban,
    Phone,
    Code,
}

/// Members that must be given, as the guide says of the request that creates their resource.
const MANDATORY: [&str; 14] = [
    "salutation",
    "first_name",
    "last_name",
    "birth_date",
    "nationality",
    "address",
    "address.line_1",
    "address.postal_code",
    "address.city",
    "address.country",
    "terms_conditions_signed_at",
    "terms_and_conditions_signed_at",
    "iban",
    "number",
];

/// Further members whose form the guide gives in the request that creates their resource, or that a
/// code completes.
const OTHERS: [&str; 3] = ["data_terms_signed_at", "method", "token"];

/// Forms of any kind that is not a text, then those of each kind.
const WRONG_TYPES: [&str; 3] = ["number", "flag", "list"];
const KINDS: &[(MemberKind, &[&str])] = &[
    (MemberKind::Text, &["object"]),
    (MemberKind::Word, &["object", "word", "other-case"]),
    (MemberKind::Country, &["object", "word", "other-case", "two-capitals"]),
    (MemberKind::Day, &["object", "word", "no-day", "other-notation"]),
    (MemberKind::Instant, &["object", "word", "local-time", "day", "no-day"]),
    (MemberKind::Flag, &["object", "text"]),
    (MemberKind::Number, &["object", "text"]),
    (MemberKind::Object, &["text"]),
    (MemberKind::Iban, &["object", "word", "longer", "shorter", "wrong-check-digits"]),
    (MemberKind::Phone, &["object", "word", "shorter"]),
    (MemberKind::Code, &["longer"]),
];

fn kind(path: &str) -> MemberKind {
    match path.rsplit('.').next().unwrap_or(path) {
        "salutation" | "method" | "employment_status" => MemberKind::Word,
        "birth_date" | "aml_confirmed_on" => MemberKind::Day,
        "iban" => MemberKind::Iban,
        "number" => MemberKind::Phone,
        "token" => MemberKind::Code,
        "address" | "contact_address" | "tax_information" => MemberKind::Object,
        "expected_monthly_revenue_cents" => MemberKind::Number,
        "self_declared_as_pep" | "fatca_relevant" => MemberKind::Flag,
        "nationality" | "country" => MemberKind::Country,
        name if name.ends_with("_country") => MemberKind::Country,
        name if name.ends_with("_at") => MemberKind::Instant,
        _ => MemberKind::Text,
    }
}

/// The words of the malformed values that the member at this path can have, in a request that creates
/// something or in another one.
pub fn malformed(path: &str, creates: bool) -> Vec<&'static str> {
    let kind = kind(path);
    // The guide gives no form of the other properties that a change can set.
    let is_documented = if creates {
        MANDATORY.contains(&path) || OTHERS.contains(&path)
    } else {
        matches!(kind, MemberKind::Object | MemberKind::Code)
    };
    if !is_documented {
        return Vec::new();
    }
    let own = KINDS.iter().find(|(known, _)| *known == kind).map_or(&[][..], |(_, forms)| forms);
    let is_own_type = |form: &&str| {
        matches!((kind, *form), (MemberKind::Number, "number") | (MemberKind::Flag, "flag"))
    };
    // The right code is not known here: only one that begins with it can be read as it.
    let is_code = kind == MemberKind::Code;
    let types = WRONG_TYPES.iter().filter(|form| !is_code && !is_own_type(form)).copied();
    // Absent and null mean the same, so that only what must be given must not be null.
    let needed = creates && MANDATORY.contains(&path);
    let nothing: &[&str] = match kind {
        _ if !needed => &[],
        // A null salutation means neither of the two words.
        _ if path == "salutation" => &["empty", "blank"],
        MemberKind::Object => &["null", "empty-object"],
        // A text of blanks is a text.
        MemberKind::Text => &["null", "empty"],
        _ => &["null", "empty", "blank"],
    };
    types.chain(own.iter().copied()).chain(nothing.iter().copied()).collect()
}

/// Whether the value of the member at this path has this malformed form.
pub fn has_form(path: &str, form: &str, value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    let kind = kind(path);
    match form {
        "null" => value.is_null(),
        "number" => value.is_number(),
        "flag" => value.is_boolean(),
        "list" => value.is_array(),
        "object" => value.is_object(),
        "empty-object" => value.as_object().is_some_and(serde_json::Map::is_empty),
        "text" => value.is_string() && !(kind == MemberKind::Flag && is_flag(text)),
        "empty" => value == "",
        "blank" => !text.is_empty() && text.trim().is_empty(),
        _ => has_text_form(kind, form, text),
    }
}

fn has_text_form(kind: MemberKind, form: &str, text: &str) -> bool {
    let in_order = || text.contains('-');
    let starts_with_digit = || text.starts_with(|it: char| it.is_ascii_digit());
    match form {
        "word" => is_unknown_word(kind, text),
        "other-case" => is_in_other_case(kind, text),
        "two-capitals" => {
            text.len() == 2 && text.bytes().all(|it| it.is_ascii_uppercase()) && !is_country(text)
        }
        "local-time" => text.parse::<DateTime>().is_ok() && text.contains('T') && !is_instant(text),
        "day" => text.len() == 10 && text.parse::<Date>().is_ok(),
        "no-day" => starts_with_digit() && in_order() && day_of(text).parse::<Date>().is_err(),
        "other-notation" => text.len() == 10 && starts_with_digit() && !in_order(),
        "longer" => text.len() > length(kind) && is_compact(text),
        "shorter" => {
            let begins = if kind == MemberKind::Iban { "DE" } else { "+" };
            text.starts_with(begins) && text.len() < shortest(kind) && is_compact(text)
        }
        "wrong-check-digits" => text.len() == IBAN_LENGTH && text.parse::<iban::Iban>().is_err(),
        _ => false,
    }
}

fn day_of(text: &str) -> &str {
    text.split('T').next().unwrap_or(text)
}

fn is_instant(text: &str) -> bool {
    text.parse::<Timestamp>().is_ok()
}

fn is_flag(text: &str) -> bool {
    matches!(text, "true" | "false")
}

fn is_compact(text: &str) -> bool {
    text.chars().all(|it| it.is_ascii_alphanumeric() || it == '+')
}

/// Number of characters of the shortest value.
fn shortest(kind: MemberKind) -> usize {
    if kind == MemberKind::Iban { IBAN_LENGTH } else { 8 }
}

/// Number of characters of the longest value.
fn length(kind: MemberKind) -> usize {
    match kind {
        MemberKind::Iban => IBAN_LENGTH,
        MemberKind::Code => CODE_DIGITS,
        _ => 16,
    }
}

/// Words out of the enumerations that the guide prints.
const WORDS: [&str; 9] = [
    "MR",
    "MS",
    "bank",
    "EMPLOYED",
    "UNEMPLOYED",
    "FREELANCER",
    "SELF_EMPLOYED",
    "RETIRED",
    "STUDENT",
];

fn is_unknown_word(kind: MemberKind, text: &str) -> bool {
    let letters = |it: char| it.is_alphabetic() || it == '_';
    let known = kind == MemberKind::Word && WORDS.iter().any(|it| it.eq_ignore_ascii_case(text));
    text.len() > 2 && text.chars().all(letters) && !known
}

fn is_in_other_case(kind: MemberKind, text: &str) -> bool {
    match kind {
        MemberKind::Word => {
            !WORDS.contains(&text) && WORDS.iter().any(|it| it.eq_ignore_ascii_case(text))
        }
        _ => text.len() == 2 && text.bytes().all(|it| it.is_ascii_lowercase()),
    }
}

/// A well-formed value, as the mutant reads the malformed one.
pub fn well_formed(path: &str, given: &Value) -> Value {
    match kind(path) {
        MemberKind::Word if path == "method" => json!("bank"),
        MemberKind::Word if path == "salutation" => json!("MR"),
        MemberKind::Word => json!("EMPLOYED"),
        MemberKind::Country => json!("DE"),
        MemberKind::Day => json!("1978-07-15"),
        MemberKind::Instant => json!("2019-01-01T00:00:00.000Z"),
        MemberKind::Flag => json!(true),
        MemberKind::Number => json!(1),
        MemberKind::Iban => json!(MockedIban::Good.iban()),
        MemberKind::Phone => json!(STATIC_NUMBER),
        MemberKind::Code => json!(given.as_str().and_then(|it| it.get(..CODE_DIGITS))),
        MemberKind::Object if path == "tax_information" => json!({}),
        MemberKind::Object => json!({
            "line_1": "Musterweg 12",
            "postal_code": "01067",
            "city": "Dresden",
            "country": "DE",
        }),
        MemberKind::Text => json!("Muster"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_values_have_their_form() {
        let rows = [
            ("birth_date", json!("yesterday"), &["word"][..]),
            ("birth_date", json!("1978-02-30"), &["no-day"]),
            ("birth_date", json!("15.07.1978"), &["other-notation"]),
            ("address.country", json!("DEU"), &["word"]),
            ("address.country", json!("de"), &["other-case"]),
            ("address.country", json!("XX"), &["two-capitals"]),
            ("salutation", json!("Ms"), &["other-case"]),
            ("salutation", json!("PERSON"), &["word"]),
            ("method", json!("BANK"), &["other-case"]),
            ("address", json!("Musterweg 12"), &["text"]),
            ("address", json!({}), &["empty-object"]),
            ("iban", json!("DE12110101010100000020"), &["wrong-check-digits"]),
            ("iban", json!("DE111101010101000000200"), &["longer"]),
            ("iban", json!("bread"), &["word"]),
            ("iban", json!("DE1111010101010000002"), &["shorter"]),
            ("last_name", json!(42), &["number"]),
            ("number", json!("  "), &["blank"]),
            ("data_terms_signed_at", json!("2020-07-07T11:36:29"), &["local-time"]),
            ("data_terms_signed_at", json!("2020-07-07"), &["day"]),
            ("data_terms_signed_at", json!("2019-02-30T00:00:00.000Z"), &["no-day"]),
            ("token", json!("1234567"), &["longer"]),
            ("number", json!("+49"), &["shorter"]),
        ];
        for (path, value, expected) in rows {
            let fits = |form: &&&str| has_form(path, form, &value);
            let forms = malformed(path, true);
            assert_eq!(forms.iter().filter(fits).copied().collect::<Vec<_>>(), expected, "{value}");
        }
    }

    #[test]
    fn well_formed_values_have_no_malformed_form() {
        for path in MANDATORY.into_iter().chain(["token", "tax_information", "fatca_relevant"]) {
            let value = well_formed(path, &json!("123456"));
            let forms = malformed(path, true);
            assert_eq!(forms.iter().find(|it| has_form(path, it, &value)), None, "{path}");
        }
    }
}
