//! The verdicts of one scenario over several runs.

use serde::Serialize;

use super::past_run::{NumberedRun, PastRun, SeenScenario};
use crate::verdict::Verdict;
use crate::verdict::shift::Shift;

/// Letter for a run without the scenario.
pub const NOT_THERE: char = '-';
/// Letter for a scenario that passed on a later attempt.
pub const LATER_ATTEMPT: char = 'p';
/// Number of changes between passed and not passed that makes a scenario flaky.
const ALTERNATES: usize = 2;

/// Verdicts of a scenario, one entry for each run.
pub(super) type Track<'a> = Vec<Option<&'a SeenScenario>>;
/// Index of a run that says something about the scenario, and what it says; `None` if the scenario
/// is missing in a run of the whole suite.
type State<'a> = (usize, Option<&'a SeenScenario>);

/// Way in which the verdict on a scenario developed, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trend {
    /// Fails in the last run, and did not in an earlier one.
    NewlyFailing,
    /// Passed before, and is not applicable, inconclusive, an error or gone in the last run.
    Lost,
    /// Failed in every run that had it.
    StillFailing,
    /// Failed before, and neither fails nor passes in the last run.
    Unobserved,
    /// The verdict changes to and fro, or it passed only on a later attempt.
    Flaky,
    /// Failed before and passes in the last run.
    Fixed,
}

impl Trend {
    /// The word in every report.
    pub fn word(self) -> &'static str {
        match self {
            Self::NewlyFailing => "newly failing",
            Self::Lost => "lost",
            Self::StillFailing => "still failing",
            Self::Unobserved => "no longer observed",
            Self::Flaky => "flaky",
            Self::Fixed => "fixed",
        }
    }
}

/// A scenario with a trend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScenarioHistory {
    /// Id of the scenario.
    pub scenario: String,
    /// The trend.
    pub trend: Trend,
    /// First run of the verdicts that made the trend; null if it is only flaky.
    pub since: Option<NumberedRun>,
    /// Number of runs with the scenario since then.
    pub runs: usize,
    /// Present if the scenario is flaky, whatever its trend.
    pub flaky: Option<Flakiness>,
    /// One letter for each run: P passed, p passed on a later attempt, F failed, f failed with a
    /// warning or waived, I inconclusive, E error, N not applicable, - not in the run.
    pub verdicts: String,
    /// Reason why it did not pass, in the last run in which it did not.
    pub reason: String,
    /// Whether the last run is worse than the one before because of it: it newly fails or is lost,
    /// and is neither a warning nor waived.
    pub worse: bool,
}

/// Signs of a flaky scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Flakiness {
    /// Number of changes between passed and failed or inconclusive.
    pub changes: usize,
    /// Number of runs in which it passed only on a later attempt.
    pub later_attempts: usize,
}

/// Returns the history of a scenario, if it is of interest.
pub(super) fn scenario_history(
    id: &str,
    track: &Track<'_>,
    runs: &[PastRun],
) -> Option<ScenarioHistory> {
    let states = states(track, runs);
    let flaky = flakiness(&states);
    let trend = trend(&states, runs.len());
    if trend.is_none() && flaky.is_none() {
        return None;
    }
    let since = trend.and_then(|(_, since)| states.get(since));
    let runs_since = trend.map_or(states.len(), |(_, since)| states.len() - since);
    let bad = track.iter().rev().flatten().find(|it| it.verdict != Verdict::Passed);
    Some(ScenarioHistory {
        scenario: id.to_owned(),
        trend: trend.map_or(Trend::Flaky, |(trend, _)| trend),
        since: since.map(|(index, _)| runs[*index].numbered(*index)),
        runs: runs_since,
        flaky,
        verdicts: track.iter().map(|it| letter(*it)).collect(),
        reason: bad.map(|it| it.reason.clone()).unwrap_or_default(),
        worse: is_worse(&states, runs.len()),
    })
}

/// The runs that say something about the scenario: a run of a part of the suite says nothing about
/// others.
fn states<'a>(track: &Track<'a>, runs: &[PastRun]) -> Vec<State<'a>> {
    let states = track.iter().copied().enumerate();
    states.filter(|(index, seen)| seen.is_some() || !runs[*index].line.part).collect()
}

fn has(state: &State<'_>, verdict: Verdict) -> bool {
    state.1.is_some_and(|it| it.verdict == verdict)
}

/// The trend, and the index of the state that it began with.
fn trend(states: &[State<'_>], runs: usize) -> Option<(Trend, usize)> {
    let last = states.last().filter(|(index, _)| index + 1 == runs)?;
    let streak = |verdict| states.iter().rev().take_while(|it| has(it, verdict)).count();
    let after_last = |verdict| states.iter().rposition(|it| has(it, verdict)).map(|it| it + 1);
    if has(last, Verdict::Failed) {
        let since = states.len() - streak(Verdict::Failed);
        // Nothing is known of earlier runs if this is the only one that had it.
        let always = since == 0 && (states.len() > 1 || runs == 1);
        let trend = if always { Trend::StillFailing } else { Trend::NewlyFailing };
        return Some((trend, since));
    }
    if has(last, Verdict::Passed) {
        let since = states.len() - streak(Verdict::Passed);
        let failed = states[..since].iter().any(|it| has(it, Verdict::Failed));
        return failed.then_some((Trend::Fixed, since));
    }
    match after_last(Verdict::Passed) {
        Some(since) => Some((Trend::Lost, since)),
        None => Some((Trend::Unobserved, after_last(Verdict::Failed)?)),
    }
}

fn flakiness(states: &[State<'_>]) -> Option<Flakiness> {
    let decided = |it: &State<'_>| match it.1?.verdict {
        Verdict::Passed | Verdict::Attested | Verdict::Review => Some(true),
        Verdict::Failed | Verdict::Inconclusive => Some(false),
        Verdict::Error | Verdict::NotApplicable | Verdict::Uncovered | Verdict::NotObserved => None,
    };
    let passes: Vec<bool> = states.iter().filter_map(decided).collect();
    let changes = passes.windows(2).filter(|it| it[0] != it[1]).count();
    let later_attempts = states.iter().filter(|it| it.1.is_some_and(|it| it.flaky)).count();
    let flaky = changes >= ALTERNATES || later_attempts > 0;
    flaky.then_some(Flakiness { changes, later_attempts })
}

/// Whether the last run is worse than the one before it that says something about the scenario.
fn is_worse(states: &[State<'_>], runs: usize) -> bool {
    let Some(((index, now), before)) = states.split_last() else { return false };
    if runs < 2 || index + 1 < runs {
        return false;
    }
    let then = before.last().and_then(|it| it.1).map(|it| it.verdict);
    match now {
        None => then == Some(Verdict::Passed),
        Some(now) => now.counts && Shift::of(then, now.verdict).is_worse(),
    }
}

fn letter(seen: Option<&SeenScenario>) -> char {
    let Some(seen) = seen else { return NOT_THERE };
    match seen.verdict {
        Verdict::Passed if seen.flaky => LATER_ATTEMPT,
        Verdict::Passed | Verdict::Attested | Verdict::Review => 'P',
        Verdict::Failed if seen.counts => 'F',
        Verdict::Failed => 'f',
        Verdict::Inconclusive => 'I',
        Verdict::Error => 'E',
        Verdict::NotApplicable | Verdict::Uncovered | Verdict::NotObserved => 'N',
    }
}
