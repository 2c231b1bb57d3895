//! The verdict on one scenario.

use crate::config::Profile;
use crate::evidence::{ScenarioRecord, StepKind, StepOutcome, StepRecord, Unobserved};
use crate::requirement::{Catalogue, Level};

use super::assessed::{AssessedScenario, EarlierAttempt, Verdict};

/// Judges one scenario: what its steps say, then what the profile adds.
pub fn assess(
    mut record: ScenarioRecord,
    catalogue: &Catalogue,
    profile: &Profile,
) -> AssessedScenario {
    let earlier: Vec<EarlierAttempt> =
        std::mem::take(&mut record.earlier).into_iter().map(before).collect();
    let (mut verdict, mut reason) = observed(&record);
    if verdict == Verdict::Passed
        && let Some(objection) = objection(&record, profile)
    {
        (verdict, reason) = (Verdict::Failed, objection);
    }
    if verdict == Verdict::Inconclusive
        && let Some((attempt, failed)) =
            earlier.iter().enumerate().find(|(_, it)| it.verdict == Verdict::Failed)
    {
        // A failure stays, even if a later attempt cannot observe it.
        (verdict, reason) =
            (Verdict::Failed, format!("attempt {}: {}", attempt + 1, failed.reason));
    }
    let warning = verdict == Verdict::Failed && !has_must(&record, catalogue);
    let flaky = verdict == Verdict::Passed && !earlier.is_empty();
    AssessedScenario { warning, flaky, earlier, ..AssessedScenario::new(record, verdict, reason) }
}

/// Verdict by the scenario's own steps, without the profile.
pub fn seen(record: &ScenarioRecord) -> Verdict {
    observed(record).0
}

/// Whether the profile rejects a scenario that passed by its own steps.
pub fn is_objectionable(record: &ScenarioRecord, profile: &Profile) -> bool {
    objection(record, profile).is_some()
}

fn before(record: ScenarioRecord) -> EarlierAttempt {
    let (verdict, reason) = observed(&record);
    let ScenarioRecord { duration_ms, checks, exchanges, attachments, .. } = record;
    EarlierAttempt { verdict, reason, duration_ms, checks, exchanges, attachments }
}

/// Verdict by the scenario's own steps, and its reason.
pub(super) fn observed(record: &ScenarioRecord) -> (Verdict, String) {
    if let Some(reason) = &record.not_applicable {
        return (Verdict::NotApplicable, reason.clone());
    }
    let ended = decisive(record);
    match ended {
        Some(step) => {
            let (verdict, reason) = of_step(step);
            (verdict, format!("{} {}: {reason}", step.keyword, step.text))
        }
        None if record.steps.is_empty() => (Verdict::Error, "the scenario has no steps".into()),
        None => checked(record),
    }
}

/// Returns the step that ended the scenario. An error found before the run comes first, and a
/// step that was not run comes last.
fn decisive(record: &ScenarioRecord) -> Option<&StepRecord> {
    let ended = record.steps.iter().filter(|step| !step.outcome.passed());
    ended.min_by_key(|step| step.outcome == StepOutcome::NotRun)
}

fn checked(record: &ScenarioRecord) -> (Verdict, String) {
    let is_then = |step: usize| record.steps.get(step).is_some_and(|it| it.kind == StepKind::Then);
    if record.checks.iter().any(|check| is_then(check.step)) {
        (Verdict::Passed, String::new())
    } else {
        (Verdict::Error, "the scenario checked nothing".into())
    }
}

/// After a failed Given the rule could not be observed; a failed Then is an observation.
fn of_step(step: &StepRecord) -> (Verdict, String) {
    match &step.outcome {
        StepOutcome::Passed => (Verdict::Passed, String::new()),
        StepOutcome::CheckFailed(text) if step.kind == StepKind::Given => {
            (Verdict::Inconclusive, format!("the precondition was not met: {text}"))
        }
        StepOutcome::CheckFailed(text) => (Verdict::Failed, text.clone()),
        StepOutcome::Unobserved(Unobserved::Inapplicable { detail }) => {
            (Verdict::NotApplicable, detail.clone())
        }
        StepOutcome::Unobserved(why) => (Verdict::Inconclusive, why.to_string()),
        StepOutcome::TimedOut { limit_ms } => {
            (Verdict::Inconclusive, format!("the step was still running after {limit_ms} ms"))
        }
        StepOutcome::Interrupted => (Verdict::Inconclusive, "the run was stopped here".into()),
        StepOutcome::NotRun => {
            (Verdict::Inconclusive, "the run was stopped before this step".into())
        }
        StepOutcome::Undefined => (Verdict::Error, "no step definition matches".into()),
        StepOutcome::Ambiguous(places) => {
            (Verdict::Error, format!("several step definitions match: {}", places.join(", ")))
        }
        StepOutcome::Misuse(text) => (Verdict::Error, text.clone()),
        StepOutcome::Panicked(text) => (Verdict::Error, format!("the harness panicked: {text}")),
    }
}

/// Objection of the profile to something that the guide allows.
fn objection(record: &ScenarioRecord, profile: &Profile) -> Option<String> {
    let other_reading = record.readings.iter().find_map(|observed| {
        let demanded = profile.readings.get(&observed.question)?;
        (*demanded != observed.reading).then(|| {
            format!(
                "{} is read as {}, and the profile demands {demanded} ({})",
                observed.question, observed.reading, observed.note
            )
        })
    });
    let deviation = || {
        // A deviation in a Given is the subject of another scenario.
        let own = |step: usize| record.steps.get(step).is_some_and(|it| it.kind != StepKind::Given);
        let first = record.deviations.iter().find(|it| profile.strict && own(it.step))?;
        Some(format!("deviation under --strict: {} ({})", first.what, first.place))
    };
    other_reading.or_else(deviation)
}

/// A scenario without known requirements is a user's own test, and counts as a MUST.
fn has_must(record: &ScenarioRecord, catalogue: &Catalogue) -> bool {
    let mut levels = record
        .requirements
        .iter()
        .filter_map(|id| Some(catalogue.requirement(id)?.level))
        .peekable();
    levels.peek().is_none() || levels.any(|level| level == Level::Must)
}
