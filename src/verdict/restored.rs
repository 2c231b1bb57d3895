//! Restores the report of a run from its record, without a new assessment.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::config::Waiver;

use super::conclusion::ConclusionRules;
use super::report::Findings;
use super::tally::Tally;
use super::{
    AssessedScenario, ConformanceReport, Deviations, ObservedReadings, Verdict, Waivers, register,
};

impl ConformanceReport {
    /// Completes a report read from its record with everything that follows from the record: the
    /// deviations, the counts and the conclusion. Verdicts stay as they were recorded.
    #[must_use]
    pub fn restored(mut self) -> Self {
        let (rules, mut freedoms) = (self.rules(), Deviations::default());
        for AssessedScenario { record, verdict, reason, own_verdict, .. } in &mut self.scenarios {
            let ran = own_verdict.is_some();
            let left_out = *verdict == Verdict::NotApplicable && !ran;
            record.not_applicable = left_out.then(|| reason.clone());
            freedoms.count(record);
        }
        let Self { requirements, ambiguities, waivers, .. } = self;
        let Self { operations, controls, worth, from_log, .. } = self;
        let findings =
            Findings { requirements, ambiguities, freedoms, waivers, operations, controls };
        Self { worth, from_log, ..Self::of(self.run, self.scenarios, findings, rules) }
    }

    /// Whether this is the record that a run writes before its first scenario ends.
    pub fn has_only_begun(&self) -> bool {
        self.run.interrupted && self.scenarios.is_empty()
    }

    /// Adds the logged scenarios. Waivers are assessed as on the day the run began.
    pub fn add_logged(&mut self, mut scenarios: Vec<AssessedScenario>) {
        scenarios.sort_by_key(|it| it.record.position);
        let today = self
            .run
            .started_at
            .parse()
            .map_or(Date::ZERO, |at: Timestamp| at.to_zoned(TimeZone::UTC).date());
        let waivers = Waivers { candidates: self.candidates(), today };
        let open = std::mem::take(&mut self.requirements);
        let mut tally = Tally::new(open, &waivers, &self.run.target.name);
        self.operations = tally.settle(&self.run, &mut scenarios, &self.controls);
        let questions = std::mem::take(&mut self.ambiguities);
        let findings = tally.findings(|observed| register::observed(questions, observed));
        self.requirements = findings.requirements;
        self.ambiguities = findings.ambiguities;
        self.waivers = findings.waivers;
        (self.scenarios, self.from_log) = (scenarios, true);
    }

    /// Rules of its conclusion.
    pub(super) fn rules(&self) -> ConclusionRules {
        ConclusionRules { strict: self.strict, fail_on_flaky: self.fail_on_flaky }
    }

    /// Waivers of the report, each with the number of scenarios of the suite that it is about.
    pub(super) fn candidates(&self) -> Vec<(Waiver, usize)> {
        self.waivers.iter().map(|it| (it.waiver.clone(), it.in_suite)).collect()
    }

    /// Verdicts of its scenarios, by id.
    pub fn verdicts(&self) -> BTreeMap<&str, Verdict> {
        self.scenarios.iter().map(|it| (it.record.id.as_str(), it.verdict)).collect()
    }

    /// Verdicts of the requirements that had a scenario, by id.
    pub fn requirement_verdicts(&self) -> BTreeMap<&str, Verdict> {
        let met = self.requirements.iter().filter(|it| it.verdict != Verdict::Uncovered);
        met.map(|it| (it.id.as_str(), it.verdict)).collect()
    }

    /// Readings that its target showed.
    pub fn observed_readings(&self) -> ObservedReadings {
        let mut observed = ObservedReadings::new();
        for it in self.scenarios.iter().flat_map(|it| &it.record.readings) {
            observed.entry(it.question.clone()).or_default().insert(it.reading.clone());
        }
        observed
    }
}
