//! One call per operation of the guide.

use reqwest::Method;
use serde_json::{Value, json};

use crate::api::operation::{self as op, Operation};
use crate::client::session::{Observed, Request, Session};
use crate::evidence::{Reply, Unobserved};

impl Session {
    /// Calls an operation; `ids` are the values of the parameters in its path.
    pub(crate) async fn perform(
        &self,
        operation: Operation,
        ids: &[&str],
        body: Option<&Value>,
    ) -> Observed {
        self.send(Request { body: body.into(), ..Request::of(operation, ids) }).await
    }

    /// `POST /v1/persons` (Step 1).
    pub async fn create_person(&self, person: &Value) -> Observed {
        self.perform(op::CREATE_PERSON, &[], Some(person)).await
    }

    /// `GET /v1/persons/{person_id}`.
    pub async fn person(&self, person_id: &str) -> Observed {
        self.perform(op::GET_PERSON, &[person_id], None).await
    }

    /// Calls an operation on a person that the target need not offer; returns `None` if it does not.
    pub async fn of_person_if_offered(
        &self,
        operation: Operation,
        person_id: &str,
    ) -> Result<Option<Reply>, Unobserved> {
        self.send_if_offered(Request::of(operation, &[person_id])).await
    }

    /// `PATCH /v1/persons/{person_id}` (Step 1).
    pub async fn update_person(&self, person_id: &str, body: &Value) -> Observed {
        self.perform(op::UPDATE_PERSON, &[person_id], Some(body)).await
    }

    /// `POST …/mobile_number` (Step 2).
    pub async fn create_mobile_number(&self, person_id: &str, body: &Value) -> Observed {
        self.perform(op::CREATE_NUMBER, &[person_id], Some(body)).await
    }

    /// `GET …/mobile_number`.
    pub async fn mobile_number(&self, person_id: &str) -> Observed {
        self.perform(op::GET_NUMBER, &[person_id], None).await
    }

    /// `DELETE …/mobile_number`.
    pub async fn delete_mobile_number(&self, person_id: &str, number: &str) -> Observed {
        let body = json!({ "number": number });
        self.perform(op::DELETE_NUMBER, &[person_id], Some(&body)).await
    }

    /// `POST …/mobile_number/authorize` (Step 2).
    pub async fn authorize_mobile_number(&self, person_id: &str, body: &Value) -> Observed {
        self.perform(op::AUTHORIZE_NUMBER, &[person_id], Some(body)).await
    }

    /// `POST …/mobile_number/confirm` (Step 2).
    pub async fn confirm_mobile_number(&self, person_id: &str, body: &Value) -> Observed {
        self.perform(op::CONFIRM_NUMBER, &[person_id], Some(body)).await
    }

    /// `POST …/identification_eligibility_checks` (Step 3).
    pub async fn check_eligibility(&self, person_id: &str, body: &Value) -> Observed {
        self.perform(op::CHECK_ELIGIBILITY, &[person_id], Some(body)).await
    }

    /// `POST /v1/iban_lookups` (Step 3).
    pub async fn look_up_iban(&self, iban: &Value) -> Observed {
        let body = json!({ "iban": iban });
        self.perform(op::LOOK_UP_IBAN, &[], Some(&body)).await
    }

    /// `POST …/identifications` (Step 3).
    pub async fn create_identification(&self, person_id: &str, body: &Value) -> Observed {
        self.perform(op::CREATE, &[person_id], Some(body)).await
    }

    /// `GET …/identifications`.
    pub async fn identifications(&self, person_id: &str) -> Observed {
        self.perform(op::LIST, &[person_id], None).await
    }

    /// `GET …/identifications/{id}` (Step 5).
    pub async fn identification(&self, person_id: &str, id: &str) -> Observed {
        self.perform(op::GET, &[person_id, id], None).await
    }

    /// `GET …/identifications/{id}?include_documents=true` (Step 5).
    pub async fn identification_with_documents(&self, person_id: &str, id: &str) -> Observed {
        let query = &[("include_documents", "true")];
        self.send(Request { query, ..Request::of(op::GET, &[person_id, id]) }).await
    }

    /// `GET …/identifications/{id}?include_documents=false` (Step 5).
    pub async fn identification_without_documents(&self, person_id: &str, id: &str) -> Observed {
        let query = &[("include_documents", "false")];
        self.send(Request { query, ..Request::of(op::GET, &[person_id, id]) }).await
    }

    /// `PATCH …/identifications/{id}/request` (Step 4).
    pub async fn request_identification(&self, person_id: &str, id: &str) -> Observed {
        self.perform(op::REQUEST, &[person_id, id], None).await
    }

    /// `PATCH …/identifications/{id}/authorize` (Step 5).
    pub async fn authorize_identification(&self, person_id: &str, id: &str) -> Observed {
        self.perform(op::AUTHORIZE, &[person_id, id], None).await
    }

    /// `PATCH …/identifications/{id}/confirm` (Step 5).
    pub async fn confirm_identification(
        &self,
        person_id: &str,
        id: &str,
        body: &Value,
    ) -> Observed {
        self.perform(op::CONFIRM, &[person_id, id], Some(body)).await
    }

    /// `GET …/identifications/{id}/account_snapshot` (Step 4).
    pub async fn account_snapshot(&self, person_id: &str, id: &str) -> Observed {
        self.perform(op::SNAPSHOT, &[person_id, id], None).await
    }

    /// `GET …/bank_identification_attempts` (Step 5).
    pub async fn attempts(&self, person_id: &str) -> Observed {
        self.perform(op::LIST_ATTEMPTS, &[person_id], None).await
    }

    /// `GET /v1/persons/{person_id}/documents/{id}/file`.
    pub async fn document_file(&self, person_id: &str, id: &str) -> Observed {
        self.perform(op::GET_FILE, &[person_id, id], None).await
    }

    /// Any operation, for the generic steps; `path` may contain a query.
    ///
    /// # Errors
    /// When the method or path is unusable, or the target could not be observed.
    pub async fn any(&self, method: &str, path: &str, body: Option<&Value>) -> Observed {
        let method = method.parse::<Method>().map_err(|_| Unobserved::Dependency {
            what: "the request cannot be sent".into(),
            detail: format!("`{method}` is not an HTTP method"),
        })?;
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let pairs: Vec<(String, String)> =
            url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let query: Vec<(&str, &str)> =
            pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let request =
            Request { method, template: path, ids: &[], query: &query, body: body.into() };
        self.send_anything(&request).await
    }
}
