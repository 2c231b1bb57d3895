//! Run records, read back from disk.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::config::ConfigError;
use crate::evidence::{Attachment, Content};
use crate::verdict::{AssessedScenario, ConformanceReport, SCHEMA_VERSION};

use super::embedded::KILLS;
use super::json_file::{bytes, parsed};
use super::scenario_log::{self, LoggedScenarios};

const RECORD: &str = "run.json";
/// Remedy for a record that cannot be used.
pub(super) const REMEDY: &str = "name a folder of reports that `bankident run` wrote";
/// Maximum number of characters quoted from a record, which another program may have written.
const MAX_QUOTED: usize = 300;

/// A run record that cannot be used.
#[derive(Debug)]
pub(super) struct Unusable {
    /// Path of the record.
    pub path: PathBuf,
    /// Reason, with text quoted from the record.
    pub why: String,
}

impl Unusable {
    fn error(&self) -> ConfigError {
        let (path, why) = (self.path.display(), &self.why);
        ConfigError::new(format!("failed to read the run record {path}: {why}; {REMEDY}"))
    }
}

/// Reads the record in `place`, which is a folder of reports or the record itself.
///
/// # Errors
/// One message that names the file, when it is missing, too large, cut off or no run record.
pub fn recorded(place: &Path) -> Result<ConformanceReport, ConfigError> {
    record(place).map_err(|it| it.error())
}

/// Reads the record in `place`.
pub(super) fn record(place: &Path) -> Result<ConformanceReport, Unusable> {
    let path = record_in(place);
    let bytes = bytes(&path).map_err(|error| unusable(&path, &error.to_string()))?;
    let run: ConformanceReport =
        parsed(&bytes).map_err(|error| unusable(&path, &why(&bytes, &error)))?;
    if run.schema_version != SCHEMA_VERSION {
        return Err(unusable(&path, &other_version(&run.schema_version.to_string())));
    }
    let folder = folder_of(place);
    let mut run = with_logged_scenarios(run, &folder)?;
    for scenario in &mut run.scenarios {
        find(scenario, &folder);
    }
    let run = run.restored();
    // The record of a run that did not end has no scenarios, so that its worth is computed again.
    let is_open = run.from_log && run.worth.is_some();
    Ok(if is_open { run.with_worth(KILLS.as_ref()) } else { run })
}

/// Adds the logged scenarios to the record of a run that did not end.
fn with_logged_scenarios(
    mut run: ConformanceReport,
    folder: &Path,
) -> Result<ConformanceReport, Unusable> {
    if run.has_only_begun() {
        let left = scenario_log::read_log(folder);
        let left =
            left.map_err(|why| unusable(&scenario_log::path_in(folder), &why.to_string()))?;
        if let Some(LoggedScenarios { scenarios, damaged }) = left {
            let name = scenario_log::path_in(Path::new(""));
            let faults = damaged.iter().map(|(line, why)| {
                let why = quotable(why);
                format!("line {line} of {} is damaged and was left out: {why}", name.display())
            });
            run.run.internal_faults.extend(faults);
            run.add_logged(scenarios);
        }
    }
    Ok(run)
}

/// Sets the path of each attached file, and removes files outside their place.
fn find(scenario: &mut AssessedScenario, folder: &Path) {
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

/// Folder of the record in `place`.
pub fn folder_of(place: &Path) -> PathBuf {
    if place.is_file() {
        let folder = place.parent().filter(|it| !it.as_os_str().is_empty());
        folder.unwrap_or(Path::new(".")).to_owned()
    } else {
        place.to_owned()
    }
}

/// Reason why `bytes` is not a record. Another schema version is reported before all else.
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
        Err(_) => format!("it is not a run record: {error}"),
    }
}

fn other_version(version: &str) -> String {
    format!("its schema_version is {version}, and this program reads {SCHEMA_VERSION}")
}

fn unusable(path: &Path, why: &str) -> Unusable {
    Unusable { path: path.to_owned(), why: quotable(why) }
}

/// Text quoted from a record, shortened and without control characters.
pub fn quotable(text: &str) -> String {
    let plain = |sign: char| if sign.is_control() { '\u{FFFD}' } else { sign };
    let mut quoted: String = text.chars().take(MAX_QUOTED).map(plain).collect();
    if text.chars().nth(MAX_QUOTED).is_some() {
        quoted.push('…');
    }
    quoted
}
