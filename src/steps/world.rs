//! State of one scenario.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::api::STATIC_NUMBER;
use crate::checks::readings::{self, DocumentedReading};
use crate::checks::{
    Expectation, Journey, KnownIdentification, KnownPerson, KnownSubscription, PersonChange,
};
use crate::client::{NumberInUse, ProgressGuard, Session, Window};
use crate::evidence::{Check, Ledger, Reply, StepFailure, Unobserved};
use crate::steps::Step;
use crate::steps::context::ScenarioContext;
use crate::steps::test_data::{self, PersonFactory};

/// Maximum time for which a scenario waits for the others to end their subscriptions.
const LONGEST_QUEUE: Duration = Duration::from_secs(15 * 60);

/// Time by which a window may have begun earlier for the target.
const MARGIN: Duration = Duration::from_millis(100);

/// The state of one scenario: its persons, its latest answer, its evidence.
#[derive(Debug, Default, cucumber::World)]
pub struct World {
    connection: Option<ScenarioConnection>,
    ledger: Ledger,
    allowance: Rc<Cell<Duration>>,
    /// The persons, the current one last.
    pub(in crate::steps) people: Vec<KnownPerson>,
    /// The answer to the latest When.
    pub(in crate::steps) reply: Option<Reply>,
    /// Journeys of the latest identifications.
    pub(in crate::steps) journeys: Vec<Journey>,
    /// Webhook subscriptions made, the latest last.
    pub(in crate::steps) subscriptions: Vec<KnownSubscription>,
    /// The current access token.
    pub(in crate::steps) access_token: String,
    /// Names of the operations that another partner, which took over, may not call at all.
    pub(in crate::steps) refused_to_other: BTreeSet<String>,
    /// The latest change of a person.
    pub(in crate::steps) change: PersonChange,
    /// Answers to the TANs entered by several customers.
    pub(in crate::steps) tan_answers: Vec<Reply>,
    /// Whether the bank page asked for account, PIN and TAN at once.
    pub(in crate::steps) page_asks_at_once: bool,
    /// Number of webhooks delivered at once, after one hour and after two.
    pub(in crate::steps) deliveries_by_hour: Vec<usize>,
    /// Number of SMS sent to the number before the latest When.
    pub(in crate::steps) noted_sms: usize,
    /// Id of an error answered before the latest When.
    pub(in crate::steps) earlier_error: Value,
    /// Time windows of each identification, with the time when they began.
    windows: BTreeMap<String, Vec<(Window, Instant)>>,
    /// Whether a period was let pass to its end in real time.
    pub(in crate::steps) is_over: bool,
    /// The limit that refused an identification because of others' attempts, or of other scenarios'.
    pub(in crate::steps) blocked: Option<Unobserved>,
    /// Ids of the persons that steps name.
    pub(in crate::steps) names: BTreeMap<String, String>,
    /// Values kept by generic steps.
    pub(in crate::steps) notes: BTreeMap<String, Value>,
}

#[derive(Debug)]
struct ScenarioConnection {
    session: Session,
    /// Sessions of the partners before the current one.
    earlier_sessions: Vec<Session>,
    persons: PersonFactory,
    /// Mobile numbers of its own customers.
    numbers: Vec<NumberInUse>,
    customer_number: Option<String>,
    wants_tenant: bool,
    /// Says that it is under way.
    _under_way: ProgressGuard,
    /// Held while this scenario has subscriptions of the run's one partner.
    turn: Option<tokio::sync::OwnedMutexGuard<()>>,
}

impl World {
    /// The World of one attempt of a scenario.
    pub fn on(context: &ScenarioContext) -> Self {
        let wants_tenant = context.own_tenant && context.run.has_clock();
        let allowance = Rc::<Cell<Duration>>::default();
        let connection = ScenarioConnection {
            session: Session::open(&context.run)
                .granting(Rc::clone(&allowance))
                .expecting_sms(context.sms.count),
            earlier_sessions: Vec::new(),
            persons: PersonFactory::new(context.seed, &context.id),
            numbers: Vec::new(),
            customer_number: context.sms.number.clone(),
            wants_tenant,
            _under_way: context.run.progress().under_way(&context.name),
            turn: None,
        };
        let ledger = Ledger::masking(connection.session.redaction());
        Self { connection: Some(connection), ledger, allowance, ..Self::default() }
    }

    /// The evidence so far.
    pub fn ledger(&mut self) -> &mut Ledger {
        if let Some(connection) = &self.connection {
            self.ledger.exchanges.extend(connection.session.take_exchanges());
            self.ledger.attachments.extend(connection.session.take_attachments());
        }
        &mut self.ledger
    }

    /// Extra time the running step asked for, shared with the engine.
    pub fn allowance(&self) -> Rc<Cell<Duration>> {
        self.allowance.clone()
    }

