//! State shared by all scenarios of a run: transport, target, default partner, turns.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedMutexGuard, Semaphore};
use tokio::time::Instant;

use crate::api::{self, Status};
use crate::client::bank_page::browser::{Browser, BrowserError};
use crate::client::http::auth::Auth;
use crate::client::http::quota::Usage;
use crate::client::http::transport::{SetupError, Transport};
use crate::client::numbers_in_use::NumbersInUse;
use crate::client::polling::while_waiting;
use crate::client::progress::Progress;
use crate::client::recorder::Recorder;
use crate::client::sms::pacing::SmsTurns;
use crate::client::sms::prompt::Prompt;
use crate::client::webhooks::receiver::Receiver;
use crate::config::{CustomerNumber, Deadlines, Proxy, TanSource, Target, Window};
use crate::evidence::{KnownSecrets, Redaction, Unobserved};

/// Maximum time until a change is visible on a simulator, which has no slow network.
const SETTLE_ON_SIMULATOR: Duration = Duration::from_secs(2);

/// Factor from the slowest change that was seen to the maximum time that is waited for one.
const TIMES_SLOWEST_CHANGE: u32 = 4;

/// Maximum number of bank pages read at once.
const MAX_PAGE_READS: usize = 2;

/// State of a run, shared by its sessions.
#[derive(Debug)]
pub struct RunContext {
    pub(crate) transport: Transport,
    /// Values masked from the start; each session begins with a copy.
    pub(crate) redaction: Rc<Redaction>,
    pub(crate) target: Target,
    pub(crate) auth: Rc<Auth>,
    /// Authentication of a second partner, if it is known.
    pub(crate) second_auth: Option<Rc<Auth>>,
    /// Operations that the second partner may not call; locked until this is known.
    second_partner: tokio::sync::Mutex<Option<BTreeSet<String>>>,
    /// Calls that the run makes for itself, before its first scenario.
    pub own_calls: Recorder,
    pub(crate) sms_turns: Rc<SmsTurns>,
    /// Mobile numbers of customers that scenarios use at the moment.
    pub numbers_in_use: NumbersInUse,
    /// Locked by a scenario with subscriptions if all scenarios use the same partner.
    webhook_turn: Arc<tokio::sync::Mutex<()>>,
    receiver: tokio::sync::OnceCell<Receiver>,
    /// Permits to read a bank page, which may need much time and memory.
    pub(crate) page_reads: Arc<Semaphore>,
    /// Started when needed; a failure is kept, too.
    browser: tokio::sync::OnceCell<Result<Browser, BrowserError>>,
    /// Prompt at the terminal.
    prompt: OnceCell<Prompt>,
    /// Current state, for the terminal.
    progress: Progress,
    /// Longest time that a change to each status took to show.
    changes: RefCell<BTreeMap<&'static str, Duration>>,
    /// Number of consecutive SMS that did not arrive.
    pub(crate) sms_missed: Cell<u32>,
    /// Number of identifications that were refused in this run. The limits of a mobile number or a name
    /// count those of all customers.
    pub refused_identifications: Cell<usize>,
    /// Whether the entries of the outbox name their identification.
    pub(crate) outbox_names_identifications: Cell<bool>,
}

impl RunContext {
    /// The context for `target`.
    ///
    /// # Errors
    /// When the HTTP library cannot be set up, or the file of authorities is unusable.
    pub fn new(target: Target) -> Result<Rc<Self>, SetupError> {
        let redaction = Rc::new(redaction(&target));
        let transport = Transport::new(&target, Rc::clone(&redaction))?;
        let auth = |credentials| Rc::new(Auth::new(target.token_url.clone(), credentials));
        let second_auth = target.second_credentials.clone().map(|it| auth(Some(it)));
        let auth = auth(target.credentials.clone());
        Ok(Rc::new(Self {
            transport,
            redaction,
            auth,
            second_auth,
            second_partner: tokio::sync::Mutex::default(),
            own_calls: Recorder::default(),
            sms_turns: SmsTurns::of(&target.settings),
            numbers_in_use: NumbersInUse::default(),
            webhook_turn: Arc::default(),
            page_reads: Arc::new(Semaphore::new(MAX_PAGE_READS)),
            receiver: tokio::sync::OnceCell::new(),
            browser: tokio::sync::OnceCell::new(),
            prompt: OnceCell::new(),
            progress: Progress::default(),
            changes: RefCell::default(),
            sms_missed: Cell::default(),
            refused_identifications: Cell::default(),
            outbox_names_identifications: Cell::default(),
            target,
        }))
    }

