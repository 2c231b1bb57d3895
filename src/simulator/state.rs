//! State of the whole simulator: its tenants, and the data that belongs to none of them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

use super::Setup;
use super::clock::ClockMode;
use super::fault::Fault;
use super::freedoms::{CallLimit, Freedoms};
use super::ids::{Ids, secret};
use super::machine::{AttemptLimits, Refusal};
use super::readings::Readings;
use super::receivers::AllowedReceiver;
use super::tenant_state::TenantState;
use super::trace::TraceLog;
use super::webhook::{WebhookQueue, WebhookSender};

/// Number of characters in a tenant's tag.
pub const TAG_LENGTH: usize = 8;
/// Number of calls of which the last is refused, if the number of calls is limited.
const CALLS_TO_REFUSAL: u64 = 33;
/// Id of the tenant that always exists.
pub const DEFAULT: &str = "default";

/// A tenant with credentials and data of its own.
#[derive(Debug)]
pub struct Tenant {
    /// First characters of its tokens and session keys; also its id.
    pub tag: String,
    /// OAuth2 client id.
    pub client_id: String,
    /// OAuth2 client secret.
    pub client_secret: String,
    /// Id of the tenant of the partner that this one is another partner for.
    pub beside: Option<String>,
    state: Mutex<TenantState>,
}

impl Tenant {
    /// The tenant's data. The data is still usable after a panic of a handler, which is reported
    /// elsewhere, so a poisoned lock is ignored.
    pub fn tenant_state(&self) -> MutexGuard<'_, TenantState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Drops its subscriptions and deliveries. Pending retries would keep it alive.
    fn forget_deliveries(&self) {
        self.tenant_state().webhooks = WebhookQueue::default();
    }
}

/// Settings of a new tenant that differ from the set-up.
#[derive(Debug, Default)]
pub struct TenantSetup {
    /// Readings of the ambiguous questions.
    pub readings: Option<Readings>,
    /// Freedoms that the API takes.
    pub freedoms: Option<Freedoms>,
    /// Faults in force.
    pub faults: Option<Vec<&'static Fault>>,
    /// Attempt limits in force.
    pub limits: Option<AttemptLimits>,
    /// Whether its time passes by itself.
    pub clock: Option<ClockMode>,
    /// Id of the tenant of the partner that it is another partner for.
    pub beside: Option<String>,
    /// Whether everything that happens is kept.
    pub is_traced: bool,
    /// Lifetime of an access token, in seconds.
    pub token_lifetime_s: Option<u32>,
    /// Id of the tenant that it replaces: it has the same credentials, access tokens and
    /// subscriptions.
    pub replaces: Option<String>,
}

/// The running simulator.
#[derive(Debug)]
pub struct Simulation {
    /// Base URL of the API.
    pub api_url: String,
    /// Token of the control interface.
    pub control_token: String,
    /// Becomes true when the simulator stops.
    pub closing: watch::Sender<bool>,
    /// The tenant that always exists.
    pub default: Arc<Tenant>,
    /// HTTP client for webhook receivers.
    pub sender: WebhookSender,
    setup: Setup,
    tenants: RwLock<HashMap<String, Arc<Tenant>>>,
    serial: AtomicU64,
    panics: Mutex<Vec<String>>,
    mutations: AtomicUsize,
    /// Number of calls so far, if every n-th is refused.
    calls: AtomicU64,
}

impl Simulation {
    /// Creates a simulator whose API is at `api_url`.
    pub fn new(setup: Setup, api_url: String) -> Arc<Self> {
        let default = tenant(&setup, TenantSetup::default(), 0, None);
        let tenants = HashMap::from([(default.tag.clone(), Arc::clone(&default))]);
        Arc::new(Self {
            api_url,
            control_token: secret(40),
            closing: watch::Sender::new(false),
            default,
            sender: WebhookSender::default(),
            setup,
            tenants: RwLock::new(tenants),
            serial: AtomicU64::new(1),
            panics: Mutex::new(Vec::new()),
            mutations: AtomicUsize::new(0),
            calls: AtomicU64::new(0),
        })
    }

    /// Waits in real time, or until the simulator stops.
    pub async fn pause(&self, duration: Duration) {
        if !duration.is_zero() {
            let mut closing = self.closing.subscribe();
            // It ends either way: when the time is up, or when the simulator stops.
            let _ = timeout(duration, closing.wait_for(|closing| *closing)).await;
        }
    }

    /// Readings of new tenants.
    pub fn readings(&self) -> Readings {
        self.setup.readings
    }

    /// Freedoms of new tenants.
    pub fn freedoms(&self) -> &Freedoms {
        &self.setup.freedoms
    }

    /// Counts a call; returns the refusal of every n-th one, if the number of calls is limited.
    pub fn limit_calls(&self) -> Option<Refusal> {
        if self.setup.freedoms.call_limit == CallLimit::None {
            return None;
        }
        let number = self.calls.fetch_add(1, Ordering::Relaxed) + 1;
        let detail = "too many calls; see Retry-After";
        number
            .is_multiple_of(CALLS_TO_REFUSAL)
            .then(|| Refusal::new(429, "too_many_requests", "Too many requests", detail))
    }

