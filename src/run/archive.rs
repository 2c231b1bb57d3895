//! Where a run keeps its judged scenarios until they are reported.

use std::rc::Rc;

use crate::report::Output;
use crate::verdict::{AssessedScenario, ConformanceReport, Mark, Scenarios};

use super::leak::Watch;
use super::spool::Spool;
use super::{Folder, ReportError};

/// In memory, or on disk as they come.
#[derive(Debug)]
pub struct Archive(Kind);

#[derive(Debug)]
enum Kind {
    Memory(Vec<AssessedScenario>),
    Disk(Box<Disk>),
}

/// A folder of reports that is filled while the run goes on.
#[derive(Debug)]
struct Disk {
    folder: Folder,
    output: Output,
    marks: Vec<Mark>,
    open: Option<(Spool, Watch)>,
}

impl Archive {
    /// For runs that are over soon, and whose crash nobody could miss.
    pub fn memory() -> Self {
        Self(Kind::Memory(Vec::new()))
    }

    /// On disk: whatever becomes of this process, `folder` has valid reports of an interrupted
    /// run, and every scenario that ended. In memory when no file is wanted.
    pub fn disk(folder: Folder, output: Output) -> Self {
        if !output.has_files() {
            return Self::memory();
        }
        Self(Kind::Disk(Box::new(Disk { folder, output, marks: Vec::new(), open: None })))
    }

    /// Scenarios are about to run; `unfinished` is what must be said if none ever ends.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn open(
        &mut self,
        unfinished: impl FnOnce() -> ConformanceReport,
    ) -> Result<(), ReportError> {
        if let Kind::Disk(disk) = &mut self.0 {
            let unfinished = unfinished();
            disk.folder.write(&unfinished, &disk.output)?;
            let watch = Watch::over(unfinished.run.known_secrets);
            disk.open = Some((Spool::create(&disk.folder)?, watch));
        }
        Ok(())
    }

    /// Takes a scenario that ended.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn put(&mut self, scenario: AssessedScenario) -> Result<(), ReportError> {
        match &mut self.0 {
            Kind::Memory(all) => all.push(scenario),
            Kind::Disk(disk) => {
                if let Some((spool, watch)) = &mut disk.open {
                    let sieve = watch.sieve();
                    let attached = disk.folder.attach(&scenario, sieve);
                    spool.put(&scenario, sieve)?;
                    disk.marks.push(Mark::of(&scenario));
                    attached?; // a picture is no reason to lose what was seen
                }
            }
        }
        Ok(())
    }

    /// All it was given.
    pub(super) fn close(self) -> Scenarios {
        match self.0 {
            Kind::Memory(all) => Scenarios::here(all),
            Kind::Disk(disk) => match disk.open {
                Some((spool, _)) => Scenarios::away(disk.marks, Rc::new(spool)),
                None => Scenarios::here(Vec::new()),
            },
        }
    }
}
