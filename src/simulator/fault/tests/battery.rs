//! One long session that touches every rule, written down answer by answer.

use std::fmt::Write;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::api::MockedIban;
use crate::simulator::Limits;
use crate::simulator::clock::Clock;
use crate::simulator::machine;
use crate::simulator::tests::{Answered, Caller, form, zierfisch};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
const CONSENT: &str = "terms_and_conditions_signed_at";
const PARTS: usize = 10;

/// What the session was answered, part by part. It ends after the first part that is not as in
/// `clean`. Two sessions with the same faults are answered the same.
pub async fn transcript(caller: Caller, clean: Option<&[String]>) -> Vec<String> {
    caller.simulation.default.book().clock = Clock::frozen_at(Timestamp::UNIX_EPOCH);
    let mut session = Session { caller, error_id: Value::Null, log: String::new() };
    session.wait(0);
    let mut parts: Vec<String> = Vec::new();
    while parts.len() < PARTS && clean.is_none_or(|clean| clean.starts_with(&parts)) {
        session.part(parts.len()).await;
        parts.push(std::mem::take(&mut session.log));
    }
    parts
}

struct Session {
    caller: Caller,
    error_id: Value,
    log: String,
}

impl Session {
    async fn part(&mut self, number: usize) {
        match number {
            0 => self.persons().await,
            1 => self.numbers().await,
            2 => self.creates().await,
            3 => self.request_and_page().await,
            4 => self.signatures().await,
            5 => self.out_of_place().await,
            6 => self.limits().await,
            7 => self.providers().await,
            8 => self.outbox(),
            _ => self.strangers().await,
        }
    }

    fn outbox(&mut self) {
        let book = self.caller.simulation.default.book();
        self.log = json!(book.outbox.matching(None, None)).to_string();
    }

    async fn send(&mut self, method: &str, path: &str, body: impl Into<String>) -> Answered {
        let answered = self.caller.send(method, path, body).await;
        let kind = &answered.headers["content-type"];
        // Error ids count requests, and a fault may change how many there are.
        let text = match answered.json()["errors"][0].as_object() {
            Some(error) => {
                let names = error.keys().map(String::as_str).collect::<Vec<_>>().join(" ");
                let id = error.get("id").cloned().unwrap_or_default();
                let repeated = id == std::mem::replace(&mut self.error_id, id.clone());
                format!("{} {} {names} {repeated}", error["code"], error["status"])
            }
            None => answered.text.clone(),
        };
        writeln!(self.log, "{method} {path} {} {kind:?} {text}", answered.status).unwrap();
        answered
    }

    async fn get(&mut self, path: &str) -> Answered {
        self.send("GET", path, "").await
    }

    async fn post(&mut self, path: &str, body: Value) -> Answered {
        self.send("POST", path, body.to_string()).await
    }

    async fn patch(&mut self, path: &str, body: Value) -> Answered {
        self.send("PATCH", path, body.to_string()).await
    }

    /// Time passes, and the token is renewed.
    fn wait(&mut self, milliseconds: i64) {
        self.caller.wait(milliseconds);
        let token = self.caller.simulation.default.book().issue_token();
        self.caller.authorization = Some(format!("Bearer {token}"));
    }

    async fn person(&mut self) -> String {
        let created = self.post("/v1/persons", zierfisch()).await.json();
        format!("/v1/persons/{}", created["id"].as_str().unwrap_or("x"))
    }

    async fn customer(&mut self) -> String {
        let person = self.person().await;
        let number = json!({"number": "+4917012345", "token": "212212"});
        for call in ["", "/authorize"] {
            self.post(&format!("{person}/mobile_number{call}"), number.clone()).await;
        }
        let id = person.rsplit('/').next().unwrap();
        if let Some(file) = self.caller.simulation.default.book().persons.get_mut(id) {
            file.number.iter_mut().for_each(|file| file.number.verified = true);
        }
        person
    }

    async fn create(&mut self, person: &str, iban: &str) -> String {
        let body = json!({"method": "bank", "iban": iban, CONSENT: "2020-07-07T11:36:29Z"});
        let created = self.post(&format!("{person}/identifications"), body).await.json();
        format!("{person}/identifications/{}", created["id"].as_str().unwrap_or("x"))
    }

    async fn requested(&mut self, mocked: MockedIban) -> String {
        let person = self.customer().await;
        let path = self.create(&person, mocked.iban()).await;
        self.patch(&format!("{path}/request"), json!({})).await;
        path
    }

    async fn paid(&mut self, mocked: MockedIban) -> String {
        let path = self.requested(mocked).await;
        self.pay(&path).await;
        path
    }

    async fn pay(&mut self, path: &str) {
        let found = self.hosted_page(path.rsplit('/').next().unwrap());
        let Some(found) = found else { return };
        let key = found.url.split('?').nth(1).unwrap_or_default();
        for fields in ["account_number=1&pin=2", "tan=3"] {
            self.send("POST", "/index.html", form(key, fields)).await;
        }
    }

