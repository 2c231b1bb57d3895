//! Mutants that equal a documented freedom, recognised by rules.

use super::facet::GeneratedMutant;
use super::turn::Turn;

/// Mutants that a conforming API may be, with the reason. In each pattern `*` is any text, `?` any
/// character and `~` any text without a dot; `|` separates alternatives.
struct Rule {
    /// Operation and selected answers.
    place: &'static str,
    /// Operators.
    operators: &'static str,
    /// Members, values or both.
    argument: &'static str,
    /// Reason why these mutants conform.
    reason: &'static str,
}

const fn rule(
    place: &'static str,
    operators: &'static str,
    argument: &'static str,
    reason: &'static str,
) -> Rule {
    Rule { place, operators, argument, reason }
}

const UNSET: &str = "an unset member may be left out instead of being null (C-13)";
const TEXTS: &str = "titles and details are texts for people, and ids of errors are any";
const QUOTED: &str = "the status code inside an error may be a text (C-38)";
const BARE: &str = "the reference does not say that a 401 has a body";
const OTHER_CODE: &str =
    "only the codes of the guide are compared; those of general errors may differ";
const BAD_REQUEST: &str = "a defective request may be answered with 400, 412 or 422 (C-27)";
const ANOTHER_NUMBER: &str = "no number may be answered like a number that is not the person's";
const WRONG_STATE: &str = "the guide gives no status code for a call in the wrong status";
const WRONG_OTP: &str = "the guide gives no status code for a wrong password";
const HIDDEN: &str = "403 says as little as 404";
const CREDENTIALS: &str = "neither guide nor reference says how wrong credentials are refused";
const SCOPE: &str = "a scope that is as requested need not be shown (RFC 6749, section 5.1)";
const UNNAMED: &str = "the guide does not name this call, and the reference prints no answer";
const SAME: &str = "the answer to the last change shows the same";
const LISTED: &str = "an entry of a list may show less than the resource itself";
const NOT_SHOWN: &str = "a registered property need not be shown";
const LATER: &str = "a change may become visible at a later retrieval";
const ENDED: &str =
    "the guide does not say what else an identification shows that failed or expired";
const NOT_OFFERED: &str = "the guide does not demand this operation";
const UNSIGNED: &str = "documents need not be listed before the success";
const UNPRINTED: &str = "the guide prints no answer in this status";
const SNAPSHOT: &str = "a text of the provider";
const NO_SNAPSHOT: &str = "a snapshot that was not made has failed, has expired, or does not exist";
const ANNOUNCED: &str = "the time for signing may be longer, if it is announced (C-09)";
const LIVES: &str = "a TAN lives 5, 8 or 10 minutes, and not beyond the time for signing (C-05)";
const ALWAYS: &str = "documents may be listed without being asked for (C-25)";
const ANY_ID: &str = "no other answer names the id of an attempt";
const AUTHORISED: &str = "an authorised holder may succeed like an owner (C-03)";
const SELF_EMPLOYED: &str =
    "the guide says what a self-employed person needs on a change, not on registration";
const LOOKUP: &str = "the guide does not print the answer to an IBAN lookup";
const INELIGIBLE: &str = "any reason explains that a person is not eligible";

/// Operators that give a member another value of its type, or none.
const MEMBER: &str = "drop|null|change|swap|stale|say";
/// All operators that edit a member.
const ANY: &str = "drop|null|retype|change|swap|stale|say|shift|lose|double|mix";
const NONE: &str = "drop|null";
const GENERAL: &str = "*.code=invalid_model|*.code=invalid_json|*.code=type_error\
     |*.code=invalid_iban|*.code=invalid_tan|*.code=mobile_number_exists\
     |*.code=deprecated_params|request-identification.code=expectation_mismatch\
     |confirm-identification.code=expectation_mismatch";
const DEFECTIVE: &str = "create-identification.code=invalid_model|update-person.code=invalid_model\
     |create-number.code=invalid_model|authorize-number.code=invalid_model\
     |confirm-number.code=invalid_model|confirm-identification.code=invalid_model\
     |check-eligibility.code=invalid_model|look-up-iban.code=invalid_model\
     |delete-number.code=invalid_model|subscribe.code=invalid_model\
     |*.code=invalid_json|look-up-iban.code=invalid_iban|*.code=type_error";
/// All resources except persons and identifications, whose absence is reported with 404 (ER-004).
const NOT_FOUND: &str = "authorize-*.code=model_not_found|confirm-*.code=model_not_found\
     |request-*.code=model_not_found|list-*.code=model_not_found|check-*.code=model_not_found\
     |create-*.code=model_not_found|update-*.code=model_not_found|unsubscribe.code=model_not_found\
     |get-snapshot.code=model_not_found|get-subscription.code=model_not_found\
     |get-file.code=model_not_found\
     |delete-number.code=model_not_found";
