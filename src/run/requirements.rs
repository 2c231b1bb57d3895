//! Every requirement with its scenarios and its verdict in the last run.

use std::path::{Path, PathBuf};

use crate::config::ConfigError;
use crate::engine::{self, Selection};
use crate::requirement::Coverage;
use crate::verdict::{
    ConformanceReport, MatrixRow, RegisteredAmbiguity, RowFilter, matrix, register,
};

use super::recorded::{record_in, recorded};
use super::{CannotStart, Loaded, suite};

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
    let readings = last.as_ref().map(ConformanceReport::observed_readings).unwrap_or_default();
    Ok(MatrixSource {
        rows: matrix(&catalogue, &coverage, last.as_ref(), filter),
        ambiguities: register(&catalogue, &readings),
        run_id: last.map(|it| it.run.run_id),
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
fn last_run(folder: Option<&Path>) -> Result<Option<ConformanceReport>, ConfigError> {
    let place = folder.unwrap_or(Path::new(LATEST));
    if folder.is_none() && !record_in(place).exists() {
        return Ok(None);
    }
    recorded(place).map(Some)
}
