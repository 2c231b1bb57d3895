//! Run records, read back from disk.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::{DeserializeOwned, Error as _};

use crate::config::ConfigError;
use crate::evidence::{Attachment, Content};
use crate::verdict::{RecordedRun, RecordedScenario, SCHEMA_VERSION};

use super::scenario_log;

const RECORD: &str = "run.json";
/// No run of ours is larger, in bytes.
const LARGEST: u64 = 1 << 30;
/// A body may be nested 128 times (the limit of the JSON library), and stands some levels down.
const DEEPEST: usize = 160;
/// A record may hold anything, and so may what is said of it: so many characters are passed on.
const QUOTED: usize = 300;

/// Reads the record in a folder of reports, or the record itself when a file is given.
///
/// # Errors
/// One message that names the file, when it is missing, too large, cut off or no record of ours.
pub fn recorded(place: &Path) -> Result<RecordedRun, ConfigError> {
    let path = record_in(place);
    let bytes = bytes(&path).map_err(|error| unusable(&path, &error.to_string()))?;
    let run: RecordedRun = parsed(&bytes).map_err(|error| unusable(&path, &why(&bytes, &error)))?;
    if run.schema_version != SCHEMA_VERSION {
        return Err(unusable(&path, &other_version(&run.schema_version.to_string())));
    }
    let folder = folder_of(place);
    let mut run = salvaged(run, &folder)?;
    for scenario in &mut run.scenarios {
        find(scenario, &folder);
    }
    Ok(run)
}

/// A run that never came to its end left its scenarios beside the record.
fn salvaged(mut run: RecordedRun, folder: &Path) -> Result<RecordedRun, ConfigError> {
    if run.has_only_begun() {
        let left = scenario_log::left_behind(folder);
        let left =
            left.map_err(|why| unusable(&scenario_log::path_in(folder), &why.to_string()))?;
        if let Some(scenarios) = left {
            run.salvage(scenarios);
        }
    }
    Ok(run)
}

/// Says of each attached file where it is; what is not in its place is left out.
fn find(scenario: &mut RecordedScenario, folder: &Path) {
    for files in scenario.attachments_mut() {
        files.retain(Attachment::has_safe_path);
        for file in files {
            file.content = Content::Kept(folder.join(&file.path));
        }
    }
}

/// Path of the record in `place`.
pub fn record_in(place: &Path) -> PathBuf {
    if place.is_file() { place.to_owned() } else { place.join(RECORD) }
}

/// The folder a record is in.
pub fn folder_of(place: &Path) -> PathBuf {
    if place.is_file() {
        let folder = place.parent().filter(|it| !it.as_os_str().is_empty());
        folder.unwrap_or(Path::new(".")).to_owned()
    } else {
        place.to_owned()
    }
}

/// Reads JSON that holds bodies nested as deeply as any body may be, and itself around them.
///
/// # Errors
/// When it is not JSON of this shape, or nested more deeply than any record.
pub fn parsed<T: DeserializeOwned>(bytes: &[u8]) -> serde_json::Result<T> {
    if depth(bytes) > DEEPEST {
        return Err(serde_json::Error::custom("it is nested too deeply"));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    reader.disable_recursion_limit();
    let value = T::deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// How deeply lists and objects stand within each other, texts left out.
fn depth(bytes: &[u8]) -> usize {
    let (mut deepest, mut depth, mut quoted, mut escaped) = (0, 0_usize, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => depth += 1,
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// The whole of a regular file that is no larger than any record of ours.
pub(super) fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    let mut bytes = Vec::new();
    if file.take(LARGEST + 1).read_to_end(&mut bytes)? as u64 > LARGEST {
        return Err(io::Error::other("it is larger than any run record"));
    }
    Ok(bytes)
}

/// A record of another layout is told as such, whatever else does not fit.
fn why(bytes: &[u8], error: &serde_json::Error) -> String {
    #[derive(Deserialize)]
    struct Layout {
        schema_version: serde_json::Value,
    }
    match parsed::<Layout>(bytes) {
        Ok(layout) if layout.schema_version != SCHEMA_VERSION => {
            other_version(&layout.schema_version.to_string())
        }
        Ok(_) => error.to_string(),
        Err(_) if error.is_eof() => format!("it is cut off: {error}"),
        Err(_) => format!("it is no run record: {error}"),
    }
}

fn other_version(version: &str) -> String {
    format!("its schema_version is {version}, and this program reads {SCHEMA_VERSION}")
}

fn unusable(path: &Path, why: &str) -> ConfigError {
    ConfigError::new(format!(
        "failed to read the run record {}: {}; give a folder `bankident run` wrote its reports to",
        path.display(),
        quotable(why)
    ))
}

/// Text that quotes a stranger's record: bounded, and nothing that moves the cursor.
pub fn quotable(text: &str) -> String {
    let plain = |sign: char| if sign.is_control() { '\u{FFFD}' } else { sign };
    let mut quoted: String = text.chars().take(QUOTED).map(plain).collect();
    if text.chars().nth(QUOTED).is_some() {
        quoted.push('…');
    }
    quoted
}
