//! Scenarios on disk, one a line, written as they end and read back when a report wants them.

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use crate::evidence::SecretScanner;
use crate::report::scenario_json;
use crate::verdict::{AssessedScenario, RecordedScenario, Shelf};

use super::recorded::{bytes, find, own, parsed};
use super::{Folder, ReportError};

/// The file, while a run goes on and when it ended without a word.
const NAME: &str = "scenarios.ndjson";

/// The scenarios of a run that goes on.
#[derive(Debug)]
pub(super) struct ScenarioLog {
    folder: PathBuf,
    path: PathBuf,
    file: File,
    /// Where each line begins, and how long it is.
    lines: Vec<(u64, usize)>,
    end: u64,
}

impl ScenarioLog {
    /// An empty one in `folder`.
    ///
    /// # Errors
    /// When it cannot be created.
    pub fn create(folder: &Folder) -> Result<Self, ReportError> {
        let path = path_in(folder.path());
        let open = File::options().read(true).write(true).create(true).truncate(true).open(&path);
        let file = open.map_err(|error| ReportError::Write { path: path.clone(), error })?;
        Ok(Self { folder: folder.path().to_owned(), path, file, lines: Vec::new(), end: 0 })
    }

    /// Writes a scenario down. What a full disk cut off is not counted and written over.
    ///
    /// # Errors
    /// When it cannot be written, or a secret could be read in it.
    pub fn put(
        &mut self,
        scenario: &AssessedScenario,
        scanner: &SecretScanner,
    ) -> Result<(), ReportError> {
        let cannot = |error| ReportError::Write { path: self.path.clone(), error };
        let mut line =
            serde_json::to_vec(&scenario_json(scenario)).map_err(|it| cannot(it.into()))?;
        if let Some(kind) = scanner.catches(&line, true) {
            return Err(ReportError::Leak { path: self.path.clone(), kind });
        }
        line.push(b'\n');
        let mut file = &self.file;
        let written = file.seek(SeekFrom::Start(self.end)).and_then(|_| file.write_all(&line));
        written.map_err(cannot)?;
        self.lines.push((self.end, line.len()));
        self.end += line.len() as u64;
        Ok(())
    }
}

impl Shelf for ScenarioLog {
    fn fetch(&self, number: usize) -> io::Result<AssessedScenario> {
        let (start, length) = self.lines[number];
        let mut file = &self.file;
        file.seek(SeekFrom::Start(start))?;
        let mut line = vec![0; length];
        file.read_exact(&mut line)?;
        let mut scenario: RecordedScenario = own(&line)?;
        find(&mut scenario, &self.folder);
        Ok(scenario.into())
    }
}

/// Takes the file away once everything in it is in a report.
pub(super) fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_file(path_in(folder)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// What a run left behind that never came to its end; `None` when there is nothing. A line that
/// was being written then is no scenario that ended.
pub(super) fn left_behind(folder: &Path) -> io::Result<Option<Vec<RecordedScenario>>> {
    let bytes = match bytes(&path_in(folder)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        bytes => bytes?,
    };
    let lines = bytes.split_inclusive(|it| *it == b'\n').filter(|it| it.ends_with(b"\n"));
    let scenarios = lines.map(parsed).collect::<serde_json::Result<_>>()?;
    Ok(Some(scenarios))
}

/// Where it is.
pub(super) fn path_in(folder: &Path) -> PathBuf {
    folder.join(NAME)
}

#[cfg(test)]
mod tests {
    use super::super::leak::LiveSecretScanner;
    use super::*;
    use crate::evidence::{KnownSecrets, ScenarioRecord};
    use crate::verdict::Verdict;

    fn scenario(name: &str) -> AssessedScenario {
        AssessedScenario {
            record: ScenarioRecord {
                name: name.to_owned(),
                ..ScenarioRecord::sample("x > y", Vec::new())
            },
            verdict: Verdict::Passed,
            reason: String::new(),
            warning: false,
            flaky: false,
            earlier: Vec::new(),
            waived: None,
        }
    }

    #[test]
    fn what_shows_a_secret_is_not_kept_and_what_comes_after_it_is() {
        let here = tempfile::tempdir().unwrap();
        let folder = Folder::create(Some(here.path()), "test").unwrap();
        let mut scenario_log = ScenarioLog::create(&folder).unwrap();
        let known = KnownSecrets::default();
        let mut watch = LiveSecretScanner::over(known.clone());
        scenario_log.put(&scenario("before"), watch.scanner()).unwrap();
        known.note("client secret", "forgotten-0815");
        let leak = scenario_log.put(&scenario("of forgotten-0815"), watch.scanner()).unwrap_err();
        assert!(matches!(leak, ReportError::Leak { kind: "client secret", .. }), "{leak}");
        scenario_log.put(&scenario("after"), watch.scanner()).unwrap();
        let names = [0, 1].map(|number| scenario_log.fetch(number).unwrap().record.name);
        assert_eq!(names, ["before", "after"]);
        assert_eq!(left_behind(here.path()).unwrap().unwrap().len(), 2);
    }
}
