//! The data of one tenant, behind one lock.

mod identity;
mod retention;
mod status_events;
mod succession;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::clock::{Clock, ClockMode, printed};
use super::fault::{self, Fault, ReachedFaults};
use super::freedoms::Freedoms;
use super::ids::Ids;
use super::journal::Journal;
use super::machine::{
    AttemptLimits, Guard, IdentificationState, Providers, Quantity, Refusal, Rules, Sending,
    Windows,
};
use super::mutation::Memory;
use super::outbox::{Outbox, SentSms};
use super::readings::Readings;
use super::receivers::AllowedReceiver;
use super::script::Script;
use super::trace::TraceLog;
use super::webhook::{Event, WebhookQueue};
use crate::api::{BankIdentificationAttempt, MobileNumber, Person};
use crate::evidence::{TraceEventKind, TracedSms};

/// Lifetime of an access token: an hour, announced as 3599 seconds (§1, OAuth2).
const TOKEN_LIFETIME_S: u32 = 3600;

/// A person with its mobile number, identifications and attempts.
#[derive(Debug)]
pub struct PersonRecord {
    /// The person.
    pub person: Person,
    /// When it was registered.
    pub registered_at: Timestamp,
    /// Whether it was changed since.
    pub changed: bool,
    /// The person before the change, and the time at which a mistake undoes it.
    pub undone: Option<(Timestamp, Person)>,
    /// The mobile number, once created.
    pub number: Option<MobileNumberRecord>,
    /// The mobile number that was deleted last.
    pub former_number: Option<MobileNumberRecord>,
    /// Ids of the identifications, the oldest first.
    pub identifications: Vec<String>,
    /// Attempts, the oldest first.
    pub attempts: Vec<BankIdentificationAttempt>,
}

/// Properties that make two persons seem the same.
pub const SAME_PERSON: [&str; 3] = ["first_name", "last_name", "birth_date"];

/// A mobile number and the OTP that was sent to it.
#[derive(Debug)]
pub struct MobileNumberRecord {
    /// The number.
    pub number: MobileNumber,
    /// The OTP that verifies it, once requested.
    pub otp: Option<String>,
    /// The OTP that verified it.
    pub used: Option<String>,
    /// Time at which a mistake verifies it in spite of a refusal.
    pub verified_at: Option<Timestamp>,
}

/// One tenant's data, clock, rules and randomness.
#[derive(Debug)]
pub struct TenantState {
    /// The tenant's tag, with which its tokens and session keys begin.
    pub tag: String,
    /// The clock.
    pub clock: Clock,
    /// The rules in force.
    pub rules: Arc<Rules>,
    /// The faults in force.
    pub faults: Vec<&'static Fault>,
    /// Notes the faults that would change something, if somebody wants to know.
    pub reached: Option<Arc<ReachedFaults>>,
    /// Ids, TANs and keys.
    pub ids: Ids,
    /// Persons by id.
    pub persons: HashMap<String, PersonRecord>,
    /// Ids of the persons, the oldest first.
    pub person_order: Vec<String>,
    /// Identifications by id.
    pub identifications: HashMap<String, IdentificationState>,
    /// Ids of identifications by the key of their hosted page.
    pub sessions: HashMap<String, String>,
    /// Counters behind the limits, by name.
    pub tallies: HashMap<String, u32>,
    /// SMS sent.
    pub outbox: Outbox,
    /// The last exchanges.
    pub journal: Journal,
    /// Everything that happened, if the tenant keeps it.
    pub trace: Option<TraceLog>,
    /// Answers and deliveries that differ from the usual ones.
    pub script: Script,
    /// Webhooks.
    pub webhooks: WebhookQueue,
    /// Receivers to which webhooks are sent.
    pub receivers: Vec<AllowedReceiver>,
    /// First values typed into fields of the bank page that accept one value only.
    pub first_typed: HashMap<&'static str, String>,
    /// Events that a fault delivers to another partner, too.
    pub events_for_others: Vec<Event>,
    /// Right answers from which mutants make wrong ones.
    pub mutation: Memory,
    /// Ids of identifications whose status may have changed since the last announcement.
    touched: Vec<String>,
    /// Ids of identifications whose status changes at the next retrieval.
    unfinished: Vec<String>,
    tokens: HashMap<String, Timestamp>,
    /// Ids of the persons of the tenants that this one replaced.
    former_persons: HashSet<String>,
    /// Lifetime of an access token, in seconds.
    token_lifetime_s: u32,
}

