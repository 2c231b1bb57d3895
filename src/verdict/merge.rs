//! Joins the shards of one run, and checks that each shard and scenario of this run is present
//! exactly once.

mod whole;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::evidence::{OperationAnswers, RunRecord, SelectionRecord, ShardRecord};

use super::report::Findings;
use super::tally::Tally;
use super::{
    AssessedRequirement, AssessedScenario, ConformanceReport, RegisteredAmbiguity, Verdict, Waivers,
};

use whole::{missing_shards, not_doubled, plausible, same_run, whole};

pub use whole::{MergeError, RunPart};

/// Returns the shards as one run with this id. With `allow_incomplete`, missing parts are listed in
/// the report, which then is not conformant; without it they are an error.
///
/// # Errors
/// When a record is foreign, doubled or impossible, or something is missing.
pub fn merge(
    mut parts: Vec<RunPart>,
    run_id: &str,
    allow_incomplete: bool,
    today: Date,
) -> Result<ConformanceReport, MergeError> {
    parts.sort_by_key(|it| it.report.run.selection.shard);
    let Some(first) = parts.first() else {
        return Err(MergeError::Nothing);
    };
    for part in &parts {
        same_run(first, part)?;
        plausible(part)?;
    }
    not_doubled(&parts)?;
    let mut missing = missing_shards(&parts);
    let selection = first.report.run.selection.clone();
    let record = joined(&parts, run_id);
    let waivers = Waivers { candidates: first.report.candidates(), today };
    let mut tally = Tally::new(requirements(&parts), &waivers, &record.target.name);
    let rules = first.report.rules();
    let met = ambiguities(&parts);
    let controls = parts.iter().flat_map(|it| it.report.controls.clone()).collect::<Vec<_>>();
    let mut scenarios: Vec<AssessedScenario> =
        parts.into_iter().flat_map(|it| it.report.scenarios).collect();
    scenarios.sort_by_key(|it| it.record.position);
    whole(&scenarios, &selection, &mut missing)?;
    if !missing.is_empty() && !allow_incomplete {
        return Err(MergeError::Missing(missing));
    }
    let run = RunRecord { missing, ..record };
    // A shard observed only its own part of the suite.
    let operations = tally.settle(&run, &mut scenarios, &controls);
    let findings = Findings { operations, controls, ..tally.findings(|_| met) };
    Ok(ConformanceReport::of(run, scenarios, findings, rules))
}

/// The record of all parts, scenarios apart.
fn joined(parts: &[RunPart], run_id: &str) -> RunRecord {
    let runs = || parts.iter().map(|it| &it.report.run);
    let first = &parts[0].report.run;
    let earliest = runs().map(|it| &it.started_at).min().cloned();
    let latest = runs().map(|it| &it.finished_at).max().cloned();
    RunRecord {
        run_id: run_id.to_owned(),
        started_at: earliest.unwrap_or_default(),
        finished_at: latest.unwrap_or_default(),
        interrupted: false, // a shard that was is missing something
        selection: SelectionRecord { shard: ShardRecord::default(), ..first.selection.clone() },
        merged_from: runs().map(|it| it.run_id.clone()).collect(),
        missing: Vec::new(),
        own_calls: OperationAnswers::sum(runs().flat_map(|it| &it.own_calls)),
        recent_sms: runs().flat_map(|it| it.recent_sms.clone()).collect(),
        internal_faults: runs().flat_map(|it| it.internal_faults.clone()).collect(),
        ..first.clone()
    }
}

/// Requirements of all parts, without verdicts.
fn requirements(parts: &[RunPart]) -> impl Iterator<Item = AssessedRequirement> {
    let named = parts.iter().flat_map(|it| &it.report.requirements).cloned();
    named.map(|it| AssessedRequirement { verdict: Verdict::Uncovered, scenarios: Vec::new(), ..it })
}

fn ambiguities(parts: &[RunPart]) -> Vec<RegisteredAmbiguity> {
    let mut met: BTreeMap<&str, RegisteredAmbiguity> = BTreeMap::new();
    for question in parts.iter().flat_map(|it| &it.report.ambiguities) {
        let all = met
            .entry(&question.id)
            .or_insert_with(|| RegisteredAmbiguity { observed: Vec::new(), ..question.clone() });
        all.observed.extend(question.observed.iter().cloned());
        all.observed.sort();
        all.observed.dedup();
    }
    met.into_values().collect()
}
