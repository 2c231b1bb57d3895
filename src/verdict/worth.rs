//! The worth of a run: the known wrong behaviours that it could have noticed.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::{Capability, needs};

use super::assessed::{AssessedScenario, Verdict};
use super::kill_record::{Behaviour, KillRecord};

/// Name of the gain from a run without limits on what it uses up.
const LARGER_BUDGET: &str = "a larger budget";

/// The known wrong behaviours of an API that a run could have noticed: those that one of the
/// scenarios that passed notices on the simulator.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct Worth {
    /// Number of behaviours that were tried.
    pub known: usize,
    /// Number of behaviours that the run could have noticed.
    pub noticeable: usize,
    /// The same numbers for each kind of behaviour, such as `fault`.
    pub kinds: Vec<WorthOfKind>,
    /// Absent capabilities of the target with what each would bring, the best first.
    pub gains: Vec<Gain>,
    /// Number of behaviours that the run could notice in addition with all absent capabilities.
    pub all_gains: usize,
}

/// Behaviours of one kind.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct WorthOfKind {
    /// The kind.
    pub kind: String,
    /// Number of behaviours that were tried.
    pub known: usize,
    /// Number of behaviours that the run could have noticed.
    pub noticeable: usize,
}

/// Benefit of an absent capability.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct Gain {
    /// The capability, or `a larger budget`.
    pub capability: String,
    /// Number of scenarios that would be applicable.
    pub scenarios: usize,
    /// Number of behaviours that the run could notice in addition.
    pub more: usize,
}

impl Worth {
    /// Returns the worth of a run of these scenarios on a target with these capabilities.
    pub fn of(kills: &KillRecord, scenarios: &[AssessedScenario], capabilities: &[String]) -> Self {
        // A scenario that passed without an operation that the target does not offer observed only
        // a part.
        let whole =
            |it: &&AssessedScenario| it.verdict == Verdict::Passed && it.own_verdict.is_none();
        let passed = scenarios.iter().filter(whole);
        let passed: BTreeSet<&str> = passed.map(|it| it.record.id.as_str()).collect();
        let absent = absent(scenarios, capabilities);
        let now = kills.noticeable(&passed);
        let more = |ids: &BTreeSet<&str>| kills.noticeable(ids).difference(&now).count();
        let gains = Capability::ALL.iter().filter_map(|capability| {
            let word = capability.word();
            let brought: BTreeSet<&str> =
                capability.implied().iter().map(|it| it.word()).chain([word]).collect();
            let enough = |lacks: &BTreeSet<&str>| lacks.contains(word) && lacks.is_subset(&brought);
            let ids: BTreeSet<&str> =
                absent.iter().filter(|it| enough(it.1)).map(|it| *it.0).collect();
            let gain = Gain { capability: word.to_owned(), scenarios: ids.len(), more: more(&ids) };
            (gain.scenarios > 0).then_some(gain)
        });
        let left_out = left_out(scenarios, &absent);
        let larger_budget = Gain {
            capability: LARGER_BUDGET.to_owned(),
            scenarios: left_out.len(),
            more: more(&left_out),
        };
        let larger_budget = Some(larger_budget).filter(|it| it.scenarios > 0);
        let mut gains: Vec<Gain> = gains.chain(larger_budget).collect();
        gains.sort_by_key(|it| std::cmp::Reverse(it.more));
        Self {
            known: kills.noticed.len(),
            noticeable: now.len(),
            kinds: kills.kinds(&now),
            gains,
            all_gains: more(&absent.keys().copied().collect()),
        }
    }
}

/// Scenarios that are not applicable, each with the capabilities that the target lacks for it.
fn absent<'a>(
    scenarios: &'a [AssessedScenario],
    capabilities: &[String],
) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let lacking = scenarios.iter().filter(|it| it.verdict == Verdict::NotApplicable);
    let lacks = |it: &'a AssessedScenario| {
        needs(&it.record.tags).filter(|need| !capabilities.iter().any(|has| has == need)).collect()
    };
    lacking.map(|it| (it.record.id.as_str(), lacks(it))).collect()
}

/// Scenarios for which the target has everything, and which did not run: the budget had no room for
/// them.
fn left_out<'a>(
    scenarios: &'a [AssessedScenario],
    absent: &BTreeMap<&'a str, BTreeSet<&'a str>>,
) -> BTreeSet<&'a str> {
    let lacks_nothing = |id: &str| absent.get(id).is_some_and(BTreeSet::is_empty);
    let did_not_run = |it: &&AssessedScenario| it.record.steps.iter().all(|it| it.requests == 0);
    let ids = scenarios.iter().filter(did_not_run).map(|it| it.record.id.as_str());
    ids.filter(|id| lacks_nothing(id)).collect()
}

