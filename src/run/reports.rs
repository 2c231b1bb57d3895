//! Where reports are written: a folder of their own, and a link to the newest.

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
use super::{files, scenario_log};

/// Files are written in pieces of so many bytes.
const PIECE: usize = 64 * 1024;

/// A report that could not be written; texts follow "failed to".
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A file or folder.
    #[error("write {}: {error}", .path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// It would have shown what nobody may read, and is not there.
    #[error("write {}: a {kind} would be readable in it, so it was not written; please report this", .path.display())]
    Leak {
        /// Which.
        path: PathBuf,
        /// What kind of secret; never the secret.
        kind: &'static str,
    },
    /// One that could not be made.
    #[error(transparent)]
    Render(#[from] RenderError),
}

/// The folder of one run's reports.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
    latest: Option<PathBuf>,
    run_id: String,
    missing: RefCell<Vec<String>>,
}

impl Folder {
    /// Creates the folder before the run, so that a bad path costs nothing: `given`, or
    /// `reports/runs/<run-id>` here.
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
        fs::create_dir_all(&folder.path).map_err(|error| cannot(&folder.path, error))?;
        let probe = folder.path.join(".probe");
        fs::write(&probe, b"")
            .and_then(|()| fs::remove_file(&probe))
            .map_err(|error| cannot(&probe, error))?;
        Ok(folder)
    }

    /// Where the reports are.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The same by the shorter name it has until the next run.
    pub fn name(&self) -> &Path {
        self.latest.as_deref().unwrap_or(&self.path)
    }

    /// Takes the folder away again when nothing came of the run and nothing is in it.
    pub fn discard(&self) {
        // Fails when something is in it, and then it stays.
        let _ = fs::remove_dir(&self.path);
    }

    /// Writes the files of `output`, and points `latest` here.
    ///
    /// # Errors
    /// When a file cannot be written; the others still are.
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

    /// The files named in `run.json`.
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

    /// Writes the files of a scenario.
    ///
    /// # Errors
    /// When one cannot be written; the others still are.
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

    /// Files that were named and are not there any more.
    pub fn missing(&self) -> Vec<String> {
        self.missing.borrow().clone()
    }

    /// Everything is in the reports now: what was kept in case they are never written can go.
    ///
    /// # Errors
    /// When it cannot be taken away.
    pub fn settle(&self) -> Result<(), ReportError> {
        scenario_log::remove(&self.path)
            .map_err(|error| cannot(&scenario_log::path_in(&self.path), error))
    }

    /// A file is there whole or not at all.
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
            // Searched in pieces as large as those written.
            let mut out = io::BufWriter::with_capacity(PIECE, ScanningWriter::new(scanner, file));
            let rendered = render(report, format, language, &definitions(format), &mut out)
                .and_then(|()| Ok(out.flush()?))
                .and_then(|()| Ok(out.get_mut().finish()?));
            caught = out.get_ref().caught();
            rendered?;
            fs::rename(&unfinished, &path)?;
            Ok(())
        });
        filled.map_err(|error| {
            // Leftovers of a failed write would only mislead; the error is told either way.
            let _ = fs::remove_file(&unfinished);
            if let Some(kind) = caught {
                return ReportError::Leak { path, kind };
            }
            match error {
                RenderError::Io(error) => cannot(&path, error),
                error @ RenderError::Junit(_) => error.into(),
            }
        })
    }

    /// What was kept in case the reports are never written, when it is still there.
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
            cannot(latest, error)
        })
    }
}

/// The step definitions of this program, for the one form that lists them.
fn definitions(format: Format) -> Vec<StepDefinition> {
    if format != Format::Messages {
        return Vec::new();
    }
    let entries = engine::catalogue::<World>().into_iter();
    entries
        .map(|it| StepDefinition { kind: it.kind, pattern: it.pattern, place: it.place })
        .collect()
}

pub(super) fn cannot(path: &Path, error: io::Error) -> ReportError {
    ReportError::Write { path: path.to_owned(), error }
}

#[cfg(unix)]
fn link(target: &Path, at: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, at)
}

#[cfg(not(unix))]
fn link(target: &Path, at: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_dir(target, at)
}
