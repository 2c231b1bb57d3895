//! `bankident run`: the main job.

use anyhow::Context as _;

use crate::config::{
    ConfigError, ControlAccess, Credentials, RunConfig, Secret, Server, Target, TargetChoice,
    Waiver, WebhookAddress,
};
use crate::engine::StopSignal;
use crate::report::{diff_table, table};
use crate::run::{self, CannotStart, Folder};
use crate::verdict::{ConformanceReport, Difference, ExitCode, Snapshot};

use super::arguments::RunArguments;
use super::audience::Watcher;
use super::shard::shard;
use super::terminal;

/// Runs, prints the table, writes the reports.
pub async fn run(arguments: &RunArguments) -> ExitCode {
    let config = match config(arguments) {
        Ok(config) => config,
        Err(error) => return terminal::complain(&error.into(), ExitCode::Usage),
    };
    // Read before anything runs: it may be the very link that will point to this run.
    let baseline = match arguments.baseline.as_deref().map(run::recorded).transpose() {
        Ok(baseline) => baseline.map(Snapshot::from),
        Err(why) => return refuse(why.into()),
    };
    let run_id = run::new_run_id();
    let folder = match Folder::create(config.report_dir.as_deref(), &run_id) {
        Ok(folder) => folder,
        Err(error) => {
            let error = anyhow::Error::new(error).context("failed to prepare the reports");
            return terminal::complain(&error, ExitCode::Usage);
        }
    };
    let mut watcher = Watcher::new();
    let outcome = run::run(&config, &run_id, &stop_on_signal(), &mut watcher).await;
    watcher.done();
    match outcome {
        Ok(report) => publish(&report, baseline.as_ref(), &folder),
        Err(why) => {
            folder.discard();
            refuse(why)
        }
    }
}

/// Prints and writes; a report that cannot be written is never success.
pub fn publish(
    report: &ConformanceReport,
    baseline: Option<&Snapshot>,
    folder: &Folder,
) -> ExitCode {
    let layout = terminal::layout();
    let mut text = table(report, layout);
    if let Some(baseline) = baseline {
        let difference = Difference::between(baseline, &Snapshot::from(report));
        text.push_str("\nSince the baseline:\n");
        text.push_str(&diff_table(&difference, layout));
    }
    let printed = terminal::print(&text).context("failed to print the table");
    let written = folder.write(report).map_err(|error| anyhow::anyhow!("failed to {error}"));
    let code = report.conclusion.exit_code();
    if written.is_ok() {
        terminal::say(&format!("reports: {}", folder.path().display()));
    }
    match written.and(printed) {
        Ok(()) => code,
        Err(error) => {
            let worst = if code == ExitCode::Conformant { ExitCode::Harness } else { code };
            terminal::complain(&error, worst)
        }
    }
}

/// Tells why a run cannot start.
pub fn refuse(why: CannotStart) -> ExitCode {
    let code = why.exit_code();
    match &why {
        CannotStart::Features(problems) => {
            for problem in problems.iter().take(20) {
                terminal::say(&problem.render(terminal::is_watched()));
            }
        }
        CannotStart::Path(problem) => terminal::say(&problem.render(terminal::is_watched())),
        _ => {}
    }
    terminal::complain(&why.into(), code)
}

/// Ctrl-C and SIGTERM end the run cleanly; a second one ends the process.
fn stop_on_signal() -> StopSignal {
    let stop = StopSignal::default();
    let told = stop.clone();
    tokio::spawn(async move {
        signalled().await;
        terminal::say("stopping; what was gathered is reported (once more to leave at once)");
        told.stop();
        signalled().await;
        std::process::exit(i32::from(ExitCode::Interrupted as u8));
    });
    stop
}

async fn signalled() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => drop(terminate.recv().await),
            Err(_unsupported) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}

fn config(arguments: &RunArguments) -> Result<RunConfig, ConfigError> {
    Ok(RunConfig {
        paths: arguments.paths.clone(),
        target: target(arguments)?,
        tags: arguments.tags.clone(),
        names: arguments.name.clone(),
        requirements: arguments.requirement.clone(),
        shard: shard(arguments)?,
        retry: arguments.repeat.retries(),
        rerun: arguments.repeat.rerun.clone(),
        jobs: arguments.jobs.map(usize::from),
        seed: arguments.seed,
        step_timeout: arguments.step_timeout,
        max_wait: arguments.max_wait,
        patience: None,
        timing: arguments.timing,
        wizard: arguments.wizard,
        tan_source: arguments.tan_source.clone(),
        webhooks: webhooks(arguments)?,
        strict: arguments.strict,
        waivers: waivers(arguments)?,
        readings: arguments.reading.clone(),
        faults: Vec::new(),
        report_dir: arguments.report_dir.clone(),
    })
}

fn target(arguments: &RunArguments) -> Result<TargetChoice, ConfigError> {
    if arguments.target == "simulator" {
        return Ok(TargetChoice::Simulator);
    }
    let token_url = arguments.token_url.as_deref().map(Target::parse_url).transpose()?;
    Ok(TargetChoice::Server(Box::new(Server {
        name: arguments.target.clone(),
        base_url: Target::parse_url(&arguments.target)?,
        token_url,
        credentials: credentials()?,
        control: control(arguments)?,
    })))
}

fn waivers(arguments: &RunArguments) -> Result<Vec<Waiver>, ConfigError> {
    let files = arguments.waivers.iter().map(|path| run::waivers(path));
    Ok(files.collect::<Result<Vec<_>, _>>()?.concat())
}

fn webhooks(arguments: &RunArguments) -> Result<WebhookAddress, ConfigError> {
    let public = arguments.webhook_url.as_deref().map(Target::parse_url).transpose();
    let public = public.map_err(|_| {
        ConfigError::new("--webhook-url is not an address: write http(s)://host[:port][/path]")
    })?;
    let default = WebhookAddress::default();
    Ok(WebhookAddress { listen: arguments.webhook_listen.unwrap_or(default.listen), public })
}

fn credentials() -> Result<Option<Credentials>, ConfigError> {
    match (environment("BANKIDENT_CLIENT_ID"), environment("BANKIDENT_CLIENT_SECRET")) {
        (Some(client_id), Some(secret)) => {
            Ok(Some(Credentials { client_id, client_secret: Secret::new(secret) }))
        }
        (None, None) => Ok(None),
        (Some(_), None) => {
            Err(ConfigError::new("BANKIDENT_CLIENT_ID is set, BANKIDENT_CLIENT_SECRET is not"))
        }
        (None, Some(_)) => {
            Err(ConfigError::new("BANKIDENT_CLIENT_SECRET is set, BANKIDENT_CLIENT_ID is not"))
        }
    }
}

fn control(arguments: &RunArguments) -> Result<Option<ControlAccess>, ConfigError> {
    let Some(url) = &arguments.control_url else {
        return Ok(None);
    };
    let token = environment("BANKIDENT_CONTROL_TOKEN").ok_or_else(|| {
        ConfigError::new("--control-url needs the token in BANKIDENT_CONTROL_TOKEN")
    })?;
    Ok(Some(ControlAccess { url: Target::parse_url(url)?, token: Secret::new(token) }))
}

fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