    /// Asks the engine for more time than the step time-out, for a real wait.
    pub(in crate::steps) fn allow(&self, extra: Duration) {
        self.allowance.set(self.allowance.get() + extra);
    }

    /// Deletes the tenant. A failure of this clean-up does not change the verdict.
    pub async fn leave(&mut self) {
        let Some(connection) = &mut self.connection else { return };
        for session in connection.earlier_sessions.iter().chain([&connection.session]) {
            // Any of the partners may have made the subscription.
            for subscription in self.subscriptions.iter().filter(|_| connection.turn.is_some()) {
                let _ = session.delete_webhook(&subscription.id).await;
            }
            let _ = session.leave_own_tenant().await;
        }
        connection.turn = None;
    }

    /// The session; on first use a scenario that disturbs others enters a tenant of its own.
    pub(in crate::steps) async fn session(&mut self) -> Result<Session, StepFailure> {
        let Some(connection) = &mut self.connection else {
            return Err(self.ledger.fail(StepFailure::Misuse("there is no target".into())));
        };
        if connection.wants_tenant {
            connection.wants_tenant = false;
            let entered = connection.session.enter_own_tenant().await;
            let session = connection.session.clone();
            return self.observe(entered).map(|()| session);
        }
        Ok(connection.session.clone())
    }

    /// Continues as another partner, and returns its session.
    pub(in crate::steps) async fn continue_as_another_partner(
        &mut self,
    ) -> Result<Session, StepFailure> {
        let session = self.session().await?;
        let other = session.of_another_partner().await;
        let other = self.observe(other)?;
        if let Some(connection) = &mut self.connection {
            connection
                .earlier_sessions
                .push(std::mem::replace(&mut connection.session, other.clone()));
        }
        Ok(other)
    }

    /// Returns the maximum time until a change is visible.
    pub(in crate::steps) fn settle_limit(&self) -> Duration {
        self.connection.as_ref().map_or(Duration::ZERO, |it| it.session.context().settle_limit())
    }

    /// Waits until no other scenario of this partner has subscriptions, unless the partner is ours
    /// alone.
    pub(in crate::steps) async fn take_webhook_turn(&mut self) -> Result<Session, StepFailure> {
        let session = self.session().await?;
        if session.context().has_clock() {
            return Ok(session);
        }
        self.allow(LONGEST_QUEUE);
        if let Some(connection) =
            self.connection.as_mut().filter(|connection| connection.turn.is_none())
        {
            let _waiting = session.context().progress().waiting("its turn to subscribe", None);
            connection.turn = Some(session.context().webhook_turn().await);
        }
        Ok(session)
    }

    /// A new synthetic person of this scenario.
    pub(in crate::steps) fn new_person(&mut self) -> Value {
        self.connection.as_mut().map_or(Value::Null, |connection| connection.persons.person())
    }

    /// The mobile number of the scenario's customers: one of the target's settings, or the static one.
    pub(in crate::steps) fn customer_number(&self) -> String {
        let own = self.connection.as_ref().and_then(|it| it.customer_number.clone());
        own.unwrap_or_else(|| STATIC_NUMBER.to_owned())
    }

    /// A mobile number that no other scenario uses at the same time.
    pub(in crate::steps) fn new_mobile_number(&mut self) -> String {
        let Some(ScenarioConnection { session, persons, numbers, .. }) = &mut self.connection
        else {
            return String::new();
        };
        let in_use = &session.context().numbers_in_use;
        for _ in 0..test_data::NUMBERS {
            let number = persons.mobile_number();
            if let Some(used) = in_use.begin(&number) {
                numbers.push(used);
                return number;
            }
        }
        persons.mobile_number()
    }

    /// Returns an observation, or ends the step if there is none.
    pub(in crate::steps) fn observe<T>(
        &mut self,
        seen: Result<T, Unobserved>,
    ) -> Result<T, StepFailure> {
        seen.map_err(|unobserved| self.ledger.fail(unobserved.into()))
    }

    /// Ends the step because the scenario is written in a way that cannot work.
    pub(in crate::steps) fn misuse<T>(
        &mut self,
        what: impl Into<String>,
    ) -> Result<T, StepFailure> {
        Err(self.ledger.fail(StepFailure::Misuse(what.into())))
    }

    /// Records a check whose statement is the running step, and its deviations; ends the step if
    /// the check does not hold.
    pub(in crate::steps) fn conclude(&mut self, expectation: Expectation<'_>) -> Step {
        self.conclude_as(expectation, "")
    }

    /// Records a check with another statement than the running step.
    pub(in crate::steps) fn conclude_as(
        &mut self,
        expectation: Expectation<'_>,
        statement: &str,
    ) -> Step {
        self.note_readings(expectation.reply());
        if let Some(undecided) = expectation.undecided() {
            return self.observe(Err(undecided));
        }
        let (check, deviations) = expectation.conclude(statement);
        for deviation in deviations {
            self.ledger.deviation(deviation.what, deviation.place);
        }
        self.check(check)
    }

