//! Answers calls to the desk: shows the card and the phone, visits the bank page, moves the clock.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use serde_json::json;
use tokio::sync::Notify;

use crate::checks::partner;
use crate::client::{
    BankPageVisit, CreatedTenant, NumberForm, Observation, OutboxFilter, OutboxSms, Session,
    VisitOutcome, eventually,
};
use crate::evidence::{
    Attachment, Attestation, TraceEventKind, TracedScreen, TracedVisit, Unobserved,
};

use super::context::ObserveContext;
use super::desk::{BankPageAction, DeskAnswer, DeskCall, Picture};
use super::situation::Situation;

/// Forms that a customer fills in at most.
const MOST_FORMS: usize = 8;
/// Time in which the bank waits for the answer to a webhook, and a second.
const RECEIVER_TIME: Duration = Duration::from_secs(31);

/// The tester's place in one situation.
#[derive(Debug)]
pub struct Tester {
    context: Rc<ObserveContext>,
    situation: Situation,
    tenant: String,
    pictures: RefCell<Vec<Attachment>>,
    /// Reason why the situation could not be tried, if so.
    skipped: RefCell<Option<String>>,
    /// Notified when the app has come to its end.
    end: Notify,
}

impl Tester {
    /// The tester in a situation.
    pub fn new(
        context: &Rc<ObserveContext>,
        situation: &Situation,
        tenant: &CreatedTenant,
    ) -> Self {
        let (context, situation) = (Rc::clone(context), situation.clone());
        Self {
            context,
            situation,
            tenant: tenant.id.clone(),
            pictures: RefCell::default(),
            skipped: RefCell::default(),
            end: Notify::new(),
        }
    }

    /// Does what a call asks for, and returns the answer.
    pub async fn answer(&self, call: DeskCall) -> DeskAnswer {
        let done = match call {
            DeskCall::Card => return DeskAnswer::ok(self.card()),
            DeskCall::Phone => self.phone().await,
            DeskCall::Overview => self.overview().await,
            DeskCall::BankPage { url, action } => self.visit(url, action).await,
            DeskCall::Advance(by_ms) => self.advance(by_ms).await,
            DeskCall::Shown(screen, picture) => self.shown(screen, picture).await,
            DeskCall::Attest(attestation) => self.attest(attestation).await,
            DeskCall::Done => {
                self.await_receiver().await;
                // The end comes last, so that this call is still answered.
                let noted = self.note(TraceEventKind::Done).await;
                self.end.notify_one();
                noted
            }
            DeskCall::Skip(reason) => {
                self.skipped.replace(Some(reason));
                self.end.notify_one();
                Ok(DeskAnswer::empty())
            }
        };
        done.unwrap_or_else(|why| DeskAnswer::refused(502, why.to_string()))
    }

    /// Waits until the app has answered the webhooks that it got, or its time for that is over. A
    /// driver may be the receiver, and end after this call.
    async fn await_receiver(&self) {
        let look = async || {
            let trace = self.context.control.trace(&self.tenant).await?;
            Ok(Observation::new(!trace.has_open_webhook(), ()))
        };
        // Without an answer the trace shows that, and is judged so.
        let _ = eventually(RECEIVER_TIME, look).await;
    }

    /// Waits until the tester says that the situation is over.
    pub async fn ended(&self) {
        self.end.notified().await;
    }

    /// Reason why the situation could not be tried, if so.
    pub fn skipped(&self) -> Option<String> {
        self.skipped.borrow().clone()
    }

    /// Pictures of screens, in order.
    pub fn pictures(&self) -> Vec<Attachment> {
        self.pictures.take()
    }

    /// Notes what the app shows, and keeps its picture.
    async fn shown(
        &self,
        screen: TracedScreen,
        picture: Option<Picture>,
    ) -> Result<DeskAnswer, Unobserved> {
        let picture = picture.map(|Picture { kind, bytes }| {
            let mut pictures = self.pictures.borrow_mut();
            let name = format!("screen-{}.{kind}", pictures.len() + 1);
            pictures.push(Attachment::new(&name, &format!("image/{kind}"), bytes.to_vec()));
            name
        });
        self.note(TraceEventKind::Shown(TracedScreen { picture, ..screen })).await
    }

    fn card(&self) -> serde_json::Value {
        let Situation { id, language, .. } = &self.situation;
        let language = self.context.tester_language.as_ref().unwrap_or(language);
        let questions = partner::questions(id, language);
        let questions: Vec<_> =
            questions.iter().map(|it| (it.id.to_owned(), it.text.to_owned())).collect();
        self.situation.card(language, &questions)
    }

