//! The folder of a run's reports, and a link to the newest.

use std::cell::RefCell;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::engine;
use crate::evidence::SecretScanner;
use crate::report::{Format, Output, RenderError, ReportLanguage, StepDefinition, render};
use crate::steps::World;
use crate::verdict::{AssessedScenario, ConformanceReport};

use super::leak::ScanningWriter;
use super::{ReportError, files, scenario_log};

/// Size of the pieces in which files are scanned and written, in bytes.
const PIECE_BYTES: usize = 64 * 1024;

/// The folder of one run's reports.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
    latest: Option<PathBuf>,
    run_id: String,
    missing: RefCell<Vec<String>>,
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
        let folder = Self { path, latest, run_id: run_id.to_owned(), missing: RefCell::default() };
        fs::create_dir_all(&folder.path)
            .map_err(|error| ReportError::write(&folder.path, error))?;
        let probe = folder.path.join(".probe");
        fs::write(&probe, b"")
            .and_then(|()| fs::remove_file(&probe))
            .map_err(|error| ReportError::write(&probe, error))?;
        Ok(folder)
    }

    /// Path of the folder.
    pub fn path(&self) -> &Path {
        &self.path
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
        let mut outcome = Ok(());
        let mut files = 0;
        let scanner = SecretScanner::for_all(&report.run.known_secrets);
        for format in &output.formats {
            let Some(name) = format.file() else { continue };
            files += 1;
            outcome = outcome.and(self.replace(name, report, *format, output.language, &scanner));
        }
        if files == 0 {
            self.discard();
            return Ok(());
        }
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
            outcome = outcome.and(self.attach(scenario, scanner));
        }
        outcome
    }

    /// Writes the attached files of a scenario.
    ///
    /// # Errors
    /// When a file cannot be written; the other files are written.
    pub(super) fn attach(
        &self,
        scenario: &AssessedScenario,
        scanner: &SecretScanner,
    ) -> Result<(), ReportError> {
        let mut outcome = Ok(());
        for file in scenario.attachments() {
            match files::place(file, &self.path, scanner) {
                Ok(true) => {}
                Ok(false) => self.missing.borrow_mut().push(file.path.clone()),
                Err(error) => outcome = outcome.and(Err(error)),
            }
        }
        outcome
    }

    /// Attached files that no longer exist.
    pub fn missing(&self) -> Vec<String> {
        self.missing.borrow().clone()
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
        let mut caught = None;
        let filled = fs::File::create(&unfinished).map_err(RenderError::Io).and_then(|file| {
            let mut out =
                io::BufWriter::with_capacity(PIECE_BYTES, ScanningWriter::new(scanner, file));
            let rendered = render(report, format, language, &definitions(format), &mut out)
                .and_then(|()| Ok(out.flush()?))
                .and_then(|()| Ok(out.get_mut().finish()?));
            caught = out.get_ref().found();
            rendered?;
            fs::rename(&unfinished, &path)?;
            Ok(())
        });
        filled.map_err(|error| {
            // The error that counts is already known.
            let _ = fs::remove_file(&unfinished);
            if let Some(kind) = caught {
                return ReportError::Leak { path, kind };
            }
            match error {
                RenderError::Io(error) => ReportError::write(&path, error),
                error @ RenderError::Junit(_) => error.into(),
            }
        })
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
