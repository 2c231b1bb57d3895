//! The mutation score: how many generated wrong answers the suite notices.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::KillRecord;

/// Kind of the mutants in a kill record.
const MUTANT: &str = "mutant";

/// A mutant and its outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MutantResult {
    /// Name of the mutant.
    pub name: String,
    /// Name of the operation whose answers it makes wrong.
    pub operation: String,
    /// Word of the operator.
    pub operator: String,
    /// The outcome of its runs.
    #[serde(flatten)]
    pub outcome: MutantOutcome,
    /// Ids of the scenarios that failed: all if they are recorded, or else the first.
    #[serde(skip)]
    pub noticed_by: BTreeSet<String>,
}

/// Outcome of a mutant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum MutantOutcome {
    /// A scenario failed.
    Noticed {
        /// Id of the scenario.
        scenario: String,
        /// Reason why it failed.
        reason: String,
    },
    /// No scenario failed, but one could not observe its requirement.
    Undecided {
        /// Id of the scenario.
        scenario: String,
        /// Reason why it could not observe.
        reason: String,
    },
    /// Every scenario passed.
    Survived {
        /// Reason why the mutant may survive, if that is known.
        reason: Option<String>,
    },
    /// The mutant equals a documented freedom and was not tried.
    Free {
        /// The freedom.
        reason: String,
    },
    /// No answer was made wrong.
    WithoutEffect,
    /// The harness failed.
    Error {
        /// Message of the error.
        reason: String,
    },
}

/// All mutants of a proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MutationScore {
    /// Whether they equal documented freedoms, so that none may be noticed.
    pub freedoms: bool,
    /// The mutants, in the order of their names.
    pub mutants: Vec<MutantResult>,
}

/// Numbers of mutants by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MutantCounts {
    /// A scenario failed.
    pub noticed: usize,
    /// No scenario failed, but not all passed.
    pub undecided: usize,
    /// Every scenario passed, and no reason is known.
    pub survived: usize,
    /// Every scenario passed, for a known reason.
    pub excused: usize,
    /// Equal to a documented freedom.
    pub free: usize,
    /// No answer was made wrong.
    pub without_effect: usize,
    /// Errors of the harness.
    pub errors: usize,
}

impl MutantCounts {
    /// Share of the mutants that were noticed, in hundredths of a percent.
    pub fn score(self) -> usize {
        let tried = self.noticed + self.undecided + self.survived + self.excused;
        (self.noticed * 10_000).checked_div(tried).unwrap_or(10_000)
    }
}

impl MutationScore {
    /// Numbers of mutants by outcome.
    pub fn counts(&self) -> MutantCounts {
        let mut counts = MutantCounts::default();
        for mutant in &self.mutants {
            *match &mutant.outcome {
                MutantOutcome::Noticed { .. } => &mut counts.noticed,
                MutantOutcome::Undecided { .. } => &mut counts.undecided,
                MutantOutcome::Survived { reason: None } => &mut counts.survived,
                MutantOutcome::Survived { reason: Some(_) } => &mut counts.excused,
                MutantOutcome::Free { .. } => &mut counts.free,
                MutantOutcome::WithoutEffect => &mut counts.without_effect,
                MutantOutcome::Error { .. } => &mut counts.errors,
            } += 1;
        }
        counts
    }

    /// Replaces in `record` the rows of the mutants that had an effect. If this is the `whole` proof,
    /// those of all other mutants are removed.
    pub fn record_in(&self, record: &mut KillRecord, whole: bool) {
        if whole {
            record.noticed.retain(|(kind, _), _| kind != MUTANT);
        }
        for mutant in &self.mutants {
            let behaviour = (MUTANT.to_owned(), mutant.name.clone());
            if matches!(mutant.outcome, MutantOutcome::Free { .. } | MutantOutcome::WithoutEffect) {
                record.noticed.remove(&behaviour);
                continue;
            }
            record.scenarios.extend(mutant.noticed_by.iter().cloned());
            record.noticed.insert(behaviour, mutant.noticed_by.clone());
        }
    }

    /// Errors of the harness, each with the name of its mutant.
    pub fn errors(&self) -> impl Iterator<Item = String> {
        self.mutants.iter().filter_map(|mutant| match &mutant.outcome {
            MutantOutcome::Error { reason } => Some(format!("{}: {reason}", mutant.name)),
            _ => None,
        })
    }

