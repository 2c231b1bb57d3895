//! Waivers held against what happened: which are in force, and which must go.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::config::Waiver;

use super::{AssessedScenario, Verdict};

/// The waivers of a run and the day it is judged on.
#[derive(Clone, Debug, Default)]
pub struct Waivers {
    /// Each with the number of scenarios of the whole suite, selected or not, that it is about.
    pub candidates: Vec<(Waiver, usize)>,
    /// Today.
    pub today: Date,
}

/// How a waiver stands.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// What it is about failed, and is waived.
    InForce,
    /// It is for another target.
    OtherTarget,
    /// Nothing it is about failed, but not all of it was seen to pass in this run.
    NotSeen,
    /// Its last day is over.
    Expired,
    /// Everything it is about passes.
    NotNeeded,
    /// The suite has nothing it could be about.
    MatchesNothing,
}

impl Standing {
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

    /// Whether it must go: then the run is red.
    pub fn is_stale(self) -> bool {
        matches!(self, Self::Expired | Self::NotNeeded | Self::MatchesNothing)
    }
}

/// A waiver with its standing.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct AssessedWaiver {
    /// The waiver.
    #[serde(flatten)]
    pub waiver: Waiver,
    /// How it stands.
    pub standing: Standing,
    /// Ids of the scenarios it waives in this run.
    pub scenarios: Vec<String>,
    /// How many scenarios of the whole suite it is about.
    pub in_suite: usize,
}

/// Waives what may be waived, and says how each waiver stands.
pub(super) fn settle(
    waivers: &Waivers,
    scenarios: &mut [AssessedScenario],
    target: &str,
) -> Vec<AssessedWaiver> {
    let mut settled = Vec::with_capacity(waivers.candidates.len());
    for (waiver, in_suite) in &waivers.candidates {
        let covers = |it: &AssessedScenario| waiver.covers(&it.record.id, &it.record.requirements);
        let covered: Vec<&AssessedScenario> = scenarios.iter().filter(|it| covers(it)).collect();
        let standing = standing(waiver, *in_suite, &covered, target, waivers.today);
        let mut waived = Vec::new();
        if standing == Standing::InForce {
            for it in scenarios.iter_mut().filter(|it| it.verdict == Verdict::Failed && covers(it))
            {
                it.waived.get_or_insert_with(|| waiver.clone());
                waived.push(it.record.id.clone());
            }
        }
        settled.push(AssessedWaiver {
            waiver: waiver.clone(),
            standing,
            scenarios: waived,
            in_suite: *in_suite,
        });
    }
    settled
}

fn standing(
    waiver: &Waiver,
    in_suite: usize,
    covered: &[&AssessedScenario],
    target: &str,
    today: Date,
) -> Standing {
    let any = |verdict| covered.iter().any(|it| it.verdict == verdict);
    // What passes only sometimes has not been mended.
    let settled = |it: &&AssessedScenario| match it.verdict {
        Verdict::Passed => !it.flaky,
        verdict => verdict == Verdict::NotApplicable,
    };
    if waiver.scope.as_ref().is_some_and(|scope| scope != target) {
        Standing::OtherTarget
    } else if today > waiver.expires {
        Standing::Expired
    } else if in_suite == 0 {
        Standing::MatchesNothing
    } else if any(Verdict::Failed) {
        Standing::InForce
    } else if covered.len() >= in_suite && any(Verdict::Passed) && covered.iter().all(settled) {
        Standing::NotNeeded
    } else {
        Standing::NotSeen
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
        Waiver::parse(&text, "w.toml").unwrap().remove(0)
    }

    fn scenario(id: &str, verdict: Verdict) -> AssessedScenario {
        let step = StepRecord::sample(StepKind::Then, StepOutcome::Passed);
        let mut record = ScenarioRecord::sample(id, vec![step]);
        record.requirements = vec!["BI-001".to_owned()];
        let (reason, waived, earlier) = (String::new(), None, Vec::new());
        AssessedScenario { record, verdict, reason, warning: false, flaky: false, earlier, waived }
    }

    /// Standing of a waiver of BI-001 that is about `in_suite` scenarios, of which these ran.
    fn stands(verdicts: &[Verdict], in_suite: usize, member: &str, expires: &str) -> Standing {
        let ran = verdicts.iter().enumerate();
        let mut ran: Vec<_> = ran.map(|(at, it)| scenario(&format!("s{at}"), *it)).collect();
        let candidates = vec![(waiver(member, expires), in_suite)];
        let settled = settle(&Waivers { candidates, today: TODAY }, &mut ran, "simulator");
        let waived: Vec<bool> = ran.iter().map(|it| it.waived.is_some()).collect();
        let named = settled[0].scenarios.len();
        assert_eq!(waived.iter().filter(|it| **it).count(), named);
        settled[0].standing
    }

    #[test]
    fn each_case_has_its_standing() {
        use Verdict::{Failed, Inconclusive, NotApplicable, Passed};
        let (all, later) = ("requirement = 'BI-001'", "2026-11-23");
        assert_eq!(stands(&[Passed, Failed], 2, all, later), Standing::InForce);
        assert_eq!(stands(&[Failed], 1, all, "2026-11-22"), Standing::Expired);
        assert_eq!(stands(&[], 0, all, "2026-11-22"), Standing::Expired);
        assert_eq!(stands(&[Passed], 0, "scenario = 'x'", later), Standing::MatchesNothing);
        assert_eq!(stands(&[Passed, Passed], 2, all, later), Standing::NotNeeded);
        assert_eq!(stands(&[Passed, NotApplicable], 2, all, later), Standing::NotNeeded);
        assert_eq!(stands(&[NotApplicable], 1, all, later), Standing::NotSeen);
        assert_eq!(stands(&[Passed, Inconclusive], 2, all, later), Standing::NotSeen);
        // A part of the suite cannot tell.
        assert_eq!(stands(&[Passed], 2, all, later), Standing::NotSeen);
        assert_eq!(stands(&[], 2, all, later), Standing::NotSeen);
        let elsewhere = "requirement = 'BI-001'\nscope = 'sandbox'";
        assert_eq!(stands(&[Failed], 1, elsewhere, "2000-01-01"), Standing::OtherTarget);
        let here = "requirement = 'BI-001'\nscope = 'simulator'";
        assert_eq!(stands(&[Failed], 1, here, later), Standing::InForce);
    }

    #[test]
    fn what_passes_only_sometimes_still_needs_its_waiver() {
        let mut flaky = [scenario("s", Verdict::Passed)];
        flaky[0].flaky = true;
        let candidates = vec![(waiver("scenario = 's'", "2027-01-01"), 1)];
        let settled = settle(&Waivers { candidates, today: TODAY }, &mut flaky, "simulator");
        assert_eq!(settled[0].standing, Standing::NotSeen);
    }
}
