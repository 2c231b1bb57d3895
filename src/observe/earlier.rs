//! Earlier observations: a capture of traffic, or the situations of another run.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use crate::evidence::{ObservedSituation, TraceEventKind};
use crate::run::{CannotStart, folder_of, recorded};
use crate::verdict::AssessedScenario;

use super::capture::{self, CaptureError};
use super::observation::SITUATION_FILE;
use super::world::situation_id;

/// Maximum size of a capture, in bytes.
const MOST_BYTES: u64 = 512 * 1024 * 1024;
/// Id of the situation of a capture.
pub const CAPTURE: &str = "capture";

/// Reads a capture of traffic with the API at `host`.
///
/// # Errors
/// When it cannot be read, is too large, or is not a capture.
pub fn from_capture(
    path: &Path,
    host: Option<&str>,
) -> Result<BTreeMap<String, ObservedSituation>, CannotStart> {
    let file = path.display().to_string();
    let bytes = bytes(path)?;
    let seen = capture::read(&file, &bytes, host).map_err(|error| unusable(&error))?;
    Ok(BTreeMap::from([(CAPTURE.to_owned(), seen)]))
}

/// Scheme and host of the first call in a capture or an earlier observation.
pub fn captured_origin(seen: &BTreeMap<String, ObservedSituation>) -> Option<String> {
    let events = seen.values().flat_map(|it| &it.trace.events);
    let url = events.filter_map(|it| match &it.kind {
        TraceEventKind::Call(exchange) => Some(exchange.sent.url.as_str()),
        _ => None,
    });
    let (scheme, rest) = url.into_iter().find_map(|it| it.split_once("://"))?;
    let host = rest.split('/').next().unwrap_or_default();
    Some(format!("{scheme}://{host}"))
}

/// Reads the situations of an earlier observation in this folder.
///
/// # Errors
/// When its record or one of its situations cannot be read.
pub fn from_run(path: &Path) -> Result<BTreeMap<String, ObservedSituation>, CannotStart> {
    let report = recorded(path)?;
    let folder = folder_of(path);
    let mut situations = BTreeMap::new();
    for scenario in &report.scenarios {
        let Some(id) = situation_id(&scenario.record.tags) else { continue };
        let Some(file) = situation_file(scenario) else { continue };
        let file = folder.join(file);
        let seen = serde_json::from_slice(&bytes(&file)?).map_err(|error| {
            let file = file.display().to_string();
            unusable(&CaptureError::Shape { file, detail: error.to_string() })
        })?;
        situations.insert(id.to_owned(), seen);
    }
    if situations.is_empty() {
        let message = format!(
            "failed to judge {} again: it has no situation of an observation",
            folder.display()
        );
        return Err(CannotStart::Target(message));
    }
    Ok(situations)
}

/// Path of the file of a situation below the folder of its run.
fn situation_file(scenario: &AssessedScenario) -> Option<&str> {
    let mut files = scenario.record.attachments.iter();
    let file = files.find(|it| it.name == SITUATION_FILE && it.has_safe_path())?;
    Some(&file.path)
}

fn bytes(path: &Path) -> Result<Vec<u8>, CannotStart> {
    let failed = |detail: String| {
        CannotStart::Target(format!("failed to read {}: {detail}", path.display()))
    };
    let kind = std::fs::metadata(path).map_err(|error| failed(error.to_string()))?;
    let is_descriptor = path.starts_with("/dev/fd") || path.starts_with("/proc/self/fd");
    if !kind.is_file() && !is_descriptor {
        return Err(failed("it is no file, but a folder, a pipe or a device".to_owned()));
    }
    let file = File::open(path).map_err(|error| failed(error.to_string()))?;
    let mut bytes = Vec::new();
    let limited = &mut file.take(MOST_BYTES + 1);
    limited.read_to_end(&mut bytes).map_err(|error| failed(error.to_string()))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(failed(format!("it is larger than {} MiB", MOST_BYTES / 1024 / 1024)));
    }
    Ok(bytes)
}

fn unusable(error: &CaptureError) -> CannotStart {
    CannotStart::Target(format!("failed to {error}"))
}
