//! Mutants that equal a documented freedom, recognised by rules.

use super::observed::GeneratedMutant;

/// Mutants that a conforming API may be, with the reason.
struct Rule {
    /// Pattern of their names; `*` is any text.
    pattern: &'static str,
    /// Only if the member is always null.
    of_null: bool,
    /// Why.
    reason: &'static str,
}

const fn rule(pattern: &'static str, reason: &'static str) -> Rule {
    Rule { pattern, of_null: false, reason }
}

const TEXTS: &str = "titles and details are texts for people, and ids of errors are any";
const OTHER_CODE: &str =
    "only the codes of the guide are compared; those of general errors may differ";
const BAD_REQUEST: &str = "a defective request may be answered with 400, 412 or 422 (C-27)";
const WRONG_STATE: &str = "the guide gives no status code for a call in the wrong status";
const NOT_SHOWN: &str = "a registered property need not be shown";
const ENDED: &str =
    "the guide does not say what else an identification shows that failed or expired";
const SNAPSHOT: &str = "a text of the provider";
const LOOKUP: &str = "the guide does not print the answer to an IBAN lookup";

const RULES: &[Rule] = &[
    Rule {
        pattern: "*:drop:*",
        of_null: true,
        reason: "an unset member may be left out instead of being null (C-13)",
    },
    rule("*.code=*:change:errors.*.title", TEXTS),
    rule("*.code=*:change:errors.*.detail", TEXTS),
    rule("*.code=*:change:errors.*.id", TEXTS),
    rule("*.code=invalid_model:change:errors.*.code", OTHER_CODE),
    rule("*.code=invalid_json:change:errors.*.code", OTHER_CODE),
    rule("*.code=type_error:change:errors.*.code", OTHER_CODE),
    rule("*.code=invalid_iban:change:errors.*.code", OTHER_CODE),
    rule("*.code=invalid_tan:change:errors.*.code", OTHER_CODE),
    rule("*.code=mobile_number_exists:change:errors.*.code", OTHER_CODE),
    rule("*.code=deprecated_params:change:errors.*.code", OTHER_CODE),
    rule("*.code=expectation_mismatch:change:errors.*.code", WRONG_STATE),
    rule("*.code=expectation_mismatch:status:4*", WRONG_STATE),
    rule("*.code=mobile_number_exists:status:4*", WRONG_STATE),
    rule("*.code=invalid_*:status:4?2", BAD_REQUEST),
    rule("*.code=type_error:status:4?2", BAD_REQUEST),
    rule("*.code=deprecated_params:status:4*", BAD_REQUEST),
    rule("*-person:drop:*", NOT_SHOWN),
    rule("*-person:null:*", NOT_SHOWN),
    rule("look-up-iban:*:*", LOOKUP),
    rule("*.status=failed:*:completed_at", ENDED),
    rule("*.status=expired:*:completed_at", ENDED),
    rule("*.status=failed:*:authorization_expires_at", ENDED),
    rule("*.status=failed:*:confirmation_expires_at", ENDED),
    rule("*.status=failed:*:url", ENDED),
    rule("*.status=expired:*:failure_reason", ENDED),
    rule("get-snapshot*:*:status_description", SNAPSHOT),
    rule("get-snapshot*:*:location", SNAPSHOT),
];

/// Why the mutant is a documented freedom, if it is one.
pub fn free(generated: &GeneratedMutant) -> Option<&'static str> {
    let name = &generated.name;
    let rule = RULES
        .iter()
        .find(|rule| (generated.of_null || !rule.of_null) && matches(rule.pattern, name));
    rule.map(|rule| rule.reason)
}

/// Whether a text fits a pattern in which `*` is any text and `?` any character.
pub fn matches(pattern: &str, text: &str) -> bool {
    let mut rest = text.chars();
    match pattern.chars().next() {
        None => text.is_empty(),
        Some('*') => {
            matches(&pattern[1..], text)
                || (rest.next().is_some() && matches(pattern, rest.as_str()))
        }
        Some(wanted) => {
            let fits = rest.next().is_some_and(|it| wanted == '?' || wanted == it);
            fits && matches(&pattern[wanted.len_utf8()..], rest.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_names() {
        assert!(matches("a?*c", "abbc") && matches("*", "") && matches("a", "a"));
        assert!(!matches("a*c", "abcd") && !matches("a", "ab"));
    }
}