impl TenantState {
    /// The state of a new tenant.
    pub fn new(tag: String, seed: u64, mode: ClockMode, readings: Readings) -> Self {
        let rules = Rules::new(readings, AttemptLimits::default(), Vec::new(), Vec::new());
        Self {
            tag,
            clock: Clock::new(mode),
            rules: Arc::new(rules),
            faults: Vec::new(),
            reached: None,
            ids: Ids::seeded(seed),
            persons: HashMap::new(),
            person_order: Vec::new(),
            identifications: HashMap::new(),
            sessions: HashMap::new(),
            tallies: HashMap::new(),
            outbox: Outbox::default(),
            journal: Journal::default(),
            trace: None,
            script: Script::default(),
            webhooks: WebhookQueue::default(),
            receivers: Vec::new(),
            first_typed: HashMap::new(),
            events_for_others: Vec::new(),
            mutation: Memory::default(),
            touched: Vec::new(),
            unfinished: Vec::new(),
            tokens: HashMap::new(),
            former_persons: HashSet::new(),
            token_lifetime_s: TOKEN_LIFETIME_S,
        }
    }

    /// Replaces the faults.
    pub fn set_faults(&mut self, faults: Vec<&'static Fault>) {
        self.rules = Arc::new(fault::rules(&self.rules, &faults));
        self.faults = faults;
    }

    /// Notes the faults that would change something.
    pub fn note_reached(&mut self, reached: Arc<ReachedFaults>) {
        Arc::make_mut(&mut self.rules).asked = Some(Arc::clone(&reached.asked));
        self.reached = Some(reached);
    }

    /// Replaces the freedoms. Where time passes only when it is moved, those that need it have no
    /// effect.
    pub fn set_freedoms(&mut self, freedoms: Freedoms) {
        let freedoms = if self.clock.is_flowing() { freedoms } else { freedoms.without_time() };
        Arc::make_mut(&mut self.rules).freedoms = freedoms;
    }

    /// Replaces the lengths of the time windows.
    pub fn set_windows(&mut self, windows: Windows) {
        let of_token = windows.token.and_then(|it| u32::try_from(it.as_secs()).ok());
        self.token_lifetime_s = of_token.unwrap_or(self.token_lifetime_s);
        Arc::make_mut(&mut self.rules).windows = windows;
    }

    /// Replaces the limits.
    pub fn set_limits(&mut self, limits: AttemptLimits) {
        Arc::make_mut(&mut self.rules).limits = limits;
    }

    /// Sets which providers answer.
    pub fn set_providers(&mut self, providers: Providers) {
        Arc::make_mut(&mut self.rules).providers = providers;
    }

    /// Replaces the lifetime of the tokens that are issued from now on.
    pub fn set_token_lifetime_s(&mut self, lifetime_s: u32) {
        self.token_lifetime_s = lifetime_s;
    }

    /// Lifetime of a token as it is announced: a second less than it is.
    pub fn announced_lifetime_s(&self) -> u32 {
        self.token_lifetime_s.saturating_sub(1)
    }

    /// Adds an event to the trace, if the tenant keeps one.
    pub fn trace_event(&mut self, kind: &TraceEventKind) {
        let now = self.clock.now();
        if let Some(trace) = &mut self.trace {
            trace.add(now, kind);
        }
    }

    /// An id that ends in the letters of its class.
    pub fn id(&mut self, class: &'static str) -> String {
        let suffix = if self.rules.enforces(Guard::IdSuffix) { class } else { "" };
        self.ids.id(suffix)
    }

    /// A new access token; it begins with the tenant's tag.
    pub fn issue_token(&mut self) -> String {
        let token = format!("{}{}", self.tag, super::ids::secret(48));
        let expires_at = self
            .clock
            .now()
            .saturating_add(SignedDuration::from_secs(self.token_lifetime_s.into()));
        let expires_at = expires_at.unwrap_or(Timestamp::MAX);
        self.tokens.insert(token.clone(), expires_at);
        token
    }

    /// Refuses an SMS to this number if too many were sent to it within the last hour.
    pub fn permit_sms(&self, number: &str, now: Timestamp) -> Result<(), Refusal> {
        let an_hour_ago = printed(now.saturating_sub(SignedDuration::from_hours(1)).unwrap_or(now));
        let sent = self.outbox.matching(Some(number), None);
        let recent = sent.iter().filter(|it| it.sent_at > an_hour_ago).count();
        if recent < self.rules.freedoms.sms_per_hour() {
            return Ok(());
        }
        let detail = "too many SMS were sent to this number within an hour";
        Err(Refusal::new(429, "too_many_requests", "Too many requests", detail))
    }

    /// Sends an SMS.
    pub fn send_sms(&mut self, mut sms: SentSms) {
        let sending = match self.rules.sending(sms.purpose) {
            Some(Sending::Once) if self.outbox.count_like(&sms) < 1 => None,
            Some(Sending::TwoAtMost) if self.outbox.count_like(&sms) < 2 => None,
            Some(Sending::Former) if self.former_number(&sms.number).is_none() => None,
            other => other,
        };
        self.mutation.note(sending.is_some());
        match sending {
            Some(Sending::Never | Sending::Once | Sending::TwoAtMost) => return,
            Some(Sending::Former) => {
                sms.number = self.former_number(&sms.number).unwrap_or(sms.number);
            }
            Some(Sending::Twice) => self.deliver_sms(sms.clone()),
            Some(Sending::Elsewhere) => sms.number.push('0'),
            None => {}
        }
        self.deliver_sms(sms);
    }