/// Operations that need not exist. A refusal does not show whether they exist.
const NEVER_REFUSED: &str = "list-identifications|list-subscriptions|get-subscription|unsubscribe";
const UNFINISHED: &str = "get-identification.status=authorization_required\
     |get-identification.status=confirmation_required|get-identification.status=confirmed\
     |get-identification.status=expired|get-snapshot*";
const NO_DOCUMENTS: &str = "*.status=created|*.status=pending|*.status=authorization_required\
     |*.status=confirmation_required|*.status=failed|*.status=expired";
const OVER_SNAPSHOT: &str = "get-snapshot.status=failed|get-snapshot.status=expired";
const GET_OVER: &str = "get-identification.status=failed|get-identification.status=expired";
/// Members that are of use only while an identification can be signed.
const OF_OPEN_ONES: &str =
    "url|authorization_expires_at|confirmation_expires_at|current_reference_token";
const OVER: &str = "*.status=failed|*.status=expired";

const RULES: &[Rule] = &[
    rule("*.code=*", "change", "errors.*.title|errors.*.detail|errors.*.id", TEXTS),
    rule("*.code=*", "retype", "errors.*.status", QUOTED),
    rule("*.code=token_required|*.code=invalid_token", "empty", "", BARE),
    rule(GENERAL, "change", "errors.*.code", OTHER_CODE),
    rule(DEFECTIVE, "say", "errors.*.code=invalid_model|errors.*.code=INVALID_MODEL", OTHER_CODE),
    rule(NOT_FOUND, "change", "errors.*.code", OTHER_CODE),
    rule("*.code=unauthorized_partner", "change", "errors.*.code", OTHER_CODE),
    rule("*.code=unauthorized_partner", "say", "*=unauthorized_action|*=model_not_found", HIDDEN),
    rule("request-identification.code=expectation_mismatch", "status", "4*", WRONG_STATE),
    rule("confirm-identification.code=expectation_mismatch", "status", "4*", WRONG_STATE),
    rule(
        "authorize-identification.code=expectation_mismatch",
        "status",
        "400|403|404|422",
        WRONG_STATE,
    ),
    rule("create-number.code=mobile_number_exists", "status", "4*", WRONG_STATE),
    rule("*.code=invalid_tan", "status", "4*", WRONG_OTP),
    rule(
        "confirm-number.code=invalid_tan",
        "say",
        "*=model_not_found|*=unauthorized_action",
        WRONG_OTP,
    ),
    rule(DEFECTIVE, "status", "400|412|422", BAD_REQUEST),
    rule("authorize-number.code=invalid_model", "status", "403|404|409", ANOTHER_NUMBER),
    rule("*.code=deprecated_params", "status", "4*", BAD_REQUEST),
    rule(NOT_FOUND, "status", "403", HIDDEN),
    rule("issue-token.code=invalid_client", ANY, "*", CREDENTIALS),
    rule("issue-token.code=invalid_client", "empty|declare|status", "|html|4*", CREDENTIALS),
    rule("issue-token", NONE, "scope", SCOPE),
    rule("delete-number.verified=*|unsubscribe", ANY, "*", UNNAMED),
    rule("delete-number.verified=*|unsubscribe", "empty|declare|truncate|repeat", "*", UNNAMED),
    rule("delete-number.verified=*", "deny|status", "|4*", UNNAMED),
    rule("delete-number.code=invalid_model", "pretend", "", UNNAMED),
    rule("get-number*|get-person", "repeat", "", SAME),
    rule("list-identifications", "drop", "*", LISTED),
    rule("create-person|update-person", NONE, "?~", NOT_SHOWN),
    rule(
        "get-person",
        "drop",
        "mobile_number|birth_date|birth_city|birth_country|nationality|terms_conditions_signed_at",
        NOT_SHOWN,
    ),
    rule(NEVER_REFUSED, "status", "404", NOT_OFFERED),
    rule(UNFINISHED, "stale", "*status", LATER),
    rule("get-identification*|get-snapshot*|list-attempts*", "repeat", "", LATER),
    rule(OVER, "drop|null|stale", "completed_at*", ENDED),
    rule(OVER, "shift", "completed_at*", ENDED),
    rule(GET_OVER, NONE, OF_OPEN_ONES, ENDED),
    rule("*.status=failed", "stale", "authorization_expires_at|confirmation_expires_at", ENDED),
    rule("*.status=expired", MEMBER, "failure_reason*", ENDED),
    rule(NO_DOCUMENTS, "drop|null|lose", "documents", UNSIGNED),
    rule("*.status=confirmed", "drop|null|lose", "documents", UNSIGNED),
    rule("*.status=authorization_required", NONE, "authorization_expires_at", UNPRINTED),
    rule("get-snapshot*", MEMBER, "status_description|location", SNAPSHOT),
    rule("get-snapshot.status=pending", NONE, "wizard_session_key", SNAPSHOT),
    rule(OVER_SNAPSHOT, "say", "status=failed|status=expired", NO_SNAPSHOT),
    // The next status after `failed` is `expired`.
    rule("get-snapshot.status=failed", "change", "status", NO_SNAPSHOT),
    rule(OVER_SNAPSHOT, "deny|status", "|404", NO_SNAPSHOT),
    rule("signature-window", "move", "+*", ANNOUNCED),
    rule("tan-window", "move", "+*", LIVES),
    rule("get-identification*", "force", "include_documents=true", ALWAYS),
    rule("list-attempts", "stale", "*.failure_reason", LATER),
    rule("list-attempts", "change", "*.id", ANY_ID),
    rule("good|authorised-holder", "behave", "good|authorised-holder", AUTHORISED),
    rule(
        "create-person",
        "reject",
        "employment_status=FREELANCER|employment_status=SELF_EMPLOYED",
        SELF_EMPLOYED,
    ),
    rule("look-up-iban", "drop|null|retype|change|swap|stale", "?*", LOOKUP),
    rule("look-up-iban", "repeat", "", LOOKUP),
    rule(
        "check-eligibility.eligible=false",
        "say|change|swap|stale",
        "failure_reason*",
        INELIGIBLE,
    ),
];

