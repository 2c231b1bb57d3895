//! `bankident run --watch`: runs again after each change of the files.
//!
//! Each run is a process of its own, so that it has the flags, the reports and the output of any run.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use tokio::process::{Child, Command};

use crate::verdict::ExitCode;

use super::arguments::RunArguments;
use super::signals::Signals;
use super::terminal;
use super::watched_files::{FilesSeen, WatchedFiles};

/// Folder of the reports, which the next run replaces.
const REPORTS: &str = "reports/watch";
/// Configuration file that is read where the command is started.
const CONFIGURATION: &str = "bankident.toml";
/// Number of looks at the files during which a missing one may come back.
const LOOKS: u32 = 10;
/// Maximum time for which a run that a signal ends writes its reports.
const TO_END: Duration = Duration::from_secs(12);

/// Runs, waits for a change and runs again, until a signal.
pub async fn watch(arguments: &RunArguments) -> ExitCode {
    let watched = repeated(arguments).await;
    watched.unwrap_or_else(|error| {
        let error = anyhow::Error::new(error).context("failed to watch the files");
        terminal::print_error(&error, ExitCode::Harness)
    })
}

async fn repeated(arguments: &RunArguments) -> io::Result<ExitCode> {
    let mut signals = Signals::install()?;
    let configuration = arguments.target.config.clone().unwrap_or_else(|| CONFIGURATION.into());
    let others = arguments.waivers.iter().cloned().chain([configuration]);
    let files = WatchedFiles::of(&arguments.paths, others.filter(|it| it.exists()));
    let flags = flags(arguments, std::env::args_os().skip(1));
    loop {
        let (seen, _) = files.look();
        let mut run = Command::new(std::env::current_exe()?).args(&flags).spawn()?;
        tokio::select! {
            () = signals.next() => return end(run).await,
            ended = run.wait() => drop(ended?),
        }
        terminal::print_message(&format!(
            "watching {}; Ctrl-C ends",
            arguments
                .paths
                .iter()
                .map(|it| it.display().to_string())
                .collect::<Vec<_>>()
                .join(", ")
        ));
        tokio::select! {
            () = signals.next() => return Ok(ExitCode::Interrupted),
            () = changed(&files, seen) => {}
        }
    }
}

/// Waits until a file changed, and has stayed as it is for one look.
async fn changed(files: &WatchedFiles, before: FilesSeen) {
    let (mut last, mut missing) = (before.clone(), 0);
    loop {
        let (now, interval) = files.look();
        missing = if now.is_complete { 0 } else { missing + 1 };
        let is_settled = now == last && (now.is_complete || missing > LOOKS);
        if is_settled && now != before {
            return;
        }
        last = now;
        pause(interval).await;
    }
}

/// Waits on the real clock, which the files depend on.
#[expect(clippy::disallowed_methods, reason = "files are changed by others, at any time")]
async fn pause(interval: Duration) {
    tokio::time::sleep(interval).await;
}

/// Lets a run end that receives the same signal from its terminal, and ends it otherwise.
async fn end(mut run: Child) -> io::Result<ExitCode> {
    interrupt(&run);
    if tokio::time::timeout(TO_END, run.wait()).await.is_err() {
        run.kill().await?;
    }
    Ok(ExitCode::Interrupted)
}

/// Sends SIGTERM unless this process is in the foreground of a terminal, which then sent its signal to the
/// run as well.
#[cfg(unix)]
fn interrupt(run: &Child) {
    use rustix::process::{Pid, Signal, kill_process};
    let is_in_terminal = console::Term::stderr().is_term() || console::Term::stdout().is_term();
    let pid = run.id().and_then(|it| Pid::from_raw(i32::try_from(it).ok()?));
    if let Some(pid) = pid.filter(|_| !is_in_terminal) {
        // A run that has just ended needs no signal.
        let _ = kill_process(pid, Signal::TERM);
    }
}

/// Only Unix has signals.
#[cfg(not(unix))]
fn interrupt(_run: &Child) {}

/// The arguments of each run: those given, without `--watch`.
fn flags(arguments: &RunArguments, given: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut flags: Vec<OsString> = given.filter(|it| it != "--watch").collect();
    if arguments.output.report_dir.is_none() {
        let folder = PathBuf::from(REPORTS).into_os_string();
        let at = flags.iter().position(|it| it == "--").unwrap_or(flags.len());
        flags.splice(at..at, ["--report-dir".into(), folder]);
    }
    flags
}
