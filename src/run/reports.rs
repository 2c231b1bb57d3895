//! The folder of a run's reports, and a link to the newest.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::engine;
use crate::evidence::{ATTACHMENTS, KnownSecrets, SecretScanner};
use crate::report::{Format, Output, RenderError, ReportLanguage, StepDefinition, render};
use crate::steps::World;
use crate::verdict::{AssessedScenario, ConformanceReport};

use super::folder_lock::FolderLock;
use super::in_parallel::in_parallel;
use super::leak::ScanningWriter;
use super::{ReportError, files, scenario_log};

/// Maximum number of killed runs in one folder that are kept apart.
const MOST_KILLED: usize = 1_000;
/// Size of the pieces in which files are scanned and written, in bytes.
const PIECE_BYTES: usize = 64 * 1024;

/// The folder of one run's reports.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
    latest: Option<PathBuf>,
    run_id: String,
    missing: Arc<Mutex<Vec<String>>>,
    masked: Arc<Mutex<BTreeSet<(String, &'static str)>>>,
    set_aside: Arc<OnceLock<PathBuf>>,
    /// Held as long as the folder is written to.
    _lock: Arc<FolderLock>,
    /// Secrets of the run, once it has begun.
    secrets: Arc<OnceLock<KnownSecrets>>,
}

impl Folder {
    /// Creates the folder: `given`, or `reports/runs/<run-id>` in the working directory. To be
    /// called before the run, so that a bad path costs no run.
    ///
    /// # Errors
    /// When it cannot be created or written to.
    pub fn create(given: Option<&Path>, run_id: &str) -> Result<Self, ReportError> {
        let (path, latest) = if let Some(path) = given {
            (path.to_owned(), None)
        } else {
            let reports = Path::new("reports");
            (reports.join("runs").join(run_id), Some(reports.join("latest")))
        };
        fs::create_dir_all(&path).map_err(|error| ReportError::write(&path, error))?;
        let lock = Arc::new(FolderLock::take(&path)?);
        let probe = path.join(".probe");
        fs::write(&probe, b"")
            .and_then(|()| fs::remove_file(&probe))
            .map_err(|error| ReportError::write(&probe, error))?;
        Ok(Self {
            path,
            latest,
            run_id: run_id.to_owned(),
            missing: Arc::default(),
            masked: Arc::default(),
            set_aside: Arc::default(),
            _lock: lock,
            secrets: Arc::default(),
        })
    }

    /// Moves what a killed run left in the folder to a folder of its own below.
    ///
    /// # Errors
    /// When it cannot be moved.
    pub(super) fn set_killed_run_aside(&self) -> Result<(), ReportError> {
        let log = scenario_log::path_in(&self.path);
        if fs::metadata(&log).map_or(0, |it| it.len()) == 0 {
            return Ok(());
        }
        let aside = (1..=MOST_KILLED)
            .map(|it| self.path.join(format!("killed-{it}")))
            .find(|it| !it.exists());
        let aside = aside.unwrap_or_else(|| self.path.join("killed"));
        fs::create_dir(&aside).map_err(|error| ReportError::write(&aside, error))?;
        let of_run = [&log, &self.path.join("run.json"), &self.path.join(ATTACHMENTS)];
        for from in of_run.into_iter().filter(|it| it.exists()) {
            let to = aside.join(from.file_name().unwrap_or_default());
            fs::rename(from, &to).map_err(|error| ReportError::write(&to, error))?;
        }
        let _ = self.set_aside.set(aside);
        Ok(())
    }

    /// Folder with the results of an earlier run that was killed.
    pub fn set_aside(&self) -> Option<PathBuf> {
        self.set_aside.get().cloned()
    }

    /// Path of the folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Notes the secrets of the run, for reports that another thread writes.
    pub(super) fn note_secrets(&self, secrets: KnownSecrets) {
        let _ = self.secrets.set(secrets);
    }

    /// Secrets of the run so far.
    pub(super) fn known_secrets(&self) -> KnownSecrets {
        self.secrets.get().cloned().unwrap_or_default()
    }

    /// `reports/latest` if it points here, which it does until the next run; otherwise the path.
    pub fn name(&self) -> &Path {
        self.latest.as_deref().unwrap_or(&self.path)
    }

    /// Removes the folder if it is empty.
    pub fn discard(&self) {
        // Fails if the folder is not empty.
        let _ = fs::remove_dir(&self.path);
    }

    /// Writes the files of `output`, and sets the link `latest`.
    ///
    /// # Errors
    /// When a file cannot be written; the other files are written.
    pub fn write(&self, report: &ConformanceReport, output: &Output) -> Result<(), ReportError> {
        let formats: Vec<_> =
            output.formats.iter().filter_map(|it| Some((it.file()?, *it))).collect();
        if formats.is_empty() {
            self.discard();
            return Ok(());
        }
        let scanner = SecretScanner::for_report(&report.run.known_secrets, &common_text(report));
        let written = in_parallel(
            &formats,
            None,
            &|(name, format)| self.replace(name, report, *format, output.language, &scanner),
            &|_, _| {},
        );
        let outcome = written.into_iter().fold(Ok(()), Result::and);
        let attachments = self.write_attachments(report, &scanner);
        outcome.and(attachments).and_then(|()| self.point_latest())
    }

