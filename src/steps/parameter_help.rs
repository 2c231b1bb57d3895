//! Names, forms and values of parameters, for authors of scenarios.

use cucumber::Parameter;

use super::body_variant::BodyVariant;
use super::parameters::{
    AnswerPart, Country, EmploymentStatus, HttpMethod, Iban, OperationName, Properties, ReasonCode,
    RefusalWord, StatusCode, StatusCodes,
};

/// Description of a parameter that is no plain choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterHelp {
    /// Name.
    pub name: &'static str,
    /// Form of its values, with an example.
    pub form: &'static str,
    /// All values, if they can be counted.
    pub values: Vec<String>,
}

/// Patterns of a number, as the step macros write them.
const NUMBERS: [&str; 2] = [r"(?:-?\d+)|(?:\d+)", r"-?\d+"];

/// The parameter with this pattern.
pub fn parameter_help(pattern: &str) -> Option<ParameterHelp> {
    if pattern.trim_start_matches("?:").starts_with(r#""(?P<"#) {
        return Some(text());
    }
    let known = [
        row::<HttpMethod>("a method, as in GET", HttpMethod::words),
        row::<OperationName>(
            "an operation, as in PATCH /persons/{person_id}",
            OperationName::words,
        ),
        row::<ReasonCode>("a reason of Appendix III", ReasonCode::words),
        row::<RefusalWord>("an error code or a cause, as in token_required", RefusalWord::words),
        row::<EmploymentStatus>("a status of employment", EmploymentStatus::words),
        row::<StatusCodes>("status codes, as in 200, 201 or 204", Vec::new),
        row::<StatusCode>("a number from 100 to 599", Vec::new),
        row::<Country>("two capital letters of ISO 3166-1, as in DE", Vec::new),
        row::<Iban>("a mocked account, as in the good IBAN, or a text in quotes", Vec::new),
        row::<AnswerPart>(r#"a path, as in "address.city", or header "location""#, Vec::new),
        row::<Properties>("properties, as in email, job_title and address.city", Vec::new),
        row::<BodyVariant>(
            r#"a difference: without address.city, whose last_name is "x" (or null, or the number 42), living in AT, with the nationality CH, with compound names"#,
            Vec::new,
        ),
    ];
    if let Some((_, found)) = known.into_iter().find(|it| it.0 == pattern) {
        return Some(found());
    }
    NUMBERS.contains(&pattern).then(|| ParameterHelp {
        name: "number",
        form: "a number, as in 3",
        values: Vec::new(),
    })
}

fn text() -> ParameterHelp {
    ParameterHelp { name: "text", form: "a text in quotes", values: Vec::new() }
}

type HelpRow = (&'static str, Box<dyn Fn() -> ParameterHelp>);

fn row<P: Parameter>(form: &'static str, words: fn() -> Vec<String>) -> HelpRow {
    (P::REGEX, Box::new(move || ParameterHelp { name: P::NAME, form, values: words() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_found_by_its_pattern() {
        let name = |pattern: &str| parameter_help(pattern).map(|it| it.name);
        assert_eq!(name(RefusalWord::REGEX), Some("refusal"));
        assert_eq!(name(NUMBERS[0]), Some("number"));
        assert_eq!(name("a|b"), None);
        let methods = parameter_help(HttpMethod::REGEX).unwrap().values;
        assert!(methods.contains(&"PATCH".to_owned()), "{methods:?}");
    }
}
