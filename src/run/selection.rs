//! The selection of a run: what the command line asks for, and the part of it that is run.

use regex::Regex;

use crate::config::{ConfigError, Profile, RunConfig, Target, lacking};
use crate::engine::{self, Plan, Selection, Suite};
use crate::evidence::{self, PartialRecord, SelectionRecord, ShardRecord};

use crate::verdict::ConformanceReport;

use super::suite::{self, Loaded};
use super::{CannotStart, recorded};

/// Keeps only the scenarios of the configured shard in the plan; returns the whole selection.
/// `whole` is the number of scenarios of the suite.
pub fn part(plan: &mut Plan, config: &RunConfig, whole: usize) -> SelectionRecord {
    let shard = config.shard;
    let ids = plan.scenarios.iter().map(|it| it.case.id.as_str());
    let (scenarios, digest) = (plan.scenarios.len(), evidence::digest(ids));
    let shard = shard.map_or_else(ShardRecord::default, |it| ShardRecord {
        index: it.index(),
        total: it.total(),
    });
    engine::keep_shard(plan, shard);
    let arguments = arguments(config);
    let rerun = config.rerun.iter().flat_map(|it| ["--rerun".to_owned(), it.display().to_string()]);
    let by = arguments.iter().cloned().chain(rerun).collect();
    let partial = (scenarios < whole).then_some(PartialRecord { of: whole, by });
    SelectionRecord { shard, scenarios, partial, digest, arguments }
}

/// Returns the scenarios that will be run against `target`, and the selection they are part of.
/// `whole` is the number of scenarios of the suite that the loaded features are from.
pub(super) fn pick(
    config: &RunConfig,
    suite: Suite,
    whole: usize,
    asked: &Selection,
    before: Option<&ConformanceReport>,
    target: &Target,
) -> Result<(Plan, SelectionRecord), CannotStart> {
    let mut plan = engine::select(suite, asked, &|tags| lacking(tags, target));
    if plan.is_empty() {
        return Err(CannotStart::NothingSelected);
    }
    if !config.ids.is_empty() {
        plan.retain(|case| config.ids.contains(&case.id));
    }
    if let Some(before) = before {
        suite::keep_what_did_not_pass(&mut plan, before)?;
    }
    let selection = part(&mut plan, config, whole);
    Ok((plan, selection))
}

/// The scenarios that a run of this configuration on `target` would have.
pub(super) fn picked(config: &RunConfig, target: &Target) -> Result<Plan, CannotStart> {
    let loaded = suite::load(&config.paths)?;
    Profile::new(config.settings.strict, &config.settings.readings, &loaded.catalogue)?;
    let before = config.rerun.as_deref().map(recorded).transpose()?;
    let asked = selection(config, &loaded)?;
    Ok(pick(config, loaded.suite, loaded.whole, &asked, before.as_ref(), target)?.0)
}

/// Arguments that select the same scenarios again.
fn arguments(config: &RunConfig) -> Vec<String> {
    let paths = config.paths.iter().map(|it| it.display().to_string());
    let flags = [
        ("--tags", &config.tags),
        ("--name", &config.names),
        ("--requirement", &config.requirements),
    ];
    let flags = flags.into_iter().flat_map(|(flag, values)| {
        values.iter().flat_map(move |value| [flag.to_owned(), value.clone()])
    });
    paths.chain(flags).collect()
}

/// Returns the selection of the command line.
///
/// # Errors
/// When a tag expression, a pattern or a requirement id is unusable.
pub fn selection(config: &RunConfig, loaded: &Loaded) -> Result<Selection, ConfigError> {
    let mut selection =
        Selection { requirements: config.requirements.clone(), ..Selection::default() };
    for text in &config.tags {
        let tags = text.parse().map_err(|error| {
            let hint = "write @a and not (@b or @c)";
            ConfigError::new(format!("`{text}` is not a tag expression ({error}): {hint}"))
        })?;
        selection.tags.push(tags);
    }
    for text in &config.names {
        let name = Regex::new(text).map_err(|error| {
            ConfigError::new(format!("`{text}` is not a regular expression: {error}"))
        })?;
        selection.names.push(name);
    }
    match config.requirements.iter().find(|id| loaded.catalogue.requirement(id).is_none()) {
        Some(id) => Err(ConfigError::new(format!("requirement `{id}` is not in the catalogue"))),
        None => Ok(selection),
    }
}
