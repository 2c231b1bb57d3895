//! Arguments of `prove` about mutants.

use clap::Args;

use crate::config::ShardChoice;

/// Arguments of `prove` about mutants.
#[derive(Args, Clone, Debug)]
pub struct MutantArguments {
    /// Try generated wrong answers (mutants) instead of faults, each until a scenario fails.
    #[arg(long, conflicts_with = "fault")]
    pub mutants: bool,
    /// Only mutants whose name matches, such as 'get-person:drop:*'; may repeat.
    #[arg(long, value_name = "PATTERN")]
    pub mutant: Vec<String>,
    /// Try the mutants that equal a documented freedom instead; no scenario may fail.
    #[arg(long, requires = "mutants")]
    pub free: bool,
    /// Only part I of N equal parts of the mutants; `auto` reads the variables of GitLab, Kubernetes
    /// and others.
    #[arg(long, value_name = "I/N|auto", requires = "mutants")]
    pub shard: Option<ShardChoice>,
}

impl MutantArguments {
    /// Whether mutants are tried instead of faults.
    pub fn wanted(&self) -> bool {
        self.mutants || !self.mutant.is_empty()
    }
}
