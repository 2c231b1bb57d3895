//! The configuration of one run.

use std::fmt;
use std::num::NonZeroU64;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use url::Url;

use super::base_url::is_loopback;
use super::{
    Capability, ConfigError, ControlAccess, Credentials, Deadlines, Rate, Route, RunSettings,
    Shard, Waiver,
};

/// Concurrent scenarios on the embedded simulator: it shares the thread of the client, so that more
/// do not help.
const JOBS_ON_SIMULATOR: usize = 16;
/// Concurrent scenarios on a server of this machine.
const JOBS_ON_LOOPBACK: usize = 512;
/// Concurrent scenarios on any other server.
const JOBS_AS_GUEST: usize = 8;
/// Rate of requests to a server that is not on this machine.
const RATE_AS_GUEST: Rate = Rate::per_second(20);

/// SMS to one mobile number within an hour on a server that is not on this machine, as the vendor
/// publishes it.
const SMS_PER_HOUR_AS_GUEST: NonZeroU64 = NonZeroU64::new(60).unwrap();

/// The configuration of one run.
#[derive(Clone, Debug, Default)]
pub struct RunConfig {
    /// Feature files, directories and `FILE:LINE`; the embedded suite when empty.
    pub paths: Vec<PathBuf>,
    /// The implementation under test.
    pub target: TargetChoice,
    /// Settings of the target.
    pub settings: RunSettings,
    /// Flags of the command line that printed re-run commands repeat.
    pub flags: Vec<String>,
    /// Tag expressions that select scenarios.
    pub tags: Vec<String>,
    /// Regular expressions that select scenarios by title.
    pub names: Vec<String>,
    /// Requirement ids that select scenarios.
    pub requirements: Vec<String>,
    /// Ids of the scenarios that are run; all if empty.
    pub ids: Vec<String>,
    /// The part of the selection that is run.
    pub shard: Option<Shard>,
    /// Repetition of scenarios within the run.
    pub retry: Retries,
    /// Folder of an earlier run; only scenarios that did not pass in it are run.
    pub rerun: Option<PathBuf>,
    /// Seed of all synthetic data; derived from the time if `None`.
    pub seed: Option<u64>,
    /// Maximum wait for an asynchronous change; derived from the step time-out if `None`.
    pub settle_limit: Option<Duration>,
    /// Failures that are accepted until a day.
    pub waivers: Vec<Waiver>,
    /// Variant of the embedded simulator: `as-printed`, `permissive` or `sandbox`.
    pub variant: Option<String>,
    /// Freedoms that the embedded simulator takes beyond its variant.
    pub freedoms: Vec<FreedomChoice>,
    /// Faults of the embedded simulator; only a self-test sets them.
    pub faults: Vec<String>,
    /// Note the faults that the embedded simulator reaches; only a self-test wants to know.
    pub notes_reached_faults: bool,
    /// Keep the exchanges of passed scenarios too.
    pub all_evidence: bool,
    /// Show values of customers, which are those of the embedded simulator.
    pub show_values: bool,
    /// Folder of the reports; `reports/runs/<run-id>` if `None`.
    pub report_dir: Option<PathBuf>,
    /// File that lists all objects created on a server; no file if `None`.
    pub created_list: Option<PathBuf>,
}

impl RunConfig {
    /// The time-outs in force.
    pub fn deadlines(&self) -> Deadlines {
        let RunSettings { step_timeout, max_wait, request_timeout, settle_timeout, .. } =
            self.settings;
        let within = Deadlines::within(step_timeout, max_wait);
        let deadlines = within.with(request_timeout, settle_timeout);
        self.settle_limit.map_or(deadlines, |limit| deadlines.at_most(limit))
    }

    /// Maximum number of concurrent scenarios.
    pub fn jobs(&self) -> usize {
        let given = self.settings.jobs.and_then(|jobs| usize::try_from(jobs.get()).ok());
        given.unwrap_or_else(|| self.target.jobs().min(jobs_with(open_files())))
    }
}

