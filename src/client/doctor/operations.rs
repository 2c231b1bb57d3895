//! Calls each operation once, about ids that do not exist and with bodies that no resource can be made
//! of: whether the target offers it, and whether the credentials may call it.

use std::rc::Rc;
use std::time::Duration;

use crate::api::operation::{self as op, Operation, Presence};
use crate::client::context::RunContext;
use crate::client::session::{Observed, Request, Session};
use crate::evidence::{Reply, mask_text};

/// Id of a resource that no target has; the suffix is that of a person.
const NO_PERSON: &str = "00000000000000000000000000000000cper";
const NO_RESOURCE: &str = "00000000000000000000000000000000";
/// Maximum number of calls without an answer of the target; the remaining operations are not tried.
const MAX_UNANSWERED: usize = 2;

/// An operation, and what its answer says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationProbe {
    /// Method and path template.
    pub operation: String,
    /// Whether the target need not offer it.
    pub is_optional: bool,
    /// Whether no identification is signed without it.
    pub is_essential: bool,
    /// Whether it can be called.
    pub result: ProbeResult,
    /// Time until the answer.
    pub took: Option<Duration>,
}

/// Whether an operation can be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProbeResult {
    /// The target refused the call for what it is about, as it must.
    Offered,
    /// The target accepted a call that it must refuse.
    Accepted(String),
    /// The credentials may not call it.
    NotPermitted(String),
    /// The target, or a gateway before it, does not have it.
    NotOffered(String),
    /// The answer says nothing about the operation.
    Unclear(String),
    /// The operation was not called, for this reason.
    Untried(&'static str),
}

/// Calls every operation of the suite but the token endpoint, at the permitted rate and one after the
/// other. If `only_reads`, operations that write are not called.
pub async fn probe_operations(context: &Rc<RunContext>, only_reads: bool) -> Vec<OperationProbe> {
    let session = Session::open(context);
    let (mut probes, mut unanswered) = (Vec::new(), 0);
    for operation in Operation::all().filter(|it| **it != op::TOKEN) {
        let result = if only_reads && operation.method != "GET" {
            ProbeResult::Untried("on production only those that read are called")
        } else if unanswered >= MAX_UNANSWERED {
            ProbeResult::Untried("two calls before them had no answer")
        } else {
            let answer = session.send_anything(&harmless(*operation)).await;
            unanswered += usize::from(!is_answered(&answer));
            result(context, operation, answer)
        };
        probes.push(OperationProbe {
            operation: operation.name(),
            is_optional: operation.presence != Presence::Printed,
            is_essential: operation.is_essential(),
            result,
            took: session.take_exchanges().last().map(|it| Duration::from_millis(it.duration_ms)),
        });
    }
    probes
}

fn is_answered(answer: &Observed) -> bool {
    answer.as_ref().is_ok_and(|it| !matches!(it.status, 429 | 502..=504))
}

/// A call that changes nothing: on resources that do not exist, or with a list where an object is
/// expected, of which no resource can be made.
fn harmless(operation: Operation) -> Request<'static> {
    let body = match operation.method {
        "GET" => None,
        _ if operation.names_resource() => Some(serde_json::json!({})),
        _ => Some(serde_json::json!([])),
    };
    let ids: &[&str] = if operation.path.contains("{person_id}") {
        &[NO_PERSON, NO_RESOURCE]
    } else {
        &[NO_RESOURCE]
    };
    Request { body: body.as_ref().into(), ..Request::of(operation, ids) }
}

fn result(context: &RunContext, operation: &Operation, answer: Observed) -> ProbeResult {
    let result = match answer {
        Ok(reply) => {
            if let Ok(json) = &reply.json {
                context.redaction.learn_from(json); // an error code may contain a secret
            }
            meaning(operation, &reply)
        }
        Err(why) => ProbeResult::Unclear(why.to_string()),
    };
    let masked = |text: String| mask_text(&context.redaction, &text);
    match result {
        ProbeResult::Accepted(text) => ProbeResult::Accepted(masked(text)),
        ProbeResult::NotPermitted(text) => ProbeResult::NotPermitted(masked(text)),
        ProbeResult::NotOffered(text) => ProbeResult::NotOffered(masked(text)),
        ProbeResult::Unclear(text) => ProbeResult::Unclear(masked(text)),
        same @ (ProbeResult::Offered | ProbeResult::Untried(_)) => same,
    }
}

