//! How far an identification gets, and where and how the target stops it.
//!
//! The guide names the error of a mocked IBAN but not always the call that answers it, so a
//! journey goes on until something refuses, and keeps every stage for the readings to be told.

use crate::api::{MockedIban, Reason, Status, same_code};
use crate::client::Reply;
use crate::evidence::StepFailure;

use super::expectation::is_refusal;
use super::partner::status_of;
use super::world::World;

/// The calls of a journey, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// `POST …/identifications`.
    Create,
    /// `PATCH …/request`.
    Request,
    /// `PATCH …/authorize`.
    Authorize,
}

/// What the target did with one identification.
#[derive(Clone, Debug)]
pub struct Journey {
    /// Whether create itself answered a failed identification.
    pub failed_at_once: bool,
    /// The call that was refused, with its answer; a QES call on a failed identification counts.
    pub refusal: Option<(Stage, Reply)>,
    /// The identification as it was last retrieved.
    pub state: Option<Reply>,
    /// The latest answer of any kind.
    pub latest: Reply,
}

/// What happened, without what differs between any two persons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The call that was refused, status code and error code.
    refusal: Option<(Stage, u16, String)>,
    /// The status it ended in; how far it had come when last looked at says nothing.
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

    /// Whether the refusal is a way to say "not in this state": not 412, and no reason of Appendix
    /// III. Where the guide prints the code of a 409, that is not one of the other ways.
    pub fn is_refused_for_its_state(&self, with_409: bool) -> bool {
        self.refusal.as_ref().is_some_and(|(_, reply)| {
            let named = reply.error_codes().iter().any(|code| Reason::named(code).is_some());
            let status = reply.status;
            (matches!(status, 400 | 403 | 404 | 422) || (with_409 && status == 409)) && !named
        })
    }

    /// The operation that refused.
    pub fn refusing_operation(&self) -> &str {
        self.refusal.as_ref().map_or("no call", |(_, reply)| reply.operation.as_str())
    }

    /// What happened, in a few words.
    pub fn brief(&self) -> String {
        let refusal = self.refusal.as_ref().map_or_else(
            || self.unrefused(),
            |(_, reply)| format!("{} was answered {}", reply.operation, reply.brief()),
        );
        let status = self.state.as_ref().and_then(|it| it.text("status"));
        let reason = self.failure_reason().map_or(String::new(), |it| format!(" ({it})"));
        match status {
            Some(status) => format!("{refusal}; the identification is {status}{reason}"),
            None => refusal,
        }
    }

    fn unrefused(&self) -> String {
        let latest = &self.latest;
        if latest.is_success() {
            return "no call was refused".to_owned();
        }
        format!("{} was answered {}, which refuses nothing", latest.operation, latest.brief())
    }

    /// What happened, comparable between two persons: no ids, no times.
    pub fn outcome(&self) -> Outcome {
        let refusal = self.refusal.as_ref().map(|(stage, reply)| {
            let code = reply.error_codes().first().cloned().unwrap_or_default();
            (*stage, reply.status, code.to_ascii_uppercase())
        });
        let status = self.state.as_ref().and_then(|it| it.text("status")).map(str::to_owned);
        let status = status.filter(|_| self.status().is_none_or(Status::is_final));
        Outcome { refusal, status, reason: self.failure_reason().map(str::to_ascii_uppercase) }
    }
}

impl World {
    /// Where SCHUFA is asked in the background, its refusal shows a moment after the answer.
    async fn schufa_refuses_a_little_later(&mut self, iban: &str) -> Result<bool, StepFailure> {
        if MockedIban::of(iban).and_then(MockedIban::schufa_reason).is_none() {
            return Ok(false);
        }
        let patience = self.session().await?.bench().settle_limit() / 8;
        let failed = |reply: &Reply| status_of(reply) == Some(Status::Failed);
        let state = self.retrieve_within(patience, failed).await?;
        Ok(failed(&state))
    }

    /// Identifies the person talked about with this IBAN, as far as the target lets it: create,
    /// request, bank page, start of the QES.
    pub(super) async fn identify(&mut self, iban: &str) -> Result<Journey, StepFailure> {
        let created = self.create(iban).await?;
        if !created.is_success() {
            return Ok(refused(Stage::Create, created, None, false));
        }
        let failed_at_once = status_of(&created) == Some(Status::Failed)
            || self.schufa_refuses_a_little_later(iban).await?;
        let requested = self.request().await?;
        if !requested.is_success() {
            let patience = self.session().await?.bench().settle_limit() / 8;
            let moved = |reply: &Reply| status_of(reply) != Some(Status::Created);
            let state = self.retrieve_within(patience, moved).await?;
            return Ok(refused(Stage::Request, requested, Some(state), failed_at_once));
        }
        // Who has failed by now has no use for the bank page.
        if status_of(&self.retrieve().await?) != Some(Status::Failed) {
            self.walk_bank_page().await?;
        }
        let state = self.retrieve_until(|reply| status_of(reply) != Some(Status::Pending)).await?;
        let authorized = self.start_qes().await?;
        let state = if authorized.is_success() {
            let moved = |reply: &Reply| status_of(reply) != Some(Status::AuthorizationRequired);
            self.retrieve_until(moved).await?
        } else {
            state
        };
        let refusal = is_refusal(&authorized).then(|| (Stage::Authorize, authorized.clone()));
        Ok(Journey { failed_at_once, refusal, state: Some(state), latest: authorized })
    }
}

/// The journey ends here; a call that broke down ends it as well, but refused nothing.
fn refused(at: Stage, reply: Reply, state: Option<Reply>, failed_at_once: bool) -> Journey {
    let refusal = is_refusal(&reply).then(|| (at, reply.clone()));
    Journey { failed_at_once, refusal, state, latest: reply }
}