    /// Records a check of more than one answer. A check that fails shows nothing after a limit on the
    /// attempts of others was reached, or after a time window of the target has passed, unless the
    /// scenario let it pass. Where the clock can be moved, so can the limits, and neither happens.
    pub(in crate::steps) fn check(&mut self, check: Check) -> Step {
        let has_clock = self.connection.as_ref().is_none_or(|it| it.session.context().has_clock());
        if check.holds() || has_clock {
            return self.ledger.check(check);
        }
        let passed = if self.is_over { None } else { self.passed_window() };
        match passed.map(too_slow).or_else(|| self.blocked.clone()) {
            Some(shows_nothing) => self.observe(Err(shows_nothing)),
            None => self.ledger.check(check),
        }
    }

    /// Length of a time window that passed since it began.
    pub(in crate::steps) fn passed_window(&self) -> Option<Duration> {
        let context = self.connection.as_ref()?.session.context();
        let windows = self.windows.values().flatten();
        let mut windows = windows.map(|(window, at)| (context.window(*window), at));
        let passed = windows.find(|(length, at)| at.elapsed() + MARGIN >= *length);
        passed.map(|(length, _)| length)
    }

    /// Notes the readings that an answer shows.
    pub(in crate::steps) fn note_readings(&mut self, reply: &Reply) {
        for found in readings::readings_of_answer(reply) {
            self.reading(found, format!("seen on {}", reply.operation));
        }
    }

    /// Notes the documented reading that was found, if any.
    pub(in crate::steps) fn reading(
        &mut self,
        found: impl Into<Option<DocumentedReading>>,
        note: impl Into<String>,
    ) {
        if let Some(DocumentedReading { question, reading }) = found.into() {
            self.ledger.reading(question, reading, note);
        }
    }

    /// The answer to the latest When.
    pub(in crate::steps) fn latest_reply(&mut self) -> Result<Reply, StepFailure> {
        match &self.reply {
            Some(reply) => Ok(reply.clone()),
            None => self.misuse("no request was sent before this step"),
        }
    }

    /// The current person.
    pub(in crate::steps) fn person(&mut self) -> Result<&mut KnownPerson, StepFailure> {
        match self.people.last().map(|person| person.id.is_empty()) {
            None => self.misuse("no person was registered before this step"),
            Some(true) => self.observe(Err(Unobserved::without_id("person"))),
            Some(false) => {
                let last = self.people.len() - 1;
                Ok(&mut self.people[last])
            }
        }
    }

    /// The current identification.
    pub(in crate::steps) fn identification(
        &mut self,
    ) -> Result<&mut KnownIdentification, StepFailure> {
        let person = self.person()?;
        if person.identifications.is_empty() {
            return if person.refused.is_some() {
                self.observe(Err(Unobserved::without_id("identification")))
            } else {
                self.misuse("no identification was created before this step")
            };
        }
        let identifications = &mut self.person()?.identifications;
        let last = identifications.len() - 1;
        Ok(&mut identifications[last])
    }

    /// Sends a request about the current person.
    pub(in crate::steps) async fn of_person(
        &mut self,
        send: impl AsyncFnOnce(Session, String) -> Result<Reply, Unobserved>,
    ) -> Result<Reply, StepFailure> {
        let session = self.session().await?;
        let id = self.person()?.id.clone();
        let reply = send(session, id).await;
        self.observe(reply)
    }

    /// A time window of the current identification began at `at` or a little later, and those that it
    /// replaces ended.
    pub(in crate::steps) fn began(&mut self, window: Window, at: Instant) -> Step {
        let (_, id) = self.ids()?;
        let windows = self.windows.entry(id).or_default();
        if window != Window::TanAtLeast {
            windows.clear();
        }
        windows.push((window, at));
        Ok(())
    }

    /// The current identification is signed, which ends its time windows.
    pub(in crate::steps) fn is_signed(&mut self) -> Step {
        let (_, id) = self.ids()?;
        self.windows.remove(&id);
        Ok(())
    }

    /// Ids of the current person and identification.
    pub(in crate::steps) fn ids(&mut self) -> Result<(String, String), StepFailure> {
        let identification = self.identification()?.id.clone();
        Ok((self.person()?.id.clone(), identification))
    }
}

/// The scenario took longer than a time window of the target.
fn too_slow(length: Duration) -> Unobserved {
    Unobserved::Dependency {
        what: "a time window of the target passed".into(),
        detail: format!(
            "the scenario took longer than the {} s of --timing: use longer timers, or fewer --jobs",
            length.as_secs_f32()
        ),
    }
}
