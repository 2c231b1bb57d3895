//! Problems of a run outside its scenarios, for formats that only know cases: a reader that counts
//! cases must not take a part for the whole.

use crate::verdict::ConformanceReport;

/// One thing that is wrong.
#[derive(Debug, PartialEq, Eq)]
pub struct Shortfall {
    /// `interrupted`, `incomplete` or `harness`.
    pub kind: &'static str,
    /// The state that was expected.
    pub name: &'static str,
    /// The actual state.
    pub message: String,
}

/// All of them; none for a run that came to its end.
pub fn shortfalls(report: &ConformanceReport) -> Vec<Shortfall> {
    let run = &report.run;
    let cut = run.interrupted.then(|| Shortfall {
        kind: "interrupted",
        name: "The run comes to its end",
        message: format!(
            "interrupted: {} of {} selected scenarios are reported",
            report.scenarios.len(),
            run.selection.scenarios
        ),
    });
    let missing = run.missing.iter().map(|it| Shortfall {
        kind: "incomplete",
        name: "No shard is missing",
        message: format!("incomplete: {it}"),
    });
    let faults = run.internal_faults.iter().map(|it| Shortfall {
        kind: "harness",
        name: "The harness works",
        message: format!("fault inside the harness: {it}"),
    });
    cut.into_iter().chain(missing).chain(faults).collect()
}
