//! Assessment of a partner's app: a situation is a scenario, and its checks are about rules.

use std::collections::BTreeMap;

use crate::evidence::{Check, OpenRule, PartnerRule, Review, RunRecord, ScenarioRecord};
use crate::requirement::{Binding, Catalogue, Level};

use super::assessed::{AssessedRequirement, AssessedScenario, Verdict};
use super::conclusion::ConclusionRules;
use super::report::{ConformanceReport, Findings};
use super::{Deviations, scenario};

/// Maximum length of a quoted text in a reason, in characters.
const QUOTED: usize = 120;

/// Assesses the situations of an app while they end.
#[derive(Debug)]
pub struct PartnerAssessor<'a> {
    catalogue: &'a Catalogue,
    strict: bool,
}

impl<'a> PartnerAssessor<'a> {
    /// An assessor for the rules of this catalogue; `strict` lets rules that are no MUST count.
    pub fn new(catalogue: &'a Catalogue, strict: bool) -> Self {
        Self { catalogue, strict }
    }

    /// Returns the verdict on a situation: that of its steps, and of every rule that was checked.
    pub fn assess_scenario(&self, record: ScenarioRecord) -> AssessedScenario {
        let (verdict, reason) = scenario::observed(&record);
        let by_rules = self.of_rules(&record.checks);
        let (verdict, reason) = match by_rules {
            Some((worst, why)) if verdict <= Verdict::Failed && worst > verdict => (worst, why),
            _ => (verdict, reason),
        };
        let warning = verdict == Verdict::Failed && !self.breaks_must(&record.checks);
        AssessedScenario { warning, ..AssessedScenario::new(record, verdict, reason) }
    }

    /// The worst verdict of the checks of rules, with its reason.
    fn of_rules(&self, checks: &[Check]) -> Option<(Verdict, String)> {
        let counted = checks.iter().filter_map(|check| Some((check, rule_verdict(check)?)));
        let order = |(check, verdict): &(&Check, Verdict)| (*verdict, self.level(check));
        let (check, verdict) = counted.rev().max_by_key(order)?;
        Some(match verdict {
            Verdict::Failed | Verdict::Review => (verdict, reason(check)),
            _ => (Verdict::Passed, String::new()),
        })
    }

    /// Whether a check of a MUST failed. A check without a rule repeats the findings of others.
    fn breaks_must(&self, checks: &[Check]) -> bool {
        let failed = || checks.iter().filter(|it| !it.holds());
        let with_rule = failed().any(|it| it.rule.is_some());
        failed()
            .filter(|it| it.rule.is_some() || !with_rule)
            .any(|it| self.level(it) == Level::Must)
    }

    fn level(&self, check: &Check) -> Level {
        let rule = check.rule.as_ref();
        let row = rule.and_then(|it| self.catalogue.requirement(&it.requirement));
        row.map_or(Level::Must, |it| it.level)
    }

    /// Returns the report of a run whose situations are these.
    pub fn conclude(&self, run: RunRecord, scenarios: Vec<AssessedScenario>) -> ConformanceReport {
        let rules = ConclusionRules { strict: self.strict, fail_on_flaky: false };
        let findings = Findings {
            requirements: self.requirements(&scenarios),
            ambiguities: Vec::new(),
            freedoms: Deviations::default(),
            waivers: Vec::new(),
            operations: Vec::new(),
            controls: Vec::new(),
        };
        ConformanceReport::of(run, scenarios, findings, rules)
    }

    /// The rows that bind partners, each with the worst verdict of the checks about it.
    fn requirements(&self, scenarios: &[AssessedScenario]) -> Vec<AssessedRequirement> {
        let binds = |it: Binding| matches!(it, Binding::Partner | Binding::Both);
        let rows = self.catalogue.requirements().filter(|it| binds(it.binds));
        let mut rows: BTreeMap<String, AssessedRequirement> =
            rows.map(|it| (it.id.clone(), AssessedRequirement::of_partner(it))).collect();
        for it in scenarios {
            for check in &it.record.checks {
                let Some(rule) = &check.rule else { continue };
                let row = rows.entry(rule.requirement.clone());
                row.or_insert_with(|| AssessedRequirement::unknown(&rule.requirement)).count_rule(
                    check,
                    rule,
                    &it.record.id,
                );
            }
        }
        rows.into_values().collect()
    }
}

