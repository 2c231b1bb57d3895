//! Options of the run of a plan.

use std::{rc::Rc, time::Duration};

use crate::evidence::ScenarioRecord;

use super::{Gate, StopSignal};

/// Conditions under which a scenario is run again, after all the others.
#[derive(Clone, Copy, Debug)]
pub struct Retry {
    /// Maximum number of retries.
    pub times: u32,
    /// Whether a scenario that ended like this is run again.
    pub wanted: fn(&ScenarioRecord) -> bool,
}

impl Default for Retry {
    /// No retries.
    fn default() -> Self {
        Self { times: 0, wanted: |_| false }
    }
}

/// Whether the exchanges of a scenario are kept.
pub type Keep = dyn Fn(&ScenarioRecord) -> bool;

/// Options of the run of a plan.
#[derive(Clone)]
pub struct Options {
    /// Maximum number of scenarios that run at once; 0 counts as 1.
    pub jobs: usize,
    /// Number of scenarios that the target bears at once now, if it is less.
    pub bearable: Rc<dyn Fn() -> usize>,
    /// Number of running scenarios that only wait, so that others may run in their place; with one
    /// job this has no effect.
    pub idle: Rc<dyn Fn() -> usize>,
    /// Time-out of a step.
    pub step_timeout: Duration,
    /// Time-out of a scenario, without the extra time of its steps.
    pub scenario_timeout: Option<Duration>,
    /// Scenarios that are run again.
    pub retry: Retry,
    /// Whether the exchanges of a scenario that passed are kept.
    pub keep: Rc<Keep>,
    /// Ends the run early.
    pub stop: StopSignal,
    /// Refuses scenarios that have not begun.
    pub gate: Gate,
}
