//! Lines in a log while a command works: nobody has to guess whether it still runs.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::{bar, terminal};

/// Silence after which a line is due; a look every second keeps it below ten.
const SILENCE: Duration = Duration::from_secs(9);

/// Times of the lines of a log.
#[derive(Debug)]
pub struct Heartbeat {
    spoke: Instant,
}

impl Heartbeat {
    /// A log that begins now.
    pub fn new(now: Instant) -> Self {
        Self { spoke: now }
    }

    /// Another line was printed.
    pub fn spoke(&mut self, now: Instant) {
        self.spoke = now;
    }

    /// Whether a line is due. The next one is due after another silence.
    pub fn is_due(&mut self, now: Instant) -> bool {
        let is_due = now.duration_since(self.spoke) >= SILENCE;
        if is_due {
            self.spoke = now;
        }
        is_due
    }
}

/// Time that is left if the rest takes as long as the beginning.
pub fn estimate(done: usize, all: usize, elapsed: Duration) -> String {
    let left = all.saturating_sub(done);
    match (u32::try_from(done), u32::try_from(left)) {
        (Ok(done), Ok(left)) if done > 0 => {
            format!("about {} left", minutes(elapsed / done * left))
        }
        _ => "no estimate yet".to_owned(),
    }
}

/// Minutes and seconds.
pub fn minutes(lasts: Duration) -> String {
    let seconds = lasts.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// Progress of a proof: a bar on a terminal, lines in a log.
pub struct ProofProgress {
    what: &'static str,
    drawn: bool,
    counts: Arc<Mutex<(usize, usize)>>,
    /// Ends the thread of the log when it is dropped.
    _log: Option<Sender<()>>,
}

impl ProofProgress {
    /// A progress that counts these, such as `faults`.
    pub fn new(what: &'static str) -> Self {
        let drawn = bar::may_draw();
        let counts = Arc::<Mutex<(usize, usize)>>::default();
        let log = (!drawn).then(|| log(what, Arc::clone(&counts)));
        Self { what, drawn, counts, _log: log }
    }

    /// `done` of `all` have ended.
    pub fn show(&self, done: usize, all: usize) {
        *self.counts.lock().unwrap_or_else(PoisonError::into_inner) = (done, all);
        if self.drawn {
            bar::draw(done, all, &[format!("{done} of {all} {}", self.what)]);
        }
    }
}

/// Prints a line after each silence, until the sender is dropped.
fn log(what: &'static str, counts: Arc<Mutex<(usize, usize)>>) -> Sender<()> {
    let (sender, ended) = channel::<()>();
    let began = Instant::now();
    thread::spawn(move || {
        let mut counting = None;
        while ended.recv_timeout(SILENCE) == Err(RecvTimeoutError::Timeout) {
            let (done, all) = *counts.lock().unwrap_or_else(PoisonError::into_inner);
            // The runs before the first are of another kind, and say nothing about the rest.
            let counting = counting.get_or_insert_with(Instant::now);
            if done == 0 {
                *counting = Instant::now();
            }
            let times = (began.elapsed(), counting.elapsed());
            terminal::print_message(&proof_line(what, done, all, times));
        }
    });
    sender
}

/// `times` are those since the begin, and since the first of `all` began.
fn proof_line(what: &str, done: usize, all: usize, times: (Duration, Duration)) -> String {
    let so_far = minutes(times.0);
    if all == 0 {
        return format!("the runs without {what} are not over yet, {so_far} so far");
    }
    format!("{done} of {all} {what} done, {so_far} so far, {}", estimate(done, all, times.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_due_after_each_silence() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut heartbeat = Heartbeat::new(start);
        let due: Vec<u64> = (1..=40)
            .filter(|it| {
                if *it == 20 {
                    heartbeat.spoke(at(*it));
                }
                heartbeat.is_due(at(*it))
            })
            .collect();
        assert_eq!(due, [9, 18, 29, 38]);
    }

    #[test]
    fn lines_name_what_is_done_and_what_is_left() {
        let rows = [
            (0, 0, "the runs without faults are not over yet, 1:00 so far"),
            (0, 8, "0 of 8 faults done, 1:00 so far, no estimate yet"),
            (2, 8, "2 of 8 faults done, 1:00 so far, about 1:30 left"),
            (8, 8, "8 of 8 faults done, 1:00 so far, about 0:00 left"),
        ];
        let times = (Duration::from_secs(60), Duration::from_secs(30));
        for (done, all, line) in rows {
            assert_eq!(proof_line("faults", done, all, times), line);
        }
    }
}