    /// Adds a tenant, or refuses to if the one that it replaces does not exist.
    pub fn add_tenant(&self, differs: TenantSetup) -> Result<Arc<Tenant>, Refusal> {
        let former = differs.replaces.as_deref().map(|id| self.replaceable(id)).transpose()?;
        let tenant = tenant(&self.setup, differs, self.next(), former.as_deref());
        let mut tenants = self.tenants.write().unwrap_or_else(PoisonError::into_inner);
        // A former tenant has the same tag, so that each call reaches one of the two.
        let replaced = tenants.insert(tenant.tag.clone(), Arc::clone(&tenant));
        drop(tenants);
        if let Some(former) = replaced {
            former.forget_deliveries();
        }
        Ok(tenant)
    }

    /// The tenant of that id, if another one may replace it: the default one always exists.
    fn replaceable(&self, id: &str) -> Result<Arc<Tenant>, Refusal> {
        let tenant = self.tenant(id).filter(|it| it.tag != self.default.tag);
        tenant.ok_or_else(|| Refusal::not_found("tenant", id))
    }

    /// Removes a tenant, unless it is the default one.
    pub fn remove_tenant(&self, id: &str) -> bool {
        let mut tenants = self.tenants.write().unwrap_or_else(PoisonError::into_inner);
        let gone = (id != self.default.tag).then(|| tenants.remove(id)).flatten();
        gone.map(|tenant| tenant.forget_deliveries()).is_some()
    }

    /// The tenant of that id.
    pub fn tenant(&self, id: &str) -> Option<Arc<Tenant>> {
        if id == DEFAULT {
            return Some(Arc::clone(&self.default));
        }
        let tenants = self.tenants.read().unwrap_or_else(PoisonError::into_inner);
        tenants.get(id).cloned()
    }

    /// The tenant of the partner that this one is another partner for.
    pub fn beside(&self, tenant: &Tenant) -> Option<Arc<Tenant>> {
        self.tenant(tenant.beside.as_deref()?)
    }

    /// The tenant whose tag a token or key begins with.
    pub fn tenant_of(&self, key: &str) -> Option<Arc<Tenant>> {
        self.tenant(key.get(..TAG_LENGTH)?)
    }

    /// The tenant that registered this person.
    pub fn tenant_with_person(&self, id: &str) -> Option<Arc<Tenant>> {
        let tenants = self.tenants.read().unwrap_or_else(PoisonError::into_inner);
        tenants.values().find(|it| it.tenant_state().persons.contains_key(id)).cloned()
    }

    /// The tenant that has this subscription.
    pub fn tenant_with_subscription(&self, id: &str) -> Option<Arc<Tenant>> {
        let tenants = self.tenants.read().unwrap_or_else(PoisonError::into_inner);
        let has = |it: &&Arc<Tenant>| {
            let tenant_state = it.tenant_state();
            tenant_state.webhooks.subscriptions().iter().any(|each| each.id == *id)
        };
        tenants.values().find(has).cloned()
    }

    /// An id for a request or an error.
    pub fn serial_id(&self, class: &str) -> String {
        let first = mixed(self.setup.seed ^ self.next());
        format!("{first:016x}{:016x}{class}", mixed(first))
    }

    /// Records the message of a handler that panicked.
    pub fn note_panic(&self, panic: String) {
        self.panics.lock().unwrap_or_else(PoisonError::into_inner).push(panic);
    }

    /// Messages of handlers that panicked.
    pub fn panics(&self) -> Vec<String> {
        self.panics.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Counts answers that mutants made wrong.
    pub fn note_mutations(&self, count: usize) {
        self.mutations.fetch_add(count, Ordering::Relaxed);
    }

    /// Number of answers that mutants made wrong.
    pub fn mutations(&self) -> usize {
        self.mutations.load(Ordering::Relaxed)
    }

    fn next(&self) -> u64 {
        self.serial.fetch_add(1, Ordering::Relaxed)
    }
}

fn tenant(
    setup: &Setup,
    differs: TenantSetup,
    number: u64,
    former: Option<&Tenant>,
) -> Arc<Tenant> {
    let seed = setup.seed ^ mixed(number.wrapping_add(1 << 63));
    let new_tag = || Ids::seeded(seed).alphanumeric(TAG_LENGTH);
    let tag = former.map_or_else(new_tag, |it| it.tag.clone());
    let readings = differs.readings.unwrap_or(setup.readings);
    let mut tenant_state =
        TenantState::new(tag.clone(), seed, differs.clock.unwrap_or(setup.clock), readings);
    tenant_state.set_freedoms(differs.freedoms.unwrap_or(setup.freedoms));
    tenant_state.set_windows(setup.windows);
    tenant_state.receivers.clone_from(&setup.receivers);
    if setup.api.ip().is_loopback() {
        // Otherwise others would reach every port of this machine through the simulator.
        tenant_state.receivers.extend(AllowedReceiver::on_this_machine());
    }
    tenant_state.set_limits(differs.limits.unwrap_or_default());
    tenant_state.set_faults(differs.faults.unwrap_or_else(|| setup.faults.clone()));
    if let Some(reached) = &setup.reached {
        tenant_state.note_reached(Arc::clone(reached));
    }
    tenant_state.trace = differs.is_traced.then(TraceLog::default);
    if let Some(lifetime_s) = differs.token_lifetime_s {
        tenant_state.set_token_lifetime_s(lifetime_s);
    }
    if let Some(former) = former {
        tenant_state.take_over(&former.tenant_state());
    }
    Arc::new(Tenant {
        client_id: format!("{tag}-client"),
        client_secret: former.map_or_else(|| secret(32), |it| it.client_secret.clone()),
        beside: differs.beside,
        tag,
        state: Mutex::new(tenant_state),
    })
}

/// Spreads consecutive numbers over all seeds (the finaliser of `SplitMix64`).
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
