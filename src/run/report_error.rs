//! Errors of reports that could not be written.

use std::io;
use std::path::{Path, PathBuf};

use crate::report::RenderError;

/// A report that could not be written; messages follow "failed to".
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A file or folder cannot be written.
    #[error("write {}: {error}", .path.display())]
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
