//! The verdict on a whole run, and the exit code that says so.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use super::assessed::{AssessedScenario, Verdict};

/// The documented exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ExitCode {
    /// Nothing failed, and everything that applied could be observed.
    Conformant = 0,
    /// A MUST does not hold.
    NotConformant = 1,
    /// Usage or configuration.
    Usage = 2,
    /// Nothing failed, something could not be observed.
    Inconclusive = 3,
    /// The harness, its features or its reports are at fault.
    Harness = 4,
    /// Nothing was selected, or everything was not applicable.
    NothingSelected = 5,
    /// Stopped by the user; reports are written.
    Interrupted = 130,
}

/// Verdict on a whole run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Conclusion {
    /// See [`ExitCode::Conformant`].
    Conformant,
    /// See [`ExitCode::Conformant`]; what failed is accepted for a time.
    ConformantButWaived,
    /// See [`ExitCode::Conformant`]: only a part of the suite was selected, and nothing failed in it.
    Partial,
    /// See [`ExitCode::Conformant`]: no rule for partners is broken, and a person has to look at
    /// something that the app showed.
    ReviewOpen,
    /// See [`ExitCode::Conformant`]: the verdict is that of the merged run.
    EmptyShard,
    /// See [`ExitCode::NotConformant`].
    NotConformant,
    /// See [`ExitCode::NotConformant`]: a waiver has expired, is not needed or matches nothing.
    StaleWaiver,
    /// See [`ExitCode::NotConformant`]: nothing failed in the end, and that is not good enough.
    Flaky,
    /// See [`ExitCode::NotConformant`]: no MUST failed, but nothing passed either.
    NothingPassed,
    /// See [`ExitCode::Inconclusive`].
    Inconclusive,
    /// See [`ExitCode::Harness`].
    HarnessError,
    /// See [`ExitCode::NothingSelected`].
    NothingObserved,
    /// See [`ExitCode::Interrupted`].
    #[default]
    Interrupted,
}

/// A conclusion as members of the record.
#[derive(JsonSchema, Serialize)]
pub(super) struct ConclusionMembers {
    /// The conclusion in one sentence.
    conclusion: &'static str,
    /// Exit code of the process.
    #[schemars(extend("enum" = [0, 1, 3, 4, 5, 130]))]
    exit_code: u8,
}

/// Rules for the conclusion.
#[derive(Clone, Copy, Debug, Default)]
#[expect(missing_docs, reason = "the members are those of `run.json`")]
pub struct ConclusionRules {
    pub strict: bool,
    pub fail_on_flaky: bool,
}

/// The result of a scenario, as far as a conclusion needs it.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the members are those of a scenario in `run.json`")]
pub struct ScenarioResult {
    pub verdict: Verdict,
    pub warning: bool,
    pub flaky: bool,
    pub waived: bool,
}

impl From<&AssessedScenario> for ScenarioResult {
    fn from(it: &AssessedScenario) -> Self {
        let AssessedScenario { verdict, warning, flaky, .. } = *it;
        Self { verdict, warning, flaky, waived: it.waived.is_some() }
    }
}

/// Basis of a conclusion.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a property of the run of its own")]
pub struct ConclusionBasis {
    /// Whether the harness had a fault outside any step.
    pub has_faults: bool,
    /// Whether the run was stopped.
    pub interrupted: bool,
    /// Whether parts of a merged run are missing.
    pub lacks_parts: bool,
    /// Whether it is one of several shards.
    pub is_shard: bool,
    /// Whether only a part of the suite was selected.
    pub is_partial: bool,
    /// Whether a waiver has expired, is not needed or matches nothing.
    pub has_stale_waiver: bool,
    /// Results of the scenarios.
    pub scenarios: Vec<ScenarioResult>,
    /// Whether warnings count, and what passed only on a later attempt.
    pub rules: ConclusionRules,
}

impl Conclusion {
    /// Draws the conclusion; the worst thing that happened decides.
    pub fn draw(basis: &ConclusionBasis) -> Self {
        let scenarios = || basis.scenarios.iter();
        let any = |verdict| scenarios().any(|it| it.verdict == verdict);
        let failed = |it: &ScenarioResult| {
            let counts = basis.rules.strict || !it.warning;
            it.verdict == Verdict::Failed && counts && !it.waived
        };
        if basis.has_faults {
            Self::HarnessError
        } else if basis.interrupted {
            Self::Interrupted
        } else if any(Verdict::Error) {
            Self::HarnessError
        } else if scenarios().any(failed) {
            Self::NotConformant
        } else if basis.has_stale_waiver {
            Self::StaleWaiver
        } else if basis.rules.fail_on_flaky && scenarios().any(|it| it.flaky) {
            Self::Flaky
        } else if basis.lacks_parts || any(Verdict::Inconclusive) {
            Self::Inconclusive
        } else if ![Verdict::Passed, Verdict::Review, Verdict::Failed].into_iter().any(any) {
            if basis.is_shard { Self::EmptyShard } else { Self::NothingObserved }
        } else if !any(Verdict::Passed)
            && !any(Verdict::Review)
            && scenarios().any(|it| it.warning && !it.waived)
            && !basis.is_shard
        {
            Self::NothingPassed
        } else if basis.is_partial {
            Self::Partial
        } else if any(Verdict::Review) {
            Self::ReviewOpen
        } else if scenarios().any(|it| it.waived) {
            Self::ConformantButWaived
        } else {
            Self::Conformant
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    pub(super) fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let members =
            ConclusionMembers { conclusion: self.sentence(), exit_code: self.exit_code() as u8 };
        members.serialize(serializer)
    }

    /// The exit code of the process.
    pub fn exit_code(self) -> ExitCode {
        match self {
            Self::Conformant
            | Self::ConformantButWaived
            | Self::Partial
            | Self::ReviewOpen
            | Self::EmptyShard => ExitCode::Conformant,
            Self::NotConformant | Self::StaleWaiver | Self::Flaky | Self::NothingPassed => {
                ExitCode::NotConformant
            }
            Self::Inconclusive => ExitCode::Inconclusive,
            Self::HarnessError => ExitCode::Harness,
            Self::NothingObserved => ExitCode::NothingSelected,
            Self::Interrupted => ExitCode::Interrupted,
        }
    }

    /// One sentence for people.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Conformant => "conformant: every requirement that could be observed holds",
            Self::ConformantButWaived => {
                "conformant except for waived failures: every other requirement that could be observed holds"
            }
            Self::Partial => {
                "partial: a part of the suite was selected; no statement on conformance"
            }
            Self::ReviewOpen => {
                "no rule is broken, and a person has to look at texts that the app showed"
            }
            Self::EmptyShard => {
                "empty shard: no scenario of it could be observed; the merged run decides"
            }
            Self::StaleWaiver => {
                "not accepted: a waiver has expired, is no longer needed, or matches nothing"
            }
            Self::NotConformant => "not conformant: a requirement does not hold",
            Self::Flaky => {
                "not accepted: a scenario passed only on a later attempt (--fail-on-flaky)"
            }
            Self::NothingPassed => {
                "not accepted: every scenario that could be observed failed with a warning"
            }
            Self::Inconclusive => {
                "inconclusive: nothing failed, but something could not be observed"
            }
            Self::HarnessError => "harness error: a feature file or the harness itself has a fault",
            Self::NothingObserved => "nothing observed: no scenario applied to this target",
            Self::Interrupted => "interrupted: the results until then are reported",
        }
    }
}
