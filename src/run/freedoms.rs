//! Runs the suite against every conforming variation of the simulator: no scenario may fail.

use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroU64;
use std::path::PathBuf;
use std::time::Duration;

use crate::config::{
    ConfigError, Credentials, FreedomChoice, RunConfig, RunSettings, Secret, Server, TanSource,
    Target, TargetChoice,
};
use crate::engine::StopSignal;
use crate::simulator::{ClockMode, Setup, Simulator, Windows};
use crate::verdict::{ConformanceReport, VariationRun, VariationTable};

use super::in_parallel::in_parallel;
use super::{CannotStart, ResultSink, SilentObserver, target, variations};

/// Maximum wait for a change: the embedded simulator makes its changes at once, but the machine is
/// busy with other runs.
const SETTLE_LIMIT: Duration = Duration::from_secs(3);
/// Time-out of a step: enough for a machine that is busy with other runs.
const STEP_TIMEOUT: Duration = Duration::from_secs(120);
/// Maximum number of scenarios at once; they share one thread with their simulator.
const JOBS: u64 = 16;
/// Maximum number of scenarios at once for a simulator without control interface, whose scenarios
/// wait in real time.
const JOBS_IN_REAL_TIME: u64 = 64;
/// Length of each time window of a black box, in seconds.
const WINDOW_SECONDS: i64 = 8;
/// Age at which an identification of a black box expires, in seconds.
const EXPIRY_SECONDS: i64 = 16;
/// Maximum wait for a change of a black box, which makes its changes at once: without it, the wait
/// for an event that is not sent would grow with the time-out of a step.
const LIMIT_IN_REAL_TIME: Duration = Duration::from_secs(5);
/// Number of runs at once for each processor: runs in real time wait more than they compute.
const WAITING_RUNS_PER_PROCESSOR: usize = 4;
/// Maximum time that a scenario waits for a window to end.
const MAX_WAIT: Duration = Duration::from_secs(40);

/// Scope of a proof that no scenario fails for a conforming variation.
#[derive(Clone, Debug, Default)]
pub struct FreedomProof {
    /// Feature files, directories and `FILE:LINE`; the embedded suite if empty.
    pub paths: Vec<PathBuf>,
    /// Number of random variations, in addition to each choice alone and all pairs.
    pub random: usize,
    /// Number of variations to run, evenly spread over all; all if `None`.
    pub sample: Option<usize>,
    /// Seed of the random variations and of the persons.
    pub seed: u64,
    /// Whether the simulator is reached like the server of another party: without its control interface, with
    /// real waiting.
    pub black_box: bool,
    /// Maximum number of variations at once; by default that of processors, or a multiple of it for
    /// a black box.
    pub jobs: Option<usize>,
}

/// Runs the suite once per variation, and again alone where scenarios could not observe it: a busy
/// machine may be the reason. `progress` is called on any thread with the numbers of
/// finished and of all variations. Must not be called within a runtime, because each run has its
/// own.
///
/// # Errors
/// When a run cannot start.
pub fn prove_freedoms(
    proof: &FreedomProof,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<VariationTable, CannotStart> {
    let pairs = variations::pairs();
    let random = variations::random(proof.random, proof.seed);
    let all = [vec![Vec::new()], variations::alone(), pairs, random].concat();
    let chosen = match proof.sample {
        Some(count) => every_nth(all, count),
        None => all,
    };
    let run = |choices: &Vec<FreedomChoice>| {
        let names = choices.iter().map(ToString::to_string).collect();
        Ok(VariationRun::of(names, &observed(proof, choices)?))
    };
    let runs: Result<Vec<_>, CannotStart> =
        in_parallel(&chosen, runs_at_once(proof.jobs, proof.black_box), &run, progress)
            .into_iter()
            .collect();
    let mut runs = runs?;
    for (last, choices) in runs.iter_mut().zip(&chosen).filter(|(run, _)| run.is_undecided()) {
        *last = run(choices)?;
    }
    Ok(VariationTable::new(runs))
}

/// Number of runs at once: as wanted, or more than processors where runs wait in real time.
pub(super) fn runs_at_once(wanted: Option<usize>, black_box: bool) -> Option<usize> {
    let processors = || std::thread::available_parallelism().map_or(1, usize::from);
    wanted.or_else(|| black_box.then(|| processors() * WAITING_RUNS_PER_PROCESSOR))
}

/// Every n-th item, so that about `count` remain.
fn every_nth<T>(items: Vec<T>, count: usize) -> Vec<T> {
    let step = items.len().div_ceil(count.max(1)).max(1);
    items.into_iter().step_by(step).collect()
}

fn observed(
    proof: &FreedomProof,
    choices: &[FreedomChoice],
) -> Result<ConformanceReport, CannotStart> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| CannotStart::Runtime(error.to_string()))?;
    let embedded = RunConfig {
        paths: proof.paths.clone(),
        freedoms: choices.to_vec(),
        settings: RunSettings {
            jobs: NonZeroU64::new(JOBS),
            step_timeout: STEP_TIMEOUT,
            ..RunSettings::default()
        },
        seed: Some(proof.seed),
        settle_limit: Some(SETTLE_LIMIT),
        ..RunConfig::default()
    };
    let report = runtime.block_on(async {
        if !proof.black_box {
            return run_in_memory(&embedded).await;
        }
        let simulator = Simulator::start(black_box_setup(proof.seed, choices)?).await?;
        let report = run_in_memory(&black_box(&embedded, &simulator)?).await;
        simulator.stop().await;
        report
    });
    runtime.shutdown_background();
    report
}