    fn hosted_page(&self, id: &str) -> Option<machine::Session> {
        let book = self.caller.simulation.default.book();
        book.identifications.get(id)?.session.clone()
    }

    async fn authorize(&mut self, path: &str) -> String {
        self.patch(&format!("{path}/authorize"), json!({})).await;
        let id = path.rsplit('/').next().unwrap();
        let book = self.caller.simulation.default.book();
        let found = book.identifications.get(id).and_then(|found| found.tans.last());
        found.map(|tan| tan.value.clone()).unwrap_or_default()
    }

    async fn confirm(&mut self, path: &str, tan: &str) {
        self.patch(&format!("{path}/confirm"), json!({"token": tan})).await;
    }

    async fn persons(&mut self) {
        let person = self.person().await;
        self.get(&person).await;
        for member in super::super::super::routes::MANDATORY {
            let mut body = zierfisch();
            body.as_object_mut().unwrap().remove(member);
            self.post("/v1/persons", body).await;
        }
        for member in
            ["nationality", "birth_date", "terms_conditions_signed_at", "data_terms_signed_at"]
        {
            let mut body = zierfisch();
            body[member] = "wrong".into();
            self.post("/v1/persons", body).await;
        }
        for (member, value) in
            [("mobile_number", "+15550101"), ("data_terms_signed_at", "2020-07-07T11:36:29Z")]
        {
            let mut body = zierfisch();
            body[member] = value.into();
            self.post("/v1/persons", body).await;
        }
        for body in [
            json!({"last_name": "Goldfisch"}),
            json!({"job_title": "Baker"}),
            json!({"job_title": "Smith", "email": "x@example.com"}),
            json!({"address": {"city": "Bonn"}}),
            json!({"contact_address": {"city": "Bonn"}}),
            json!({"tax_information": {"marital_status": "MARRIED"}}),
            json!({"aml_confirmed_on": "1999-01-01"}),
            json!({"aml_confirmed_on": "1970-01-02"}),
            json!({"employment_status": "FREELANCER"}),
            json!({"employment_status": "FREELANCER", "nace_code": "62.01"}),
            json!({"employment_status": "FREELANCER", "industry": null}),
            json!({"employment_status": "FREELANCER", "industry": null, "industry_key": null}),
        ] {
            self.patch(&person, body).await;
            self.get(&person).await;
        }
    }

    async fn numbers(&mut self) {
        let person = self.person().await;
        let path = format!("{person}/mobile_number");
        for (call, body) in [
            ("", json!({})),
            ("", json!({"number": "12"})),
            ("", json!({"number": "+989121234567"})),
        ] {
            self.post(&format!("{path}{call}"), body).await;
        }
        let person = self.person().await;
        let path = format!("{person}/mobile_number");
        let right = json!({"number": "+15550101", "token": "212212"});
        for (call, body) in [
            ("", right.clone()),
            ("", right.clone()),
            ("/confirm", right.clone()),
            ("/authorize", json!({"number": "+15550102"})),
            ("/authorize", right.clone()),
            ("/confirm", json!({"number": "+15550101"})),
            ("/confirm", json!({"number": "+15550101", "token": "000000"})),
            ("/confirm", right),
        ] {
            self.post(&format!("{path}{call}"), body).await;
        }
        self.get(&path).await;
        self.send("DELETE", &path, "").await;
        self.get(&path).await;
        self.post(&path, json!({"number": "+447700900123"})).await;
        for body in [json!({"method": "bank"}), json!({})] {
            self.post(&format!("{person}/identification_eligibility_checks"), body).await;
        }
        self.get(&format!("{person}/identifications")).await;
        for iban in ["DE11110101010100000020", "DE12110101010100000020"] {
            self.post("/v1/iban_lookups", json!({"iban": iban})).await;
        }
    }

    async fn creates(&mut self) {
        let unverified = self.person().await;
        self.create(&unverified, MockedIban::Good.iban()).await;
        let customer = self.customer().await;
        let id = customer.rsplit('/').next().unwrap();
        if let Some(file) = self.caller.simulation.default.book().persons.get_mut(id) {
            file.person.properties["address"]["country"] = "AT".into();
        }
        self.create(&customer, MockedIban::Good.iban()).await;
        for (member, value) in [
            ("method", Value::Null),
            ("method", json!("idnow")),
            ("iban", Value::Null),
            ("iban", json!("AT611904300234573201")),
            (CONSENT, Value::Null),
            (CONSENT, json!("wrong")),
        ] {
            let mut body = json!({"method": "bank", "iban": MockedIban::Good.iban(), CONSENT: "2020-07-07T11:36:29Z"});
            body[member] = value;
            self.post(&format!("{customer}/identifications"), body).await;
        }
        for mocked in MockedIban::ALL {
            let person = self.customer().await;
            let path = self.create(&person, mocked.iban()).await;
            self.get(&path).await;
            self.get(&format!("{person}/identifications")).await;
            self.get(&format!("{path}/account_snapshot")).await;
            let id = path.rsplit('/').next().unwrap();
            self.get(&format!("{customer}/identifications/{id}")).await;
            let path = self.create(&person, MockedIban::Good.iban()).await;
            self.get(&path).await;
            self.get(&format!("{person}/bank_identification_attempts")).await;
        }
    }

