//! Arguments of `prove` about mutants.

use clap::Args;

use crate::config::ShardChoice;

/// Arguments of `prove` about mutants.
#[derive(Args, Clone, Debug)]
pub struct MutantArguments {
    /// Generate wrong answers, and try each until one scenario fails.
    #[arg(long, conflicts_with = "fault")]
    pub mutants: bool,
    /// Only mutants whose name fits, such as 'get-person:drop:*'; may repeat.
    #[arg(long, value_name = "PATTERN")]
    pub mutant: Vec<String>,
    /// Instead, try the mutants that equal a documented freedom: no scenario may fail.
    #[arg(long, requires = "mutants")]
    pub free: bool,
    /// Only this part of the mutants.
    #[arg(long, value_name = "I/N|auto", requires = "mutants")]
    pub shard: Option<ShardChoice>,
}

impl MutantArguments {
    /// Whether mutants are tried instead of faults.
    pub fn wanted(&self) -> bool {
        self.mutants || !self.mutant.is_empty()
    }
}
