//! Whether the numbers and places in a scenario of a record agree with one another.

use crate::evidence::TestedSide;
use crate::verdict::Verdict;

use super::contradiction::{Contradiction, contradiction};
use super::run_view::{RunView, ScenarioView};

/// Returns every contradiction between the requests of a scenario, its steps, its checks and what was kept
/// of its exchanges.
pub fn of_measures(run: &RunView<'_>, scenario: &ScenarioView<'_>) -> Vec<Contradiction> {
    let mut found = Vec::new();
    let mut wrong = |what: &str, recorded: usize, shown: String| {
        let member = format!("{what} of `{}`", scenario.id);
        found.push(contradiction(member, &recorded.to_string(), &shown));
    };
    let by_steps = scenario.steps.iter().fold(0, |sum: usize, it| sum.saturating_add(it.requests));
    let sent = scenario.requests;
    if sent < by_steps {
        wrong("requests", sent, format!("{by_steps} by its steps"));
    }
    let answers = scenario.operations.iter().fold(0_usize, |sum, it| {
        [it.succeeded, it.forbidden, it.missing, it.refused]
            .into_iter()
            .fold(sum, usize::saturating_add)
    });
    if answers > by_steps {
        wrong("operations", answers, format!("{by_steps} requests"));
    }
    // Checks that cannot be read are refused elsewhere.
    let checks = scenario.checks().unwrap_or_default();
    if let Some(at) = checks.iter().filter_map(|it| it.exchange).find(|it| *it >= sent) {
        wrong("exchange of a check", at, format!("{sent} exchanges"));
    }
    let steps = scenario.steps.len();
    if let Some(check) = checks.iter().find(|it| it.step >= steps) {
        wrong("step of a check", check.step, format!("{steps} steps"));
    }
    let kept = scenario.exchanges.len();
    let is_quiet = scenario.steps.iter().all(|it| it.outcome == "passed")
        && checks.iter().all(crate::evidence::Check::holds);
    let may_be_left_out = is_quiet && run.tested == TestedSide::Api;
    if kept != sent && !(kept == 0 && may_be_left_out) {
        wrong("exchanges", kept, sent.to_string());
    }
    if run.tested == TestedSide::Partner {
        let rows = scenario.sequence.iter().filter_map(|it| it.exchange);
        let last = rows.max().map_or(0, |it| it + 1);
        let is_lost = sent > 0 && last == 0;
        if last > sent || is_lost {
            wrong("sequence", last, format!("{sent} exchanges"));
        }
    }
    let began = scenario.started_at.is_some();
    if !began && (sent > 0 || !checks.is_empty() || scenario.verdict == Verdict::Passed) {
        wrong("attempts", scenario.attempts, "a scenario that ran".to_owned());
    }
    found
}
