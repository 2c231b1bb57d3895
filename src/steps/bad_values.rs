//! Values that a pattern accepts and that do not exist, reported with the allowed ones.

use cucumber::Parameter;

use super::body_variant::BodyVariant;
use super::parameters::{
    Country, EmploymentStatus, HttpMethod, OperationName, Properties, ReasonCode, RefusalWord,
    StatusCode, StatusCodes,
};

/// Message and remedy for a value.
type ValueFault = (String, String);

/// Check of the values of a parameter.
type ValueCheck = fn(&str) -> Option<ValueFault>;

/// Returns the fault of a value, given the pattern of its parameter, with the allowed ones.
pub fn value_fault(pattern: &str, value: &str) -> Option<ValueFault> {
    let parameters: [(&str, ValueCheck); 10] = [
        (HttpMethod::REGEX, |it| unless_word::<HttpMethod>(it, &HttpMethod::words())),
        (OperationName::REGEX, |it| unless_word::<OperationName>(it, &OperationName::words())),
        (ReasonCode::REGEX, |it| unless_word::<ReasonCode>(it, &ReasonCode::words())),
        (RefusalWord::REGEX, |it| unless_word::<RefusalWord>(it, &RefusalWord::words())),
        (EmploymentStatus::REGEX, |it| {
            unless_word::<EmploymentStatus>(it, &EmploymentStatus::words())
        }),
        (StatusCode::REGEX, |it| it.parse::<StatusCode>().err().map(with_codes)),
        (StatusCodes::REGEX, |it| it.parse::<StatusCodes>().err().map(with_codes)),
        (Country::REGEX, country),
        (Properties::REGEX, properties),
        (BodyVariant::REGEX, variant),
    ];
    let (_, check) = parameters.into_iter().find(|it| it.0 == pattern)?;
    check(value)
}

fn unless_word<P: std::str::FromStr<Err = String>>(
    value: &str,
    words: &[String],
) -> Option<ValueFault> {
    let message = value.parse::<P>().err()?;
    Some((message, one_of(value, words)))
}

fn with_codes(message: String) -> ValueFault {
    (message, "write a number from 100 to 599".to_owned())
}

fn country(value: &str) -> Option<ValueFault> {
    let message = value.parse::<Country>().err()?;
    Some((message, "write the two capital letters of ISO 3166-1, as in `DE`".to_owned()))
}

/// Properties that can be changed are those for which a value is known.
fn properties(value: &str) -> Option<ValueFault> {
    let wrong = value.parse::<Properties>().ok()?.unknown()?;
    Some((format!("`{wrong}` is not a property of a person"), one_of(&wrong, &Properties::words())))
}

fn variant(value: &str) -> Option<ValueFault> {
    if let Some(code) = BodyVariant::country(value) {
        return country(code);
    }
    let wrong = BodyVariant::unknown_member(value)?;
    let words = BodyVariant::members();
    Some((format!("`{wrong}` is not a member of a request"), one_of(wrong, &words)))
}

/// The allowed value that is nearly the one written, and the others.
fn one_of(value: &str, words: &[String]) -> String {
    let near = words.iter().map(|it| (strsim::damerau_levenshtein(it, value), it)).min();
    let near = near.filter(|(typos, it)| typos * 2 <= it.len());
    let near = near.map_or_else(String::new, |(_, it)| format!("did you mean `{it}`? "));
    format!("{near}allowed are {}", words.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_compared_with_those_that_exist() {
        let fault = |pattern, value| value_fault(pattern, value).map(|it| it.1).unwrap_or_default();
        assert_eq!(fault(HttpMethod::REGEX, "GET"), "");
        assert!(fault(HttpMethod::REGEX, "FETCH").contains("allowed are GET, POST"));
        assert!(fault(StatusCode::REGEX, "99999").contains("100 to 599"));
        assert_eq!(fault(StatusCode::REGEX, "404"), "");
        assert!(fault(Country::REGEX, "Schlaraffenland").contains("`DE`"));
        assert!(fault(ReasonCode::REGEX, "NO_SUCH").contains("allowed are "));
        let near = fault(RefusalWord::REGEX, "token_requird");
        assert!(near.starts_with("did you mean `token_required`?"), "{near}");
        assert_eq!(fault("no parameter", "x"), "");
        assert!(fault(StatusCodes::REGEX, "200 or 99").contains("100 to 599"));
        assert_eq!(fault(StatusCodes::REGEX, "200, 201 or 204"), "");
        assert!(
            fault(EmploymentStatus::REGEX, "FREELANCE").starts_with("did you mean `FREELANCER`?")
        );
        assert!(fault(Properties::REGEX, "email and emial").starts_with("did you mean `email`?"));
        assert_eq!(fault(Properties::REGEX, "email, job_title and address.city"), "");
        assert_eq!(fault(Properties::REGEX, "expected_monthly_revenue_cents to zero"), "");
        let variant = |value| fault(BodyVariant::REGEX, value);
        assert!(variant("without address.planet").contains("address.postal_code"));
        assert!(variant("whose last_nam is \"x\"").starts_with("did you mean `last_name`?"));
        assert!(variant("with the nationality XX").contains("`DE`"));
        assert!(variant("living in QQ").contains("`DE`"));
        for right in
            ["without address.city", "whose iban is \"x\"", "living in AT", "of the same name"]
        {
            assert_eq!(variant(right), "", "{right}");
        }
    }
}
