//! Rows of a certificate, joined from the records of its runs.

use std::collections::BTreeMap;

use crate::evidence::{TestedSide, digest};
use crate::requirement::Level;
use crate::verdict::Verdict;

use super::claims::RowClaim;
use super::run_view::{RequirementView, RunView, ScenarioView};

/// Joins the rows of runs, by id: the worst verdict, every way in which it is known, and a digest over
/// the records of its scenarios.
pub fn joined<'a>(runs: impl IntoIterator<Item = &'a RunView<'a>>) -> Vec<RowClaim> {
    let mut rows: BTreeMap<String, OpenRow> = BTreeMap::new();
    for run in runs {
        let scenarios = run.scenarios.iter().map(|it| (it.id.as_str(), it)).collect();
        for it in &run.requirements {
            let row = rows.entry(it.id.clone().into_owned());
            let is_partner = run.tested == TestedSide::Partner;
            row.or_insert_with(|| OpenRow::new(it)).add(it, &scenarios, is_partner);
        }
    }
    rows.into_iter().map(|(id, it)| it.close(id)).collect()
}

/// A row while runs are added.
struct OpenRow {
    level: Level,
    verdict: Verdict,
    reason: Option<String>,
    known_by: Vec<String>,
    evidence: Vec<String>,
}

impl OpenRow {
    fn new(first: &RequirementView<'_>) -> Self {
        Self {
            level: first.level,
            verdict: first.verdict,
            reason: None,
            known_by: Vec::new(),
            evidence: Vec::new(),
        }
    }

    fn add(
        &mut self,
        it: &RequirementView<'_>,
        scenarios: &BTreeMap<&str, &ScenarioView<'_>>,
        is_partner: bool,
    ) {
        if it.verdict > self.verdict {
            (self.verdict, self.reason) = (it.verdict, None);
        }
        let own = it.scenarios.iter().filter_map(|id| Some((id, scenarios.get(id.as_str())?)));
        for (id, scenario) in own {
            self.evidence.push(id.clone());
            self.evidence.push(scenario.digest.clone());
            if it.reason.is_none() && scenario.verdict == it.verdict && !scenario.reason.is_empty()
            {
                self.reason_for(it.verdict, &scenario.reason);
            }
        }
        if let Some(reason) = &it.reason {
            self.reason_for(it.verdict, reason);
        }
        let known_by: &[String] = &it.known_by;
        let by_traffic = !is_partner && it.verdict >= Verdict::Passed;
        let words = known_by.iter().map(|it| if it == "screen" { "review" } else { it });
        for word in words.chain(by_traffic.then_some("exchange")) {
            if let Err(place) = self.known_by.binary_search_by(|it| it.as_str().cmp(word)) {
                self.known_by.insert(place, word.to_owned());
            }
        }
    }

    /// Keeps the first reason for the verdict of the row.
    fn reason_for(&mut self, verdict: Verdict, reason: &str) {
        if verdict == self.verdict && verdict != Verdict::Passed {
            self.reason.get_or_insert_with(|| reason.to_owned());
        }
    }

    fn close(self, id: String) -> RowClaim {
        let Self { level, verdict, reason, known_by, evidence } = self;
        let evidence = (!evidence.is_empty()).then(|| digest(evidence.iter().map(String::as_str)));
        RowClaim { id, level, verdict, known_by, evidence, reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::samples::record;
    use serde_json::json;

    fn run(tested: &str, rows: &[(&str, &str, &str)]) -> Vec<u8> {
        let requirements = rows.iter().map(|(id, verdict, reason)| {
            json!({
                "id": id, "level": "MUST", "verdict": verdict, "scenarios": [format!("s-{id}")],
                "reason": (!reason.is_empty()).then_some(reason), "known_by": ["screen"],
            })
        });
        let scenarios = rows.iter().map(|(id, verdict, _)| {
            json!({ "id": format!("s-{id}"), "verdict": verdict, "reason": "of the scenario" })
        });
        let mut run = record("one");
        run["tested"] = json!(tested);
        run["requirements"] = requirements.collect();
        run["scenarios"] = scenarios.collect();
        run.to_string().into_bytes()
    }

    fn rows(runs: &[Vec<u8>]) -> Vec<RowClaim> {
        let views: Vec<_> = runs.iter().map(|it| RunView::parse(it).unwrap()).collect();
        joined(&views)
    }

    #[test]
    fn the_worst_verdict_of_all_runs_counts() {
        let cases = [
            ("not-applicable", "passed", "passed", None),
            ("passed", "failed", "failed", Some("of the scenario")),
            ("not-observed", "not-observed", "not-observed", Some("of the scenario")),
            ("review", "attested", "review", Some("of the scenario")),
        ];
        for (one, other, expected, reason) in cases {
            let both = [run("api", &[("A", one, "")]), run("api", &[("A", other, "")])];
            let row = rows(&both).remove(0);
            assert_eq!((row.verdict.word(), row.reason.as_deref()), (expected, reason));
        }
    }

    #[test]
    fn a_row_says_how_it_is_known() {
        let known =
            |tested, verdict| rows(&[run(tested, &[("A", verdict, "")])]).remove(0).known_by;
        assert_eq!(known("api", "passed"), ["exchange", "review"]);
        assert_eq!(known("partner", "review"), ["review"]);
    }

    #[test]
    fn the_evidence_of_a_row_is_that_of_its_own_scenarios() {
        let one = rows(&[run("api", &[("A", "passed", ""), ("B", "passed", "")])]);
        let other = rows(&[run("api", &[("A", "passed", ""), ("B", "failed", "x")])]);
        assert_eq!(one[0].evidence, other[0].evidence);
        assert_ne!(one[1].evidence, other[1].evidence);
        assert_eq!(other[1].reason.as_deref(), Some("x"));
        let twice = rows(&[run("api", &[("A", "passed", "")]), run("api", &[("A", "passed", "")])]);
        assert_ne!(twice[0].evidence, one[0].evidence);
    }
}
