//! The progress of an identification, and the call with which the target stopped it.
//!
//! The guide names the error of a mocked IBAN but not always the call that answers it, so a journey
//! continues until a call is refused, and keeps every stage for the readings.

use crate::api::{Reason, Status, same_code};
use crate::evidence::Reply;

use super::expectation::status_of;

/// Codes of the API reference for causes other than the status of a resource.
const OTHER_CAUSES: [&str; 9] = [
    "bad_request",
    "invalid_iban",
    "invalid_json",
    "invalid_model",
    "model_not_found",
    "type_error",
    "unauthorized_action",
    "unauthorized_partner",
    "validation_error",
];

/// The calls of a journey, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IdentificationCall {
    /// `POST …/identifications`.
    Create,
    /// `PATCH …/request`.
    Request,
    /// `PATCH …/authorize`.
    Authorize,
}

/// Course of one identification at the target.
#[derive(Clone, Debug)]
pub struct Journey {
    /// Whether create itself answered a failed identification.
    pub failed_at_once: bool,
    /// The call that was refused, with its answer; a QES call on a failed identification counts.
    pub refusal: Option<(IdentificationCall, Reply)>,
    /// The identification as it was last retrieved.
    pub state: Option<Reply>,
    /// The latest answer of any kind.
    pub latest: Reply,
}

/// Outcome without the values that differ between any two persons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JourneyOutcome {
    /// The call that was refused, status code and error code.
    refusal: Option<(IdentificationCall, u16, String)>,
    /// The final status. A status that is not final depends on the time of the last retrieval, and
    /// is left out.
    status: Option<String>,
    /// The failure reason last seen.
    reason: Option<String>,
}

impl Journey {
    /// The status last seen.
    pub fn status(&self) -> Option<Status> {
        self.state.as_ref().and_then(status_of)
    }

    /// The failure reason last seen; null and `"null"` are none.
    pub fn failure_reason(&self) -> Option<&str> {
        self.state.as_ref()?.text("failure_reason").filter(|reason| *reason != "null")
    }

    /// Whether a call was refused with this status code and error code.
    pub fn refused_with(&self, status: u16, code: &str) -> bool {
        self.refusal.as_ref().is_some_and(|(_, reply)| {
            reply.status == status && reply.error_codes().iter().any(|it| same_code(it, code))
        })
    }

    /// Whether the refusal means "not in this status": its status code is not 412, and its code is
    /// no reason of Appendix III and names no other documented cause. `with_409` is false if the guide prints
    /// the code of a 409.
    pub fn is_refused_for_its_state(&self, with_409: bool) -> bool {
        self.refusal.as_ref().is_some_and(|(_, reply)| {
            let is_other = |code: &String| OTHER_CAUSES.iter().any(|it| same_code(it, code));
            let is_named = |code: &String| Reason::named(code).is_some() || is_other(code);
            let named = reply.error_codes().iter().any(is_named);
            let status = reply.status;
            (matches!(status, 400 | 403 | 404 | 422) || (with_409 && status == 409)) && !named
        })
    }

    /// The operation that refused.
    pub fn refusing_operation(&self) -> &str {
        self.refusal.as_ref().map_or("identification", |(_, reply)| reply.operation.as_str())
    }

    /// Describes the outcome in a few words.
    pub fn brief(&self) -> String {
        let refusal = self.refusal.as_ref().map_or_else(
            || self.describe_end(),
            |(_, reply)| format!("{} was answered {}", reply.operation, reply.brief()),
        );
        let status = self.state.as_ref().and_then(|it| it.text("status"));
        let reason = self.failure_reason().map_or(String::new(), |it| format!(" ({it})"));
        match status {
            Some(status) => format!("{refusal}; the identification is {status}{reason}"),
            None => refusal,
        }
    }

    fn describe_end(&self) -> String {
        let latest = &self.latest;
        if latest.is_success() {
            return "no call was refused".to_owned();
        }
        format!("{} was answered {}, which refuses nothing", latest.operation, latest.brief())
    }

    /// Returns the outcome without ids and times, so that two persons compare.
    pub fn outcome(&self) -> JourneyOutcome {
        let refusal = self.refusal.as_ref().map(|(stage, reply)| {
            let code = reply.error_codes().first().cloned().unwrap_or_default();
            (*stage, reply.status, code.to_ascii_uppercase())
        });
        let status = self.state.as_ref().and_then(|it| it.text("status")).map(str::to_owned);
        let status = status.filter(|_| self.status().is_none_or(Status::is_final));
        JourneyOutcome {
            refusal,
            status,
            reason: self.failure_reason().map(str::to_ascii_uppercase),
        }
    }
}
