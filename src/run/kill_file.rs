//! The file of the kill matrix.

use std::fs;
use std::path::Path;

use crate::config::ConfigError;
use crate::verdict::{KillRecord, KillRecordError};

/// Updates the record at `path`, or begins one.
///
/// # Errors
/// When the file is not a kill record, or cannot be read or written.
pub(super) fn update(path: &Path, change: impl FnOnce(&mut KillRecord)) -> Result<(), ConfigError> {
    let mut record = if path.exists() {
        let text =
            fs::read_to_string(path).map_err(|error| failed(path, "read", &error.to_string()))?;
        text.parse().map_err(|error: KillRecordError| failed(path, "read", &error.to_string()))?
    } else {
        KillRecord::default()
    };
    change(&mut record);
    fs::write(path, record.to_string()).map_err(|error| failed(path, "write", &error.to_string()))
}

/// Error for a proof with an error of the harness, which is not written.
pub(super) fn unproven(path: &Path, error: &str) -> ConfigError {
    failed(path, "write", &format!("a proof with an error proves nothing: {error}"))
}

fn failed(path: &Path, what: &str, why: &str) -> ConfigError {
    ConfigError::new(format!("failed to {what} the kill matrix {}: {why}", path.display()))
}