/// Number of files that a process has open in addition to connections.
const OTHER_FILES: u64 = 40;
/// Maximum number of connections of a scenario: the one in use, a kept one, and one that is closing.
const FILES_OF_SCENARIO: u64 = 3;

/// Number of concurrent scenarios with which this many files may be open.
fn jobs_with(open_files: Option<u64>) -> usize {
    let jobs = open_files.map(|it| it.saturating_sub(OTHER_FILES) / FILES_OF_SCENARIO);
    jobs.map_or(usize::MAX, |jobs| usize::try_from(jobs).unwrap_or(usize::MAX).max(1))
}

/// Maximum number of open files of this process; `None` if there is none.
#[cfg(unix)]
fn open_files() -> Option<u64> {
    rustix::process::getrlimit(rustix::process::Resource::Nofile).current
}

#[cfg(not(unix))]
fn open_files() -> Option<u64> {
    None
}

/// A choice that the guide leaves to the API, one `--freedom member-order=reversed`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreedomChoice {
    /// Name of the freedom.
    pub name: String,
    /// Value that the simulator chooses.
    pub value: String,
}

impl fmt::Display for FreedomChoice {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}={}", self.name, self.value)
    }
}

impl FromStr for FreedomChoice {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        let malformed = || {
            ConfigError::new(format!(
                "`{text}` is not a freedom: write NAME=VALUE, as in member-order=reversed; \
                 `bankident simulator --freedom list` prints all"
            ))
        };
        let (name, value) = text.split_once('=').ok_or_else(malformed)?;
        Ok(Self { name: name.trim().to_owned(), value: value.trim().to_owned() })
    }
}

/// Repetition of scenarios within a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retries {
    /// Maximum number of repetitions of a scenario.
    pub times: u32,
    /// Repeat failed scenarios too, not only inconclusive ones.
    pub failed_too: bool,
    /// A scenario that passes only when repeated makes the run not conformant.
    pub fail_on_flaky: bool,
}

/// The implementation under test.
#[derive(Clone, Debug, Default)]
pub enum TargetChoice {
    /// The simulator in this process.
    #[default]
    Simulator,
    /// Any server.
    Server(Box<Server>),
}

impl TargetChoice {
    /// Default of the number of concurrent scenarios.
    pub fn jobs(&self) -> usize {
        match self {
            Self::Simulator => JOBS_ON_SIMULATOR,
            Self::Server(server) if is_loopback(&server.base_url) => JOBS_ON_LOOPBACK,
            Self::Server(_) => JOBS_AS_GUEST,
        }
    }

    /// Default of the maximum rate of requests.
    pub fn rate(&self) -> Option<Rate> {
        match self {
            Self::Server(server) if !is_loopback(&server.base_url) => Some(RATE_AS_GUEST),
            Self::Simulator | Self::Server(_) => None,
        }
    }

    /// Default of the maximum number of SMS to one mobile number within an hour.
    pub fn sms_per_hour(&self) -> Option<NonZeroU64> {
        self.rate().map(|_| SMS_PER_HOUR_AS_GUEST)
    }
}

/// A server that is already running.
#[derive(Clone, Debug)]
pub struct Server {
    /// Name in the configuration file, or the URL as given; for reports.
    pub name: String,
    /// URL of the API.
    pub base_url: Url,
    /// URL that issues access tokens; `<base>/oauth2/token` if `None`.
    pub token_url: Option<Url>,
    /// Credentials of the partner.
    pub credentials: Option<Credentials>,
    /// Credentials of a second partner.
    pub second_credentials: Option<Credentials>,
    /// The control interface, if the server is a simulator.
    pub control: Option<ControlAccess>,
    /// Capabilities, if it has fewer than its settings allow.
    pub offers: Option<Vec<Capability>>,
    /// Proxy and trusted certificates.
    pub route: Route,
}

impl Server {
    /// A server with this URL and no other settings.
    pub fn new(name: impl Into<String>, base_url: Url) -> Self {
        Self {
            name: name.into(),
            base_url,
            token_url: None,
            credentials: None,
            second_credentials: None,
            control: None,
            offers: None,
            route: Route::default(),
        }
    }
}
