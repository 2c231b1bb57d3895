//! What did not pass, gathered by cause: ten scenarios that meet the same fault are one thing to mend.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::report::failures::cause;
use crate::verdict::{AssessedScenario, ConformanceReport, Mark, Verdict};

/// Characters of a cause.
const SHOWN: usize = 200;

/// A cause with the scenarios that share it.
pub struct Cause {
    /// Their verdict.
    pub verdict: Verdict,
    /// In words.
    pub text: String,
    /// What finds them in the list.
    pub search: String,
    /// How many they are.
    pub count: usize,
}

/// Worst verdict first, then the most frequent cause.
pub fn causes(report: &ConformanceReport) -> Vec<Cause> {
    let mut causes: BTreeMap<(Reverse<Verdict>, String), Cause> = BTreeMap::new();
    for scenario in report.scenarios.having(Mark::is_wrong) {
        let (text, search) = told(&scenario);
        let verdict = scenario.verdict;
        let new = || Cause { verdict, text: text.clone(), search, count: 0 };
        causes.entry((Reverse(verdict), text.clone())).or_insert_with(new).count += 1;
    }
    let mut causes: Vec<Cause> = causes.into_values().collect();
    causes.sort_by_key(|it| (Reverse(it.verdict), Reverse(it.count)));
    causes
}

/// The cause and what finds it. What a check found differs from scenario to scenario, ids above
/// all; what it demanded does not.
fn told(scenario: &AssessedScenario) -> (String, String) {
    let failed = scenario.record.checks.iter().find(|it| !it.holds());
    match failed.and_then(|check| Some((check, check.mismatches.first()?))) {
        Some((check, first)) if scenario.reason.contains(&check.statement) => {
            let text = format!("{}: {}: {}", check.statement, first.path, first.expected);
            (shortened(&text), shortened(&check.statement))
        }
        _ => (shortened(cause(scenario)), shortened(cause(scenario))),
    }
}

/// The first line, as far as it helps.
fn shortened(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(SHOWN).collect()
}
