//! Requests with any token or none, and with bodies that need not be JSON.
//!
//! A 401 is an ordinary answer here.

use crate::api::operation::{self as op, Operation};
use crate::client::http::request::Body;
use crate::client::session::{Observed, Request, Session, answered};
use crate::config::{Credentials, Secret};

/// Authentication of a request.
#[derive(Clone, Copy, Debug)]
pub enum Caller<'a> {
    /// No token.
    Nobody,
    /// This token in the header.
    Holder(&'a str),
    /// This token in the URL.
    HolderInUrl(&'a str),
}

impl Session {
    /// `POST /oauth2/token` with the partner's credentials.
    pub async fn token_reply(&self) -> Observed {
        self.token_for(self.auth.credentials()).await
    }

    /// `POST /oauth2/token` with the partner's id, and the secret that is made of the right one.
    pub async fn token_reply_for(&self, secret: fn(&str) -> String) -> Observed {
        let changed = self.auth.credentials().map(|own| Credentials {
            client_id: own.client_id.clone(),
            client_secret: Secret::new(secret(own.client_secret.reveal())),
        });
        self.token_for(changed.as_ref()).await
    }

    async fn token_for(&self, credentials: Option<&Credentials>) -> Observed {
        answered(self.exchange(&self.auth.call(credentials)).await?)
    }

    /// `GET /v1/persons/{person_id}` as `caller`.
    pub async fn person_as(&self, caller: Caller<'_>, person_id: &str) -> Observed {
        let (token, query) = match caller {
            Caller::Nobody => (None, None),
            Caller::Holder(token) => (Some(token), None),
            Caller::HolderInUrl(token) => (None, Some(("access_token", token))),
        };
        let ids = [person_id];
        let request = Request { query: query.as_slice(), ..Request::of(op::GET_PERSON, &ids) };
        answered(self.send_with(&request, token).await?)
    }

    /// Any operation as `caller`, with these ids in its path and an empty object as the body.
    pub async fn operation_as(
        &self,
        caller: Caller<'_>,
        operation: Operation,
        ids: &[&str],
    ) -> Observed {
        let token = match caller {
            Caller::Holder(token) => Some(token),
            Caller::Nobody | Caller::HolderInUrl(_) => None,
        };
        answered(self.send_with(&empty(operation, ids), token).await?)
    }

    /// Any operation as the partner, with these ids in its path and an empty object as the body.
    pub async fn operation_on(&self, operation: Operation, ids: &[&str]) -> Observed {
        answered(self.send_anything(&empty(operation, ids)).await?)
    }

    /// Like [`Session::operation_on`], to learn only whether the partner may call the operation. The
    /// scenario does not depend on what it answers, so that the answer shows nothing of its availability.
    pub async fn ask_permission(&self, operation: Operation, ids: &[&str]) -> Observed {
        let before = self.recorder.fresh();
        let reply = self.operation_on(operation, ids).await;
        self.recorder.set_aside(before);
        // The answer of a gateway, for an operation that is not offered, is none of the API.
        if reply.as_ref().is_ok_and(|it| it.status >= 400 && it.error_codes().is_empty()) {
            self.recorder.forget_reply();
        }
        reply
    }

    /// A request that changes nothing: `GET /v1/persons/{person_id}` of a person that does not exist.
    pub(crate) async fn harmless(&self, token: Option<&str>) -> Observed {
        let caller = token.map_or(Caller::Nobody, Caller::Holder);
        self.person_as(caller, "00000000000000000000000000000000cper").await
    }

    /// `POST /v1/persons` with this text as the body, declared as JSON.
    pub async fn create_person_from_text(&self, text: &str) -> Observed {
        let body = Body::DeclaredJson(text.to_owned());
        let request = Request { body, ..Request::of(op::CREATE_PERSON, &[]) };
        answered(self.send_anything(&request).await?)
    }
}

fn empty<'a>(operation: Operation, ids: &'a [&'a str]) -> Request<'a> {
    let body = (operation.method != "GET").then(|| serde_json::json!({}));
    Request { body: body.as_ref().into(), ..Request::of(operation, ids) }
}
