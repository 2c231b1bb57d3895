//! State that all pages of the desk for a person share.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::agenda::Agenda;
use super::result::DeskResult;

/// The report of a run on disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WrittenReport {
    /// Folder of the reports.
    pub folder: PathBuf,
    /// Content security policy of `report.html`, if the page was written.
    pub policy: Option<String>,
}

/// Agenda, last confirmation and result; clones share it.
#[derive(Clone, Debug, Default)]
pub struct HandState {
    notes: Arc<Mutex<HandNotes>>,
    closed: Arc<Notify>,
}

#[derive(Debug, Default)]
struct HandNotes {
    agenda: Agenda,
    notice: String,
    result: Option<(Arc<DeskResult>, WrittenReport)>,
    visited: Option<Instant>,
}

impl HandState {
    fn lock(&self) -> MutexGuard<'_, HandNotes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The situations of the run.
    pub fn agenda(&self) -> Agenda {
        self.lock().agenda.clone()
    }

    /// Changes the situations of the run.
    pub fn change(&self, change: impl FnOnce(&mut Agenda)) {
        change(&mut self.lock().agenda);
    }

    /// Keeps the confirmation of a form for the next page.
    pub fn confirm(&self, notice: String) {
        self.lock().notice = notice;
    }

    /// The confirmation of the last form, once.
    pub fn take_notice(&self) -> String {
        std::mem::take(&mut self.lock().notice)
    }

    /// Shows the result of the run from now on.
    pub fn conclude(&self, outcome: DeskResult, report: WrittenReport) {
        self.lock().result = Some((Arc::new(outcome), report));
    }

    /// The result of the run, once it is known.
    pub fn result(&self) -> Option<(Arc<DeskResult>, WrittenReport)> {
        self.lock().result.clone()
    }

    /// Notes that a page was asked for.
    pub fn visit(&self) {
        self.lock().visited = Some(Instant::now());
    }

    /// Time since a page was last asked for; `None` if none ever was.
    pub fn idle(&self) -> Option<Duration> {
        self.lock().visited.map(|it| it.elapsed())
    }

    /// The tester closes the desk.
    pub fn close(&self) {
        self.closed.notify_one();
    }

    /// Waits until the tester closes the desk.
    pub async fn closed(&self) {
        self.closed.notified().await;
    }
}
