//! What a process costs: time, CPU and memory.

use std::fs;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

/// Time between two looks at the memory of a process.
const SAMPLE_EVERY: Duration = Duration::from_millis(5);
/// Clock ticks per second in `/proc`, on every Linux.
const TICKS_PER_SECOND: f64 = 100.0;

/// The cost of one process.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cost {
    /// Time from start to end, in seconds.
    pub wall_s: f64,
    /// Time of the processor, user and system, in seconds; a multiple of 0.01.
    pub cpu_s: f64,
    /// Maximum of the resident memory, in KiB.
    pub memory_kib: f64,
    /// Number of connections to the server; counted there.
    pub connections: f64,
}

/// Runs a command to its end.
///
/// # Errors
/// When it cannot be started, or does not end with exit code 0.
pub fn cost(command: &mut Command) -> Result<Cost> {
    let begin = Instant::now();
    let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let id = child.id();
    let pid = Pid::from_raw(i32::try_from(id)?).context("a process id")?;
    let (ended, peak_kib) = (AtomicBool::new(false), AtomicU64::new(0));
    let wall = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !ended.load(Ordering::Relaxed) {
                peak_kib.fetch_max(peak_memory_kib(id), Ordering::Relaxed);
                std::thread::sleep(SAMPLE_EVERY);
            }
        });
        // The process stays a zombie, so that its times can still be read.
        let waited = waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT);
        ended.store(true, Ordering::Relaxed);
        waited.map(|_| begin.elapsed())
    })?;
    let ticks = ticks(id)?;
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let (cpu, memory_kib) = (ticks as f64, peak_kib.into_inner() as f64);
    Ok(Cost {
        wall_s: wall.as_secs_f64(),
        cpu_s: cpu / TICKS_PER_SECOND,
        memory_kib,
        connections: 0.0,
    })
}

/// Fields 14 and 15 of `/proc/PID/stat`; the name in field 2 may contain blanks.
fn ticks(id: u32) -> Result<u64> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat"))?;
    let (_, fields) = stat.rsplit_once(") ").context("fields")?;
    let fields = fields.split(' ').skip(11).take(2);
    fields.map(|it| it.parse::<u64>().context("a number of ticks")).sum()
}

fn peak_memory_kib(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|it| it.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

/// Returns the value in the middle.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
