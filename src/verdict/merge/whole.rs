//! Checks that shards belong to one run, and that together they are the whole run.

use crate::evidence::{SelectionRecord, ShardRecord, digest};
use crate::verdict::{AssessedScenario, ConformanceReport};

/// Maximum number of missing shards that are named one by one.
const NAMED: usize = 10;

/// A recorded run and where it was found.
#[derive(Clone, Debug)]
pub struct RunPart {
    /// Path of its record, for messages.
    pub place: String,
    /// The record.
    pub report: ConformanceReport,
}

/// Error of runs that cannot be joined.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// There is nothing to join.
    #[error("no run record was given")]
    Nothing,
    /// A record is of another run.
    #[error("{place} is not a shard of the same run as {first}: {what} is {there}, not {here}")]
    Foreign {
        /// The record.
        place: String,
        /// The record that it was compared with.
        first: String,
        /// The property that differs.
        what: &'static str,
        /// Value in the record.
        there: String,
        /// Value in the first record.
        here: String,
    },
    /// A shard was given twice.
    #[error("shard {shard} was given twice: {first} and {second}")]
    Doubled {
        /// The shard.
        shard: ShardRecord,
        /// One record.
        first: String,
        /// The other.
        second: String,
    },
    /// The members of a record contradict each other.
    #[error("{place} contradicts itself: {what}")]
    Contradiction {
        /// The record.
        place: String,
        /// The contradiction.
        what: String,
    },
    /// A part of the selection is missing.
    #[error("the run is not complete: {}; --allow-incomplete merges the rest", .0.join("; "))]
    Missing(Vec<String>),
}

/// Compares the properties that all shards of a run share.
pub(super) fn same_run(first: &RunPart, part: &RunPart) -> Result<(), MergeError> {
    let [(here, ours), (there, theirs)] = [&first.report, &part.report].map(|it| (&it.run, it));
    let text = |number: u64| number.to_string();
    let same = [
        ("the program", here.harness.name.clone(), there.harness.name.clone()),
        ("the version", here.harness.version.clone(), there.harness.version.clone()),
        ("the suite", here.harness.suite_digest.clone(), there.harness.suite_digest.clone()),
        ("the target", here.target.name.clone(), there.target.name.clone()),
        ("the seed", text(here.seed), text(there.seed)),
        ("--strict", ours.strict.to_string(), theirs.strict.to_string()),
        ("--fail-on-flaky", ours.fail_on_flaky.to_string(), theirs.fail_on_flaky.to_string()),
        ("the selection", here.selection.digest.clone(), there.selection.digest.clone()),
        ("the waivers", tickets(ours), tickets(theirs)),
        (
            "the number of scenarios selected",
            here.selection.scenarios.to_string(),
            there.selection.scenarios.to_string(),
        ),
        (
            "the number of shards",
            here.selection.shard.total.to_string(),
            there.selection.shard.total.to_string(),
        ),
    ];
    let different = same.into_iter().find(|(_, here, there)| here != there);
    different.map_or(Ok(()), |(what, here, there)| {
        let (place, first) = (part.place.clone(), first.place.clone());
        Err(MergeError::Foreign { place, first, what, there, here })
    })
}

fn tickets(report: &ConformanceReport) -> String {
    let waivers = report.candidates().into_iter();
    let names = waivers.map(|(it, in_suite)| {
        format!("{} of {} until {} for {in_suite}", it.ticket, it.id(), it.expires)
    });
    format!("[{}]", names.collect::<Vec<_>>().join(", "))
}

/// Checks that shard and positions of a record are possible.
pub(super) fn plausible(part: &RunPart) -> Result<(), MergeError> {
    let selection = &part.report.run.selection;
    let shard = selection.shard;
    let outside = part
        .report
        .scenarios
        .iter()
        .map(|it| &it.record)
        .find(|it| it.position >= selection.scenarios);
    let what = if shard.total == 0 || !(1..=shard.total).contains(&shard.index) {
        format!("there is no shard {shard}")
    } else if let Some(it) = outside {
        format!("`{}` has place {} of {}", it.id, it.position, selection.scenarios)
    } else {
        return Ok(());
    };
    Err(MergeError::Contradiction { place: part.place.clone(), what })
}

/// Checks that no shard was given twice; the parts are in the order of their shards.
pub(super) fn not_doubled(parts: &[RunPart]) -> Result<(), MergeError> {
    let same = |pair: &&[RunPart]| {
        pair[0].report.run.selection.shard == pair[1].report.run.selection.shard
    };
    match parts.windows(2).find(same) {
        None => Ok(()),
        Some(pair) => Err(MergeError::Doubled {
            shard: pair[0].report.run.selection.shard,
            first: pair[0].place.clone(),
            second: pair[1].place.clone(),
        }),
    }
}

/// Shards that are missing or were interrupted.
pub(super) fn missing_shards(parts: &[RunPart]) -> Vec<String> {
    let total = parts.first().map_or(0, |it| it.report.run.selection.shard.total);
    let there: Vec<u32> = parts.iter().map(|it| it.report.run.selection.shard.index).collect();
    // A record may claim any number of shards.
    let mut gone = (1..=total).filter(|index| there.binary_search(index).is_err());
    let named = gone.by_ref().take(NAMED).map(|index| format!("shard {index}/{total} is missing"));
    let mut missing: Vec<String> = named.collect();
    let more = (total as usize).saturating_sub(there.len() + missing.len());
    if more > 0 {
        missing.push(format!("{more} more shards are missing"));
    }
    let cut = parts.iter().filter(|it| it.report.run.interrupted);
    missing
        .extend(cut.map(|it| format!("shard {} was interrupted", it.report.run.selection.shard)));
    missing
}

/// Compares the scenarios, in the order of their positions, with the selection.
pub(super) fn whole(
    scenarios: &[AssessedScenario],
    selection: &SelectionRecord,
    missing: &mut Vec<String>,
) -> Result<(), MergeError> {
    let same = |pair: &&[AssessedScenario]| pair[0].record.position == pair[1].record.position;
    if let Some(pair) = scenarios.windows(2).find(same) {
        let (one, other) = (&pair[0].record.id, &pair[1].record.id);
        return Err(MergeError::Contradiction {
            place: "the selection".to_owned(),
            what: format!("`{one}` and `{other}` have the same place in it"),
        });
    }
    let gone = selection.scenarios - scenarios.len();
    if gone > 0 {
        missing.push(format!("{gone} of {} scenarios have no record", selection.scenarios));
    } else if digest(scenarios.iter().map(|it| it.record.id.as_str())) != selection.digest {
        return Err(MergeError::Contradiction {
            place: "the selection".to_owned(),
            what: "its scenarios do not have the digest it was recorded with".to_owned(),
        });
    }
    Ok(())
}
