//! Answers to a request for an access token (API reference, Authentication).

use crate::evidence::Reply;

use super::expectation::{Expectation, Member, shown};
use super::resources::declared;

/// Type, scope and lifetime are shown (AU-002). OAuth 2 allows the scope to be left out if it is
/// the one that was asked for.
pub fn described_token(reply: &Reply) -> Expectation<'_> {
    let scope = reply.text("scope");
    let holds = scope.is_none_or(|it| it.split(' ').any(|word| word == "partners"));
    let bearer = reply.text("token_type").is_some_and(|it| it.eq_ignore_ascii_case("bearer"));
    declared(reply)
        .member("expires_in", Member::Positive)
        .unless(holds, "scope", "\"partners\"", shown(reply.member("scope")))
        .freedom(scope.is_none(), "no scope in the token answer", "scope")
        .unless(bearer, "token_type", "\"bearer\"", shown(reply.member("token_type")))
}

/// No token is issued for a wrong secret (AU-006).
pub fn refused_credentials(reply: &Reply) -> Expectation<'_> {
    let refused = (400..500).contains(&reply.status);
    let none = reply.member("access_token").is_none();
    Expectation::of(reply)
        .unless(refused, "status code", "a refusal (401 or another 4xx)", reply.brief())
        .unless(none, "access_token", "absent", "a token")
        .freedom(refused && reply.status != 401, "another 4xx for 401", "status code")
}

/// Whether the caller is permitted to make the call, even if the call failed for another reason.
pub fn is_permitted(reply: &Reply) -> bool {
    const OTHER_CAUSES: [&str; 2] = ["invalid_tan", "authorization_required"];
    let is_other = |code: &String| OTHER_CAUSES.iter().any(|it| code.eq_ignore_ascii_case(it));
    reply.status != 403 || reply.error_codes().iter().any(is_other)
}

/// Data of another partner are refused with 403 (AU-008); 404 hides that they exist.
pub fn data_of_another_partner(reply: &Reply) -> Expectation<'_> {
    let hidden = reply.status == 404;
    Expectation::of(reply)
        .unless(reply.status == 403 || hidden, "status code", "403", reply.brief())
        .freedom(hidden, "404 for data of another partner", "status code")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{paths, reply};
    use serde_json::json;

    #[test]
    fn data_of_another_partner_are_neither_shown_nor_a_defect() {
        let rows: [(u16, &[&str]); 4] =
            [(403, &[]), (404, &[]), (200, &["status code"]), (400, &["status code"])];
        for (status, expected) in rows {
            let answer = reply("GET /x", status, &json!({}));
            assert_eq!(paths(data_of_another_partner(&answer)), expected, "{status}");
        }
    }

    #[test]
    fn only_a_403_lacks_the_permission() {
        for (status, code, expected) in [
            (200, "", true),
            (404, "model_not_found", true),
            (403, "INVALID_TAN", true),
            (403, "unauthorized_action", false),
        ] {
            let body = json!({ "errors": [{ "code": code }] });
            assert_eq!(is_permitted(&reply("GET /x", status, &body)), expected, "{code}");
        }
    }

    #[test]
    fn tokens_are_described_or_refused() {
        let token = json!({ "token_type": "Bearer", "scope": "a partners", "expires_in": 9 });
        assert!(paths(described_token(&reply("POST /x", 200, &token))).is_empty());
        let wrong = json!({ "token_type": "mac", "scope": "a", "expires_in": 0 });
        let wrong = reply("POST /x", 200, &wrong);
        assert_eq!(paths(described_token(&wrong)), ["expires_in", "scope", "token_type"]);
        assert!(paths(refused_credentials(&reply("POST /x", 400, &json!({})))).is_empty());
        let issued = reply("POST /x", 200, &json!({ "access_token": "x" }));
        assert_eq!(paths(refused_credentials(&issued)), ["status code", "access_token"]);
    }
}
