//! One call per operation of the guide.

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::http::request::Body;
use crate::client::session::{Observed, Request, Session};
use crate::evidence::Unobserved;

const PERSON: &str = "/v1/persons/{person_id}";
const ELIGIBILITY: &str = "/v1/persons/{person_id}/identification_eligibility_checks";
const MOBILE_NUMBER: &str = "/v1/persons/{person_id}/mobile_number";
const AUTHORIZE_NUMBER: &str = "/v1/persons/{person_id}/mobile_number/authorize";
const CONFIRM_NUMBER: &str = "/v1/persons/{person_id}/mobile_number/confirm";
const IDENTIFICATIONS: &str = "/v1/persons/{person_id}/identifications";
const IDENTIFICATION: &str = "/v1/persons/{person_id}/identifications/{id}";
const REQUEST: &str = "/v1/persons/{person_id}/identifications/{id}/request";
const AUTHORIZE: &str = "/v1/persons/{person_id}/identifications/{id}/authorize";
const CONFIRM: &str = "/v1/persons/{person_id}/identifications/{id}/confirm";
const SNAPSHOT: &str = "/v1/persons/{person_id}/identifications/{id}/account_snapshot";
const ATTEMPTS: &str = "/v1/persons/{person_id}/bank_identification_attempts";
const FILE: &str = "/v1/persons/{person_id}/documents/{id}/file";

impl Session {
    async fn get(&self, template: &str, ids: &[&str]) -> Observed {
        self.with_body(Method::GET, template, ids, None).await
    }

    pub(crate) async fn with_body(
        &self,
        method: Method,
        template: &str,
        ids: &[&str],
        body: Option<&Value>,
    ) -> Observed {
        self.send(Request { method, template, ids, query: &[], body: body.into() }).await
    }

    /// `POST /v1/persons` (Step 1).
    pub async fn create_person(&self, person: &Value) -> Observed {
        self.with_body(Method::POST, "/v1/persons", &[], Some(person)).await
    }

    /// `GET /v1/persons/{person_id}`.
    pub async fn person(&self, person_id: &str) -> Observed {
        self.get(PERSON, &[person_id]).await
    }

    /// `PATCH /v1/persons/{person_id}` (Step 1).
    pub async fn update_person(&self, person_id: &str, body: &Value) -> Observed {
        self.with_body(Method::PATCH, PERSON, &[person_id], Some(body)).await
    }

    /// `POST …/mobile_number` (Step 2).
    pub async fn create_mobile_number(&self, person_id: &str, body: &Value) -> Observed {
        self.with_body(Method::POST, MOBILE_NUMBER, &[person_id], Some(body)).await
    }

    /// `GET …/mobile_number`.
    pub async fn mobile_number(&self, person_id: &str) -> Observed {
        self.get(MOBILE_NUMBER, &[person_id]).await
    }

    /// `DELETE …/mobile_number`.
    pub async fn delete_mobile_number(&self, person_id: &str, number: &str) -> Observed {
        let body = json!({ "number": number });
        self.with_body(Method::DELETE, MOBILE_NUMBER, &[person_id], Some(&body)).await
    }

    /// `POST …/mobile_number/authorize` (Step 2).
    pub async fn authorize_mobile_number(&self, person_id: &str, number: &str) -> Observed {
        let body = json!({ "number": number });
        self.with_body(Method::POST, AUTHORIZE_NUMBER, &[person_id], Some(&body)).await
    }

    /// `POST …/mobile_number/confirm` (Step 2).
    pub async fn confirm_mobile_number(&self, person_id: &str, body: &Value) -> Observed {
        self.with_body(Method::POST, CONFIRM_NUMBER, &[person_id], Some(body)).await
    }

    /// `POST …/identification_eligibility_checks` (Step 3).
    pub async fn check_eligibility(&self, person_id: &str, body: &Value) -> Observed {
        self.with_body(Method::POST, ELIGIBILITY, &[person_id], Some(body)).await
    }

    /// `POST /v1/iban_lookups` (Step 3).
    pub async fn look_up_iban(&self, iban: &str) -> Observed {
        let body = json!({ "iban": iban });
        self.with_body(Method::POST, "/v1/iban_lookups", &[], Some(&body)).await
    }

    /// `POST …/identifications` (Step 3).
    pub async fn create_identification(&self, person_id: &str, body: &Value) -> Observed {
        self.with_body(Method::POST, IDENTIFICATIONS, &[person_id], Some(body)).await
    }

    /// `GET …/identifications`.
    pub async fn identifications(&self, person_id: &str) -> Observed {
        self.get(IDENTIFICATIONS, &[person_id]).await
    }

    /// `GET …/identifications/{id}` (Step 5).
    pub async fn identification(&self, person_id: &str, id: &str) -> Observed {
        self.get(IDENTIFICATION, &[person_id, id]).await
    }

    /// `GET …/identifications/{id}?include_documents=true` (Step 5).
    pub async fn identification_with_documents(&self, person_id: &str, id: &str) -> Observed {
        let query = &[("include_documents", "true")];
        let (method, template, ids) = (Method::GET, IDENTIFICATION, &[person_id, id]);
        self.send(Request { method, template, ids, query, body: Body::None }).await
    }

    /// `PATCH …/identifications/{id}/request` (Step 4).
    pub async fn request_identification(&self, person_id: &str, id: &str) -> Observed {
        self.with_body(Method::PATCH, REQUEST, &[person_id, id], None).await
    }

    /// `PATCH …/identifications/{id}/authorize` (Step 5).
    pub async fn authorize_identification(&self, person_id: &str, id: &str) -> Observed {
        self.with_body(Method::PATCH, AUTHORIZE, &[person_id, id], None).await
    }

    /// `PATCH …/identifications/{id}/confirm` (Step 5).
    pub async fn confirm_identification(
        &self,
        person_id: &str,
        id: &str,
        body: &Value,
    ) -> Observed {
        self.with_body(Method::PATCH, CONFIRM, &[person_id, id], Some(body)).await
    }

    /// `GET …/identifications/{id}/account_snapshot` (Step 4).
    pub async fn account_snapshot(&self, person_id: &str, id: &str) -> Observed {
        self.get(SNAPSHOT, &[person_id, id]).await
    }

    /// `GET …/bank_identification_attempts` (Step 5).
    pub async fn attempts(&self, person_id: &str) -> Observed {
        self.get(ATTEMPTS, &[person_id]).await
    }

    /// `GET /v1/persons/{person_id}/documents/{id}/file`.
    pub async fn document_file(&self, person_id: &str, id: &str) -> Observed {
        self.get(FILE, &[person_id, id]).await
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
