//! What a partner does: each deed sends one request and remembers what the answer names.
//!
//! Deeds do not judge; `must_*` deeds lead up to a scenario and end it when they do not succeed.

use serde_json::{Value, json};

use crate::api::{self, STATIC_NUMBER, STATIC_OTP, Status};
use crate::client::{Errand, Mark, Reply, Sms, WizardEnd};
use crate::evidence::{Check, Mismatch, StepFailure, Unobserved};

use super::Step;
use super::cast;
use super::continuity::continued;
use super::expectation::{Expectation, Member};
use super::world::{Identification, Person, World};

impl World {
    /// Registers a person and makes it the one talked about.
    pub(super) async fn register(&mut self, body: Value) -> Result<Reply, StepFailure> {
        let session = self.session().await?;
        let reply = session.create_person(&body).await;
        let reply = self.observe(reply)?;
        let id = reply.text("id").unwrap_or("").to_owned();
        self.people.push(Person { id, body, ..Person::default() });
        Ok(reply)
    }

    /// A registered person, or the scenario ends here.
    pub(super) async fn must_register(&mut self) -> Step {
        let body = self.invent_person();
        let reply = self.register(body).await?;
        self.conclude(done_with_id(&reply, 201), "a person can be registered")
    }

    /// Creates the static mobile number for the person talked about.
    pub(super) async fn create_number(&mut self) -> Result<Reply, StepFailure> {
        let session = self.session().await?;
        let person_id = self.person()?.id.clone();
        let body = json!({ "number": STATIC_NUMBER });
        let reply = session.create_mobile_number(&person_id, &body).await;
        let reply = self.observe(reply)?;
        self.person()?.mobile_number = reply.json.clone().unwrap_or(Value::Null);
        Ok(reply)
    }

    /// Asks for the OTP of the static number.
    pub(super) async fn authorize_number(&mut self) -> Result<Reply, StepFailure> {
        let session = self.session().await?;
        let person_id = self.person()?.id.clone();
        let _turn = session.sms_turn(|waited| self.allow(waited)).await;
        let reply = session.authorize_mobile_number(&person_id, STATIC_NUMBER).await;
        self.observe(reply)
    }

    /// Confirms the static number with an OTP.
    pub(super) async fn confirm_number(&mut self, otp: &str) -> Result<Reply, StepFailure> {
        let session = self.session().await?;
        let person_id = self.person()?.id.clone();
        let body = json!({ "number": STATIC_NUMBER, "token": otp });
        let reply = session.confirm_mobile_number(&person_id, &body).await;
        self.observe(reply)
    }

    /// A created but unverified number, or the scenario ends here.
    pub(super) async fn must_create_number(&mut self) -> Step {
        let reply = self.create_number().await?;
        self.conclude(Expectation::of(&reply).done(201), "a mobile number can be created")
    }

    /// A verified number, or the scenario ends here.
    pub(super) async fn must_verify_number(&mut self) -> Step {
        let reply = self.authorize_number().await?;
        self.conclude(Expectation::of(&reply).done(201), "a mobile number can be authorised")?;
        let reply = self.confirm_number(STATIC_OTP).await?;
        let verified =
            Expectation::of(&reply).done(201).member("verified", Member::Is(&json!(true)));
        self.conclude(verified, "a mobile number can be verified")
    }

    /// A person who may identify, or the scenario ends here.
    pub(super) async fn must_have_customer(&mut self) -> Step {
        self.must_register().await?;
        self.must_create_number().await?;
        self.must_verify_number().await
    }

    /// Creates an identification with this body and makes it the one talked about, if it has an
    /// id.
    pub(super) async fn create_with(&mut self, body: &Value) -> Result<Reply, StepFailure> {
        let session = self.session().await?;
        let person_id = self.person()?.id.clone();
        let reply = session.create_identification(&person_id, body).await;
        let reply = self.observe(reply)?;
        if let (true, Some(id)) = (reply.is_success(), reply.text("id")) {
            let identification = Identification {
                id: id.to_owned(),
                iban: body["iban"].as_str().unwrap_or("").to_owned(),
                sent: body.clone(),
                created: reply.json.clone().unwrap_or(Value::Null),
                ..Identification::default()
            };
            self.person()?.identifications.push(identification);
        } else {
            self.person()?.refused = true;
        }
        Ok(reply)
    }

