//! The assessed scenarios of a run that has not ended.

use crate::evidence::{Content, LiveSecretScanner};
use crate::report::Output;
use crate::verdict::{AssessedScenario, ConformanceReport};

use super::ReportError;
use super::reports::Folder;
use super::scenario_log::ScenarioLog;

/// Collects assessed scenarios. If there are files of reports, each scenario is also written to
/// disk.
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

    /// Returns a sink that writes to `folder`, unless `output` has no files. If the process is
    /// killed, `folder` has valid reports of an interrupted run and every scenario that ended.
    pub fn disk(folder: Folder, output: Output) -> Self {
        let disk = output.has_files().then_some(Disk { folder, output, log: None });
        Self { disk, ..Self::default() }
    }

    /// Writes the `unfinished` report before the first scenario runs.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn open(
        &mut self,
        unfinished: impl FnOnce() -> ConformanceReport,
    ) -> Result<(), ReportError> {
        if let Some(disk) = &mut self.disk {
            let unfinished = unfinished();
            disk.folder.note_secrets(unfinished.run.known_secrets.clone());
            disk.folder.set_killed_run_aside()?;
            disk.folder.write(&unfinished, &disk.output)?;
            let scanner = LiveSecretScanner::new(unfinished.run.known_secrets);
            disk.log = Some((ScenarioLog::create(disk.folder.path())?, scanner));
        }
        Ok(())
    }

    /// Adds a scenario that ended.
    ///
    /// # Errors
    /// When it or one of its files cannot be written, or would show a secret.
    pub(crate) fn put(&mut self, mut scenario: AssessedScenario) -> Result<(), ReportError> {
        let mut attached = Ok(());
        if let Some(Disk { folder, log: Some((log, scanner)), .. }) = &mut self.disk {
            attached = folder.attach(&scenario, |bytes| scanner.catches(bytes));
            log.put(&scenario, scanner)?;
            for file in scenario.attachments_mut().flatten() {
                file.content = Content::Kept(folder.path().join(&file.path));
            }
        }
        self.scenarios.push(scenario);
        attached // returned last, so that the scenario is kept even if one of its files is not
    }

    /// The scenarios added so far.
    pub(super) fn scenarios(&self) -> &[AssessedScenario] {
        &self.scenarios
    }

    /// Returns the scenarios in the order they ended.
    pub(crate) fn close(self) -> Vec<AssessedScenario> {
        self.scenarios
    }
}