    /// Writes the attached files of all scenarios.
    fn write_attachments(
        &self,
        report: &ConformanceReport,
        scanner: &SecretScanner,
    ) -> Result<(), ReportError> {
        let mut outcome = Ok(());
        for scenario in &report.scenarios {
            outcome = outcome.and(self.attach(scenario, |bytes| scanner.catches(bytes)));
        }
        outcome
    }

    /// Writes the attached files of a scenario; `secret` returns the kind of a secret in a file.
    ///
    /// # Errors
    /// When a file cannot be written or contains a secret; the other files are written.
    pub(super) fn attach(
        &self,
        scenario: &AssessedScenario,
        mut secret: impl FnMut(&[u8]) -> Option<&'static str>,
    ) -> Result<(), ReportError> {
        let mut outcome = Ok(());
        for file in scenario.attachments() {
            match files::place(file, &self.path, &mut secret) {
                Ok(true) => {}
                Ok(false) => self.missing_so_far().push(file.path.clone()),
                Err(error) => outcome = outcome.and(Err(error)),
            }
        }
        outcome
    }

    /// Attached files that no longer exist.
    pub fn missing(&self) -> Vec<String> {
        self.missing_so_far().clone()
    }

    fn missing_so_far(&self) -> MutexGuard<'_, Vec<String>> {
        self.missing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Removes the log of scenarios, and attached files of an earlier run, after the reports have been
    /// written.
    ///
    /// # Errors
    /// When they cannot be removed.
    pub fn settle(&self, report: &ConformanceReport) -> Result<(), ReportError> {
        let attached = report.scenarios.iter().flat_map(AssessedScenario::attachments);
        files::remove_others(&self.path, attached)?;
        scenario_log::remove(&self.path)
            .map_err(|error| ReportError::write(&scenario_log::path_in(&self.path), error))
    }

    /// Writes a report under a temporary name first, so that it is never incomplete.
    fn replace(
        &self,
        name: &str,
        report: &ConformanceReport,
        format: Format,
        language: ReportLanguage,
        scanner: &SecretScanner,
    ) -> Result<(), ReportError> {
        let path = self.path.join(name);
        let unfinished = self.path.join(format!(".{name}.unfinished"));
        let filled = fs::File::create(&unfinished).map_err(RenderError::Io).and_then(|file| {
            let mut out =
                io::BufWriter::with_capacity(PIECE_BYTES, ScanningWriter::new(scanner, file));
            render(report, format, language, &definitions(format), &mut out)?;
            out.flush()?;
            out.get_mut().finish()?;
            if let Some(kind) = out.get_ref().found() {
                self.masked_so_far().insert((name.to_owned(), kind));
            }
            fs::rename(&unfinished, &path)?;
            Ok(())
        });
        filled.map_err(|error| {
            // The error that counts is already known.
            let _ = fs::remove_file(&unfinished);
            match error {
                RenderError::Io(error) => ReportError::write(&path, error),
                error @ RenderError::Junit(_) => error.into(),
            }
        })
    }

    /// Reports in which a secret was masked that should not have come so far, each with its kind.
    pub fn masked(&self) -> Vec<(String, &'static str)> {
        self.masked_so_far().iter().cloned().collect()
    }

    fn masked_so_far(&self) -> MutexGuard<'_, BTreeSet<(String, &'static str)>> {
        self.masked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Path of the log of scenarios, if it exists.
    pub fn kept(&self) -> Option<PathBuf> {
        Some(scenario_log::path_in(&self.path)).filter(|it| it.exists())
    }

    fn point_latest(&self) -> Result<(), ReportError> {
        let Some(latest) = &self.latest else {
            return Ok(());
        };
        let fresh = latest.with_file_name(format!(".latest-{}", self.run_id));
        let target = Path::new("runs").join(&self.run_id);
        link(&target, &fresh).and_then(|()| fs::rename(&fresh, latest)).map_err(|error| {
            let _ = fs::remove_file(&fresh);
            ReportError::write(latest, error)
        })
    }
}

/// The text of a report that does not depend on what the target answered.
pub fn common_text(report: &ConformanceReport) -> String {
    let mut run = report.run.clone();
    run.internal_faults.clear();
    serde_json::to_string(&run).unwrap_or_default()
}

/// The step definitions of this program, for the one format that lists them.
fn definitions(format: Format) -> Vec<StepDefinition> {
    if format != Format::Messages {
        return Vec::new();
    }
    let entries = engine::catalogue::<World>().into_iter();
    entries
        .map(|it| StepDefinition { kind: it.kind, pattern: it.pattern, place: it.place })
        .collect()
}

#[cfg(unix)]
fn link(target: &Path, at: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, at)
}

#[cfg(not(unix))]
fn link(target: &Path, at: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_dir(target, at)
}
