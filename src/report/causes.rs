//! Scenarios that did not pass, grouped by cause: ten scenarios with the same fault need one fix.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::verdict::{AssessedScenario, ConformanceReport, Verdict};

use super::failures::{cause, decisive, decisive_exchange};

/// Characters of a cause.
const SHOWN: usize = 300;
/// Maximum number of scenarios named for a cause.
pub const LISTED: usize = 30;

/// A cause with the scenarios that share it.
pub struct Cause {
    /// Verdict of the scenarios.
    pub verdict: Verdict,
    /// Whether waivers accept these scenarios.
    pub waived: bool,
    /// Whether none of them breaks a MUST.
    pub warning: bool,
    /// The cause as text.
    pub text: String,
    /// Search text that finds these scenarios in the list.
    pub search: String,
    /// Number of these scenarios.
    pub count: usize,
    /// Place of the first among the scenarios of the report.
    pub first: usize,
    /// Places of these scenarios, at most `LISTED`.
    pub places: Vec<ScenarioPlace>,
    /// The requirements of these scenarios.
    pub requirements: BTreeSet<String>,
    /// Numbers of further scenarios, which are inconclusive because this cause kept an operation from
    /// succeeding, by operation.
    pub followers: BTreeMap<String, usize>,
    /// The operations whose answers ended these scenarios.
    ended_at: BTreeSet<String>,
}

/// Place of a scenario.
pub struct ScenarioPlace {
    /// File and line.
    pub at: String,
    /// Title of the scenario.
    pub name: String,
    /// Requirements of the scenario.
    pub requirements: Vec<String>,
}

impl Cause {
    /// Returns the mark after the verdict: waived, or a warning.
    pub fn mark(&self) -> &'static str {
        match (self.waived, self.warning) {
            (true, _) => " (waived)",
            (false, true) => " (warning)",
            (false, false) => "",
        }
    }

    /// Number of scenarios including the followers.
    pub fn total(&self) -> usize {
        self.count + self.followers.values().sum::<usize>()
    }

    fn new(scenario: &AssessedScenario, first: usize, (text, search): (String, String)) -> Self {
        Self {
            verdict: scenario.verdict,
            waived: scenario.waived.is_some(),
            warning: true,
            text,
            search,
            count: 0,
            first,
            places: Vec::new(),
            requirements: BTreeSet::new(),
            followers: BTreeMap::new(),
            ended_at: BTreeSet::new(),
        }
    }

    fn count(&mut self, scenario: &AssessedScenario) {
        let record = &scenario.record;
        self.count += 1;
        self.warning &= scenario.warning;
        let rule = decisive(scenario).and_then(|it| it.rule.as_ref());
        for id in record.requirements.iter().chain(rule.map(|it| &it.requirement)) {
            if !self.requirements.contains(id) {
                self.requirements.insert(id.clone());
            }
        }
        if let Some(exchange) = decisive_exchange(scenario)
            && !self.ended_at.contains(&exchange.operation)
        {
            self.ended_at.insert(exchange.operation.clone());
        }
        if self.places.len() < LISTED {
            self.places.push(ScenarioPlace {
                at: format!("{}:{}", record.file, record.line),
                name: record.name.clone(),
                requirements: record.requirements.clone(),
            });
        }
    }
}

/// Worst verdict first, then the most frequent cause. Scenarios that only wait for an operation to
/// succeed are followers of the cause that kept it from succeeding, if there is one.
pub fn causes(report: &ConformanceReport) -> Vec<Cause> {
    grouped(&report.scenarios)
}

fn grouped(scenarios: &[AssessedScenario]) -> Vec<Cause> {
    let wrong = scenarios.iter().enumerate().filter(|(_, it)| it.is_wrong());
    let (waiting, wrong): (Vec<_>, Vec<_>) = wrong.partition(|(_, it)| waits_for(it).is_some());
    let mut causes: BTreeMap<(Reverse<Verdict>, bool, String), Cause> = BTreeMap::new();
    for (index, scenario) in wrong {
        let text = cause_text(scenario);
        let key = (Reverse(scenario.verdict), scenario.waived.is_some(), text.0.clone());
        causes.entry(key).or_insert_with(|| Cause::new(scenario, index, text)).count(scenario);
    }
    let mut causes: Vec<Cause> = causes.into_values().collect();
    let mut without_cause: BTreeMap<&str, Cause> = BTreeMap::new();
    for (index, scenario) in waiting {
        let Some(operation) = waits_for(scenario) else { continue };
        match kept_from(operation, &mut causes) {
            Some(cause) => *cause.followers.entry(operation.to_owned()).or_default() += 1,
            None => without_cause
                .entry(operation)
                .or_insert_with(|| Cause::new(scenario, index, cause_text(scenario)))
                .count(scenario),
        }
    }
    causes.extend(without_cause.into_values());
    causes.sort_by_key(|it| (Reverse(it.verdict), it.waived, Reverse(it.total())));
    causes
}

