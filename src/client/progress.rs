//! Current state of a run, for the terminal: running scenarios, their waits, and open questions to
//! the person at the terminal.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

/// The progress of a run; clones share it.
#[derive(Clone, Default)]
pub struct Progress(Rc<RefCell<Notes>>);

#[derive(Default)]
struct Notes {
    guard: u64,
    under_way: BTreeMap<u64, (String, Instant)>,
    waits: BTreeMap<u64, Wait>,
    questions: BTreeSet<u64>,
    listener: Option<Rc<dyn Fn(bool)>>,
}

struct Wait {
    what: &'static str,
    until: Option<Timestamp>,
    since: Instant,
}

/// A wait shared by several scenarios.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Words that follow "waiting for".
    pub what: &'static str,
    /// End of the last of the waits, if known.
    pub until: Option<Timestamp>,
    /// Number of waiting scenarios.
    pub scenarios: usize,
    /// Duration of the longest wait so far.
    pub waited: Duration,
}

/// Removes its note from the progress when dropped.
#[must_use]
pub struct ProgressGuard {
    progress: Progress,
    number: u64,
}

impl Progress {
    /// Notes that a scenario runs.
    pub fn under_way(&self, name: &str) -> ProgressGuard {
        let note = (name.to_owned(), Instant::now());
        self.track(|notes, number| {
            notes.under_way.insert(number, note);
        })
    }

    /// Notes that a scenario waits: for a duration, or indefinitely.
    pub fn waiting(&self, what: &'static str, real: Option<Duration>) -> ProgressGuard {
        // A wait beyond the end of the calendar has no clock time to name.
        let until = real.and_then(|real| Timestamp::now().checked_add(real).ok());
        let wait = Wait { what, until, since: Instant::now() };
        self.track(|notes, number| {
            notes.waits.insert(number, wait);
        })
    }

    /// Notes that a person is asked, so that other output is hidden.
    pub fn prompting(&self) -> ProgressGuard {
        let guard = self.track(|notes, number| {
            notes.questions.insert(number);
        });
        self.notify(true);
        guard
    }

    /// Calls `listener` with true before a question, and with false when no question is open.
    pub fn on_question(&self, listener: impl Fn(bool) + 'static) {
        self.0.borrow_mut().listener = Some(Rc::new(listener));
    }

    /// Number of running scenarios.
    pub fn running(&self) -> usize {
        self.0.borrow().under_way.len()
    }

    /// Number of scenarios that wait for time to pass, without requests to the target.
    pub fn idle(&self) -> usize {
        self.0.borrow().waits.values().filter(|it| it.until.is_some()).count()
    }

    /// The scenario that has been running for longest, and its duration.
    pub fn slowest(&self) -> Option<(String, Duration)> {
        let notes = self.0.borrow();
        notes.under_way.values().next().map(|(name, since)| (name.clone(), since.elapsed()))
    }

    /// Current waits without duplicates, the longest first.
    pub fn waits(&self) -> Vec<Waiting> {
        let mut waits: Vec<Waiting> = Vec::new();
        for Wait { what, until, since } in self.0.borrow().waits.values() {
            if let Some(known) = waits.iter_mut().find(|it| it.what == *what) {
                known.scenarios += 1;
                known.until = known.until.max(*until);
            } else {
                let (waited, until) = (since.elapsed(), *until);
                waits.push(Waiting { what, until, scenarios: 1, waited });
            }
        }
        waits
    }

    fn track(&self, note: impl FnOnce(&mut Notes, u64)) -> ProgressGuard {
        let mut notes = self.0.borrow_mut();
        notes.guard += 1;
        let number = notes.guard;
        note(&mut notes, number);
        ProgressGuard { progress: self.clone(), number }
    }

    fn notify(&self, asked: bool) {
        let listener = self.0.borrow().listener.clone();
        if let Some(listener) = listener {
            listener(asked);
        }
    }
}

impl Drop for ProgressGuard {
    fn drop(&mut self) {
        let mut notes = self.progress.0.borrow_mut();
        notes.under_way.remove(&self.number);
        notes.waits.remove(&self.number);
        let answered = notes.questions.remove(&self.number) && notes.questions.is_empty();
        drop(notes);
        if answered {
            self.progress.notify(false);
        }
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Progress").field(&self.running()).finish()
    }
}

impl fmt::Debug for ProgressGuard {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("ProgressGuard").field(&self.number).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_end_with_their_guards_and_equal_waits_are_joined() {
        let progress = Progress::default();
        let (first, _second) = (progress.under_way("a"), progress.under_way("b"));
        assert_eq!((progress.running(), progress.slowest().unwrap().0), (2, "a".to_owned()));
        drop(first);
        assert_eq!((progress.running(), progress.slowest().unwrap().0), (1, "b".to_owned()));
        let minute = progress.waiting("a TAN", Some(Duration::from_secs(60)));
        let hour = progress.waiting("a TAN", Some(Duration::from_secs(3600)));
        let _turn = progress.waiting("a turn", None);
        let waits = progress.waits();
        assert_eq!(waits.iter().map(|it| it.scenarios).collect::<Vec<_>>(), [2, 1]);
        let left = waits[0].until.unwrap().duration_since(Timestamp::now());
        assert!(left.as_secs() > 3_000, "{left}");
        drop((minute, hour));
        assert_eq!(progress.waits().len(), 1);
    }

    #[test]
    fn the_listener_is_notified_before_a_question_and_after_the_last_answer() {
        let progress = Progress::default();
        let calls = Rc::new(RefCell::new(Vec::new()));
        let listener = Rc::clone(&calls);
        progress.on_question(move |asked| listener.borrow_mut().push(asked));
        let (first, second) = (progress.prompting(), progress.prompting());
        drop(first);
        assert_eq!(*calls.borrow(), [true, true]);
        drop(second);
        assert_eq!(*calls.borrow(), [true, true, false]);
    }
}
