//! `--shard`: the part of the selection that this machine runs.

use crate::config::{ConfigError, Shard, ShardChoice};

use super::arguments::RunArguments;
use super::terminal;

/// Returns the part, if one is given.
pub fn shard(arguments: &RunArguments) -> Result<Option<Shard>, ConfigError> {
    let Some(choice) = arguments.shard else {
        return Ok(None);
    };
    if arguments.seed.is_none() {
        return Err(ConfigError::new(
            "--shard needs --seed N, or the shards cannot be merged: use the same N for all shards of \
             a run and another one for each run, such as the number of the pipeline",
        ));
    }
    resolved(choice).map(Some)
}

/// Returns the part; prints the variables that `auto` has read.
pub fn resolved(choice: ShardChoice) -> Result<Shard, ConfigError> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let (shard, read_from) = choice.resolve(&variable)?;
    if let Some(variables) = read_from {
        terminal::print_message(&format!(
            "shard {}/{}, read from {variables}",
            shard.index(),
            shard.total()
        ));
    }
    Ok(shard)
}
