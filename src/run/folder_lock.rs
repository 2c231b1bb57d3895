//! The lock on a folder of reports: two runs never write to the same one.

use std::fs::File;
use std::path::Path;

use super::ReportError;

/// A lock, released when it is dropped, and by the system when the process ends.
#[derive(Debug)]
pub(super) struct FolderLock {
    /// The folder itself, so that no file is left behind.
    _folder: Option<File>,
}

impl FolderLock {
    /// Locks `folder`. A file system without locks is no error.
    ///
    /// # Errors
    /// When another process has locked it.
    pub fn take(folder: &Path) -> Result<Self, ReportError> {
        let Ok(opened) = File::open(folder) else { return Ok(Self { _folder: None }) };
        if is_taken(&opened) {
            return Err(ReportError::InUse { path: folder.to_owned() });
        }
        Ok(Self { _folder: Some(opened) })
    }
}

#[cfg(unix)]
fn is_taken(folder: &File) -> bool {
    use rustix::fs::{FlockOperation, flock};
    use rustix::io::Errno;
    flock(folder, FlockOperation::NonBlockingLockExclusive) == Err(Errno::WOULDBLOCK)
}

#[cfg(not(unix))]
fn is_taken(_folder: &File) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_locked_until_the_lock_is_dropped() {
        let here = tempfile::tempdir().unwrap();
        let lock = FolderLock::take(here.path()).unwrap();
        let refused = FolderLock::take(here.path()).unwrap_err().to_string();
        assert!(refused.contains("another run is writing to it"), "{refused}");
        drop(lock);
        FolderLock::take(here.path()).unwrap();
    }
}