    async fn providers(&mut self) {
        let person = self.customer().await;
        for schufa in ["down", "internal-error", "generic-error", "up"] {
            let providers = serde_json::from_value(json!({"schufa": schufa})).unwrap();
            self.caller.simulation.default.book().set_providers(providers);
            self.create(&person, MockedIban::Good.iban()).await;
        }
    }

    async fn limits(&mut self) {
        let person = self.customer().await;
        for _ in 0..21 {
            self.create(&person, MockedIban::UnknownPerson.iban()).await;
        }
        let limits = Limits { attempts_per_iban: 1, identical_persons: 1, ..Limits::default() };
        self.caller.simulation.default.book().set_limits(limits);
        self.create(&person, MockedIban::NoAccountMatch.iban()).await;
        let mut twin = zierfisch();
        twin["birth_city"] = "Bonn".into();
        for _ in 0..2 {
            self.post("/v1/persons", twin.clone()).await;
        }
        self.caller.simulation.default.book().set_limits(Limits::default());
    }

    async fn request_and_page(&mut self) {
        for minutes in [6, 11] {
            let path = self.requested(MockedIban::Good).await;
            self.get(&path).await;
            self.patch(&format!("{path}/request"), json!({})).await;
            self.patch(&format!("{path}/authorize"), json!({})).await;
            self.wait(minutes * MINUTE);
            self.pay(&path).await;
            self.get(&format!("{path}/account_snapshot")).await;
            self.get(&path).await;
        }
        let person = self.customer().await;
        let path = self.create(&person, MockedIban::Good.iban()).await;
        self.patch(&format!("{path}/authorize"), json!({})).await;
        for days in [8, 23] {
            self.wait(days * DAY);
            self.get(&path).await;
        }
        self.patch(&format!("{path}/request"), json!({})).await;
    }

    async fn signatures(&mut self) {
        for mocked in MockedIban::ALL {
            let path = self.paid(*mocked).await;
            let first = self.authorize(&path).await;
            self.authorize(&path).await;
            self.confirm(&path, &first).await;
            self.patch(&format!("{path}/confirm"), json!({})).await;
            let tan = self.authorize(&path).await;
            self.confirm(&path, &tan).await;
            self.documents(&path).await;
            for call in ["request", "authorize", "confirm"] {
                self.patch(&format!("{path}/{call}"), json!({"token": tan})).await;
            }
            let person = path.split("/identifications").next().unwrap().to_owned();
            self.create(&person, MockedIban::Good.iban()).await;
        }
    }

    async fn documents(&mut self, path: &str) {
        self.get(path).await;
        let shown = self.get(&format!("{path}?include_documents=true")).await.json();
        self.get(&format!("{path}/account_snapshot")).await;
        let person = path.split("/identifications").next().unwrap();
        for document in shown["documents"].as_array().into_iter().flatten() {
            let id = document["id"].as_str().unwrap_or("x");
            self.get(&format!("{person}/documents/{id}/file")).await;
        }
    }

    async fn out_of_place(&mut self) {
        for minutes in [2, 4, 6, 11] {
            let path = self.paid(MockedIban::Good).await;
            self.confirm(&path, "1").await;
            let tan = self.authorize(&path).await;
            self.wait(minutes * MINUTE);
            self.confirm(&path, &tan).await;
            self.patch(&format!("{path}/authorize"), json!({})).await;
            self.get(&path).await;
        }
    }

    async fn strangers(&mut self) {
        self.wait(61 * MINUTE);
        let old = self.caller.authorization.clone();
        self.caller.wait(61 * MINUTE);
        for authorization in [None, Some("Bearer nonsense".to_owned()), old] {
            self.caller.authorization = authorization;
            self.get("/v1/persons/x").await;
        }
        let id = self.caller.simulation.default.client_id.clone();
        let form = format!("grant_type=x&client_id={id}&client_secret=wrong");
        self.send("POST", "/oauth2/token", form).await;
        self.token(&id).await;
        self.wait(0);
        self.mistakes().await;
    }

    /// All that is said of a token, but not the token, which no seed determines.
    async fn token(&mut self, id: &str) {
        let secret = self.caller.simulation.default.client_secret.clone();
        let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
        let mut issued = self.caller.send("POST", "/oauth2/token", form).await.json();
        issued["access_token"].take();
        writeln!(self.log, "{issued}").unwrap();
    }

    /// What is refused whatever the state of things.
    async fn mistakes(&mut self) {
        let person = self.person().await;
        for path in ["identifications/x", "mobile_number"] {
            self.get(&format!("{person}/{path}")).await;
        }
        for _ in 0..2 {
            self.get("/v1/persons/x").await;
        }
        let mut mistyped = zierfisch();
        mistyped["last_name"] = json!(42);
        for body in ["{", &mistyped.to_string()] {
            self.send("POST", "/v1/persons", body).await;
        }
    }
}