    /// Maximum time until an asynchronous change shows; longer after the target was seen to need long
    /// for one.
    pub fn settle_limit(&self) -> Duration {
        let Deadlines { settle, first_change, .. } = self.target.deadlines;
        if self.has_clock() {
            return settle.min(SETTLE_ON_SIMULATOR);
        }
        let slowest = self.changes.borrow().values().max().copied().unwrap_or_default();
        (slowest * TIMES_SLOWEST_CHANGE).clamp(settle, first_change.max(settle))
    }

    /// Maximum time until a change to this status shows: long as long as the run has not seen one.
    pub fn change_limit(&self, status: Status) -> Duration {
        if self.has_clock() || self.changes.borrow().contains_key(status.word()) {
            self.settle_limit()
        } else {
            self.target.deadlines.first_change.max(self.target.deadlines.settle)
        }
    }

    /// Notes how long a change to this status took to show.
    pub fn note_change(&self, status: Status, took: Duration) {
        let mut changes = self.changes.borrow_mut();
        let slowest = changes.entry(status.word()).or_default();
        *slowest = (*slowest).max(took);
    }

    /// Returns the operations that another partner may not call. `look` finds them out: once in a run
    /// if the other partner is the same in every scenario. Calls `waiting` once per second while
    /// another scenario does it.
    ///
    /// # Errors
    /// When `look` fails; the next scenario tries again.
    pub async fn refused_to_other<E>(
        &self,
        look: impl Future<Output = Result<BTreeSet<String>, E>>,
        waiting: impl Fn(Duration),
    ) -> Result<BTreeSet<String>, E> {
        if self.second_auth.is_none() {
            return look.await;
        }
        let mut known = while_waiting(self.second_partner.lock(), waiting).await;
        if known.is_none() {
            *known = Some(look.await?);
        }
        Ok(known.clone().unwrap_or_default())
    }

    /// The run's receiver of webhooks, started when the first scenario needs it.
    pub(crate) async fn receiver(&self) -> Result<&Receiver, Unobserved> {
        let settings = &self.target.settings;
        let opened = self.receiver.get_or_try_init(|| Receiver::open(settings)).await;
        opened.map_err(|error| Unobserved::Dependency {
            what: "webhooks cannot be received".into(),
            detail: format!("listen on {}: {error}", settings.webhook_listen),
        })
    }

    /// The run's browser, started when the first scenario needs it.
    pub(crate) async fn browser(&self) -> Result<&Browser, BrowserError> {
        let started = self.browser.get_or_init(|| Browser::start(&self.target)).await;
        started.as_ref().map_err(Clone::clone)
    }

    /// Current state of the run.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Prompt at the terminal, which hides other output meanwhile.
    pub(crate) fn prompt(&self) -> &Prompt {
        self.prompt.get_or_init(|| Prompt::at_terminal(self.progress.clone()))
    }

    /// Requests, persons and SMS used so far.
    pub fn spent(&self) -> Usage {
        self.transport.quota.spent()
    }

    /// Number of scenarios that the target bears at once, as its answers show.
    pub fn bearable_scenarios(&self) -> usize {
        self.transport.load.bearable()
    }

    /// Number of calls so far that the target answered with 429.
    pub fn limited_calls(&self) -> u64 {
        self.transport.limited()
    }

    /// Mobile numbers of the customers; none for the static one.
    pub fn customer_numbers(&self) -> &[CustomerNumber] {
        &self.target.settings.customer_numbers
    }

