//! `scenarios.ndjson`: the scenarios of a run that has not ended, one per line. A killed run leaves
//! it behind.

use std::fs::{self, File};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use crate::evidence::LiveSecretScanner;
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
    /// When it cannot be written.
    pub fn put(
        &mut self,
        scenario: &AssessedScenario,
        scanner: &mut LiveSecretScanner,
    ) -> Result<(), ReportError> {
        let cannot = |error| ReportError::write(&self.path, error);
        let mut line = serde_json::to_vec(scenario).map_err(|it| cannot(it.into()))?;
        scanner.mask(&mut line);
        let line = with_checksum(&line);
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

/// The scenarios of a log, and what of it cannot be used.
#[derive(Debug, Default)]
pub(super) struct LoggedScenarios {
    pub scenarios: Vec<AssessedScenario>,
    /// Numbers of the damaged lines, each with the reason.
    pub damaged: Vec<(usize, String)>,
}

/// Reads the log that a killed run left in `folder`; `None` when there is none. A last line without
/// an end is ignored.
pub(super) fn read_log(folder: &Path) -> io::Result<Option<LoggedScenarios>> {
    let bytes = match bytes(&path_in(folder)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        bytes => bytes?,
    };
    let mut logged = LoggedScenarios::default();
    let lines = bytes.split_inclusive(|it| *it == b'\n').enumerate();
    for (index, line) in lines.filter(|(_, line)| line.ends_with(b"\n")) {
        for piece in pieces(&line[..line.len() - 1]) {
            match scenario_in(piece) {
                Ok(scenario) => logged.scenarios.push(scenario),
                Err(why) => logged.damaged.push((index + 1, why)),
            }
        }
    }
    Ok(Some(logged))
}

/// Begin of a line; quoted text of a scenario cannot contain it.
const PREFIX: &[u8] = br#"{"crc32":""#;
const INFIX: &[u8] = br#"","scenario":"#;
/// Number of digits of a checksum.
const DIGITS: usize = 8;

/// A line: the scenario, with its checksum before it.
fn with_checksum(scenario: &[u8]) -> Vec<u8> {
    [PREFIX, checksum(scenario).as_bytes(), INFIX, scenario, b"}\n"].concat()
}

fn checksum(bytes: &[u8]) -> String {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    format!("{:0DIGITS$x}", crc.sum())
}

/// The lines in a line: several if the end of one was overwritten.
fn pieces(line: &[u8]) -> Vec<&[u8]> {
    let is_begin = |at: &usize| *at > 0 && line[*at..].starts_with(PREFIX);
    let begins: Vec<usize> = (0..line.len()).filter(is_begin).collect();
    let ends = begins.iter().copied().chain([line.len()]);
    let begins = std::iter::once(0).chain(begins.iter().copied());
    begins.zip(ends).map(|(begin, end)| &line[begin..end]).collect()
}

/// The scenario in a line, if its checksum is right.
fn scenario_in(line: &[u8]) -> Result<AssessedScenario, String> {
    let Some(rest) = line.strip_prefix(PREFIX) else {
        // Earlier versions wrote no checksums.
        return parsed(line).map_err(|error| error.to_string());
    };
    let damaged = || "its checksum is wrong".to_owned();
    let (digits, rest) = rest.split_at_checked(DIGITS).ok_or_else(damaged)?;
    let rest = rest.strip_prefix(INFIX).ok_or_else(damaged)?;
    // The byte after the line may be damaged, too.
    let ends = rest.iter().enumerate().rev().take(2).filter(|(_, byte)| **byte == b'}');
    let mut scenarios = ends.map(|(end, _)| &rest[..end]);
    let right = scenarios.find(|it| checksum(it).as_bytes() == digits);
    parsed(right.ok_or_else(damaged)?).map_err(|error| error.to_string())
}

/// Path of the log in `folder`.
pub(super) fn path_in(folder: &Path) -> PathBuf {
    folder.join(NAME)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{KnownSecrets, ScenarioRecord};
    use crate::verdict::Verdict;

    fn scenario(name: &str) -> AssessedScenario {
        let record =
            ScenarioRecord { name: name.to_owned(), ..ScenarioRecord::sample("x > y", Vec::new()) };
        AssessedScenario::new(record, Verdict::Passed, String::new())
    }

    #[test]
    fn a_secret_of_a_scenario_is_masked() {
        let here = tempfile::tempdir().unwrap();
        let mut scenario_log = ScenarioLog::create(here.path()).unwrap();
        let known = KnownSecrets::default();
        let mut scanner = LiveSecretScanner::new(known.clone());
        scenario_log.put(&scenario("before"), &mut scanner).unwrap();
        known.note("client secret", "forgotten-0815");
        scenario_log.put(&scenario("of forgotten-0815"), &mut scanner).unwrap();
        let left = read_log(here.path()).unwrap().unwrap().scenarios;
        assert_eq!(
            left.into_iter().map(|it| it.record.name).collect::<Vec<_>>(),
            ["before", "of **************"]
        );
    }

    /// Names of the scenarios that are read from these bytes, and the numbers of damaged lines.
    fn read(bytes: &[u8]) -> (Vec<String>, Vec<usize>) {
        let here = tempfile::tempdir().unwrap();
        fs::write(path_in(here.path()), bytes).unwrap();
        let LoggedScenarios { scenarios, damaged } = read_log(here.path()).unwrap().unwrap();
        let names = scenarios.into_iter().map(|it| it.record.name).collect();
        (names, damaged.into_iter().map(|(line, _)| line).collect())
    }

    #[test]
    fn one_damaged_byte_costs_one_scenario_at_most() {
        let lines =
            ["a", "b", "c"].map(|it| with_checksum(&serde_json::to_vec(&scenario(it)).unwrap()));
        let whole = lines.concat();
        assert_eq!(read(&whole).0, ["a", "b", "c"]);
        let (first, second) = (lines[0].len(), lines[1].len());
        for at in first..first + second {
            for byte in [b'x', b'\n', b'}', 0, 0xff] {
                let mut bytes = whole.clone();
                bytes[at] = byte;
                let (names, damaged) = read(&bytes);
                let is_kept = |name: &str| names.iter().any(|it| it == name);
                assert!(is_kept("a") && is_kept("c"), "{at} {byte}: {names:?}");
                assert!(is_kept("b") || damaged.contains(&2), "{at} {byte}: {damaged:?}");
            }
        }
        let tail = [&whole[..], &lines[0][..30]].concat();
        assert_eq!(read(&tail), (["a", "b", "c"].map(str::to_owned).to_vec(), Vec::new()));
    }

    #[test]
    fn a_log_without_checksums_is_read() {
        let line = serde_json::to_vec(&scenario("old")).unwrap();
        let log = [&line[..], b"\n{]\n", &line, b"\n"].concat();
        assert_eq!(read(&log), (vec!["old".to_owned(); 2], vec![2]));
    }
}
