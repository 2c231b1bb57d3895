//! Availability of an operation to the caller, as an answer shows it.

use serde_json::Value;

use crate::api::operation::{Operation, Presence};
use crate::client::http::request::{ApiAnswer, ApiRequest};
use crate::evidence::{
    Availability, Outcome, Payload, Received, Reply, Unobserved, error_codes, read_json,
};

/// Error codes of a 403 that are documented for other reasons than a missing permission.
const OTHER_CODES_OF_403: [&str; 2] = ["invalid_tan", "authorization_required"];
/// Status codes of a target that cannot answer now.
const UNAVAILABLE: [u16; 6] = [408, 429, 501, 502, 503, 504];
/// Maximum size of an error, in bytes.
const LONGEST_ERROR_BYTES: usize = 64 * 1024;
/// The code of a resource that does not exist.
const MODEL_NOT_FOUND: &str = "model_not_found";

/// Returns the availability that the outcome of a call shows; `None` for a call of something else
/// than the API.
pub fn availability_in(
    call: &ApiRequest,
    outcome: &Result<ApiAnswer, Unobserved>,
    recorded: &Outcome,
) -> Option<Availability> {
    let operation = Operation::named(&call.operation)?;
    let Ok(ApiAnswer { status, body, .. }) = outcome else {
        return Some(Availability::Unknown);
    };
    // Only a body that is not recorded whole has to be parsed again; no error is as long as the limit.
    let parsed: Option<Value>;
    let json = if let Outcome::Received(Received { body: Payload::Json(json), .. }) = recorded {
        Some(json)
    } else {
        let short = Some(body).filter(|it| it.len() <= LONGEST_ERROR_BYTES);
        parsed = short.and_then(|it| read_json(it).ok()).map(|it| it.value);
        parsed.as_ref()
    };
    let codes = json.map(error_codes).unwrap_or_default();
    Some(availability(operation, *status, (body, json), &codes))
}

/// Whether the target does not offer the operation that `reply` answers, and need not offer it.
pub fn is_not_offered(reply: &Reply) -> bool {
    let Some(operation) = Operation::named(&reply.operation) else { return false };
    let body = (&*reply.body, reply.json.as_ref().ok());
    operation.presence == Presence::Unprinted
        && availability(operation, reply.status, body, &reply.error_codes())
            == Availability::Missing
}

/// Whether `reply` shows nothing of the rule under test: the token was refused, the target cannot answer
/// now, or it does not offer to read the resource.
pub fn shows_nothing(reply: &Reply) -> bool {
    // A 404 on reading may be about the resource, and a 405 on writing may be a refusal.
    let no_reading =
        reply.status == 405 && reply.operation.starts_with("GET ") && is_not_offered(reply);
    no_reading || reply.status == 401 || UNAVAILABLE.contains(&reply.status)
}

/// Returns the availability that an answer to `operation` shows; `codes` are those of its error
/// envelope.
fn availability(
    operation: &Operation,
    status: u16,
    (body, json): (&[u8], Option<&Value>),
    codes: &[String],
) -> Availability {
    let has = |code: &str| codes.iter().any(|it| it.eq_ignore_ascii_case(code));
    match status {
        200..=299 if operation.success.is_shown_by(body, json) => Availability::Succeeded,
        403 if !OTHER_CODES_OF_403.iter().any(|code| has(code)) => Availability::Forbidden,
        // The resource is missing, not the operation. An operation that need not exist may also be
        // missing with this code.
        404 if operation.names_resource()
            && has(MODEL_NOT_FOUND)
            && operation.presence == Presence::Printed =>
        {
            Availability::Refused
        }
        404 | 405 | 501 => Availability::Missing,
        401 | 408 | 429 | 502..=504 => Availability::Unknown,
        _ => Availability::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::operation as op;
    use reqwest::header::HeaderMap;
    use serde_json::json;

    #[test]
    fn an_answer_says_whether_the_operation_is_available() {
        use Availability::{Forbidden, Missing, Refused, Succeeded, Unknown};
        let person = json!({ "id": "1" });
        let nothing = json!({});
        let rows = [
            (op::CREATE_PERSON, 201, &person, "", Succeeded),
            (op::CREATE_PERSON, 200, &nothing, "", Refused),
            (op::CREATE_PERSON, 302, &nothing, "", Refused),
            (op::CREATE_PERSON, 400, &nothing, "invalid_model", Refused),
            (op::CREATE_PERSON, 401, &nothing, "invalid_token", Unknown),
            (op::CREATE_PERSON, 403, &nothing, "", Forbidden),
            (op::CREATE_PERSON, 403, &nothing, "unauthorized_action", Forbidden),
            (op::CONFIRM_NUMBER, 403, &nothing, "INVALID_TAN", Refused),
            (op::UPDATE_PERSON, 403, &nothing, "authorization_required", Refused),
            (op::CREATE_PERSON, 404, &nothing, "model_not_found", Missing),
            (op::GET, 404, &nothing, "model_not_found", Refused),
            (op::GET, 404, &nothing, "", Missing),
            (op::GET_PERSON, 404, &nothing, "model_not_found", Missing),
            (op::CHECK_ELIGIBILITY, 404, &nothing, "model_not_found", Missing),
            (op::LOOK_UP_IBAN, 405, &nothing, "", Missing),
            (op::LOOK_UP_IBAN, 501, &nothing, "", Missing),
            (op::LOOK_UP_IBAN, 429, &nothing, "", Unknown),
            (op::LOOK_UP_IBAN, 500, &nothing, "", Refused),
        ];
        for (operation, status, json, code, expected) in rows {
            let codes = Some(code.to_owned()).filter(|it| !it.is_empty());
            let found = availability(&operation, status, (b"", Some(json)), &Vec::from_iter(codes));
            assert_eq!(found, expected, "{}: {status} {code}", operation.name());
        }
    }

    #[test]
    fn only_an_operation_that_need_not_exist_is_not_offered() {
        let rows = [
            (op::GET_PERSON, 404, true, false),
            (op::GET_PERSON, 405, true, true),
            (op::GET_PERSON, 501, true, true),
            (op::GET_PERSON, 503, false, true),
            (op::GET_PERSON, 401, false, true),
            (op::GET_PERSON, 200, false, false),
            (op::GET_PERSON, 500, false, false),
            (op::DELETE_NUMBER, 405, true, false),
            (op::GET, 405, false, false),
            (op::GET, 404, false, false),
        ];
        for (operation, status, not_offered, nothing) in rows {
            let name = operation.name();
            let reply = Reply::new(name.clone(), 0, status, HeaderMap::new(), b"{}".to_vec());
            let found = (is_not_offered(&reply), shows_nothing(&reply));
            assert_eq!(found, (not_offered, nothing), "{name}: {status}");
        }
    }
}
