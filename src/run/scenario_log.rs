//! `scenarios.ndjson`: the scenarios of a run that has not ended, one per line. A killed run leaves
//! it behind.

use std::fs::{self, File};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use crate::evidence::SecretScanner;
use crate::verdict::AssessedScenario;

use super::json_file::{bytes, parsed};
use super::report_error::ReportError;

const NAME: &str = "scenarios.ndjson";

/// The log of a run that has not ended.
#[derive(Debug)]
pub(super) struct ScenarioLog {
    path: PathBuf,
    file: File,
    /// End of the last complete line, in bytes.
    end: u64,
}

impl ScenarioLog {
    /// Creates an empty log in `folder`.
    ///
    /// # Errors
    /// When it cannot be created.
    pub fn create(folder: &Path) -> Result<Self, ReportError> {
        let path = path_in(folder);
        let file = File::create(&path).map_err(|error| ReportError::write(&path, error))?;
        Ok(Self { path, file, end: 0 })
    }

    /// Appends a scenario. A line that a full disk cut off is overwritten by the next.
    ///
    /// # Errors
    /// When it cannot be written, or would show a secret.
    pub fn put(
        &mut self,
        scenario: &AssessedScenario,
        scanner: &SecretScanner,
    ) -> Result<(), ReportError> {
        let cannot = |error| ReportError::write(&self.path, error);
        let mut line = serde_json::to_vec(scenario).map_err(|it| cannot(it.into()))?;
        let end = line.len();
        scanner.mask_short(&mut line, None, end);
        if let Some(kind) = scanner.catches(&line) {
            return Err(ReportError::Leak { path: self.path.clone(), kind });
        }
        line.push(b'\n');
        let mut file = &self.file;
        let written = file.seek(SeekFrom::Start(self.end)).and_then(|_| file.write_all(&line));
        written.map_err(cannot)?;
        self.end += line.len() as u64;
        Ok(())
    }
}

/// Removes the log, after the reports have been written.
pub(super) fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_file(path_in(folder)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Reads the log that a killed run left in `folder`; `None` when there is none. A last line without
/// an end is ignored.
pub(super) fn read_log(folder: &Path) -> io::Result<Option<Vec<AssessedScenario>>> {
    let bytes = match bytes(&path_in(folder)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        bytes => bytes?,
    };
    let lines = bytes.split_inclusive(|it| *it == b'\n').filter(|it| it.ends_with(b"\n"));
    let scenarios = lines.map(parsed).collect::<serde_json::Result<_>>()?;
    Ok(Some(scenarios))
}

/// Path of the log in `folder`.
pub(super) fn path_in(folder: &Path) -> PathBuf {
    folder.join(NAME)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{KnownSecrets, ScenarioRecord};
    use crate::run::leak::LiveSecretScanner;
    use crate::verdict::Verdict;

    fn scenario(name: &str) -> AssessedScenario {
        let record =
            ScenarioRecord { name: name.to_owned(), ..ScenarioRecord::sample("x > y", Vec::new()) };
        AssessedScenario::new(record, Verdict::Passed, String::new())
    }

    #[test]
    fn a_scenario_that_shows_a_secret_is_not_logged_and_the_next_is() {
        let here = tempfile::tempdir().unwrap();
        let mut scenario_log = ScenarioLog::create(here.path()).unwrap();
        let known = KnownSecrets::default();
        let mut scanner = LiveSecretScanner::new(known.clone());
        scenario_log.put(&scenario("before"), scanner.scanner()).unwrap();
        known.note("client secret", "forgotten-0815");
        let leak = scenario_log.put(&scenario("of forgotten-0815"), scanner.scanner()).unwrap_err();
        assert!(matches!(leak, ReportError::Leak { kind: "client secret", .. }), "{leak}");
        scenario_log.put(&scenario("after"), scanner.scanner()).unwrap();
        let left = read_log(here.path()).unwrap().unwrap();
        assert_eq!(
            left.into_iter().map(|it| it.record.name).collect::<Vec<_>>(),
            ["before", "after"]
        );
    }
}