/// Returns the line about the followers of a cause.
pub fn follower_text(operation: &str, count: usize) -> String {
    let scenarios = if count == 1 { "scenario is" } else { "scenarios are" };
    format!(
        "{count} more {scenarios} inconclusive because of it: {operation} was not seen to succeed"
    )
}

/// The operation whose success the verdict on a scenario waits for.
fn waits_for(scenario: &AssessedScenario) -> Option<&str> {
    scenario.own_verdict.as_ref()?.waits_for.as_deref()
}

/// The most frequent cause that ended scenarios at an answer of this operation.
fn kept_from<'a>(operation: &str, causes: &'a mut [Cause]) -> Option<&'a mut Cause> {
    causes.iter_mut().filter(|it| it.ended_at.contains(operation)).max_by_key(|it| it.count)
}

/// Returns the text of the cause, and the search text that finds its scenarios. The actual values
/// of a check, such as ids, differ between scenarios and are left out. The expected values are the
/// same in all of them, except for values of the scenario's own, such as a name.
fn cause_text(scenario: &AssessedScenario) -> (String, String) {
    if let Some((check, rule)) = decisive(scenario).and_then(|it| Some((it, it.rule.as_ref()?))) {
        let text = format!("{}: {}", rule.requirement, check.statement);
        return (shortened(&text), rule.requirement.clone());
    }
    match decisive(scenario).and_then(|check| Some((check, check.mismatches.first()?))) {
        Some((check, first)) if scenario.reason.contains(&check.statement) => {
            let (statement, path, expected) = (&check.statement, &first.path, &first.expected);
            let own = expected.starts_with('"') && !statement.contains(expected.trim_matches('"'));
            let text = if own {
                format!("{statement}: {path}")
            } else {
                format!("{statement}: {path}: {expected}")
            };
            (shortened(&text), shortened(statement))
        }
        _ => (shortened(cause(scenario)), shortened(cause(scenario))),
    }
}

/// Returns the first line, cut to `SHOWN` characters.
fn shortened(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{Exchange, ScenarioRecord, StepKind, StepOutcome, StepRecord};
    use crate::verdict::OwnVerdict;

    const AUTHORIZE: &str = "POST /v1/persons/{person_id}/mobile_number/authorize";

    fn ended_at(operation: &str, verdict: Verdict, reason: &str) -> AssessedScenario {
        let step = StepRecord::sample(StepKind::When, StepOutcome::CheckFailed(reason.into()));
        let mut record = ScenarioRecord::sample(reason, vec![step]);
        record.exchanges = vec![Exchange::sample(operation, 429)];
        AssessedScenario::new(record, verdict, reason.to_owned())
    }

    fn waiting(operation: &str, reason: &str) -> AssessedScenario {
        let mut it = ended_at("GET /v1/persons/{person_id}", Verdict::Inconclusive, reason);
        it.own_verdict = Some(OwnVerdict {
            verdict: Verdict::Passed,
            reason: String::new(),
            warning: false,
            flaky: false,
            waits_for: Some(operation.to_owned()),
        });
        it
    }

    type Row = (Verdict, &'static str, usize, usize);

    fn rows(scenarios: &[AssessedScenario]) -> Vec<(Verdict, String, usize, usize)> {
        let causes = grouped(scenarios).into_iter();
        causes.map(|it| (it.verdict, it.text.clone(), it.count, it.total() - it.count)).collect()
    }

    #[test]
    fn what_waits_for_an_operation_follows_the_cause_that_ended_it() {
        use Verdict::{Failed, Inconclusive};
        let limit = || ended_at(AUTHORIZE, Inconclusive, "answered 429");
        let failed = || ended_at(AUTHORIZE, Failed, "status code");
        let other = || ended_at("POST /v1/persons", Inconclusive, "no answer");
        let tables: [(Vec<AssessedScenario>, &[Row]); 4] = [
            (
                vec![waiting(AUTHORIZE, "a"), limit(), limit(), other(), waiting(AUTHORIZE, "b")],
                &[(Inconclusive, "answered 429", 2, 2), (Inconclusive, "no answer", 1, 0)],
            ),
            (vec![failed(), waiting(AUTHORIZE, "a")], &[(Failed, "status code", 1, 1)]),
            (
                vec![failed(), limit(), limit(), waiting(AUTHORIZE, "a")],
                &[(Failed, "status code", 1, 0), (Inconclusive, "answered 429", 2, 1)],
            ),
            (
                vec![other(), waiting(AUTHORIZE, "a"), waiting(AUTHORIZE, "b")],
                &[(Inconclusive, "a", 2, 0), (Inconclusive, "no answer", 1, 0)],
            ),
        ];
        for (scenarios, expected) in tables {
            let expected: Vec<_> =
                expected.iter().map(|(v, text, n, m)| (*v, (*text).to_owned(), *n, *m)).collect();
            assert_eq!(rows(&scenarios), expected);
        }
    }
}
