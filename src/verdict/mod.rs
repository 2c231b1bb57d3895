//! Assessment of a run: turns a run record, the catalogue and a profile into a conformance report.
//!
//! Pure. Nothing else in the crate decides what passed.

mod assess;
mod assessed;
mod conclusion;
mod controls;
mod deviations;
mod diff;
mod history;
mod kill;
mod kill_record;
mod matrix;
mod merge;
mod mutation;
mod partner;
mod partner_proof;
mod register;
mod report;
mod restored;
mod scenario;
mod shift;
mod tally;
mod variation;
mod waive;
mod worth;

pub use assess::{Assessor, assess};
pub use assessed::{
    AssessedControl, AssessedRequirement, AssessedScenario, EarlierAttempt, OwnVerdict,
    PartnerVerdict, Verdict,
};
pub use conclusion::{Conclusion, ConclusionBasis, ConclusionRules, ExitCode, ScenarioResult};
pub use deviations::{DeviationCount, Deviations};
pub use diff::{
    Change, ComparedRun, DeviationChange, Difference, DurationChange, LatencyShift, ReadingChange,
    Side, Times,
};
pub use history::{
    AnswerTimes, Flakiness, LATER_ATTEMPT, LatencyDrift, NOT_THERE, NumberedRun, OperationChange,
    OperationTimes, PastRun, ReadingDrift, RunHistory, RunLine, ScenarioHistory, SetupChange,
    SetupPart, Trend,
};
pub use kill::{Kill, KillMatrix, Mutant, MutantRun};
pub use kill_record::{Behaviour, FAULT, KillRecord, KillRecordError};
pub use matrix::{MatrixRow, MatrixScenario, RowFilter, matrix};
pub use merge::{MergeError, RunPart, merge};
pub use mutation::{MutantCounts, MutantOutcome, MutantResult, MutationScore};
pub use partner::{PartnerAssessor, rule_verdict};
pub use partner_proof::{BrokenRule, ConformingRun, DefectRun, PartnerProof};
pub use register::{ObservedReadings, RegisteredAmbiguity, register};
pub use report::{ConformanceReport, SCHEMA_VERSION, Totals, run_schema};
pub use scenario::{is_objectionable, seen};
pub use variation::{FalseAlarm, VariationRun, VariationTable, WrongReading};
pub use waive::{AssessedWaiver, WaiverStatus, Waivers};
pub use worth::{Gain, Worth, WorthOfKind};
