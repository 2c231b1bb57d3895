//! Joins the records of shards into one report.

use std::path::PathBuf;

use crate::config::ConfigError;
use crate::verdict::{ConformanceReport, RunPart, merge};

use super::CannotStart;
use super::embedded::KILLS;
use super::identity;
use super::recorded::{quotable, record_in, recorded};

/// Joins the runs recorded in `places` (folders, or the records themselves) into one run `run_id`.
/// With `allow_incomplete` shards may be missing, and the report lists them.
///
/// # Errors
/// When a record cannot be read, belongs to another run, is named twice, or is missing.
pub fn merged(
    places: &[PathBuf],
    run_id: &str,
    allow_incomplete: bool,
) -> Result<ConformanceReport, CannotStart> {
    let own = env!("CARGO_PKG_VERSION");
    let mut parts = Vec::with_capacity(places.len());
    for place in places {
        let (report, place) = (recorded(place)?, record_in(place).display().to_string());
        if report.run.harness.version != own {
            let version = quotable(&report.run.harness.version);
            return Err(refused(&format!(
                "{place} was written by version {version}, and this is {own}: merge with the \
                 version that ran"
            )));
        }
        parts.push(RunPart { place, report });
    }
    let today = identity::today();
    let is_known = parts.iter().all(|it| it.report.worth.is_some());
    let kills = KILLS.as_ref().filter(|_| is_known);
    merge(parts, run_id, allow_incomplete, today)
        .map(|report| report.with_worth(kills))
        .map_err(|why| refused(&quotable(&why.to_string())))
}

fn refused(why: &str) -> CannotStart {
    ConfigError::new(format!("failed to merge: {why}")).into()
}
