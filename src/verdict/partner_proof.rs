//! Proof that the rules for partners notice broken apps, and call no conforming one wrong.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{AssessedScenario, ConformanceReport, Verdict};

/// A rule that was found broken in a situation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BrokenRule {
    /// Id of the requirement.
    pub requirement: String,
    /// Id of the situation.
    pub situation: String,
    /// The statement that does not hold, and the first difference.
    pub reason: String,
}

/// Observation of an app that conforms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConformingRun {
    /// Name of the app.
    pub app: String,
    /// Number of situations.
    pub situations: usize,
    /// Rules that were called broken, and sentences that did not hold.
    pub false_alarms: Vec<BrokenRule>,
    /// Situations without a verdict, with the reason.
    pub inconclusive: Vec<String>,
    /// Errors inside the harness.
    pub errors: Vec<String>,
}

/// Observation of an app with a defect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DefectRun {
    /// Name of the defect.
    pub defect: String,
    /// The wrong behaviour of the app.
    pub sentence: String,
    /// Id of the situation.
    pub situation: String,
    /// Requirements that the defect breaks; one of them must notice it.
    pub breaks: Vec<String>,
    /// Rules that noticed it.
    pub noticed: Vec<BrokenRule>,
    /// Errors inside the harness; such a run proves nothing.
    pub errors: Vec<String>,
}

/// The runs of all apps, and the lists that must be empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PartnerProof {
    /// Apps that conform.
    pub conforming: Vec<ConformingRun>,
    /// Apps with a defect.
    pub defects: Vec<DefectRun>,
    /// Defects that no rule notices.
    pub unnoticed: Vec<String>,
    /// Requirements that no defect turns red; `None` when not all defects were tried.
    pub idle: Option<Vec<String>>,
    /// Defects noticed only under other requirements.
    pub misattributed: Vec<String>,
}

impl ConformingRun {
    /// Findings of an observation of an app that conforms.
    pub fn of(app: &str, report: &ConformanceReport) -> Self {
        let is_open = |it: &&AssessedScenario| it.verdict == Verdict::Inconclusive;
        let open = report.scenarios.iter().filter(is_open);
        let mut false_alarms = broken_rules(report);
        let failed = report.scenarios.iter().filter(|it| it.verdict == Verdict::Failed);
        // A sentence may fail although every rule is kept.
        let by_sentence =
            failed.filter(|it| !false_alarms.iter().any(|rule| rule.situation == name(it)));
        let by_sentence: Vec<BrokenRule> = by_sentence
            .map(|it| BrokenRule {
                requirement: String::new(),
                situation: name(it).to_owned(),
                reason: it.reason.clone(),
            })
            .collect();
        false_alarms.extend(by_sentence);
        Self {
            app: app.to_owned(),
            situations: report.scenarios.len(),
            false_alarms,
            inconclusive: open.map(|it| format!("{}: {}", name(it), it.reason)).collect(),
            errors: errors(report),
        }
    }

    fn is_clean(&self) -> bool {
        self.false_alarms.is_empty() && self.inconclusive.is_empty()
    }
}

impl DefectRun {
    /// Adds the findings of an observation.
    #[must_use]
    pub fn seen_in(self, report: &ConformanceReport) -> Self {
        Self { noticed: broken_rules(report), errors: errors(report), ..self }
    }

    /// Whether a rule that noticed is about a requirement that the defect breaks.
    pub fn names_its_cause(&self) -> bool {
        self.noticed.iter().any(|it| self.breaks.contains(&it.requirement))
    }
}

impl PartnerProof {
    /// Draws the lists. `demanded` are the requirements that an app can break; only when every defect
    /// was tried can one of them be called idle.
    pub fn draw(
        conforming: Vec<ConformingRun>,
        defects: Vec<DefectRun>,
        demanded: Option<Vec<String>>,
    ) -> Self {
        let named = |wanted: &dyn Fn(&DefectRun) -> bool| -> Vec<String> {
            let those = defects.iter().filter(|it| it.errors.is_empty() && wanted(it));
            those.map(|it| it.defect.clone()).collect()
        };
        let unnoticed = named(&|it| it.noticed.is_empty());
        let misattributed = named(&|it| !it.noticed.is_empty() && !it.names_its_cause());
        let red: BTreeSet<&String> =
            defects.iter().flat_map(|it| &it.noticed).map(|it| &it.requirement).collect();
        let idle = demanded.map(|it| it.into_iter().filter(|id| !red.contains(id)).collect());
        Self { conforming, defects, unnoticed, idle, misattributed }
    }

