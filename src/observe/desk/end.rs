//! The last page of the desk: verdict and report, until the tester leaves.

use std::time::Duration;

use super::hand_state::WrittenReport;
use super::places::Desk;
use super::result::DeskResult;
use crate::client::wait_real_time;
use crate::engine::StopSignal;
use crate::observe::world::situation_id;
use crate::verdict::ConformanceReport;

/// Time without a request after which nobody is at the desk.
const LONGEST_ABSENCE: Duration = Duration::from_secs(120);
/// Time for the answer to the last request.
const LAST_ANSWER: Duration = Duration::from_millis(500);

/// The pages of a desk after the run.
#[derive(Debug)]
pub struct EndPages {
    desk: Desk,
    result: DeskResult,
}

impl EndPages {
    /// The pages of this desk, with the result of its run.
    pub fn of(desk: Desk, report: &ConformanceReport) -> Self {
        let agenda = desk.hand().agenda();
        let result = DeskResult::of(report, |it| {
            let id = situation_id(&it.record.tags);
            id.and_then(|id| agenda.title(id)).unwrap_or(&it.record.name).to_owned()
        });
        Self { desk, result }
    }

    /// Address of the pages.
    pub fn address(&self) -> &str {
        self.desk.page().unwrap_or_default()
    }

    /// Shows result and report until the tester closes the desk or leaves it, or the run is stopped.
    pub async fn stay(self, report: WrittenReport, stop: &StopSignal) {
        let hand = self.desk.hand();
        hand.conclude(self.result, report);
        tokio::select! {
            () = hand.closed() => wait_real_time(LAST_ANSWER).await,
            () = stop.stopped() => {}
            () = self.desk.left() => {}
        }
    }
}

impl Desk {
    /// Waits until no page has been asked for during a while.
    async fn left(&self) {
        while self.hand().idle().is_some_and(|it| it < LONGEST_ABSENCE) {
            wait_real_time(Duration::from_secs(1)).await;
        }
    }
}
