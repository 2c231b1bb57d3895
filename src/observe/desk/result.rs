//! The result of a run as the last page of the desk shows it.

use crate::verdict::{
    AssessedRequirement, AssessedScenario, Conclusion, ConformanceReport, Verdict,
};

/// Verdicts that the page counts, in order.
const COUNTED: [Verdict; 5] =
    [Verdict::Failed, Verdict::Review, Verdict::NotObserved, Verdict::Attested, Verdict::Passed];

/// Result of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskResult {
    /// Key of the text of the verdict; `None` if a person cannot bring it about.
    pub conclusion: Option<&'static str>,
    /// The verdict in English.
    pub sentence: &'static str,
    /// Number of requirements with each verdict, by the key of its word.
    pub counts: Vec<(&'static str, usize)>,
    /// Requirements that are broken.
    pub broken: Vec<BrokenRequirement>,
    /// Situations in the order of the run.
    pub situations: Vec<SituationOutcome>,
}

/// A requirement that is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenRequirement {
    /// Id and level.
    pub name: String,
    /// Sentence of the requirement.
    pub summary: String,
    /// Reason of the verdict, if there is one.
    pub reason: String,
}

/// The result of a situation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SituationOutcome {
    /// Title in the language of the tester.
    pub title: String,
    /// Key of the word of its verdict.
    pub verdict: &'static str,
    /// Reason of the verdict; empty if it is passed.
    pub reason: String,
}

impl DeskResult {
    /// The result of a run; `title` names a situation for the tester.
    pub fn of(report: &ConformanceReport, title: impl Fn(&AssessedScenario) -> String) -> Self {
        let rows = || report.requirements.iter();
        let count = |verdict| (word(verdict), rows().filter(|it| it.verdict == verdict).count());
        let broken = rows().filter(|it| it.verdict == Verdict::Failed).map(broken);
        let situations = report.scenarios.iter().map(|it| SituationOutcome {
            title: title(it),
            verdict: if it.warning { "warning" } else { word(it.verdict) },
            reason: it.reason.clone(),
        });
        Self {
            conclusion: key(report.conclusion),
            sentence: report.conclusion.sentence(),
            counts: COUNTED.map(count).to_vec(),
            broken: broken.collect(),
            situations: situations.collect(),
        }
    }
}

fn broken(row: &AssessedRequirement) -> BrokenRequirement {
    BrokenRequirement {
        name: format!("{} ({})", row.id, row.level),
        summary: row.summary.clone(),
        reason: row.reason.clone().unwrap_or_default(),
    }
}

/// Key of the word for a verdict.
fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "passed",
        Verdict::Failed => "failed",
        Verdict::Review => "review",
        Verdict::Attested => "attested",
        Verdict::Inconclusive => "inconclusive",
        Verdict::Error => "error",
        Verdict::NotObserved | Verdict::Uncovered | Verdict::NotApplicable => "not_observed",
    }
}

/// Key of the text for a conclusion.
fn key(conclusion: Conclusion) -> Option<&'static str> {
    Some(match conclusion {
        Conclusion::Conformant => "conclusion_conformant",
        Conclusion::Partial => "conclusion_partial",
        Conclusion::ReviewOpen => "conclusion_review",
        Conclusion::NotConformant => "conclusion_not_conformant",
        Conclusion::NothingPassed => "conclusion_nothing_passed",
        Conclusion::Inconclusive => "conclusion_inconclusive",
        Conclusion::NothingObserved => "conclusion_nothing_observed",
        _ => return None,
    })
}