async fn run_in_memory(config: &RunConfig) -> Result<ConformanceReport, CannotStart> {
    let stop = StopSignal::default();
    super::run(config, "prove", &stop, ResultSink::memory(), &mut SilentObserver).await
}

/// Setup of a simulator that is reached like the server of another party: short timers, real waiting.
pub(super) fn black_box_setup(seed: u64, choices: &[FreedomChoice]) -> Result<Setup, ConfigError> {
    let mut setup = Setup {
        clock: ClockMode::Flowing,
        seed,
        windows: Windows {
            bank_page: Some(jiff::SignedDuration::from_secs(WINDOW_SECONDS)),
            signature: Some(jiff::SignedDuration::from_secs(WINDOW_SECONDS)),
            tan: Some(jiff::SignedDuration::from_secs(WINDOW_SECONDS)),
            expiry: Some(jiff::SignedDuration::from_secs(EXPIRY_SECONDS)),
            token: Some(jiff::SignedDuration::from_secs(EXPIRY_SECONDS)),
        },
        ..Setup::default()
    };
    target::choose(choices, &mut setup.readings, &mut setup.freedoms)?;
    Ok(setup)
}

/// Configuration of a run against this simulator as against any other server: SMS are read from its
/// outbox, and webhooks are sent to a receiver of the run.
pub(super) fn black_box(
    embedded: &RunConfig,
    simulator: &Simulator,
) -> Result<RunConfig, CannotStart> {
    let url = Target::parse_url(simulator.api_url())?;
    let server = Server {
        credentials: Some(Credentials {
            client_id: simulator.client_id().to_owned(),
            client_secret: Secret::new(simulator.client_secret()),
        }),
        ..Server::new("black box", url)
    };
    let outbox =
        simulator.control_url().replacen("://", &format!("://:{}@", simulator.control_token()), 1);
    let query = "number={number}&identification_id={identification_id}";
    let timing = format!(
        "snapshot={WINDOW_SECONDS}s,otp={WINDOW_SECONDS}s,authorization={WINDOW_SECONDS}s,\
         expiry={EXPIRY_SECONDS}s,token={EXPIRY_SECONDS}s"
    );
    let listener = std::net::TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    let listen = listener.and_then(|it| it.local_addr());
    let listen = listen.map_err(|error| CannotStart::Runtime(error.to_string()))?;
    Ok(RunConfig {
        target: TargetChoice::Server(Box::new(server)),
        freedoms: Vec::new(),
        faults: Vec::new(),
        settings: RunSettings {
            jobs: NonZeroU64::new(JOBS_IN_REAL_TIME),
            tan_source: Some(TanSource::Outbox(format!("{outbox}/tenants/default/outbox?{query}"))),
            timing: timing.parse()?,
            max_wait: MAX_WAIT,
            webhook_listen: listen,
            webhook_url: Some(Target::parse_url(&format!("http://{listen}/hooks"))?),
            ..embedded.settings.clone()
        },
        settle_limit: Some(LIMIT_IN_REAL_TIME),
        ..embedded.clone()
    })
}
