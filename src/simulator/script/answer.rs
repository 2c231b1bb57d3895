//! Answers of a script.

use serde_json::{Value, json};

use super::rule::{CallAct, Script, ScriptedRefusal};
use crate::simulator::answer::Answer;
use crate::simulator::machine::Refusal;
use crate::simulator::operation::Operation;

const DETAIL: &str = "the script of this tenant demands this answer";

impl CallAct {
    /// The refusal of the call, if it is not carried out.
    pub fn refusal(&self) -> Option<Refusal> {
        Some(match self.refusal? {
            ScriptedRefusal::Because(reason) => Refusal::because(reason, DETAIL),
            ScriptedRefusal::Status(status) => {
                let (code, title) = documented(status);
                Refusal::new(status, code, title, DETAIL)
            }
        })
    }
}

/// Code and title that the API reference gives a status code.
fn documented(status: u16) -> (&'static str, &'static str) {
    match status {
        401 => ("invalid_token", "Invalid token"),
        403 => ("unauthorized_action", "Unauthorized action"),
        404 => ("model_not_found", "Not found"),
        409 => ("expectation_mismatch", "Expectation mismatch"),
        422 => ("unprocessable_entity", "Unprocessable entity"),
        429 => ("too_many_requests", "Too many requests"),
        501 => ("not_implemented_error", "Not implemented"),
        502 => ("bad_gateway", "Bad gateway"),
        503 => ("service_unavailable", "Service unavailable"),
        504 => ("gateway_timeout", "Gateway timeout"),
        500.. => ("generic_error", "Internal error"),
        _ => ("bad_request", "Bad request"),
    }
}

/// The answer with the status that the script shows in it.
pub fn scripted(script: &mut Script, operation: Operation, mut answer: Answer) -> Answer {
    if !script.changes_status(operation) {
        return answer;
    }
    let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) else { return answer };
    let Some(status) = body.get("status").and_then(Value::as_str) else { return answer };
    if let Some(shown) = script.status(operation, status) {
        body["status"] = json!(shown);
        answer.body = body.to_string().into();
    }
    answer
}
