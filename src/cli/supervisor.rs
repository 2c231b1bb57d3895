//! A thread that ends a run when its own thread cannot: it receives signals, and watches whether timers
//! still run.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use crate::engine::StopSignal;
use crate::report::Output;
use crate::run::{self, Folder};
use crate::verdict::ExitCode;

use super::signals::Signals;
use super::terminal;

/// Interval in which the run shows that its timers run, and in which this is checked.
const BEAT: Duration = Duration::from_millis(100);
/// Number of beats after a signal within which the run begins to write its reports.
const BEATS_TO_STOP: u64 = 14;
/// Number of beats within which the reports are written after a signal.
const BEATS_TO_WRITE: u64 = 100;
/// Minimum time without timers that counts as a computation that does not end.
const SHORTEST_SILENCE: Duration = Duration::from_secs(5);

/// State shared by the run and its supervisor.
#[derive(Debug, Default)]
struct Watched {
    /// Number of times that the timers of the run have shown that they run.
    beats: AtomicU64,
    /// Whether somebody writes the final reports: the run or the supervisor.
    closed: AtomicBool,
}

impl Watched {
    /// Whether the caller is the one to write the final reports.
    fn close(&self) -> bool {
        !self.closed.swap(true, Ordering::SeqCst)
    }
}

/// Reports that the supervisor writes if the run cannot.
pub(super) struct Rescue {
    /// Folder of the run.
    pub folder: Folder,
    /// Formats of its reports.
    pub output: Output,
    /// Maximum time that a computation of the run takes.
    pub limit: Duration,
}

/// Supervises a run.
pub(super) struct Supervisor {
    stop: StopSignal,
    watched: Arc<Watched>,
}

impl Supervisor {
    /// Supervises the run on this thread; must be called on its runtime.
    pub fn begin(rescue: Option<Rescue>) -> Self {
        let (stop, watched) = (StopSignal::default(), Arc::<Watched>::default());
        let beating = Arc::clone(&watched);
        tokio::spawn(async move {
            loop {
                beating.beats.fetch_add(1, Ordering::SeqCst);
                beat().await;
            }
        });
        let (on_signal, seen) = (stop.clone(), Arc::clone(&watched));
        let watching = move || supervise(&on_signal, &seen, rescue.as_ref());
        if let Err(error) = thread::Builder::new().name("supervisor".to_owned()).spawn(watching) {
            terminal::print_message(&format!("warning: no signal ends the run in order: {error}"));
        }
        Self { stop, watched }
    }

    /// The signal that ends the run early.
    pub fn stop(&self) -> &StopSignal {
        &self.stop
    }

    /// To be called before the final reports are written. If the supervisor already writes them, this
    /// does not return, and the supervisor ends the process.
    pub fn close(&self) {
        if !self.watched.close() {
            loop {
                thread::park();
            }
        }
    }
}

/// Waits for the next beat of the real clock: the supervisor must not depend on any other.
#[expect(clippy::disallowed_methods, reason = "the supervisor measures real time")]
async fn beat() {
    tokio::time::sleep(BEAT).await;
}

fn supervise(stop: &StopSignal, watched: &Watched, rescue: Option<&Rescue>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let watched_run = runtime.and_then(|runtime| {
        let _entered = runtime.enter();
        let signals = Signals::install()?;
        runtime.block_on(watch(signals, stop, watched, rescue));
        Ok(())
    });
    if let Err(error) = watched_run {
        terminal::print_message(&format!("warning: no signal ends the run in order: {error}"));
    }
}

/// Waits for a signal, and for timers of the run that no longer run.
async fn watch(
    mut signals: Signals,
    stop: &StopSignal,
    watched: &Watched,
    rescue: Option<&Rescue>,
) {
    let mut silence = Silence::default();
    loop {
        tokio::select! {
            () = signals.next() => break,
            () = beat() => {
                let limit = rescue.map(|it| it.limit.max(SHORTEST_SILENCE));
                let length = silence.length(watched.beats.load(Ordering::SeqCst));
                if limit.is_some_and(|it| length > it) && watched.close() {
                    end_stuck(rescue, length);
                }
            }
        }
    }
    terminal::print_message(
        "stopping; the results so far are reported (press again to leave at once)",
    );
    stop.stop();
    for count in 0..BEATS_TO_WRITE {
        tokio::select! {
            () = signals.next() => break,
            () = beat() => {
                if count == BEATS_TO_STOP && watched.close() {
                    write(rescue);
                    break;
                }
            }
        }
    }
    end(ExitCode::Interrupted);
}

/// Counts the checks since the run last showed that its timers run. Time in which the whole process
/// was suspended does not count.
#[derive(Debug, Default)]
struct Silence {
    last: u64,
    checks: u32,
}

impl Silence {
    fn length(&mut self, beats: u64) -> Duration {
        let is_new = std::mem::replace(&mut self.last, beats) != beats;
        self.checks = if is_new { 0 } else { self.checks.saturating_add(1) };
        BEAT * self.checks
    }
}

/// Ends a run that computes without an end.
fn end_stuck(rescue: Option<&Rescue>, length: Duration) {
    terminal::print_message(&format!(
        "bankident: a computation has taken more than {} s and cannot be interrupted; the run ends, please report this",
        length.as_secs()
    ));
    write(rescue);
    end(ExitCode::Harness);
}

/// Writes the reports of the scenarios that ended.
fn write(rescue: Option<&Rescue>) {
    let Some(Rescue { folder, output, .. }) = rescue.filter(|it| it.output.has_files()) else {
        return;
    };
    let place = folder.path().display();
    match run::rescue(folder, output) {
        Ok(report) => terminal::print_message(&format!(
            "reports of the {} scenarios that ended: {place}",
            report.scenarios.len()
        )),
        Err(error) => terminal::print_message(&format!(
            "bankident: failed to {error}; `bankident report {place}` makes the reports"
        )),
    }
}

fn end(code: ExitCode) {
    std::process::exit(i32::from(code as u8));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_writes_the_reports() {
        let watched = Watched::default();
        assert!(watched.close() && !watched.close());
    }

    #[test]
    fn silence_grows_with_each_check_without_a_beat() {
        let mut silence = Silence::default();
        let lengths = [1, 1, 1, 2, 2].map(|beats| silence.length(beats));
        assert_eq!(lengths, [0, 1, 2, 0, 1].map(|checks| BEAT * checks));
    }
}