    /// Creates an identification with this IBAN.
    pub(super) async fn create(&mut self, iban: &str) -> Result<Reply, StepFailure> {
        self.create_with(&cast::new_identification(iban)).await
    }

    /// Requests the identification talked about.
    pub(super) async fn request(&mut self) -> Result<Reply, StepFailure> {
        let session = self.session().await?;
        let (person_id, id) = self.ids()?;
        let reply = session.request_identification(&person_id, &id).await;
        let reply = self.observe(reply)?;
        let requested = &mut self.identification()?.requested;
        if reply.is_success() && requested.is_null() {
            *requested = reply.json.clone().unwrap_or(Value::Null);
        }
        Ok(reply)
    }

    /// Walks the bank page of the identification talked about, as its customer.
    pub(super) async fn walk_bank_page(&mut self) -> Step {
        self.walk_pages(usize::MAX).await.map(drop)
    }

    /// Submits at most so many forms of the bank page; a page that is not there is a finding.
    pub(super) async fn walk_pages(&mut self, forms: usize) -> Result<WizardEnd, StepFailure> {
        let session = self.session().await?;
        let iban = self.identification()?.iban.clone();
        let address = self.bank_page_address().await?;
        let (person_id, identification_id) = self.ids()?;
        let end = session.walk_wizard(Errand {
            address: &address,
            iban: &iban,
            forms,
            person_id: &person_id,
            identification_id: &identification_id,
        });
        let end = end.await;
        let end = self.observe(end)?;
        if let WizardEnd::NotThere { status, exchange } = end {
            let expected = "a page the customer can use";
            let mismatch = Mismatch::new("bank page", expected, format!("answered {status}"));
            let check = Check::new("the bank page can be used", vec![mismatch]);
            self.check(check.seen_in(Some(exchange)))?;
        }
        Ok(end)
    }

    /// The page's address: from the request's answer, or where it is handed out later.
    async fn bank_page_address(&mut self) -> Result<String, StepFailure> {
        if let Some(url) = self.identification()?.requested["url"].as_str() {
            return Ok(url.to_owned());
        }
        let reply = self.retrieve_until(|reply| reply.text("url").is_some()).await?;
        let missing = Unobserved::Aid {
            what: "the bank page could not be driven".into(),
            detail: "the identification has no `url`".into(),
        };
        self.observe(reply.text("url").map(str::to_owned).ok_or(missing))
    }

    /// Starts the QES and, if that is done, reads the TAN the customer got.
    pub(super) async fn start_qes(&mut self) -> Result<Reply, StepFailure> {
        let session = self.session().await?;
        let (person_id, id) = self.ids()?;
        let turn = session.sms_turn(|waited| self.allow(waited)).await;
        let number = self.person()?.number();
        let sms = Sms { number: &number, identification_id: &id };
        let mark =
            if session.can_read_tan() { session.mark_tan(sms).await } else { Ok(Mark::default()) };
        let reply = session.authorize_identification(&person_id, &id).await;
        let reply = self.observe(reply)?;
        if let (false, Some(used_up)) = (reply.is_success(), turn.used_up()) {
            self.observe(Err(used_up))?;
        }
        if reply.is_success() && session.can_read_tan() {
            let tan = match mark {
                Ok(mark) => session.tan_after(&mark, sms).await,
                Err(unobserved) => Err(unobserved),
            };
            if let Ok(tan) = &tan {
                self.note_length(tan);
            }
            let identification = self.identification()?;
            identification.tans.push(tan);
            identification.authorized = reply.json.clone().unwrap_or(Value::Null);
        }
        Ok(reply)
    }

    /// C-12.
    fn note_length(&mut self, tan: &str) {
        let reading = match tan.len() {
            4 => "four-digits",
            6 => "six-digits",
            _ => return,
        };
        self.reading("C-12", reading, "the TAN of the QES");
    }

