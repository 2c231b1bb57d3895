//! Digested view of a trace: calls, persons, identifications and what the app knew of them.

use jiff::SignedDuration;

use crate::api::{Status, operation};
use crate::evidence::{
    Attestation, Circumstances, CustomerCard, Trace, TraceEventKind, TracedExchange, TracedScreen,
    TracedSms, TracedVisit,
};

use super::calls::AppCall;
use super::deliveries::AppDelivery;
use super::identifications::{AppIdentification, Identifications};
use super::ruling::Ruling;
use super::seen_reasons::{SeenReason, seen_reasons};

/// A person that the app created.
#[derive(Clone, Copy, Debug)]
pub struct AppPerson<'a> {
    /// Id of the person.
    pub id: &'a str,
}

/// A trace as judges look at it.
#[derive(Debug)]
pub struct View<'a> {
    /// Everything that a judge has to know in addition to the trace.
    pub circumstances: &'a Circumstances,
    /// Calls to the API, in order.
    pub calls: Vec<AppCall<'a>>,
    /// Persons that the app created, in order.
    pub persons: Vec<AppPerson<'a>>,
    /// Identifications, in the order in which they appear.
    pub identifications: Vec<AppIdentification<'a>>,
    /// Reasons of Appendix III that the app learned, in order.
    pub reasons: Vec<SeenReason<'a>>,
    /// Webhooks, in order.
    pub deliveries: Vec<AppDelivery<'a>>,
    /// Requests for the hosted bank page, in order.
    pub pages: Vec<TracedExchange<'a>>,
    /// SMS with the indexes of their events.
    pub messages: Vec<(usize, &'a TracedSms)>,
    /// Visits of the bank page through the desk, with the indexes of their events.
    pub visits: Vec<(usize, &'a TracedVisit)>,
    /// Screens with the indexes of their events.
    pub screens: Vec<(usize, &'a TracedScreen)>,
    /// Answers of the tester with the indexes of their events.
    pub attestations: Vec<(usize, &'a Attestation)>,
    /// Movements of the clock with the indexes of their events.
    clock_moves: Vec<(usize, i64)>,
    /// Index of the event with which the app came to its end.
    pub done: Option<usize>,
    gap: Option<&'a str>,
}

impl<'a> View<'a> {
    /// Digests a trace.
    pub fn new(trace: &'a Trace, circumstances: &'a Circumstances) -> Self {
        let calls: Vec<AppCall<'a>> = trace.calls().map(AppCall::of).collect();
        let deliveries = AppDelivery::all(trace);
        let identifications = Identifications::of(&calls, &deliveries);
        let persons = calls.iter().filter(|it| it.is(operation::CREATE_PERSON) && it.succeeded());
        let persons = persons.filter_map(|it| Some(AppPerson { id: it.answered("id")? }));
        let mut view = Self {
            circumstances,
            persons: persons.collect(),
            calls,
            identifications,
            reasons: Vec::new(),
            deliveries,
            pages: trace.bank_pages().collect(),
            messages: Vec::new(),
            visits: Vec::new(),
            screens: Vec::new(),
            attestations: Vec::new(),
            clock_moves: Vec::new(),
            done: None,
            gap: trace.gap.as_deref(),
        };
        view.read_desk(trace);
        view.reasons = seen_reasons(
            circumstances,
            &view.calls,
            &view.identifications,
            &view.visits.iter().map(|it| it.0).collect::<Vec<_>>(),
        );
        view
    }

    fn read_desk(&mut self, trace: &'a Trace) {
        for (event, it) in trace.events.iter().enumerate() {
            match &it.kind {
                TraceEventKind::Sms(sms) => self.messages.push((event, sms)),
                TraceEventKind::Visit(visit) => self.visits.push((event, visit)),
                TraceEventKind::Shown(screen) => self.screens.push((event, screen)),
                TraceEventKind::Attested(answer) => self.attestations.push((event, answer)),
                TraceEventKind::ClockMoved(by) => self.clock_moves.push((event, *by)),
                TraceEventKind::Done => self.done = self.done.or(Some(event)),
                _ => {}
            }
        }
    }

    /// The customer's card.
    pub fn card(&self) -> Option<&'a CustomerCard> {
        self.circumstances.customer.as_ref()
    }

    /// Whether the trace is a capture, which begins and ends anywhere.
    pub fn is_capture(&self) -> bool {
        self.circumstances.situation.is_empty()
    }

    /// Whether the trace shows everything up to its end.
    pub fn is_whole(&self) -> bool {
        self.gap.is_none()
    }

    /// Whether the tester's desk was used at all.
    pub fn has_desk(&self) -> bool {
        !(self.screens.is_empty() && self.attestations.is_empty() && self.visits.is_empty())
    }

    /// The call that is this event.
    pub fn call(&self, event: usize) -> Option<&AppCall<'a>> {
        let place = self.calls.binary_search_by_key(&event, |it| it.event).ok()?;
        self.calls.get(place)
    }

    /// Calls after an event, in order.
    pub fn calls_after(&self, event: usize) -> impl Iterator<Item = &AppCall<'a>> {
        let start = self.calls.partition_point(|it| it.event <= event);
        self.calls[start..].iter()
    }

    /// Screens after an event, in order.
    pub fn screens_after(&self, event: usize) -> impl Iterator<Item = &(usize, &'a TracedScreen)> {
        self.screens.iter().filter(move |it| it.0 > event)
    }

    /// Time by which the clock was moved after an event.
    pub fn clock_moved(&self, after: usize) -> SignedDuration {
        let moves = self.clock_moves.iter().filter(|it| it.0 > after);
        SignedDuration::from_millis(moves.map(|it| it.1).fold(0, i64::saturating_add))
    }

    /// The identification with this id.
    pub fn identification(&self, id: &str) -> Option<&AppIdentification<'a>> {
        self.identifications.iter().find(|it| it.id == id)
    }

    /// Calls that create an identification by Bankident. Another method counts too, unless a reason
    /// led to it.
    pub fn creates(&self) -> impl Iterator<Item = &AppCall<'a>> {
        let first_reason = self.reasons.first().map(|it| it.event);
        let leads = move |event: usize| first_reason.is_some_and(|reason| reason < event);
        let calls = self.calls.iter().filter(|it| it.is(operation::CREATE));
        calls.filter(move |it| !(it.is_other_method() && leads(it.event)))
    }

    /// First news of a successful identification.
    pub fn success(&self) -> Option<usize> {
        let reached =
            |it: &AppIdentification<'_>| it.reached(Status::Successful).map(|news| news.event);
        self.identifications.iter().filter_map(reached).min()
    }

    /// First news of a signature that the bank accepted.
    pub fn signed(&self) -> Option<usize> {
        let reached =
            |it: &AppIdentification<'_>| it.reached(Status::Confirmed).map(|news| news.event);
        self.identifications.iter().filter_map(reached).chain(self.success()).min()
    }

    /// Something did not happen before `event`: a failure, unless the trace has a gap.
    pub fn missing_before(&self, ruling: Ruling) -> Ruling {
        match self.gap {
            Some(gap) => Ruling::unseen(format!("the trace has a gap: {gap}")),
            None => ruling,
        }
    }

    /// Something did not happen after `event`: a failure, if the app came to its end and the bank
    /// did not keep it from going further.
    pub fn missing_after(&self, event: usize, ruling: Ruling) -> Ruling {
        if self.done.is_none() {
            return Ruling::unseen("the trace ends before the app does");
        }
        if self.calls_after(event).any(AppCall::may_be_repeated) {
            return Ruling::unseen("the bank did not answer");
        }
        self.missing_before(ruling)
    }

    /// Whether two persons are the same customer: in a situation there is only one.
    pub fn is_same_customer(&self, left: &str, right: &str) -> bool {
        !self.is_capture() || left == right
    }
}