impl AssessedRequirement {
    /// Counts the check of a rule in a situation.
    fn count_rule(&mut self, check: &Check, rule: &PartnerRule, scenario: &str) {
        let verdict = rule_verdict(check).unwrap_or(Verdict::NotObserved);
        if let Some(OpenRule::NotObserved(_)) = &rule.open {
            if self.verdict <= Verdict::NotObserved {
                self.verdict = Verdict::NotObserved;
                self.reason = Some(reason(check));
            }
            return;
        }
        if let Err(place) = self.known_by.binary_search(&rule.basis) {
            self.known_by.insert(place, rule.basis);
        }
        if self.scenarios.last().is_none_or(|it| it != scenario) {
            self.scenarios.push(scenario.to_owned());
        }
        if verdict > self.verdict {
            self.verdict = verdict;
            self.reason = Some(reason(check)).filter(|it| !it.is_empty());
        }
    }
}

/// Verdict that a check of a rule for partners shows; `None` for other checks.
pub fn rule_verdict(check: &Check) -> Option<Verdict> {
    let rule = check.rule.as_ref()?;
    Some(match &rule.open {
        _ if !check.holds() => Verdict::Failed,
        None => Verdict::Passed,
        Some(OpenRule::Review(_)) => Verdict::Review,
        Some(OpenRule::Attested(_)) => Verdict::Attested,
        Some(OpenRule::NotObserved(_)) => Verdict::NotObserved,
    })
}

/// The reason of the verdict of a check in one line; empty if it passed.
fn reason(check: &Check) -> String {
    let Some(rule) = &check.rule else { return String::new() };
    let detail = match (&rule.open, check.mismatches.first()) {
        (_, Some(it)) => {
            format!("{}: {} is {}, expected {}", check.statement, it.path, it.actual, it.expected)
        }
        (Some(OpenRule::Review(it)), None) => format!("{}: {}", check.statement, to_compare(it)),
        (Some(OpenRule::Attested(answer)), None) => {
            format!("{}: the tester answered `{answer}`", check.statement)
        }
        (Some(OpenRule::NotObserved(why)), None) => format!("{}: {why}", check.statement),
        (None, None) => return String::new(),
    };
    format!("{}: {detail}", rule.requirement)
}

