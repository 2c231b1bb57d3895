//! Flags of `run` that repeat scenarios, and those that repeat the run.

use std::path::PathBuf;

use clap::Args;

use crate::config::Retries;

/// Repetition of scenarios, within the run and of an earlier run.
#[derive(Args, Clone, Debug)]
pub struct RepeatArguments {
    /// Repeat inconclusive scenarios at most N times, after all others.
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true,
          value_parser = clap::value_parser!(u32).range(..=20))]
    pub retries: u32,
    /// Also repeat failed scenarios.
    #[arg(long, requires = "retries")]
    pub retry_failed: bool,
    /// A scenario that passes only on a later attempt makes the run not conformant.
    #[arg(long)]
    pub fail_on_flaky: bool,
    /// Report folder of an earlier run: only scenarios that did not pass in it.
    #[arg(long, value_name = "DIR")]
    pub rerun: Option<PathBuf>,
    /// Run again after each change of the feature files, until Ctrl-C.
    #[arg(long, requires = "paths", conflicts_with = "plan")]
    pub watch: bool,
}

impl RepeatArguments {
    /// Repetition of scenarios within the run.
    pub fn retries(&self) -> Retries {
        Retries {
            times: self.retries,
            failed_too: self.retry_failed,
            fail_on_flaky: self.fail_on_flaky,
        }
    }
}
