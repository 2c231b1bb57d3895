//! Errors of reports that could not be written.

use std::io;
use std::path::{Path, PathBuf};

use crate::report::RenderError;

/// A report that could not be written; messages follow "failed to".
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A file or folder cannot be written.
    #[error("write {}: {error}{}", .path.display(), remedy(.error))]
    Write {
        /// Path of the file or folder.
        path: PathBuf,
        /// Reason.
        error: io::Error,
    },
    /// A file would have shown a secret, so it was not written.
    #[error("write {}: it would show a {kind}, so that it was not written; please report this", .path.display())]
    Leak {
        /// Path of the file.
        path: PathBuf,
        /// Kind of the secret; never the secret.
        kind: &'static str,
    },
    /// Another process writes to the folder.
    #[error("write {}: another run is writing to it; wait for its end, or give another --report-dir", .path.display())]
    InUse {
        /// Path of the folder.
        path: PathBuf,
    },
    /// A report cannot be rendered.
    #[error(transparent)]
    Render(#[from] RenderError),
}

impl ReportError {
    /// An error of writing to `path`.
    pub(super) fn write(path: &Path, error: io::Error) -> Self {
        Self::Write { path: path.to_owned(), error }
    }
}

/// The remedy for the cause of an error, with a separator.
fn remedy(error: &io::Error) -> &'static str {
    use io::ErrorKind::{
        FileTooLarge, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull,
    };
    /// Errors of Unix for too many open files: of the process, of the system.
    const OPEN_FILES: [i32; 2] = [24, 23];
    match error.kind() {
        StorageFull | QuotaExceeded => "; free some space, or some inodes",
        FileTooLarge => "; raise the limit on the size of files (`ulimit -f`)",
        PermissionDenied | ReadOnlyFilesystem => "; make it writable, or give another --report-dir",
        _ if error.raw_os_error().is_some_and(|it| OPEN_FILES.contains(&it)) => {
            "; give fewer --jobs, or raise the limit on open files (`ulimit -n`)"
        }
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remedy_fits_its_cause() {
        let told = |code| ReportError::write(Path::new("x"), io::Error::from_raw_os_error(code));
        let rows =
            [(28, "free some space"), (24, "--jobs"), (30, "make it writable"), (27, "ulimit -f")];
        for (code, expected) in rows {
            let text = told(code).to_string();
            assert!(text.contains(expected), "{text}");
        }
        assert!(!told(5).to_string().contains(';'));
    }
}