    /// Confirms the QES with this body.
    pub(super) async fn confirm_with(&mut self, body: &Value) -> Result<Reply, StepFailure> {
        let session = self.session().await?;
        let (person_id, id) = self.ids()?;
        let reply = session.confirm_identification(&person_id, &id, body).await;
        self.observe(reply)
    }

    /// The n-th TAN sent for the identification talked about, counted from 0.
    pub(super) fn tan(&mut self, index: usize) -> Result<String, StepFailure> {
        let tan = self.identification()?.tans.get(index).cloned();
        match tan {
            Some(tan) => self.observe(tan),
            None => self.observe(Err(Unobserved::Aid {
                what: "no TAN".into(),
                detail: "the QES was not started, or its SMS cannot be read".into(),
            })),
        }
    }

    /// The latest TAN sent for the identification talked about.
    pub(super) fn latest_tan(&mut self) -> Result<String, StepFailure> {
        let sent = self.identification()?.tans.len();
        self.tan(sent.saturating_sub(1))
    }

    /// Retrieves the identification talked about.
    pub(super) async fn retrieve(&mut self) -> Result<Reply, StepFailure> {
        let session = self.session().await?;
        let (person_id, id) = self.ids()?;
        let reply = session.identification(&person_id, &id).await;
        self.observe(reply)
    }

    /// Waits for a status; another final one ends the waiting. The last answer counts.
    pub(super) async fn settle(&mut self, expected: Status) -> Result<Reply, StepFailure> {
        self.retrieve_until(|reply| {
            let status = status_of(reply);
            status == Some(expected) || status.is_some_and(Status::is_final)
        })
        .await
    }

    /// Checks that the identification gets to `expected`.
    pub(super) async fn must_become(&mut self, expected: Status) -> Step {
        let reply = self.settle(expected).await?;
        let statement = format!("the identification becomes {expected}");
        let known = self.identification()?.clone();
        let examined =
            Expectation::of(&reply).done(200).member("status", Member::Text(expected.word()));
        let examined = continued(examined, &reply, (&known, expected));
        self.conclude(examined, &statement)
    }

    /// An identification in this status with a good account, or the scenario ends here.
    pub(super) async fn must_reach(&mut self, status: Status) -> Step {
        self.must_reach_with(api::MockedIban::Good, status).await
    }

    /// An identification in this status, or the scenario ends here.
    pub(super) async fn must_reach_with(
        &mut self,
        account: api::MockedIban,
        status: Status,
    ) -> Step {
        self.must_have_customer().await?;
        self.must_go_on_to(account, status).await
    }

    /// An identification of the person talked about in this status, or the scenario ends here.
    pub(super) async fn must_go_on_to(&mut self, account: api::MockedIban, status: Status) -> Step {
        let reply = self.create(account.iban()).await?;
        self.conclude(done_with_id(&reply, 201), "an identification can be created")?;
        if status == Status::Created {
            return Ok(());
        }
        let reply = self.request().await?;
        self.conclude(Expectation::of(&reply).done(200), "an identification can be requested")?;
        if status == Status::Pending {
            return self.must_become(Status::Pending).await;
        }
        self.walk_bank_page().await?;
        self.must_become(Status::AuthorizationRequired).await?;
        if status == Status::AuthorizationRequired {
            return Ok(());
        }
        let reply = self.start_qes().await?;
        self.conclude(Expectation::of(&reply).done(200), "the QES can be started")?;
        if status == Status::ConfirmationRequired {
            return self.must_become(Status::ConfirmationRequired).await;
        }
        let tan = self.latest_tan()?;
        let reply = self.confirm_with(&json!({ "token": tan })).await?;
        self.conclude(Expectation::of(&reply).done(200), "the QES can be confirmed")?;
        self.must_become(Status::Successful).await
    }
}

/// The documented status an answer carries.
pub fn status_of(reply: &Reply) -> Option<Status> {
    Status::named(reply.text("status")?)
}

fn done_with_id(reply: &Reply, printed: u16) -> Expectation<'_> {
    Expectation::of(reply).done(printed).member("id", Member::SomeText)
}