    async fn note(&self, event: TraceEventKind) -> Result<DeskAnswer, Unobserved> {
        self.context.control.add_event(&self.tenant, &event).await?;
        Ok(DeskAnswer::empty())
    }

    /// Notes an answer, unless it is about an id that no question has.
    async fn attest(&self, given: Attestation) -> Result<DeskAnswer, Unobserved> {
        if !partner::is_unknown_question(&given.question) {
            return self.note(TraceEventKind::Attested(given)).await;
        }
        let asked = partner::questions(&self.situation.id, "en");
        let ids: Vec<&str> = asked.iter().map(|it| it.id).collect();
        let ids = if ids.is_empty() { "none".to_owned() } else { ids.join(", ") };
        let why = format!(
            "there is no question `{}`; questions of this situation: {ids}",
            given.question.trim()
        );
        Ok(DeskAnswer::refused(400, why))
    }

    async fn received(&self) -> Result<Vec<OutboxSms>, Unobserved> {
        let number = self.situation.customer.as_ref().map(|it| it.card.mobile_number.as_str());
        let filter = OutboxFilter { number, identification_id: None };
        self.context.control.outbox(&self.tenant, filter).await
    }

    /// The time, and the customer's SMS with their purposes, the oldest first.
    async fn overview(&self) -> Result<DeskAnswer, Unobserved> {
        let sms = self.received().await?;
        let sms = sms.iter().map(|it| {
            json!({
                "token": it.token,
                "is_for_signature": it.identification_id.is_some(),
                "created_at": it.sent_at,
            })
        });
        let sms: Vec<_> = sms.collect();
        let now = self.context.control.now(&self.tenant).await?;
        Ok(DeskAnswer::ok(json!({ "now": format!("{now:.3}"), "sms": sms })))
    }

    /// The customer's SMS, the oldest first.
    async fn phone(&self) -> Result<DeskAnswer, Unobserved> {
        let sms = self.received().await?;
        let sms = sms.iter().map(|it| {
            json!({
                "number": it.number,
                "text": format!("Code: {}", it.token),
                "token": it.token,
                "created_at": it.sent_at,
            })
        });
        Ok(DeskAnswer::ok(sms.collect()))
    }

    async fn advance(&self, by_ms: i64) -> Result<DeskAnswer, Unobserved> {
        let now = self.context.control.advance_clock(&self.tenant, by_ms).await?;
        Ok(DeskAnswer::ok(json!({ "now": format!("{now:.3}") })))
    }

    async fn visit(&self, url: String, action: BankPageAction) -> Result<DeskAnswer, Unobserved> {
        let outcome = if self.is_of_bank(&url) {
            self.go_through(&url, action).await
        } else {
            "not a page of the bank: the customer did not open it".to_owned()
        };
        let visit = TracedVisit { url, action: action.word().to_owned(), outcome: outcome.clone() };
        self.context.control.add_event(&self.tenant, &TraceEventKind::Visit(visit)).await?;
        Ok(DeskAnswer::ok(json!({ "outcome": outcome })))
    }

    /// Whether the address is on the host of the bank page, so that nothing else is ever opened.
    fn is_of_bank(&self, url: &str) -> bool {
        let origin = |text: &str| url::Url::parse(text).ok().map(|it| it.origin());
        origin(url).is_some_and(|it| Some(it) == origin(&self.context.api_url))
    }

    /// Visits the page; returns how the visit ended, in words.
    async fn go_through(&self, url: &str, action: BankPageAction) -> String {
        let forms = match action {
            BankPageAction::Pay => MOST_FORMS,
            BankPageAction::LogInOnly => 1,
            BankPageAction::Abandon => 0,
        };
        let visit = BankPageVisit {
            address: url,
            iban: self.situation.iban().unwrap_or_default(),
            forms,
            numbers: NumberForm::Any,
            person_id: "",
            identification_id: "",
        };
        let session = Session::open(&self.context.customer);
        match session.visit_bank_page(visit).await {
            Ok(VisitOutcome::LastPage { submitted, .. }) => {
                format!("the customer filled in {submitted} forms and reached the last page")
            }
            Ok(VisitOutcome::StillAsking) => {
                "the customer left while the page was asking".to_owned()
            }
            Ok(VisitOutcome::NoForm { detail } | VisitOutcome::Refused { detail }) => {
                format!("the page could not be completed: {detail}")
            }
            Ok(VisitOutcome::Missing { status, .. }) => format!("the page was answered {status}"),
            Err(why) => format!("the page could not be read: {why}"),
        }
    }
}
