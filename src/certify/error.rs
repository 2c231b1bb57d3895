//! Errors of keys, runs, certificates and policies.

use std::io;
use std::path::{Path, PathBuf};

use crate::certificate::{BundleError, KeyError};
use crate::run::CannotStart;

/// An error of a command about certificates, with a remedy in its message.
#[derive(Debug, thiserror::Error)]
pub enum CertifyError {
    /// A file cannot be read.
    #[error("failed to read {}: {error}", .path.display())]
    Read {
        /// Path.
        path: PathBuf,
        /// Reason.
        error: io::Error,
    },
    /// A file cannot be written.
    #[error("failed to write {}: {error}", .path.display())]
    Write {
        /// Path.
        path: PathBuf,
        /// Reason.
        error: io::Error,
    },
    /// A key cannot be used.
    #[error("failed to use the key {}: {error}", .path.display())]
    Key {
        /// Path.
        path: PathBuf,
        /// Reason.
        error: KeyError,
    },
    /// Others can read a private key.
    #[error(
        "failed to use the key {}: others can read it (mode {mode:o}); run `chmod 600` on it, and make a \
         new one if somebody may have", .path.display()
    )]
    Mode {
        /// Path.
        path: PathBuf,
        /// Mode of the file.
        mode: u32,
    },
    /// The command for signing failed.
    #[error("failed to sign with `{command}`: {why}")]
    Command {
        /// The command.
        command: String,
        /// Reason.
        why: String,
    },
    /// A file has another shape.
    #[error("failed to read {}: {why}", .path.display())]
    Shape {
        /// Path.
        path: PathBuf,
        /// Reason, with the line.
        why: String,
    },
    /// A run cannot be read.
    #[error(transparent)]
    Run(#[from] CannotStart),
    /// The bundle cannot be made.
    #[error("failed to make the bundle: {0}")]
    Bundle(#[from] BundleError),
    /// JSON cannot be made or read.
    #[error("failed to make the certificate: {0}")]
    Json(#[from] serde_json::Error),
    /// An argument cannot be used.
    #[error("{0}")]
    Argument(String),
}

impl CertifyError {
    /// An error of reading `path`.
    pub(super) fn read(path: &Path, error: io::Error) -> Self {
        Self::Read { path: path.to_owned(), error }
    }

    /// An error of writing `path`.
    pub(super) fn write(path: &Path, error: io::Error) -> Self {
        Self::Write { path: path.to_owned(), error }
    }

    /// An error of the shape of `path`.
    pub(super) fn shape(path: &Path, why: impl std::fmt::Display) -> Self {
        Self::Shape { path: path.to_owned(), why: why.to_string() }
    }
}
