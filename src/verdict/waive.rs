//! Compares waivers with the results of a run: some are in force, others are stale.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::Waiver;

use super::assessed::{AssessedScenario, Verdict};

/// The waivers of a run, and the day on which it is assessed.
#[derive(Clone, Debug, Default)]
pub struct Waivers {
    /// The waivers, each with the number of scenarios of the whole suite that it covers, selected
    /// or not.
    pub candidates: Vec<(Waiver, usize)>,
    /// Today.
    pub today: Date,
}

/// Status of a waiver.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WaiverStatus {
    /// A covered scenario failed, and the failure is accepted.
    InForce,
    /// The waiver is for another target.
    OtherTarget,
    /// No covered scenario failed, but not all of them passed in this run.
    NotSeen,
    /// The last day of the waiver is over.
    Expired,
    /// All covered scenarios passed.
    NotNeeded,
    /// The suite contains no scenario that it covers.
    MatchesNothing,
}

impl WaiverStatus {
    /// The word in `run.json` and `JUnit`.
    pub fn word(self) -> &'static str {
        match self {
            Self::InForce => "in-force",
            Self::OtherTarget => "other-target",
            Self::NotSeen => "not-seen",
            Self::Expired => "expired",
            Self::NotNeeded => "not-needed",
            Self::MatchesNothing => "matches-nothing",
        }
    }

    /// Whether the waiver is stale, which makes the run not conformant.
    pub fn is_stale(self) -> bool {
        matches!(self, Self::Expired | Self::NotNeeded | Self::MatchesNothing)
    }
}

/// A waiver with its status.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct AssessedWaiver {
    /// The waiver.
    #[serde(flatten)]
    pub waiver: Waiver,
    /// Status of the waiver.
    pub standing: WaiverStatus,
    /// Ids of the scenarios it waives in this run.
    pub scenarios: Vec<String>,
    /// Number of scenarios of the whole suite that it covers.
    pub in_suite: usize,
}

/// A waiver with the results of the covered scenarios so far.
#[derive(Clone, Debug)]
pub(super) struct WaiverTally {
    waiver: Waiver,
    in_suite: usize,
    /// Status of the waiver if no scenario can change it.
    settled: Option<WaiverStatus>,
    covered: usize,
    failed: bool,
    passed: bool,
    /// Whether a covered scenario was flaky, inconclusive or an error.
    doubtful: bool,
    /// Positions and ids of the scenarios that it waives.
    waived: Vec<(usize, String)>,
}

impl WaiverTally {
    /// Returns the waivers of a run against `target`, before its scenarios end.
    pub fn all(waivers: &Waivers, target: &str) -> Vec<Self> {
        let tallies = waivers.candidates.iter().map(|(waiver, in_suite)| Self {
            waiver: waiver.clone(),
            in_suite: *in_suite,
            settled: settled(waiver, *in_suite, target, waivers.today),
            covered: 0,
            failed: false,
            passed: false,
            doubtful: false,
            waived: Vec::new(),
        });
        tallies.collect()
    }

    /// Counts a scenario, and waives it if the waiver covers it and is in force.
    pub fn count(&mut self, it: &mut AssessedScenario) {
        if !self.waiver.covers(&it.record.id, &it.record.requirements) {
            return;
        }
        self.covered += 1;
        match it.verdict {
            Verdict::Failed => self.failed = true,
            // A scenario that passes only sometimes is not fixed.
            Verdict::Passed => (self.passed, self.doubtful) = (true, self.doubtful || it.flaky),
            verdict => self.doubtful |= verdict != Verdict::NotApplicable,
        }
        if it.verdict == Verdict::Failed && self.settled.is_none() {
            it.waived.get_or_insert_with(|| self.waiver.clone());
            self.waived.push((it.record.position, it.record.id.clone()));
        }
    }

    /// Returns its final status.
    pub fn close(mut self) -> AssessedWaiver {
        let standing = self.settled.unwrap_or(if self.failed {
            WaiverStatus::InForce
        } else if self.covered >= self.in_suite && self.passed && !self.doubtful {
            WaiverStatus::NotNeeded
        } else {
            WaiverStatus::NotSeen
        });
        self.waived.sort();
        let scenarios = self.waived.into_iter().map(|(_, id)| id).collect();
        AssessedWaiver { waiver: self.waiver, standing, scenarios, in_suite: self.in_suite }
    }
}

