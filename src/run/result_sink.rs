//! Where a run keeps its judged scenarios until they are reported.

use std::rc::Rc;

use crate::report::Output;
use crate::verdict::{AssessedScenario, ConformanceReport, ScenarioSummary, Scenarios};

use super::leak::LiveSecretScanner;
use super::scenario_log::ScenarioLog;
use super::{Folder, ReportError};

/// In memory, or on disk as they come.
#[derive(Debug)]
pub struct ResultSink(SinkKind);

#[derive(Debug)]
enum SinkKind {
    Memory(Vec<AssessedScenario>),
    Disk(Box<Disk>),
}

/// A folder of reports that is filled while the run goes on.
#[derive(Debug)]
struct Disk {
    folder: Folder,
    output: Output,
    marks: Vec<ScenarioSummary>,
    open: Option<(ScenarioLog, LiveSecretScanner)>,
}

impl ResultSink {
    /// For runs that are over soon, and whose crash nobody could miss.
    pub fn memory() -> Self {
        Self(SinkKind::Memory(Vec::new()))
    }

    /// On disk: whatever becomes of this process, `folder` has valid reports of an interrupted
    /// run, and every scenario that ended. In memory when no file is wanted.
    pub fn disk(folder: Folder, output: Output) -> Self {
        if !output.has_files() {
            return Self::memory();
        }
        Self(SinkKind::Disk(Box::new(Disk { folder, output, marks: Vec::new(), open: None })))
    }

    /// Scenarios are about to run; `unfinished` is what must be said if none ever ends.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn open(
        &mut self,
        unfinished: impl FnOnce() -> ConformanceReport,
    ) -> Result<(), ReportError> {
        if let SinkKind::Disk(disk) = &mut self.0 {
            let unfinished = unfinished();
            disk.folder.write(&unfinished, &disk.output)?;
            let watch = LiveSecretScanner::over(unfinished.run.known_secrets);
            disk.open = Some((ScenarioLog::create(&disk.folder)?, watch));
        }
        Ok(())
    }

    /// Takes a scenario that ended.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn put(&mut self, scenario: AssessedScenario) -> Result<(), ReportError> {
        match &mut self.0 {
            SinkKind::Memory(all) => all.push(scenario),
            SinkKind::Disk(disk) => {
                if let Some((scenario_log, watch)) = &mut disk.open {
                    let scanner = watch.scanner();
                    let attached = disk.folder.attach(&scenario, scanner);
                    scenario_log.put(&scenario, scanner)?;
                    disk.marks.push(ScenarioSummary::of(&scenario));
                    attached?; // a picture is no reason to lose what was seen
                }
            }
        }
        Ok(())
    }

    /// All it was given.
    pub(super) fn close(self) -> Scenarios {
        match self.0 {
            SinkKind::Memory(all) => Scenarios::here(all),
            SinkKind::Disk(disk) => match disk.open {
                Some((scenario_log, _)) => Scenarios::away(disk.marks, Rc::new(scenario_log)),
                None => Scenarios::here(Vec::new()),
            },
        }
    }
}
