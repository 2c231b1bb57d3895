//! The runs of several nights, read back from disk one after the other.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::config::ConfigError;
use crate::verdict::PastRun;

use super::recorded::{REMEDY, Unusable, record, record_in};

/// Runs that were read, and records that are left out.
#[derive(Debug)]
pub struct PastRuns {
    /// The runs, in no particular order.
    pub runs: Vec<PastRun>,
    /// One message that names each record that is left out, with its reason and the remedy; `None`
    /// if there is none.
    pub left_out: Option<String>,
}

/// Reads the runs in `places`. Each is a folder of reports, its record, or a folder whose folders
/// are such; a run is read once even if it is named twice. Only one record is held at a time.
///
/// # Errors
/// When no record can be used.
pub fn past_runs(places: &[PathBuf]) -> Result<PastRuns, ConfigError> {
    let (mut records, mut left_out) = (BTreeMap::new(), Vec::new());
    for place in places {
        match records_in(place) {
            Ok(found) => records.extend(found),
            Err(error) => left_out.push(Unusable { path: place.clone(), why: error.to_string() }),
        }
    }
    let mut runs: BTreeMap<String, (PathBuf, PastRun)> = BTreeMap::new();
    for path in records.into_values() {
        match record(&path) {
            Err(why) => left_out.push(why),
            Ok(report) => match runs.get(&report.run.run_id) {
                Some((other, _)) => left_out.push(copy(path, other)),
                None => drop(runs.insert(report.run.run_id.clone(), (path, report.into()))),
            },
        }
    }
    let left_out = (!left_out.is_empty()).then(|| named(&left_out, runs.is_empty()));
    match left_out {
        Some(why) if runs.is_empty() => Err(ConfigError::new(why)),
        left_out => {
            Ok(PastRuns { runs: runs.into_values().map(|(_, run)| run).collect(), left_out })
        }
    }
}

/// Records in a place, by their absolute path.
fn records_in(place: &Path) -> io::Result<BTreeMap<PathBuf, PathBuf>> {
    let own = record_in(place);
    let mut paths = vec![own.clone()];
    if !own.is_file() {
        let folders = fs::read_dir(place)?.map(|entry| Ok(record_in(&entry?.path())));
        paths = folders.collect::<io::Result<_>>()?;
        paths.retain(|it| it.parent() != Some(place) && it.is_file());
        if paths.is_empty() {
            return Err(io::Error::other("neither it nor a folder in it has a run.json"));
        }
        paths.sort();
    }
    paths.into_iter().map(|path| Ok((path.canonicalize()?, path))).collect()
}

fn copy(path: PathBuf, other: &Path) -> Unusable {
    Unusable { path, why: format!("it is the same run as {}", other.display()) }
}

fn named(left_out: &[Unusable], all: bool) -> String {
    let lines = left_out.iter().map(|it| format!("\n  {}: {}", it.path.display(), it.why));
    let lines: String = lines.collect();
    let summary = if all {
        "no run record can be used".to_owned()
    } else if left_out.len() == 1 {
        "1 run record is left out".to_owned()
    } else {
        format!("{} run records are left out", left_out.len())
    };
    format!("{summary}; {REMEDY}, or a folder of such folders:{lines}")
}
