//! Table tests of the judges: each rule passes, fails and is not observed on some trace.

mod claims;
mod creation;
mod documents;
mod edits;
mod freedoms;
mod happy_path;
mod reasons;
mod registration;
mod sequence;
mod signing;
mod story;
mod styles;
mod table;
mod traffic;
mod webhooks;

use crate::evidence::{FindingOutcome, Mismatch};

use super::judge;
use story::Story;

/// Worst outcome of the rules of a requirement: `failed`, `review`, `attested`, `passed` or `unseen`.
pub fn outcome(story: &Story, requirement: &str) -> &'static str {
    worst(story, requirement, |_| true)
}

/// Worst outcome of the rules about the text after a reason.
pub fn text_outcome(story: &Story, requirement: &str) -> &'static str {
    worst(story, requirement, |statement| statement.starts_with("the app says"))
}

fn worst(story: &Story, requirement: &str, counts: fn(&str) -> bool) -> &'static str {
    let words = ["failed", "review", "attested", "passed", "unseen"];
    let found = judge(&story.trace(), &story.circumstances);
    let found = found.iter().filter(|it| it.requirement == requirement && counts(&it.statement));
    let worst = found.map(|it| match it.outcome {
        FindingOutcome::Failed(_) => 0,
        FindingOutcome::Review(_) => 1,
        FindingOutcome::Attested(_) => 2,
        FindingOutcome::Passed => 3,
        FindingOutcome::NotObserved(_) => 4,
    });
    words[worst.min().unwrap_or_else(|| panic!("no rule for {requirement}"))]
}

/// Findings that say that something is wrong, or that a person has to look.
pub fn complaints(story: &Story) -> Vec<String> {
    let findings = judge(&story.trace(), &story.circumstances).into_iter();
    let complaint = |it: crate::evidence::RuleFinding| match &it.outcome {
        FindingOutcome::Failed(all) => {
            let first: &Mismatch = &all[0];
            Some(format!(
                "{} failed: {} is {}, expected {}",
                it.requirement, first.path, first.actual, first.expected
            ))
        }
        FindingOutcome::Review(review) => {
            Some(format!("{} review: {}", it.requirement, review.shown))
        }
        _ => None,
    };
    findings.filter_map(complaint).collect()
}