/// Instruction to the person who looks at a review.
fn to_compare(review: &Review) -> String {
    let cut = |text: &str| text.chars().take(QUOTED).collect::<String>();
    let documented = cut(&review.documented);
    match review.shown.trim() {
        "" | "nothing" => format!(
            "no text was recorded; report the screen to the desk, as text or picture, and compare it with the guide: `{documented}`"
        ),
        shown => format!("compare `{}` with the guide: `{documented}`", cut(shown)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{
        FindingOutcome, Mismatch, RuleBasis, RuleFinding, StepKind, StepOutcome, StepRecord,
        Unobserved,
    };
    use crate::verdict::Conclusion;

    const CATALOGUE: &str = r#"
        [[requirement]]
        id = "BI-001"
        level = "MUST"
        binds = "PARTNER"
        summary = "Must."
        source = "x"
        [[requirement]]
        id = "BI-002"
        level = "SHOULD"
        binds = "BOTH"
        summary = "Should."
        source = "x"
        [[requirement]]
        id = "BI-003"
        level = "MUST"
        binds = "API"
        summary = "Api."
        source = "x"
    "#;

    fn check(requirement: &str, outcome: FindingOutcome) -> Check {
        let finding = RuleFinding {
            requirement: requirement.to_owned(),
            statement: "it is kept".to_owned(),
            outcome,
            event: None,
            correct: "A correct app keeps it.",
            basis: RuleBasis::Exchange,
        };
        Check { step: 1, ..Check::of_finding(finding, None) }
    }

    fn failed() -> FindingOutcome {
        FindingOutcome::Failed(vec![Mismatch::new("url", "this", "that")])
    }

    fn review() -> FindingOutcome {
        FindingOutcome::Review(Review { shown: "a".into(), documented: "b".into() })
    }

    fn situation(outcome: StepOutcome, checks: Vec<Check>) -> ScenarioRecord {
        let steps = vec![
            StepRecord::sample(StepKind::When, outcome),
            StepRecord::sample(StepKind::Then, StepOutcome::Passed),
        ];
        ScenarioRecord { checks, ..ScenarioRecord::sample("s", steps) }
    }

    fn report(records: Vec<ScenarioRecord>, strict: bool) -> ConformanceReport {
        let catalogue = Catalogue::parse(CATALOGUE).unwrap();
        let assessor = PartnerAssessor::new(&catalogue, strict);
        let scenarios = records.into_iter().map(|it| assessor.assess_scenario(it)).collect();
        assessor.conclude(RunRecord::default(), scenarios)
    }

    #[test]
    fn a_review_says_what_to_do_when_no_text_was_recorded() {
        let reason = |shown: &str| {
            let review = Review { shown: shown.into(), documented: "the contracts".into() };
            let check = check("BI-001", FindingOutcome::Review(review));
            report(vec![situation(StepOutcome::Passed, vec![check])], false).scenarios[0]
                .reason
                .clone()
        };
        let expected = "BI-001: it is kept: compare `Verträge` with the guide: `the contracts`";
        assert_eq!(reason("Verträge"), expected);
        for none in ["", "nothing"] {
            assert!(reason(none).contains("report the screen to the desk"), "{}", reason(none));
        }
    }

    #[test]
    fn a_situation_is_as_bad_as_its_worst_rule() {
        let passed = || FindingOutcome::Passed;
        let not_observed = || FindingOutcome::NotObserved("nothing was signed".into());
        let attested = || FindingOutcome::Attested("yes".into());
        let rows = [
            (vec![("BI-001", passed())], Verdict::Passed, Conclusion::Conformant),
            (
                vec![("BI-001", passed()), ("BI-002", not_observed())],
                Verdict::Passed,
                Conclusion::Conformant,
            ),
            (
                vec![("BI-001", passed()), ("BI-002", review())],
                Verdict::Review,
                Conclusion::ReviewOpen,
            ),
            (
                vec![("BI-001", attested()), ("BI-002", failed())],
                Verdict::Failed,
                Conclusion::NothingPassed,
            ),
            (
                vec![("BI-001", failed()), ("BI-002", review())],
                Verdict::Failed,
                Conclusion::NotConformant,
            ),
        ];
        for (findings, verdict, conclusion) in rows {
            let words = format!("{findings:?}");
            let checks = findings.into_iter().map(|(id, it)| check(id, it)).collect();
            let report = report(vec![situation(StepOutcome::Passed, checks)], false);
            assert_eq!(report.scenarios[0].verdict, verdict, "{words}");
            assert_eq!(report.conclusion, conclusion, "{words}");
        }
    }

    #[test]
    fn an_app_that_did_not_run_to_its_end_leaves_the_situation_inconclusive_unless_it_broke_a_rule()
    {
        let why = Unobserved::Dependency { what: "the app failed".into(), detail: "1".into() };
        let ended = || StepOutcome::Unobserved(why.clone());
        let rows = [
            (FindingOutcome::Passed, Verdict::Inconclusive),
            (review(), Verdict::Inconclusive),
            (failed(), Verdict::Failed),
        ];
        for (outcome, verdict) in rows {
            let report = report(vec![situation(ended(), vec![check("BI-001", outcome)])], false);
            assert_eq!(report.scenarios[0].verdict, verdict);
        }
    }

    #[test]
    fn a_rule_that_is_no_must_is_a_warning_and_counts_under_strict() {
        let records = || {
            let good = vec![check("BI-001", FindingOutcome::Passed)];
            vec![
                situation(StepOutcome::Passed, good),
                situation(StepOutcome::Passed, vec![check("BI-002", failed())]),
            ]
        };
        let lenient = report(records(), false);
        assert!(lenient.scenarios[1].warning);
        assert_eq!(lenient.conclusion, Conclusion::Conformant);
        assert_eq!(report(records(), true).conclusion, Conclusion::NotConformant);
    }

    #[test]
    fn a_row_has_the_worst_verdict_of_all_situations_and_its_reason() {
        let checks = |outcome| vec![check("BI-001", outcome)];
        let records = vec![
            situation(
                StepOutcome::Passed,
                checks(FindingOutcome::NotObserved("no signature".into())),
            ),
            situation(StepOutcome::Passed, checks(FindingOutcome::Passed)),
            situation(StepOutcome::Passed, checks(failed())),
        ];
        let report = report(records, false);
        let rows: Vec<_> =
            report.requirements.iter().map(|it| (it.id.as_str(), it.verdict)).collect();
        assert_eq!(rows, [("BI-001", Verdict::Failed), ("BI-002", Verdict::NotObserved)]);
        assert_eq!(report.requirements[0].known_by, [RuleBasis::Exchange]);
        assert!(report.requirements[1].known_by.is_empty());
        let reason = report.requirements[0].reason.as_deref();
        assert_eq!(reason, Some("BI-001: it is kept: url is that, expected this"));
    }
}
