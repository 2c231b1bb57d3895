//! Every requirement with its scenarios and its verdict in the last run.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::config::ConfigError;
use crate::engine::{self, Selection};
use crate::requirement::Coverage;
use crate::verdict::{LastRun, MatrixRow, RegisteredAmbiguity, RowFilter, matrix, register};

use super::json_file::parsed;
use super::{CannotStart, Loaded, suite};

const RECORD: &str = "run.json";
const LATEST: &str = "reports/latest";

/// Requirements and ambiguous questions, with their results in the last run.
#[derive(Clone, Debug)]
pub struct MatrixSource {
    /// The requirements that match the filter.
    pub rows: Vec<MatrixRow>,
    /// Every question.
    pub ambiguities: Vec<RegisteredAmbiguity>,
    /// Id of the run the verdicts are from.
    pub run_id: Option<String>,
}

/// Loads the features at `paths` (the embedded suite if empty) and joins them with the run recorded
/// in `folder`, or with the newest run in the working directory, if any.
///
/// # Errors
/// When the features or the catalogue are unusable, or the run in `folder` cannot be read.
pub fn requirements(
    paths: &[PathBuf],
    folder: Option<&Path>,
    filter: &RowFilter,
) -> Result<MatrixSource, CannotStart> {
    let (loaded, last) = (suite::load(paths)?, last_run(folder)?);
    let Loaded { suite, catalogue, .. } = loaded;
    let coverage = coverage_of(suite);
    let readings = last.as_ref().map(LastRun::readings).unwrap_or_default();
    Ok(MatrixSource {
        rows: matrix(&catalogue, &coverage, last.as_ref(), filter),
        ambiguities: register(&catalogue, &readings),
        run_id: last.map(|it| it.run_id),
    })
}

/// Returns the scenarios for each requirement.
///
/// # Errors
/// When the features or the catalogue are unusable.
pub fn coverage(paths: &[PathBuf]) -> Result<Coverage, CannotStart> {
    Ok(coverage_of(suite::load(paths)?.suite))
}

fn coverage_of(suite: engine::Suite) -> Coverage {
    let mut coverage = Coverage::default();
    for planned in engine::select(suite, &Selection::default(), &|_| None).scenarios {
        coverage.add(&planned.case.id, &planned.case.requirements);
    }
    coverage
}

/// Reads the last run. A run in `folder` must exist; otherwise there may be none.
fn last_run(folder: Option<&Path>) -> Result<Option<LastRun>, ConfigError> {
    let path = folder.unwrap_or(Path::new(LATEST)).join(RECORD);
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound && folder.is_none() => return Ok(None),
        Err(error) => return Err(unusable(&path, &error)),
    };
    parsed(&text).map(Some).map_err(|error| unusable(&path, &error))
}

fn unusable(path: &Path, error: &dyn std::error::Error) -> ConfigError {
    ConfigError::new(format!("failed to read the run {}: {error}", path.display()))
}