    /// Counts SMS that an earlier run sent to a number, each for the rest of its hour.
    pub fn count_earlier_sms(&self, number: &str, rests: &[Duration]) {
        self.sms_turns.count_earlier(number, rests, Instant::now());
    }

    /// Rests of the hours of the SMS to a number that count now.
    pub fn sms_rests(&self, number: &str) -> Vec<Duration> {
        self.sms_turns.rests(number, Instant::now())
    }

    /// Whether the budget of the run permits no further SMS.
    pub(crate) fn no_sms_left(&self) -> bool {
        self.target.settings.max_sms.is_some_and(|limit| self.spent().sms >= limit)
    }

    /// Ends the processes started by the run.
    pub async fn close(&self) {
        if let Some(Ok(browser)) = self.browser.get() {
            browser.end().await;
        }
    }

    /// Values masked from the start.
    pub fn redaction(&self) -> Redaction {
        Redaction::clone(&self.redaction)
    }

    /// Secrets known to the run.
    pub fn known_secrets(&self) -> KnownSecrets {
        self.redaction.known_secrets()
    }

    /// Waits until no other scenario has subscriptions.
    pub async fn webhook_turn(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.webhook_turn).lock_owned().await
    }

    /// Whether scenarios take turns from sending an SMS to reading it, because the source does not
    /// distinguish their SMS.
    pub(crate) fn needs_sms_turn(&self) -> bool {
        let source = self.target.settings.tan_source.as_ref();
        let anonymous = source.is_some_and(|source| !source.names_identification());
        !self.has_clock() && anonymous && !self.outbox_names_identifications.get()
    }

    /// Maximum wait for an SMS. It is shorter if scenarios take turns, and minimal after an SMS did
    /// not arrive, so that waiting scenarios stay within their time-outs.
    pub(crate) fn sms_limit(&self) -> Duration {
        let limit = self.settle_limit();
        match (self.needs_sms_turn(), self.sms_missed.get()) {
            (false, _) => limit,
            (true, 0) => limit / 3,
            (true, _) => limit / 60,
        }
    }

    /// Whether the API is reached over TLS.
    pub fn uses_tls(&self) -> bool {
        self.target.base_url.scheme() == "https"
    }

    /// Whether the target's clock can be moved.
    pub fn has_clock(&self) -> bool {
        self.target.control.is_some()
    }

    /// Length of a time window of the target.
    pub fn window(&self, window: Window) -> Duration {
        self.target.settings.timing.window(window)
    }

    /// Maximum real waiting time of a scenario.
    pub fn waiting_budget(&self) -> Duration {
        self.target.waiting_budget()
    }

    /// Length of the shortest time window of the target.
    pub fn shortest_window(&self) -> Duration {
        self.target.settings.timing.shortest()
    }
}

fn redaction(target: &Target) -> Redaction {
    let mocked = api::MockedIban::ALL.iter().map(|mocked| mocked.iban());
    let printed = [api::STATIC_NUMBER, api::STATIC_OTP, api::SYNTHETIC_EMAIL];
    let public = mocked.chain(printed).map(str::to_owned).collect();
    let credentials = target.credentials.iter().chain(&target.second_credentials);
    let secrets = credentials.map(|it| ("client secret", it.client_secret.reveal().to_owned()));
    let control = target.control.iter().map(|it| ("control token", it.token.reveal().to_owned()));
    let tan = target.settings.tan_source.iter().filter_map(|source| match source {
        TanSource::Fixed(value) => Some(("tan", value.reveal().to_owned())),
        _ => None,
    });
    let proxy = match &target.route.proxy {
        Proxy::At(url) => url.password().map(|it| ("proxy password", it.to_owned())),
        Proxy::System | Proxy::Direct => None,
    };
    let proxy = proxy.into_iter();
    // A target with the control interface is the simulator, whose persons are fictitious.
    Redaction::new(public, secrets.chain(control).chain(tan).chain(proxy))
        .hiding_names(target.control.is_none())
        .showing_values(target.shows_values)
}
