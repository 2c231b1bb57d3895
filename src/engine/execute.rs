//! Runs a plan to its end.

use std::pin::pin;

use cucumber::{Event, Writer, cli, event::Cucumber, parser};
use futures::StreamExt as _;

use crate::evidence::ScenarioRecord;

use super::{Plan, Runner, ScenarioWorld};

/// Result of a run, without its records.
#[derive(Clone, Debug, Default)]
pub struct Execution {
    /// Whether the run was stopped before all of them had ended.
    pub interrupted: bool,
    /// Errors outside any step: tidying up that panicked or took too long.
    pub faults: Vec<String>,
}

/// Runs `plan`; `observer` is handed the record of every scenario as it ends.
pub async fn execute<W: ScenarioWorld>(
    plan: Plan,
    runner: Runner<W>,
    observer: &mut dyn FnMut(ScenarioRecord),
) -> Execution {
    run::<W, SilentWriter>(plan, runner, observer, None).await
}

/// Runs `plan` as [`execute`] does, with a writer of the ecosystem listening. Normalize it unless
/// it can follow scenarios that run side by side.
pub async fn execute_beside<W: ScenarioWorld, L: Writer<W>>(
    plan: Plan,
    runner: Runner<W>,
    observer: &mut dyn FnMut(ScenarioRecord),
    listener: &mut L,
    cli: &L::Cli,
) -> Execution {
    run(plan, runner, observer, Some((listener, cli))).await
}

async fn run<W: ScenarioWorld, L: Writer<W>>(
    plan: Plan,
    runner: Runner<W>,
    observer: &mut dyn FnMut(ScenarioRecord),
    mut listener: Option<(&mut L, &L::Cli)>,
) -> Execution {
    let run_state = runner.run_state();
    let mut collector = runner.collector(observer);
    let mut events = pin!(runner.drive(plan));
    while let Some(event) = events.next().await {
        if let Ok(event) = &event {
            collector.note(&event.value);
        }
        if let Some((listener, cli)) = &mut listener {
            listener.handle_event(event, cli).await;
        }
        // Steps that never wait would keep the signal handler and the simulator from running.
        tokio::task::consume_budget().await;
    }
    Execution { interrupted: run_state.cut.get(), faults: run_state.faults.take() }
}

/// The writer of a run nobody else listens to.
struct SilentWriter;

impl<W: 'static> Writer<W> for SilentWriter {
    type Cli = cli::Empty;

    async fn handle_event(&mut self, _: parser::Result<Event<Cucumber<W>>>, _: &cli::Empty) {}
}

#[cfg(test)]
mod retries;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod writers;