/// Members without which an answer is of no use.
const NEEDED: [&str; 2] = ["id", "status"];

impl Rule {
    fn covers(&self, generated: &GeneratedMutant) -> bool {
        let mut parts = generated.name.splitn(3, ':');
        let mut part = || parts.next().unwrap_or_default();
        // A freedom does not depend on the turn.
        let (place, operator, argument) = (Turn::split_off(part()).0, part(), part());
        let path = argument.split('=').next().unwrap_or_default();
        let member = path.rsplit('.').next().unwrap_or_default();
        one_of(self.place, place)
            && one_of(self.operators, operator)
            && one_of(self.argument, argument)
            && !(matches!(self.operators, NONE | "drop") && NEEDED.contains(&member))
    }
}

/// Returns the reason why a mutant equals a documented freedom; `None` if it does not.
pub fn free(generated: &GeneratedMutant) -> Option<&'static str> {
    if generated.of_null && generated.operator == "drop" {
        return Some(UNSET);
    }
    RULES.iter().find(|rule| rule.covers(generated)).map(|rule| rule.reason)
}

fn one_of(patterns: &str, text: &str) -> bool {
    patterns.split('|').any(|pattern| matches(pattern, text))
}

/// Whether a mutant fits a pattern, whatever the turn of the answers that it makes wrong.
pub fn fits(pattern: &str, mutant: &str) -> bool {
    let (place, rest) = mutant.split_once(':').unwrap_or((mutant, ""));
    let at_every_turn = format!("{}:{rest}", Turn::split_off(place).0);
    matches(pattern, mutant) || matches(pattern, &at_every_turn)
}

/// Whether a text fits a pattern in which `*` is any text, `?` any character and `~` any text without
/// a dot.
pub fn matches(pattern: &str, text: &str) -> bool {
    let mut rest = text.chars();
    match pattern.chars().next() {
        None => text.is_empty(),
        Some(any @ ('*' | '~')) => {
            let more = rest.next().is_some_and(|it| any == '*' || it != '.');
            matches(&pattern[1..], text) || (more && matches(pattern, rest.as_str()))
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

    fn generated(name: &str) -> GeneratedMutant {
        GeneratedMutant {
            name: name.to_owned(),
            subject: String::new(),
            operator: name.split(':').nth(1).unwrap_or_default().to_owned(),
            about: [String::new(), String::new()],
            of_answer: true,
            of_null: name.ends_with(":reference"),
            observers: Vec::new(),
        }
    }

    #[test]
    fn freedoms_are_distinguished_from_mutants() {
        for (name, equal) in [
            ("create-person:drop:first_name", true),
            ("create-person@later:drop:first_name", true),
            ("create-person:drop:id", false),
            ("get-identification.status=created:drop:reference", true),
            ("get-identification.status=created:drop:iban", false),
            ("create-person:drop:address.city", false),
            ("create-number.code=invalid_model:status:422", true),
            ("create-person.code=invalid_model:status:422", false),
            ("create-person.code=invalid_model:status:404", false),
            ("get-person.code=token_required:empty", true),
            ("get-person.code=model_not_found:empty", false),
            ("look-up-iban:change:bic", true),
            ("look-up-iban:status:404", false),
            ("list-identifications:status:404", true),
            ("get-identification.status=pending:force:include_documents=true", true),
            ("signature-window:move:+1s", true),
            ("signature-window:move:-1s", false),
        ] {
            assert_eq!(free(&generated(name)).is_some(), equal, "{name}");
        }
    }

    #[test]
    fn patterns_match_whole_names() {
        assert!(matches("a?*c", "abbc") && matches("*", "") && matches("a", "a"));
        assert!(matches("~", "a") && !matches("~", "a.b") && matches("*", "a.b"));
        assert!(!matches("a*c", "abcd") && !matches("a", "ab"));
        assert!(fits("get-person:drop:*", "get-person@later:drop:id"));
        assert!(!fits("get-person@first:*", "get-person@later:drop:id"));
    }
}
