//! Traces of apps, written event by event.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::evidence::{
    Attestation, Circumstances, CustomerCard, Exchange, Outcome, Payload, Received, Sent, Trace,
    TraceEvent, TraceEventKind, TracedScreen, TracedSms, TracedVisit, TracedWebhook,
};

pub const PERSON: &str = "0123456789abcdef0123456789abcdefcper";
pub const FIRST: &str = "11111111111111111111111111111111cidt";
pub const SECOND: &str = "22222222222222222222222222222222cidt";
pub const UNSIGNED: &str = "33333333333333333333333333333333cdoc";
pub const SIGNED: &str = "44444444444444444444444444444444cdoc";
pub const IBAN: &str = "DE02 1203 0000 0000 2020 51";
pub const OTHER_IBAN: &str = "DE02 5001 0517 0137 0750 30";
pub const NUMBER: &str = "+4915112345678";
pub const OTP: &str = "654321";
pub const TAN: &str = "135790";
/// Reads of the first identification, as `Story::calls` names them.
pub const POLL: &str = "GET /identifications/11111111111111111111111111111111cidt";
pub const BEARER: &str = "Bearer abcdefghijklmnop";

/// A trace in the making.
#[derive(Clone)]
pub struct Story {
    pub events: Vec<TraceEvent>,
    pub gap: Option<String>,
    pub now: Timestamp,
    pub identification: &'static str,
    pub circumstances: Circumstances,
}

fn address() -> std::collections::BTreeMap<String, String> {
    let parts = [
        ("line_1", "Mühlenstraße 7"),
        ("line_2", "Hinterhaus"),
        ("postal_code", "10115"),
        ("city", "Köln"),
        ("country", "DE"),
    ];
    parts.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
}

fn card() -> CustomerCard {
    CustomerCard {
        salutation: "MS".into(),
        first_name: "Zoë Anne-Marie".into(),
        last_name: "Müller Lüdenscheidt".into(),
        birth_date: "1984-03-09".into(),
        birth_city: "Görlitz".into(),
        birth_country: "DE".into(),
        nationality: "DE".into(),
        email: "zoe.mueller@example.com".into(),
        employment_status: "EMPLOYED".into(),
        address: address(),
        mobile_number: NUMBER.into(),
    }
}

pub fn url_of(id: &str) -> String {
    format!("http://127.0.0.1:4000/index.html?wizard_session_key={}&interface_id=da05", &id[..8])
}

impl Story {
    pub fn new(situation: &str) -> Self {
        let circumstances = Circumstances {
            situation: situation.into(),
            language: "de".into(),
            customer: Some(card()),
            iban: Some(IBAN.into()),
            other_iban: Some(OTHER_IBAN.into()),
            reason: None,
        };
        let now = "2026-11-30T10:00:00Z".parse().unwrap();
        Self { events: Vec::new(), gap: None, now, identification: FIRST, circumstances }
    }

    pub fn trace(&self) -> Trace {
        Trace { events: self.events.clone(), gap: self.gap.clone() }
    }

    pub fn push(&mut self, kind: TraceEventKind) -> &mut Self {
        let at = format!("{:.3}", self.now);
        self.events.push(TraceEvent { at, kind });
        self.wait_ms(150)
    }

    /// Real time passes.
    pub fn wait_ms(&mut self, milliseconds: i64) -> &mut Self {
        self.now += SignedDuration::from_millis(milliseconds);
        self
    }

    pub fn advance(&mut self, seconds: i64) -> &mut Self {
        self.push(TraceEventKind::ClockMoved(seconds * 1000)).wait_ms(seconds * 1000)
    }

    pub fn exchange(
        &self,
        method: &str,
        path: &str,
        body: Value,
        status: u16,
        answer: Value,
    ) -> Exchange {
        let sent = Sent {
            method: method.into(),
            url: format!("http://127.0.0.1:4000{path}"),
            headers: vec![("authorization".into(), BEARER.into())],
            body: (!body.is_null()).then_some(Payload::Json(body)),
        };
        let body = Payload::Json(answer);
        let received = Received { status, headers: Vec::new(), body };
        Exchange {
            operation: format!("{method} {path}"),
            sent,
            outcome: Outcome::Received(received),
            at: format!("{:.3}", self.now),
            duration_ms: 12,
            retry: 0,
            availability: None,
        }
    }

