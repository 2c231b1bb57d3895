//! Runs a plan to its end.

use std::pin::pin;

use futures::StreamExt as _;

use crate::evidence::ScenarioRecord;

use super::{Plan, Runner, ScenarioWorld};

/// Result of a run, without its records.
#[derive(Clone, Debug, Default)]
pub struct Execution {
    /// Whether the run was stopped before all scenarios had ended.
    pub interrupted: bool,
    /// Errors outside any step: a clean-up that panicked or took too long.
    pub faults: Vec<String>,
}

/// Runs `plan`; `observer` is given the record of every scenario when it ends.
pub async fn execute<W: ScenarioWorld>(
    plan: Plan,
    runner: Runner<W>,
    observer: &mut dyn FnMut(ScenarioRecord),
) -> Execution {
    let run_state = runner.run_state();
    let mut collector = runner.collector(observer);
    let mut events = pin!(runner.drive(plan));
    while let Some(event) = events.next().await {
        collector.note(&event);
        // Steps that never wait would keep the signal handler and the simulator from running.
        tokio::task::consume_budget().await;
    }
    Execution { interrupted: run_state.cut.get(), faults: run_state.faults.take() }
}

#[cfg(test)]
mod retries;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod writers;