/// Returns the status that no scenario can change.
fn settled(waiver: &Waiver, in_suite: usize, target: &str, today: Date) -> Option<WaiverStatus> {
    if waiver.scope.as_ref().is_some_and(|scope| scope != target) {
        Some(WaiverStatus::OtherTarget)
    } else if today > waiver.expires {
        Some(WaiverStatus::Expired)
    } else if in_suite == 0 {
        Some(WaiverStatus::MatchesNothing)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{ScenarioRecord, StepKind, StepOutcome, StepRecord};

    const TODAY: Date = jiff::civil::date(2026, 11, 23);

    fn waiver(member: &str, expires: &str) -> Waiver {
        let text = format!(
            "[[waivers]]\n{member}\nowner = 'o'\nreason = 'r'\nticket = 't'\nexpires = {expires}\n"
        );
        Waiver::parse(&text, std::path::Path::new("w.toml")).unwrap().remove(0)
    }

    fn scenario(id: &str, verdict: Verdict) -> AssessedScenario {
        let step = StepRecord::sample(StepKind::Then, StepOutcome::Passed);
        let mut record = ScenarioRecord::sample(id, vec![step]);
        record.requirements = vec!["BI-001".to_owned()];
        AssessedScenario::new(record, verdict, String::new())
    }

    fn settle(
        candidates: Vec<(Waiver, usize)>,
        scenarios: &mut [AssessedScenario],
    ) -> Vec<AssessedWaiver> {
        let mut tallies = WaiverTally::all(&Waivers { candidates, today: TODAY }, "simulator");
        for scenario in scenarios {
            for it in &mut tallies {
                it.count(scenario);
            }
        }
        tallies.into_iter().map(WaiverTally::close).collect()
    }

    /// Status of a waiver of BI-001 that is about `in_suite` scenarios, of which these ran.
    fn stands(verdicts: &[Verdict], in_suite: usize, member: &str, expires: &str) -> WaiverStatus {
        let ran = verdicts.iter().enumerate();
        let mut ran: Vec<_> = ran.map(|(at, it)| scenario(&format!("s{at}"), *it)).collect();
        let candidates = vec![(waiver(member, expires), in_suite)];
        let settled = settle(candidates, &mut ran);
        let waived: Vec<bool> = ran.iter().map(|it| it.waived.is_some()).collect();
        let named = settled[0].scenarios.len();
        assert_eq!(waived.iter().filter(|it| **it).count(), named);
        settled[0].standing
    }

    #[test]
    fn each_case_has_its_standing() {
        use Verdict::{Failed, Inconclusive, NotApplicable, Passed};
        let (all, later) = ("requirement = 'BI-001'", "2026-11-23");
        assert_eq!(stands(&[Passed, Failed], 2, all, later), WaiverStatus::InForce);
        assert_eq!(stands(&[Failed], 1, all, "2026-11-22"), WaiverStatus::Expired);
        assert_eq!(stands(&[], 0, all, "2026-11-22"), WaiverStatus::Expired);
        assert_eq!(stands(&[Passed], 0, "scenario = 'x'", later), WaiverStatus::MatchesNothing);
        assert_eq!(stands(&[Passed, Passed], 2, all, later), WaiverStatus::NotNeeded);
        assert_eq!(stands(&[Passed, NotApplicable], 2, all, later), WaiverStatus::NotNeeded);
        assert_eq!(stands(&[NotApplicable], 1, all, later), WaiverStatus::NotSeen);
        assert_eq!(stands(&[Passed, Inconclusive], 2, all, later), WaiverStatus::NotSeen);
        // A run of a part of the suite does not show whether the waiver is needed.
        assert_eq!(stands(&[Passed], 2, all, later), WaiverStatus::NotSeen);
        assert_eq!(stands(&[], 2, all, later), WaiverStatus::NotSeen);
        let elsewhere = "requirement = 'BI-001'\nscope = 'sandbox'";
        assert_eq!(stands(&[Failed], 1, elsewhere, "2000-01-01"), WaiverStatus::OtherTarget);
        let here = "requirement = 'BI-001'\nscope = 'simulator'";
        assert_eq!(stands(&[Failed], 1, here, later), WaiverStatus::InForce);
    }

    #[test]
    fn what_passes_only_sometimes_still_needs_its_waiver() {
        let mut flaky = [scenario("s", Verdict::Passed)];
        flaky[0].flaky = true;
        let candidates = vec![(waiver("scenario = 's'", "2027-01-01"), 1)];
        let settled = settle(candidates, &mut flaky);
        assert_eq!(settled[0].standing, WaiverStatus::NotSeen);
    }
}