    pub fn api(
        &mut self,
        method: &str,
        path: &str,
        body: Value,
        status: u16,
        answer: Value,
    ) -> &mut Self {
        let exchange = self.exchange(method, path, body, status, answer);
        self.push(TraceEventKind::Call(exchange))
    }

    pub fn token(&mut self) -> &mut Self {
        let answer = json!({ "access_token": &BEARER[7..], "expires_in": 3599 });
        self.api("POST", "/oauth2/token", Value::Null, 200, answer)
    }

    pub fn person_body() -> Value {
        json!({
            "salutation": "MS", "first_name": "Zoë Anne-Marie", "last_name": "Müller Lüdenscheidt",
            "birth_date": "1984-03-09", "birth_city": "Görlitz", "birth_country": "DE",
            "nationality": "DE", "address": address(), "mobile_number": NUMBER,
            "email": "zoe.mueller@example.com", "employment_status": "EMPLOYED",
            "data_terms_signed_at": "2026-11-30T09:59:58.000Z",
            "terms_conditions_signed_at": "2026-11-28T07:00:00+00:00",
        })
    }

    pub fn person(&mut self) -> &mut Self {
        self.api("POST", "/v1/persons", Self::person_body(), 201, json!({ "id": PERSON }))
    }

    pub fn number_call(&mut self, call: &str, status: u16) -> &mut Self {
        let path = format!("/v1/persons/{PERSON}/mobile_number{call}");
        let mut body = json!({ "number": NUMBER });
        if call == "/confirm" {
            body["token"] = json!(OTP);
        }
        let verified = call == "/confirm";
        self.api(
            "POST",
            &path,
            body,
            status,
            json!({ "id": "n", "number": NUMBER, "verified": verified }),
        )
    }

    pub fn verified_number(&mut self) -> &mut Self {
        self.number_call("", 201)
            .number_call("/authorize", 201)
            .sms(OTP, None)
            .number_call("/confirm", 201)
    }

    pub fn sms(&mut self, token: &str, identification: Option<&str>) -> &mut Self {
        let identification_id = identification.map(str::to_owned);
        self.push(TraceEventKind::Sms(TracedSms {
            number: NUMBER.into(),
            token: token.into(),
            identification_id,
        }))
    }

    pub fn registered(&mut self) -> &mut Self {
        self.token().person().verified_number()
    }

    pub fn shown_identification(&self, status: &str) -> Value {
        let id = self.identification;
        let url = if status == "created" { Value::Null } else { json!(url_of(id)) };
        let mut answer = json!({ "id": id, "status": status, "method": "bank", "url": url });
        if status == "successful" {
            answer["documents"] = json!([
                { "id": UNSIGNED, "document_type": "QES_DOCUMENT" },
                { "id": SIGNED, "document_type": "SIGNED_QES_DOCUMENT" },
            ]);
        }
        answer
    }

    pub fn create_body(iban: &str) -> Value {
        json!({
            "method": "bank", "iban": iban.replace(' ', ""),
            "terms_and_conditions_signed_at": "2026-11-30T10:00:00Z",
        })
    }

    /// POST identifications for an IBAN; a second one gets another id.
    pub fn create(&mut self, iban: &str) -> &mut Self {
        let created = |it: &TraceEvent| matches!(&it.kind, TraceEventKind::Call(call) if call.operation.ends_with("/identifications"));
        if self.events.iter().any(created) {
            self.identification = SECOND;
        }
        let path = format!("/v1/persons/{PERSON}/identifications");
        let answer = self.shown_identification("created");
        self.api("POST", &path, Self::create_body(iban), 201, answer)
    }

    pub fn refused_create(&mut self, iban: &str, status: u16, code: &str) -> &mut Self {
        let path = format!("/v1/persons/{PERSON}/identifications");
        let answer = json!({ "errors": [{ "id": "e", "status": status, "code": code }] });
        self.api("POST", &path, Self::create_body(iban), status, answer)
    }

    fn step(&mut self, step: &str, body: Value, status: u16, answer: Value) -> &mut Self {
        let path = format!("/v1/persons/{PERSON}/identifications/{}{step}", self.identification);
        let method = if step.starts_with('?') || step.is_empty() { "GET" } else { "PATCH" };
        self.api(method, &path, body, status, answer)
    }