    /// The number that the holder of this one had before.
    fn former_number(&self, number: &str) -> Option<String> {
        let has_it =
            |it: &&PersonRecord| it.number.as_ref().is_some_and(|now| now.number.number == number);
        let mut holders = self.persons.values().filter(has_it);
        let former = holders.find_map(|it| it.former_number.as_ref())?;
        Some(former.number.number.clone()).filter(|it| it != number)
    }

    fn deliver_sms(&mut self, sms: SentSms) {
        let SentSms { number, token, identification_id, .. } = sms.clone();
        self.trace_event(&TraceEventKind::Sms(TracedSms { number, token, identification_id }));
        self.outbox.send(sms);
    }

    /// Whether a token was issued; it may have expired.
    pub fn has_issued_a_token(&self) -> bool {
        !self.tokens.is_empty()
    }

    /// Whether a token was issued and has not expired.
    pub fn accepts_token(&self, token: &str) -> bool {
        match self.tokens.get(token) {
            Some(expires_at) => {
                let apart = self.rules.apart(Quantity::Token);
                let end = expires_at.saturating_add(apart).unwrap_or(*expires_at);
                self.clock.now() < end || !self.rules.enforces(Guard::TokenLifetime)
            }
            None => !self.rules.enforces(Guard::TokenKnown),
        }
    }

    /// The person, or 404 (BI-032).
    pub fn person(&mut self, id: &str) -> Result<&mut PersonRecord, Refusal> {
        self.persons.get_mut(id).ok_or_else(|| Refusal::not_found("Solaris::Person", id))
    }

    /// The identification of this person, up to date, or 404 (BI-155).
    pub fn identification(
        &mut self,
        person_id: &str,
        id: &str,
    ) -> Result<&mut IdentificationState, Refusal> {
        self.person(person_id)?;
        let now = self.clock.now();
        let rules = &self.rules;
        let found = self.identifications.get_mut(id);
        let is_own = |found: &IdentificationState| found.draft.person_id == person_id;
        let own = found.filter(|found| is_own(found) || !rules.enforces(Guard::OwnPerson));
        let own = own.ok_or_else(|| Refusal::not_found("Solaris::Identification", id))?;
        own.settle(now, &self.rules);
        self.touched.push(id.to_owned());
        Ok(own)
    }

    /// The person's identifications, up to date, the oldest first.
    pub fn identifications_of(
        &mut self,
        person_id: &str,
    ) -> Result<Vec<&IdentificationState>, Refusal> {
        let now = self.clock.now();
        let ids = self.person(person_id)?.identifications.clone();
        for id in &ids {
            if let Some(identification) = self.identifications.get_mut(id) {
                identification.settle(now, &self.rules);
                self.touched.push(id.clone());
            }
        }
        Ok(ids.iter().filter_map(|id| self.identifications.get(id)).collect())
    }

    /// The person's other identifications.
    pub fn others_of(
        &mut self,
        person_id: &str,
        id: &str,
    ) -> impl Iterator<Item = &mut IdentificationState> {
        let all = self.identifications.values_mut();
        all.filter(move |it| it.draft.person_id == person_id && it.draft.id != id)
    }

    /// Gives the person's other identifications the status of this one, if a fault demands it.
    pub fn spread_status(&mut self, guard: Guard, person_id: &str, id: &str) {
        let status = self.identifications.get(id).map(|it| it.status);
        let Some(status) = status else { return };
        let differs = self.others_of(person_id, id).any(|other| other.status != status);
        if differs && !self.rules.enforces(guard) {
            self.others_of(person_id, id).for_each(|other| other.status = status);
        }
    }

    /// Adds an identification to its person.
    pub fn add_identification(
        &mut self,
        identification: IdentificationState,
    ) -> Result<(), Refusal> {
        let id = identification.draft.id.clone();
        self.person(&identification.draft.person_id)?.identifications.push(id.clone());
        self.identifications.insert(id.clone(), identification);
        self.touched.push(id);
        Ok(())
    }

    /// Applies all changes that are due after the clock was moved.
    pub fn settle(&mut self) {
        let now = self.clock.now();
        self.delete_unidentified(now);
        for (id, identification) in &mut self.identifications {
            identification.settle(now, &self.rules);
            if identification.announced != Some(identification.status) {
                self.touched.push(id.clone());
            }
        }
        self.announce();
    }

    /// Increments a counter; returns its previous value.
    pub fn tally(&mut self, what: String) -> u32 {
        let count = self.tallies.entry(what).or_default();
        *count = count.saturating_add(1);
        *count - 1
    }

    /// Value of a counter.
    pub fn tallied(&self, what: &str) -> u32 {
        self.tallies.get(what).copied().unwrap_or_default()
    }
}
