//! `bankident observe`: tests a partner's app.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use crate::engine::StopSignal;
use crate::observe::{self, AppOperator, EndPages, ObserveConfig, WrittenReport};
use crate::report::page_policy;
use crate::run::{self, CannotStart, Folder, ResultSink};
use crate::verdict::ExitCode;

use super::observe_arguments::ObserveArguments;
use super::run::publish;
use super::terminal;
use super::terminal_progress::TerminalProgress;
use crate::cli::supervisor::{Rescue, Supervisor};

/// A free port of this machine.
const ANYWHERE: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// Maximum time that a computation takes.
const STUCK: Duration = Duration::from_secs(60);

/// Observes the app in each situation, prints the table, writes the reports.
pub async fn observe(arguments: &ObserveArguments) -> ExitCode {
    let config = match config(arguments) {
        Ok(config) => config,
        Err(why) => return terminal::print_refusal(why),
    };
    let run_id = run::new_run_id();
    let folder = match Folder::create(arguments.output.report_dir.as_deref(), &run_id) {
        Ok(folder) => folder,
        Err(error) => {
            let error = anyhow::Error::new(error).context("failed to prepare the reports");
            return terminal::print_error(&error, ExitCode::Usage);
        }
    };
    let output = arguments.output.output();
    let result_sink = ResultSink::disk(folder.clone(), output.clone());
    let mut progress = TerminalProgress::new();
    let rescue = Rescue { folder: folder.clone(), output: output.clone(), limit: STUCK };
    let supervisor = Supervisor::begin(Some(rescue));
    let stop = supervisor.stop();
    let outcome = observe::observe_at_desk(&config, &run_id, stop, result_sink, &mut progress);
    let outcome = Box::pin(outcome).await;
    supervisor.close();
    progress.done();
    match outcome {
        Ok((report, pages)) => {
            let code = publish(&report, None, &folder, &output);
            if let Some(pages) = pages {
                show_result(pages, &folder, stop).await;
            }
            code
        }
        Err(why) => {
            folder.discard();
            terminal::print_refusal(why)
        }
    }
}

/// Shows the result at the desk until the tester leaves it.
async fn show_result(pages: EndPages, folder: &Folder, stop: &StopSignal) {
    let has_page = folder.path().join("report.html").is_file();
    let path = std::path::absolute(folder.path()).unwrap_or_else(|_| folder.path().to_owned());
    let report = WrittenReport { folder: path, policy: has_page.then(page_policy) };
    terminal::print_message(&format!(
        "the desk shows the result at {} until it is closed there, or with Ctrl-C",
        pages.address()
    ));
    pages.stay(report, stop).await;
}

fn config(arguments: &ObserveArguments) -> Result<ObserveConfig, CannotStart> {
    Ok(ObserveConfig {
        app: arguments.app.clone(),
        operator: operator(arguments)?,
        paths: arguments.paths.clone(),
        situations: situations(&arguments.situation),
        jobs: arguments.jobs,
        listen: arguments.listen.unwrap_or(ANYWHERE),
        public_url: arguments.public_url.clone(),
        receivers: arguments.allow_receiver.clone(),
        desk: arguments.desk.unwrap_or(ANYWHERE),
        desk_language: arguments.output.lang.code().to_owned(),
        limit: arguments.situation_timeout,
        language: arguments.language.clone(),
        seed: arguments.seed,
        strict: arguments.strict,
        flags: flags(arguments),
    })
}

/// Ids of the situations wanted; none for all.
fn situations(given: &[String]) -> Vec<String> {
    if given.iter().any(|it| it == "all") { Vec::new() } else { given.to_vec() }
}

fn operator(arguments: &ObserveArguments) -> Result<AppOperator, CannotStart> {
    let seen = if let Some(file) = &arguments.from {
        observe::from_capture(file, arguments.target_host.as_deref())?
    } else if let Some(folder) = &arguments.replay {
        observe::from_run(folder)?
    } else if arguments.desk.is_some() {
        return Ok(AppOperator::Person);
    } else {
        return Ok(AppOperator::Command(arguments.drive.clone().unwrap_or_default()));
    };
    Ok(AppOperator::Nobody(Rc::new(seen)))
}

/// Flags that repeat the observation.
fn flags(arguments: &ObserveArguments) -> Vec<String> {
    let drive = arguments.drive.as_ref();
    let address = |it: Option<SocketAddr>| it.map(|it| it.to_string());
    let path = |it: Option<&PathBuf>| it.map(|it| it.display().to_string());
    let flags = [
        ("--app", Some(arguments.app.clone())),
        ("--drive", drive.cloned()),
        ("--from", path(arguments.from.as_ref())),
        ("--target-host", arguments.target_host.clone()),
        ("--replay", path(arguments.replay.as_ref())),
        ("--listen", address(arguments.listen)),
        ("--public-url", arguments.public_url.clone()),
        ("--desk", address(arguments.desk)),
    ];
    let flags = flags.into_iter().filter_map(|(flag, value)| Some([flag.to_owned(), value?]));
    let paths = arguments.paths.iter().map(|it| it.display().to_string());
    paths.chain(flags.flatten()).collect()
}