impl KillRecord {
    /// Behaviours that one of these scenarios notices.
    pub fn noticeable(&self, scenarios: &BTreeSet<&str>) -> BTreeSet<&Behaviour> {
        let noticed = self.noticed.iter();
        let noticed = noticed.filter(|(_, by)| by.iter().any(|id| scenarios.contains(id.as_str())));
        noticed.map(|(behaviour, _)| behaviour).collect()
    }

    /// The numbers of known and of these noticeable behaviours for each kind.
    pub fn kinds(&self, noticeable: &BTreeSet<&Behaviour>) -> Vec<WorthOfKind> {
        let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for behaviour in self.noticed.keys() {
            let counts = kinds.entry(&behaviour.0).or_default();
            counts.0 += 1;
            counts.1 += usize::from(noticeable.contains(behaviour));
        }
        let of = |(kind, (known, noticeable)): (&str, (usize, usize))| WorthOfKind {
            kind: kind.to_owned(),
            known,
            noticeable,
        };
        kinds.into_iter().map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::ScenarioRecord;

    const KILLS: &str = "\
scenario\t1\tplain
scenario\t2\ttan
scenario\t3\toutbox
scenario\t4\tboth
scenario\t5\tclock
fault\ta\t1 2
fault\tb\t2
fault\tc\t3
fault\td\t4
fault\te\t5
fault\tf\t
other\tg\t1
";

    fn scenario(id: &str, verdict: Verdict, needs: &[&str]) -> AssessedScenario {
        let mut record = ScenarioRecord::sample(id, Vec::new());
        record.tags = needs.iter().map(|it| format!("needs:{it}")).collect();
        AssessedScenario::new(record, verdict, String::new())
    }

    fn worth(verdict: Verdict, capabilities: &[&str]) -> Worth {
        let lacking = Verdict::NotApplicable;
        let scenarios = [
            scenario("plain", verdict, &["wizard"]),
            scenario("tan", lacking, &["wizard", "tan"]),
            scenario("outbox", lacking, &["tan", "outbox"]),
            scenario("both", lacking, &["tan", "clock"]),
            scenario("clock", lacking, &["clock", "wizard"]),
        ];
        let capabilities: Vec<String> = capabilities.iter().map(ToString::to_string).collect();
        Worth::of(&KILLS.parse().unwrap(), &scenarios, &capabilities)
    }

    #[test]
    fn only_what_passed_counts_and_each_absent_capability_has_its_gain() {
        let worth = worth(Verdict::Passed, &["wizard"]);
        assert_eq!((worth.noticeable, worth.known, worth.all_gains), (2, 7, 4));
        let kinds: Vec<_> =
            worth.kinds.iter().map(|it| (it.kind.as_str(), it.noticeable, it.known)).collect();
        assert_eq!(kinds, [("fault", 1, 6), ("other", 1, 1)]);
        let gains: Vec<_> =
            worth.gains.iter().map(|it| (it.capability.as_str(), it.scenarios, it.more)).collect();
        assert_eq!(gains, [("clock", 1, 1), ("outbox", 1, 1), ("tan", 1, 1)]);
    }

    #[test]
    fn scenarios_that_the_budget_left_out_are_a_gain_of_its_own() {
        let scenarios = [
            scenario("plain", Verdict::Passed, &["wizard"]),
            scenario("tan", Verdict::NotApplicable, &["wizard", "tan"]),
            scenario("clock", Verdict::NotApplicable, &["clock"]),
        ];
        let capabilities = ["wizard", "tan"].map(str::to_owned);
        let worth = Worth::of(&KILLS.parse().unwrap(), &scenarios, &capabilities);
        let gains: Vec<_> =
            worth.gains.iter().map(|it| (it.capability.as_str(), it.scenarios, it.more)).collect();
        assert_eq!(gains, [("clock", 1, 1), (LARGER_BUDGET, 1, 1)]);
    }

    #[test]
    fn what_did_not_pass_could_have_noticed_nothing() {
        for verdict in [Verdict::Inconclusive, Verdict::Failed, Verdict::NotApplicable] {
            assert_eq!(worth(verdict, &["wizard"]).noticeable, 0, "{verdict}");
        }
    }
}
