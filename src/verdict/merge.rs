//! Joins the shards of one run, and proves that nothing is missing, doubled or foreign.

mod whole;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::config::Waiver;
use crate::evidence::{KnownSecrets, RunRecord, SelectionRecord, ShardRecord};

use super::assess::{by_requirement, counted};
use super::conclusion::Grounds;
use super::{
    AssessedRequirement, AssessedScenario, Conclusion, ConformanceReport, RecordedRun,
    RegisteredAmbiguity, Verdict, Waivers, waive,
};

use whole::{missing_shards, not_doubled, plausible, same_run, whole};

pub use whole::{NotWhole, Part};

/// The shards as one run, under an id of its own. With `allow_incomplete` what is missing is noted
/// in the report and keeps it from being conformant; otherwise it is an error.
///
/// # Errors
/// When a record is foreign, doubled or impossible, or something is missing.
pub fn merge(
    mut parts: Vec<Part>,
    run_id: &str,
    allow_incomplete: bool,
    today: Date,
) -> Result<ConformanceReport, NotWhole> {
    parts.sort_by_key(|it| it.run.selection.shard);
    let Some(first) = parts.first() else {
        return Err(NotWhole::Nothing);
    };
    for part in &parts {
        same_run(first, part)?;
        plausible(part)?;
    }
    not_doubled(&parts)?;
    let mut missing = missing_shards(&parts);
    let selection = first.run.selection.clone();
    let record = joined(&parts, run_id);
    let given = Given::of(&parts, today);
    let mut scenarios: Vec<AssessedScenario> =
        parts.into_iter().flat_map(|it| it.run.scenarios).map(Into::into).collect();
    scenarios.sort_by_key(|it| it.record.position);
    for scenario in &mut scenarios {
        scenario.waived = None; // a shard saw only its part
    }
    whole(&scenarios, &selection, &mut missing)?;
    if !missing.is_empty() && !allow_incomplete {
        return Err(NotWhole::Missing(missing));
    }
    let run = RunRecord { missing, ..record };
    Ok(report(run, scenarios, given))
}

/// What the shards have in common, or each a part of, besides scenarios.
struct Given {
    requirements: BTreeMap<String, AssessedRequirement>,
    ambiguities: Vec<RegisteredAmbiguity>,
    waivers: Waivers,
    strict: bool,
    fail_on_flaky: bool,
}

impl Given {
    fn of(parts: &[Part], today: Date) -> Self {
        let first = &parts[0].run;
        Self {
            requirements: requirements(parts),
            ambiguities: ambiguities(parts),
            waivers: Waivers { candidates: candidates(first), today },
            strict: first.strict,
            fail_on_flaky: first.fail_on_flaky,
        }
    }
}

fn report(run: RunRecord, mut scenarios: Vec<AssessedScenario>, given: Given) -> ConformanceReport {
    let Given { requirements, ambiguities, waivers, strict, fail_on_flaky } = given;
    let waivers = waive::settle(&waivers, &mut scenarios, &run.target.name);
    let requirements = by_requirement(&scenarios, requirements.into_values());
    let totals = counted(&scenarios);
    let grounds =
        Grounds { run: &run, scenarios: &scenarios, waivers: &waivers, strict, fail_on_flaky };
    let conclusion = Conclusion::draw(&grounds);
    ConformanceReport {
        run,
        scenarios,
        requirements,
        ambiguities,
        waivers,
        totals,
        strict,
        fail_on_flaky,
        conclusion,
    }
}

/// The record of all parts, scenarios apart.
fn joined(parts: &[Part], run_id: &str) -> RunRecord {
    let runs = || parts.iter().map(|it| &it.run);
    let first = &parts[0].run;
    let earliest = runs().map(|it| &it.started_at).min().cloned();
    let latest = runs().map(|it| &it.finished_at).max().cloned();
    RunRecord {
        run_id: run_id.to_owned(),
        started_at: earliest.unwrap_or_default(),
        finished_at: latest.unwrap_or_default(),
        interrupted: false, // a shard that was is missing something
        seed: first.seed,
        harness_version: first.harness.version.clone(),
        suite_digest: first.harness.suite_digest.clone(),
        selection: SelectionRecord { shard: ShardRecord::default(), ..first.selection.clone() },
        merged_from: runs().map(|it| it.run_id.clone()).collect(),
        missing: Vec::new(),
        target: first.target.clone(),
        scenarios: Vec::new(),
        internal_faults: runs().flat_map(|it| it.internal_faults.clone()).collect(),
        known_secrets: KnownSecrets::default(),
    }
}

/// What the parts say of requirements, but their verdicts.
fn requirements(parts: &[Part]) -> BTreeMap<String, AssessedRequirement> {
    let named = parts.iter().flat_map(|it| &it.run.requirements).cloned();
    let open = named.map(|it| {
        let (verdict, scenarios) = (Verdict::Uncovered, Vec::new());
        (it.id.clone(), AssessedRequirement { verdict, scenarios, ..it })
    });
    open.collect()
}

fn ambiguities(parts: &[Part]) -> Vec<RegisteredAmbiguity> {
    let mut met: BTreeMap<&str, RegisteredAmbiguity> = BTreeMap::new();
    for question in parts.iter().flat_map(|it| &it.run.ambiguities) {
        let all = met
            .entry(&question.id)
            .or_insert_with(|| RegisteredAmbiguity { observed: Vec::new(), ..question.clone() });
        all.observed.extend(question.observed.iter().cloned());
        all.observed.sort();
        all.observed.dedup();
    }
    met.into_values().collect()
}

pub(super) fn candidates(run: &RecordedRun) -> Vec<(Waiver, usize)> {
    run.waivers.iter().map(|it| (it.waiver.clone(), it.in_suite)).collect()
}
