//! What one run is told, before anything is opened.

use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use super::settings::Defaults;
use super::target::is_loopback;
use super::{
    Capability, Chromedriver, ControlAccess, Credentials, Rate, ReadingDemand, Route, Shard,
    TanSource, Timing, Waiver, WebhookAddress, WizardDriver,
};

/// Scenarios at once on the embedded simulator: it shares our thread, so more do not help.
const JOBS_ON_SIMULATOR: usize = 16;
/// On a server of our own machine.
const JOBS_ON_LOOPBACK: usize = 512;
/// Where we are guests.
const JOBS_AS_GUEST: usize = 8;
/// Requests where we are guests.
const RATE_AS_GUEST: Rate = Rate::per_second(20);

/// Everything `bankident run` can be told.
#[derive(Clone, Debug)]
pub struct RunConfig {
    /// Feature files, directories and `FILE:LINE`; the embedded suite when empty.
    pub paths: Vec<PathBuf>,
    /// What is tested.
    pub target: TargetChoice,
    /// What the command line said of it, for whoever wants to say it again.
    pub flags: Vec<String>,
    /// Tag expressions that select scenarios.
    pub tags: Vec<String>,
    /// Patterns of titles.
    pub names: Vec<String>,
    /// Requirement ids.
    pub requirements: Vec<String>,
    /// Only this part of what is selected.
    pub shard: Option<Shard>,
    /// What is tried again.
    pub retry: Retries,
    /// Folder of a run: only what did not pass in it.
    pub rerun: Option<PathBuf>,
    /// Scenarios at once; chosen by target when not given.
    pub jobs: Option<usize>,
    /// How fast requests may be sent; as fast as we can when not given.
    pub rate: Option<Rate>,
    /// What a run may use up.
    pub limits: RunLimits,
    /// So many scenarios in a row that could not observe anything end a run on a server; 0 never
    /// does.
    pub give_up_after: u64,
    /// Seed of all synthetic data; chosen by time when not given.
    pub seed: Option<u64>,
    /// How long a step may take.
    pub step_timeout: Duration,
    /// Budget of a scenario for really waiting.
    pub max_wait: Duration,
    /// How long to wait for an asynchronous change; derived from the step time-out when not given.
    pub patience: Option<Duration>,
    /// The target's own timers.
    pub timing: Timing,
    /// How the bank page is driven.
    pub wizard: WizardDriver,
    /// What drives the browser, where one is needed.
    pub chromedriver: Chromedriver,
    /// Where the TAN is read.
    pub tan_source: Option<TanSource>,
    /// Where the target reaches our receiver of webhooks.
    pub webhooks: WebhookAddress,
    /// Warnings and deviations count.
    pub strict: bool,
    /// Failures that are accepted for a time.
    pub waivers: Vec<Waiver>,
    /// Readings demanded; the embedded simulator plays them.
    pub readings: Vec<ReadingDemand>,
    /// Variant of the embedded simulator: `as-printed` or `permissive`.
    pub variant: Option<String>,
    /// Named faults of the embedded simulator; only a self-test sets them.
    pub faults: Vec<String>,
    /// The exchanges of scenarios that pass are kept too, not only those of the others.
    pub all_evidence: bool,
    /// Where reports go; `reports/runs/<run-id>` when not given.
    pub report_dir: Option<PathBuf>,
    /// Where what is created on a server is listed; nowhere when not given.
    pub created_list: Option<PathBuf>,
}

/// What is tried again within a run, and what that is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retries {
    /// How often at the most.
    pub times: u32,
    /// Failed scenarios too, not only inconclusive ones.
    pub failed_too: bool,
    /// What passes only then is not good enough.
    pub fail_on_flaky: bool,
}

/// Which implementation is tested.
#[derive(Clone, Debug)]
pub enum TargetChoice {
    /// The simulator in this process.
    Simulator,
    /// Any server.
    Server(Box<Server>),
}

impl TargetChoice {
    /// How many scenarios run at once unless told otherwise.
    pub fn jobs(&self) -> usize {
        match self {
            Self::Simulator => JOBS_ON_SIMULATOR,
            Self::Server(server) if is_loopback(&server.base_url) => JOBS_ON_LOOPBACK,
            Self::Server(_) => JOBS_AS_GUEST,
        }
    }

    /// How fast requests may be sent unless told otherwise.
    pub fn rate(&self) -> Option<Rate> {
        match self {
            Self::Server(server) if !is_loopback(&server.base_url) => Some(RATE_AS_GUEST),
            Self::Simulator | Self::Server(_) => None,
        }
    }
}

/// What a run may use up of a target that is not ours; unlimited when not given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunLimits {
    /// SMS that are sent.
    pub sms: Option<u64>,
    /// Persons that are registered.
    pub persons: Option<u64>,
    /// Requests of all kinds.
    pub requests: Option<u64>,
}

/// A server that is there already.
#[derive(Clone, Debug)]
pub struct Server {
    /// Its name in the configuration file, or its address as given; for reports.
    pub name: String,
    /// Base of the API.
    pub base_url: Url,
    /// Where a token is fetched; `<base>/oauth2/token` when not given.
    pub token_url: Option<Url>,
    /// Whose token.
    pub credentials: Option<Credentials>,
    /// A control interface, when it is a simulator of ours.
    pub control: Option<ControlAccess>,
    /// What it offers, where that is less than its settings allow for.
    pub offers: Option<Vec<Capability>>,
    /// The way to it.
    pub route: Route,
}

impl Server {
    /// A server of which only the address is known.
    pub fn new(name: impl Into<String>, base_url: Url) -> Self {
        Self {
            name: name.into(),
            base_url,
            token_url: None,
            credentials: None,
            control: None,
            offers: None,
            route: Route::default(),
        }
    }
}

impl Default for RunConfig {
    fn default() -> Self {
        Self {
            paths: Vec::new(),
            target: TargetChoice::Simulator,
            flags: Vec::new(),
            tags: Vec::new(),
            names: Vec::new(),
            requirements: Vec::new(),
            shard: None,
            retry: Retries::default(),
            rerun: None,
            jobs: None,
            rate: None,
            limits: RunLimits::default(),
            give_up_after: Defaults::give_up_after(),
            seed: None,
            step_timeout: Defaults::step_timeout(),
            max_wait: Defaults::max_wait(),
            patience: None,
            timing: Defaults::timing(),
            wizard: Defaults::wizard(),
            chromedriver: Defaults::chromedriver(),
            tan_source: None,
            webhooks: WebhookAddress { listen: Defaults::webhook_listen(), public: None },
            strict: Defaults::strict(),
            waivers: Vec::new(),
            readings: Vec::new(),
            variant: None,
            faults: Vec::new(),
            all_evidence: false,
            report_dir: None,
            created_list: None,
        }
    }
}
