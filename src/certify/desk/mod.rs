//! The receiving desk: rules in Gherkin on a submitted certificate, each with the request to the
//! sender of one that breaks it.

mod judges;
#[expect(clippy::needless_pass_by_value, reason = "captured texts arrive by value")]
mod sentences;
mod submission;
mod world;

use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use crate::engine::{
    self, Case, Gate, KnownTags, Options, Plan, Problem, Retry, Runner, Selection, Source,
    StepDefinitions, StepEntry, StopSignal,
};
use crate::evidence::{ScenarioRecord, StepOutcome};
use crate::run::CannotStart;

pub use submission::Submission;
use world::DeskWorld;

/// The rules that every submission is compared with.
const RULES: &str = include_str!("receiving.feature");
/// Name of the file with these rules, for messages.
const NAME: &str = "receiving.feature";
/// Maximum time of a step. Steps only compare what was read before.
const STEP_LIMIT: Duration = Duration::from_secs(30);

/// A rule that a submission breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenDeskRule {
    /// Title of the rule.
    pub title: String,
    /// Request to the sender.
    pub request: String,
    /// Comparisons that failed; none if the rule is about flaws, which have messages of their own.
    pub reasons: Vec<String>,
}

/// All sentences for rules.
pub fn vocabulary() -> Vec<StepEntry> {
    engine::catalogue::<DeskWorld>()
}

/// Rules that can be run.
pub struct DeskRules {
    plan: Plan,
    definitions: Rc<StepDefinitions<DeskWorld>>,
}

impl DeskRules {
    /// Loads the built-in rules, and those of the receiver at `own`.
    ///
    /// # Errors
    /// When a file cannot be read, or a rule cannot be run as it is written.
    pub fn load(own: Option<&Path>) -> Result<Self, CannotStart> {
        let mut sources = vec![Source::new(NAME, RULES)];
        if let Some(own) = own {
            let mut found = engine::discover(&[own.to_owned()]);
            if Problem::any_error(&found.problems) {
                return Err(CannotStart::Paths(found.problems));
            }
            sources.append(&mut found.sources);
        }
        let (suite, mut problems) = engine::load(sources, &KnownTags::requirements(&|_| true));
        let mut plan = engine::select(suite, &Selection::default(), &|_| None);
        if let Some(own) = own
            && plan.scenarios.iter().all(|it| &*it.case.file == NAME)
        {
            let what = "there is no rule in it: each scenario is one";
            problems.push(Problem::new(own.display().to_string(), what));
        }
        let definitions = Rc::new(StepDefinitions::gather());
        problems.extend(engine::check(&mut plan, &definitions));
        if Problem::any_error(&problems) {
            return Err(CannotStart::Features(problems));
        }
        Ok(Self { plan, definitions })
    }

    /// Compares a submission with every rule. Returns the broken ones in the order of the files.
    ///
    /// # Errors
    /// When a rule has no request, or did not come to its end.
    pub async fn compare(
        self,
        submission: &Rc<Submission>,
    ) -> Result<Vec<BrokenDeskRule>, CannotStart> {
        let shared = Rc::clone(submission);
        let new_world = Rc::new(move |case: &Case| DeskWorld::of(&shared, case));
        let runner = Runner::new(self.definitions, new_world, options());
        let mut records = Vec::new();
        engine::execute(self.plan, runner, &mut |it| records.push(it)).await;
        records.sort_by_key(|it| it.position);
        let broken: Result<Vec<_>, _> = records.iter().map(|it| broken(it, submission)).collect();
        Ok(broken?.into_iter().flatten().collect())
    }
}

fn options() -> Options {
    Options {
        jobs: 1,
        bearable: Rc::new(|| usize::MAX),
        idle: Rc::new(|| 0),
        step_timeout: STEP_LIMIT,
        scenario_timeout: None,
        retry: Retry::default(),
        keep: Rc::new(|_| false),
        stop: StopSignal::default(),
        gate: Gate::default(),
    }
}

/// The rule of this record, if the submission breaks it.
fn broken(
    record: &ScenarioRecord,
    submission: &Submission,
) -> Result<Option<BrokenDeskRule>, CannotStart> {
    let unusable = |line: usize, what: String| {
        let problem = Problem::new(format!("{}:{line}", record.file), what);
        CannotStart::Features(vec![problem])
    };
    let is_end = |it: &StepOutcome| {
        matches!(it, StepOutcome::Passed | StepOutcome::CheckFailed(_) | StepOutcome::NotRun)
    };
    if let Some(step) = record.steps.iter().find(|it| !is_end(&it.outcome)) {
        let why = step.outcome.message().unwrap_or_default();
        return Err(unusable(step.line, format!("`{}` cannot be compared: {why}", step.text)));
    }
    let Some(request) = submission.request(&record.id) else {
        let what = format!(
            "the rule `{}` has no request: begin it with `Given the sender is asked otherwise to \"…\"`",
            record.name
        );
        return Err(unusable(record.line, what));
    };
    let failed: Vec<_> = record.checks.iter().filter(|it| !it.holds()).collect();
    let reasons = failed.iter().flat_map(|it| {
        let others = it.mismatches.iter().filter(|it| it.path != judges::FLAW);
        others.map(|m| {
            format!("{}: {} is {}, expected {}", record.name, m.path, m.actual, m.expected)
        })
    });
    Ok((!failed.is_empty()).then(|| BrokenDeskRule {
        title: record.name.clone(),
        request,
        reasons: reasons.collect(),
    }))
}

#[cfg(test)]
mod tests;
