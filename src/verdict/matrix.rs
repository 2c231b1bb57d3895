//! Requirement × scenarios × verdict of the last run.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::requirement::{Binding, Catalogue, Coverage, CoverageState, Level, Requirement};

use super::{ConformanceReport, PartnerVerdict, Verdict};

/// One requirement with its scenarios and its verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MatrixRow {
    /// Id of the requirement.
    pub id: String,
    /// Level of the requirement, such as MUST.
    pub level: Level,
    /// The party that has to fulfil it.
    pub binds: Binding,
    /// Whether scenarios cover it.
    pub state: CoverageState,
    /// Verdict in the last run; `None` if there was no run or the requirement was not in it.
    pub verdict: Option<Verdict>,
    /// Verdict on the partner's half, if the partner has to fulfil it, too.
    pub partner: Option<PartnerVerdict>,
    /// The requirement in one sentence.
    pub summary: String,
    /// Heading of the guide it comes from.
    pub source: String,
    /// Reason why no scenario covers it, if any.
    pub reason: Option<String>,
    /// Scenarios of the requirement.
    pub scenarios: Vec<MatrixScenario>,
}

/// A scenario of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MatrixScenario {
    /// Id of the scenario.
    pub id: String,
    /// Verdict in the last run.
    pub verdict: Option<Verdict>,
}

/// Filter of rows: one of several values must match; no value matches all rows.
#[derive(Clone, Debug, Default)]
pub struct RowFilter {
    /// Levels.
    pub levels: Vec<Level>,
    /// Parties that are bound.
    pub bindings: Vec<Binding>,
    /// Part of the heading, whatever its case.
    pub sources: Vec<String>,
    /// States.
    pub states: Vec<CoverageState>,
}

impl RowFilter {
    fn takes(&self, row: &MatrixRow) -> bool {
        let heading = row.source.to_lowercase();
        let named = |text: &String| heading.contains(&text.to_lowercase());
        (self.levels.is_empty() || self.levels.contains(&row.level))
            && (self.bindings.is_empty() || self.bindings.contains(&row.binds))
            && (self.sources.is_empty() || self.sources.iter().any(named))
            && (self.states.is_empty() || self.states.contains(&row.state))
    }
}

/// The wanted rows, by id.
pub fn matrix(
    catalogue: &Catalogue,
    coverage: &Coverage,
    last: Option<&ConformanceReport>,
    filter: &RowFilter,
) -> Vec<MatrixRow> {
    let verdicts = last.map(ConformanceReport::requirement_verdicts).unwrap_or_default();
    let scenarios = last.map(ConformanceReport::verdicts).unwrap_or_default();
    let rows = catalogue.requirements().map(|it| row(it, coverage, &verdicts, &scenarios));
    rows.filter(|row| filter.takes(row)).collect()
}

fn row(
    requirement: &Requirement,
    coverage: &Coverage,
    verdicts: &BTreeMap<&str, Verdict>,
    scenarios: &BTreeMap<&str, Verdict>,
) -> MatrixRow {
    let of = coverage
        .scenarios(&requirement.id)
        .iter()
        .map(|id| MatrixScenario { id: id.clone(), verdict: scenarios.get(id.as_str()).copied() });
    MatrixRow {
        id: requirement.id.clone(),
        level: requirement.level,
        binds: requirement.binds,
        state: coverage.state(requirement),
        verdict: verdicts.get(requirement.id.as_str()).copied(),
        partner: PartnerVerdict::of(requirement.binds),
        summary: requirement.summary.clone(),
        source: requirement.source.clone(),
        reason: requirement.open_reason().map(str::to_owned),
        scenarios: of.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Profile;
    use crate::evidence::{RunRecord, ScenarioRecord, StepKind, StepOutcome, StepRecord};
    use crate::verdict::{Waivers, assess};

    const CATALOGUE: &str = r#"
        [[requirement]]
        id = "BI-001"
        level = "MUST"
        binds = "API"
        summary = "It holds."
        source = "Step 1: Persons"
        [[requirement]]
        id = "BI-002"
        level = "MAY"
        binds = "PARTNER"
        summary = "It may."
        source = "Step 2"
    "#;

    fn rows(filter: &RowFilter) -> Vec<MatrixRow> {
        let catalogue = Catalogue::parse(CATALOGUE).unwrap();
        let mut coverage = Coverage::default();
        coverage.add("a > b", &["BI-001".to_owned()]);
        let step = StepRecord::sample(StepKind::Then, StepOutcome::CheckFailed("no".to_owned()));
        let mut failed = ScenarioRecord::sample("a > b", vec![step]);
        failed.requirements = vec!["BI-001".to_owned()];
        let (profile, waivers) = (Profile::default(), Waivers::default());
        let last = assess(RunRecord::default(), vec![failed], &catalogue, &profile, &waivers);
        matrix(&catalogue, &coverage, Some(&last), filter)
    }

    #[test]
    fn rows_know_their_scenarios_and_verdicts() {
        let rows = rows(&RowFilter::default());
        assert_eq!(
            (rows[0].state, rows[0].verdict),
            (CoverageState::Covered, Some(Verdict::Failed))
        );
        assert_eq!(rows[0].scenarios[0].verdict, Some(Verdict::Failed));
        assert_eq!((rows[1].state, rows[1].verdict), (CoverageState::Partner, None));
        assert_eq!(rows[1].reason.as_deref(), Some("`bankident observe` judges it"));
    }

    #[test]
    fn each_kind_of_filter_must_match() {
        let count = |filter: RowFilter| rows(&filter).len();
        let level = || RowFilter { levels: vec![Level::Must], ..RowFilter::default() };
        assert_eq!(count(level()), 1);
        assert_eq!(count(RowFilter { states: vec![CoverageState::Partner], ..level() }), 0);
        assert_eq!(count(RowFilter { sources: vec!["persons".into()], ..level() }), 1);
        assert_eq!(count(RowFilter { bindings: vec![Binding::Partner], ..level() }), 0);
    }
}