    /// Mutants without effect on any verdict, by operation and operator.
    pub fn survivors(&self) -> BTreeMap<(&str, &str), Vec<&MutantResult>> {
        let mut survivors = BTreeMap::<_, Vec<_>>::new();
        let unnoticed = |it: &&MutantResult| {
            matches!(it.outcome, MutantOutcome::Survived { .. } | MutantOutcome::Undecided { .. })
        };
        for mutant in self.mutants.iter().filter(unnoticed) {
            let key = (mutant.operation.as_str(), mutant.operator.as_str());
            survivors.entry(key).or_default().push(mutant);
        }
        survivors
    }

    /// Freedoms that a scenario failed for, with its id and its reason.
    pub fn false_alarms(&self) -> Vec<(&str, &str, &str)> {
        let alarms = self.mutants.iter().filter_map(|it| match &it.outcome {
            MutantOutcome::Noticed { scenario, reason } if self.freedoms => {
                Some((it.name.as_str(), scenario.as_str(), reason.as_str()))
            }
            _ => None,
        });
        alarms.collect()
    }

    /// Whether nothing survived without a reason, or no freedom was noticed.
    pub fn is_clean(&self) -> bool {
        if self.freedoms { self.false_alarms().is_empty() } else { self.counts().survived == 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(name: &str, outcome: MutantOutcome) -> MutantResult {
        let owned = str::to_owned;
        let noticed_by = match &outcome {
            MutantOutcome::Noticed { scenario, .. } => [scenario.clone()].into(),
            _ => BTreeSet::new(),
        };
        let (operation, operator) = (owned("get"), owned("drop"));
        MutantResult { name: owned(name), operation, operator, outcome, noticed_by }
    }

    #[test]
    fn mutants_with_an_effect_are_recorded() {
        let noticed = MutantOutcome::Noticed { scenario: "a".into(), reason: "no".into() };
        let mutants = vec![
            tried("m", noticed),
            tried("n", MutantOutcome::Survived { reason: None }),
            tried("o", MutantOutcome::WithoutEffect),
        ];
        let score = MutationScore { freedoms: false, mutants };
        let old = "scenario\t1\ta\nfault\tx\t1\nmutant\tgone\t1\nmutant\to\t1\n";
        for (whole, expected) in [(true, "m n"), (false, "gone m n")] {
            let mut record: KillRecord = old.parse().unwrap();
            score.record_in(&mut record, whole);
            let names = record.noticed.iter().filter(|((kind, _), _)| kind == MUTANT);
            let names: Vec<&str> = names.map(|((_, name), _)| name.as_str()).collect();
            assert_eq!(names.join(" "), expected);
            assert_eq!(record.noticed.len(), names.len() + 1);
        }
    }

    #[test]
    fn free_mutants_and_those_without_effect_do_not_count() {
        let noticed = || MutantOutcome::Noticed { scenario: "a".into(), reason: "no".into() };
        let score = MutationScore {
            freedoms: false,
            mutants: vec![
                tried("a", noticed()),
                tried("b", noticed()),
                tried("c", noticed()),
                tried("d", MutantOutcome::Survived { reason: None }),
                tried("e", MutantOutcome::Free { reason: "C-13".into() }),
                tried("f", MutantOutcome::WithoutEffect),
            ],
        };
        assert_eq!(score.counts().score(), 7500);
        assert!(!score.is_clean());
        assert_eq!(score.survivors()[&("get", "drop")].len(), 1);
        let counts = MutationScore { freedoms: false, mutants: Vec::new() }.counts();
        assert_eq!(counts.score(), 10_000);
    }

    #[test]
    fn a_freedom_that_is_noticed_is_a_false_alarm() {
        let noticed = MutantOutcome::Noticed { scenario: "a".into(), reason: "no".into() };
        let mutants =
            vec![tried("b", noticed), tried("c", MutantOutcome::Survived { reason: None })];
        let score = MutationScore { freedoms: true, mutants };
        assert_eq!(score.false_alarms(), [("b", "a", "no")]);
        assert!(!score.is_clean());
        let score = MutationScore { mutants: score.mutants[1..].to_vec(), ..score };
        assert!(score.is_clean());
    }
}