    pub fn request(&mut self) -> &mut Self {
        let answer = self.shown_identification("pending");
        self.step("/request", Value::Null, 200, answer)
    }

    pub fn visit(&mut self) -> &mut Self {
        let visit = TracedVisit {
            url: url_of(self.identification),
            action: "pay".into(),
            outcome: "paid".into(),
        };
        self.push(TraceEventKind::Visit(visit))
    }

    pub fn poll(&mut self, status: &str) -> &mut Self {
        let answer = self.shown_identification(status);
        self.step("", Value::Null, 200, answer)
    }

    pub fn failed(&mut self, reason: &str) -> &mut Self {
        let mut answer = self.shown_identification("failed");
        answer["failure_reason"] = json!(reason);
        self.step("", Value::Null, 200, answer)
    }

    pub fn authorize(&mut self) -> &mut Self {
        let answer = self.shown_identification("confirmation_required");
        self.step("/authorize", Value::Null, 200, answer);
        let id = self.identification;
        self.sms(TAN, Some(id))
    }

    pub fn refused(&mut self, step: &str, status: u16, code: &str) -> &mut Self {
        let answer = json!({ "errors": [{ "code": code }] });
        let body = if step == "/confirm" { json!({ "token": TAN }) } else { Value::Null };
        self.step(step, body, status, answer)
    }

    /// The code of the last SMS is refused.
    pub fn again(&mut self) -> &mut Self {
        self.refused("/confirm", 422, "invalid_tan")
    }

    pub fn confirm(&mut self) -> &mut Self {
        let answer = self.shown_identification("confirmed");
        self.step("/confirm", json!({ "token": TAN }), 200, answer)
    }

    pub fn documents(&mut self) -> &mut Self {
        let answer = self.shown_identification("successful");
        self.step("?include_documents=true", Value::Null, 200, answer).file(SIGNED)
    }

    pub fn file(&mut self, id: &str) -> &mut Self {
        self.api(
            "GET",
            &format!("/v1/persons/{PERSON}/documents/{id}/file"),
            Value::Null,
            200,
            json!("pdf"),
        )
    }

    pub fn show(&mut self, text: &str) -> &mut Self {
        let screen = TracedScreen {
            screen: String::new(),
            text: text.into(),
            language: Some("de".into()),
            picture: None,
        };
        self.push(TraceEventKind::Shown(screen))
    }

    pub fn attest(&mut self, question: &str, answer: &str) -> &mut Self {
        let answer = Attestation { question: question.into(), answer: answer.into() };
        self.push(TraceEventKind::Attested(answer))
    }

    pub fn done(&mut self) -> &mut Self {
        self.push(TraceEventKind::Done)
    }

    /// A webhook, answered with this status.
    pub fn webhook(&mut self, id: &str, status: &str, answered: u16) -> &mut Self {
        let webhook = self.delivery(id, status, answered);
        self.push(TraceEventKind::Webhook(webhook))
    }

    pub fn delivery(&self, id: &str, status: &str, answered: u16) -> TracedWebhook {
        let body = json!({ "id": self.identification, "status": status, "method": "bank" });
        let mut exchange = self.exchange("POST", "/hook", body, answered, Value::Null);
        exchange.sent.headers = vec![
            ("solaris-webhook-event-type".into(), "IDENTIFICATION".into()),
            ("solaris-webhook-id".into(), id.into()),
        ];
        TracedWebhook { exchange, is_forged: false }
    }

    pub fn forged(&mut self, status: &str, answered: u16) -> &mut Self {
        let webhook =
            TracedWebhook { is_forged: true, ..self.delivery("forged", status, answered) };
        self.push(TraceEventKind::Webhook(webhook))
    }

    pub fn subscribe(&mut self, kinds: &[&str]) -> &mut Self {
        for kind in kinds {
            let body = json!({ "event_type": kind, "url": "http://127.0.0.1:5000/hook" });
            let answer = json!({ "id": format!("s{}", self.events.len()), "event_type": kind });
            self.api("POST", "/v1/webhooks", body, 201, answer);
        }
        self
    }
}