    /// Errors inside the harness, each after the name of its app.
    pub fn errors(&self) -> Vec<String> {
        let conforming = self.conforming.iter().map(|it| (&it.app, &it.errors));
        let broken = self.defects.iter().map(|it| (&it.defect, &it.errors));
        let all = conforming.chain(broken);
        all.flat_map(|(app, errors)| errors.iter().map(move |it| format!("{app}: {it}"))).collect()
    }

    /// Whether every list is empty.
    pub fn is_clean(&self) -> bool {
        self.conforming.iter().all(ConformingRun::is_clean)
            && self.unnoticed.is_empty()
            && self.idle.as_ref().is_none_or(Vec::is_empty)
            && self.misattributed.is_empty()
    }
}

/// Id of a situation, from its tag.
fn name(situation: &AssessedScenario) -> &str {
    let record = &situation.record;
    let id = record.tags.iter().find_map(|tag| tag.strip_prefix("situation:"));
    id.unwrap_or(&record.id)
}

/// Rules that were found broken, each once for a situation.
fn broken_rules(report: &ConformanceReport) -> Vec<BrokenRule> {
    let mut broken: Vec<BrokenRule> = Vec::new();
    for situation in &report.scenarios {
        for check in situation.record.checks.iter().filter(|it| !it.holds()) {
            let Some(rule) = &check.rule else { continue };
            let found = BrokenRule {
                requirement: rule.requirement.clone(),
                situation: name(situation).to_owned(),
                reason: check.mismatches.first().map_or_else(String::new, |it| {
                    format!(
                        "{}: {} is {}, expected {}",
                        check.statement, it.path, it.actual, it.expected
                    )
                }),
            };
            let is_known = broken
                .iter()
                .any(|it| it.requirement == found.requirement && it.situation == found.situation);
            if !is_known {
                broken.push(found);
            }
        }
    }
    broken
}

fn errors(report: &ConformanceReport) -> Vec<String> {
    let own = report.scenarios.iter().filter(|it| it.verdict == Verdict::Error);
    let own = own.map(|it| format!("{}: {}", name(it), it.reason));
    report.run.internal_faults.iter().cloned().chain(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(defect: &str, breaks: &str, noticed: &[&str]) -> DefectRun {
        let rule = |it: &&str| BrokenRule {
            requirement: (*it).to_owned(),
            situation: "happy-path".to_owned(),
            reason: "no".to_owned(),
        };
        DefectRun {
            defect: defect.to_owned(),
            sentence: "The app is wrong.".to_owned(),
            situation: "happy-path".to_owned(),
            breaks: vec![breaks.to_owned()],
            noticed: noticed.iter().map(rule).collect(),
            errors: Vec::new(),
        }
    }

    fn conforming(false_alarms: Vec<BrokenRule>) -> ConformingRun {
        let app = "polling".to_owned();
        ConformingRun { app, situations: 1, false_alarms, inconclusive: vec![], errors: vec![] }
    }

    fn ids(ids: &[&str]) -> Vec<String> {
        ids.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_proof_without_entries_is_clean() {
        let defects = vec![run("x", "BI-001", &["BI-001", "BI-002"])];
        let proof =
            PartnerProof::draw(vec![conforming(vec![])], defects, Some(ids(&["BI-001", "BI-002"])));
        assert!(proof.is_clean(), "{proof:?}");
    }

    #[test]
    fn each_list_contains_its_own_entries() {
        let broken = DefectRun { errors: vec!["no port".to_owned()], ..run("w", "BI-004", &[]) };
        let defects = vec![run("x", "BI-001", &[]), run("y", "BI-002", &["BI-003"]), broken];
        let proof = PartnerProof::draw(vec![], defects.clone(), Some(ids(&["BI-003", "BI-005"])));
        assert_eq!(proof.unnoticed, ["x"]);
        assert_eq!(proof.misattributed, ["y"]);
        assert_eq!(proof.idle, Some(ids(&["BI-005"])));
        assert_eq!(proof.errors(), ["w: no port"]);
        assert!(!proof.is_clean());
        assert_eq!(PartnerProof::draw(vec![], defects, None).idle, None);
    }

    #[test]
    fn a_false_alarm_is_not_clean() {
        let alarm = run("x", "BI-001", &["BI-001"]).noticed;
        assert!(!PartnerProof::draw(vec![conforming(alarm)], vec![], None).is_clean());
    }
}
