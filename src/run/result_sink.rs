//! The judged scenarios of a run that has not ended.

use crate::evidence::Content;
use crate::report::Output;
use crate::verdict::{AssessedScenario, ConformanceReport};

use super::leak::LiveSecretScanner;
use super::reports::{Folder, ReportError};
use super::scenario_log::ScenarioLog;

/// Collects judged scenarios, and writes each to disk at once when reports are written.
#[derive(Debug, Default)]
pub struct ResultSink {
    scenarios: Vec<AssessedScenario>,
    disk: Option<Disk>,
}

/// The folder of reports, with the log once the first scenario is about to run.
#[derive(Debug)]
struct Disk {
    folder: Folder,
    output: Output,
    log: Option<(ScenarioLog, LiveSecretScanner)>,
}

impl ResultSink {
    /// Returns a sink that writes nothing.
    pub fn memory() -> Self {
        Self::default()
    }

    /// Returns a sink after whose process was killed `folder` has valid reports of an interrupted
    /// run and every scenario that ended. It writes nothing when `output` has no files.
    pub fn disk(folder: Folder, output: Output) -> Self {
        let disk = output.has_files().then_some(Disk { folder, output, log: None });
        Self { disk, ..Self::default() }
    }

    /// Writes the `unfinished` report before the first scenario runs.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn open(
        &mut self,
        unfinished: impl FnOnce() -> ConformanceReport,
    ) -> Result<(), ReportError> {
        if let Some(disk) = &mut self.disk {
            let unfinished = unfinished();
            disk.folder.write(&unfinished, &disk.output)?;
            let scanner = LiveSecretScanner::over(unfinished.run.known_secrets);
            disk.log = Some((ScenarioLog::create(disk.folder.path())?, scanner));
        }
        Ok(())
    }

    /// Adds a scenario that ended.
    ///
    /// # Errors
    /// When it or one of its files cannot be written, or would show a secret.
    pub(super) fn put(&mut self, mut scenario: AssessedScenario) -> Result<(), ReportError> {
        let mut attached = Ok(());
        if let Some(Disk { folder, log: Some((log, scanner)), .. }) = &mut self.disk {
            let scanner = scanner.scanner();
            attached = folder.attach(&scenario, scanner);
            log.put(&scenario, scanner)?;
            for file in scenario.attachments_mut() {
                file.content = Content::Kept(folder.path().join(&file.path));
            }
        }
        self.scenarios.push(scenario);
        attached // reported only now: the record of a scenario is worth more than its files
    }

    /// Returns the scenarios in the order they ended.
    pub(super) fn close(self) -> Vec<AssessedScenario> {
        self.scenarios
    }
}