/// The meaning of an answer to a harmless call.
fn meaning(operation: &Operation, reply: &Reply) -> ProbeResult {
    let codes = reply.error_codes();
    let says = |code: &str| codes.iter().any(|it| it.eq_ignore_ascii_case(code));
    let answered = format!("it was answered {}", brief(reply));
    match reply.status {
        // A list may be read, and it shows nothing of others.
        200..=299 if operation.method == "GET" && !operation.names_resource() => {
            ProbeResult::Offered
        }
        200..=299 => ProbeResult::Accepted(answered),
        403 if codes.is_empty() || says("unauthorized_action") => {
            ProbeResult::NotPermitted(answered)
        }
        405 | 501 => ProbeResult::NotOffered(answered),
        // The resource does not exist; without an error code or a resource, the operation does not.
        404 if codes.is_empty() || !operation.names_resource() => ProbeResult::NotOffered(answered),
        400 | 403 | 404 | 409 | 410 | 412 | 415 | 422 => ProbeResult::Offered,
        _ => ProbeResult::Unclear(answered),
    }
}

fn brief(reply: &Reply) -> String {
    match reply.content_type().as_str() {
        "text/html" => format!("{} with a page (text/html), as a gateway does", reply.status),
        _ => reply.brief(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderMap;

    #[test]
    fn an_answer_says_whether_the_operation_can_be_called() {
        let kind = |operation: Operation, status, body: &str| {
            let body = body.as_bytes().to_vec();
            let reply = Reply::new(operation.name(), 0, status, HeaderMap::new(), body);
            match meaning(&operation, &reply) {
                ProbeResult::Offered => "offered",
                ProbeResult::Accepted(_) => "accepted",
                ProbeResult::NotPermitted(_) => "not permitted",
                ProbeResult::NotOffered(_) => "not offered",
                ProbeResult::Unclear(_) => "unclear",
                ProbeResult::Untried(_) => "untried",
            }
        };
        let error = |code: &str| format!("{{\"errors\":[{{\"code\":\"{code}\"}}]}}");
        let rows = [
            (op::CREATE_PERSON, 400, error("invalid_model"), "offered"),
            (op::CREATE_PERSON, 201, "{\"id\":\"1\"}".to_owned(), "accepted"),
            (op::CREATE_PERSON, 403, error("unauthorized_action"), "not permitted"),
            (op::CREATE_PERSON, 403, "<html>".to_owned(), "not permitted"),
            (op::CREATE_PERSON, 404, error("not_found"), "not offered"),
            (op::GET_PERSON, 404, error("model_not_found"), "offered"),
            (op::GET_PERSON, 403, error("unauthorized_partner"), "offered"),
            (op::GET_PERSON, 404, "<html>".to_owned(), "not offered"),
            (op::GET_PERSON, 200, "{}".to_owned(), "accepted"),
            (op::LIST_SUBSCRIPTIONS, 200, "[]".to_owned(), "offered"),
            (op::LOOK_UP_IBAN, 405, String::new(), "not offered"),
            (op::LOOK_UP_IBAN, 501, error("not_implemented"), "not offered"),
            (op::LOOK_UP_IBAN, 401, error("invalid_token"), "unclear"),
            (op::LOOK_UP_IBAN, 429, String::new(), "unclear"),
            (op::LOOK_UP_IBAN, 500, String::new(), "unclear"),
        ];
        for (operation, status, body, expected) in rows {
            assert_eq!(kind(operation, status, &body), expected, "{}: {status}", operation.name());
        }
    }
}
