//! Captured traffic as a trace: an HTTP archive (HAR), or the trace of an earlier observation.

mod clock;
mod har;

use serde::Deserialize;

use crate::evidence::{ObservedSituation, Trace};

use har::Har;

/// Error of a file that cannot be judged; messages follow "failed to".
#[derive(Debug, thiserror::Error)]
pub enum CaptureError {
    /// Not JSON of a known form.
    #[error("read {file}: it is neither a HAR file nor a trace: {detail}")]
    Shape {
        /// Path of the file.
        file: String,
        /// Message of the parser.
        detail: String,
    },
    /// No exchange with the API.
    #[error(
        "find traffic in {file}: none of its {entries} requests is a call of the API{of_host}; \
         name the host of the API with --target-host"
    )]
    NoTraffic {
        /// Path of the file.
        file: String,
        /// Number of requests in it.
        entries: usize,
        /// The host that was named, in words.
        of_host: String,
    },
}

/// The forms of a capture.
#[derive(Deserialize)]
#[serde(untagged)]
enum CaptureFile {
    Har { log: Har },
    Situation(Box<ObservedSituation>),
    Trace(Trace),
}

/// Reads a capture; `host` is the host of the API, or every host if `None`.
///
/// # Errors
/// When it is not a capture, or has no traffic with the API.
pub fn read(
    file: &str,
    bytes: &[u8],
    host: Option<&str>,
) -> Result<ObservedSituation, CaptureError> {
    let shape = |error: serde_json::Error| CaptureError::Shape {
        file: file.to_owned(),
        detail: error.to_string(),
    };
    let value: serde_json::Value = serde_json::from_slice(bytes).map_err(shape)?;
    let har = match serde_json::from_value(value).map_err(shape)? {
        CaptureFile::Situation(situation) => return Ok(*situation),
        CaptureFile::Trace(trace) => return Ok(ObservedSituation { trace, ..Default::default() }),
        CaptureFile::Har { log } => log,
    };
    let entries = har.entries.len();
    let trace = har.trace(host);
    if trace.events.is_empty() {
        let of_host = host.map_or_else(String::new, |host| format!(" at {host}"));
        return Err(CaptureError::NoTraffic { file: file.to_owned(), entries, of_host });
    }
    Ok(ObservedSituation { trace, ..Default::default() })
}
