//! The judge: a run record, the catalogue and a profile go in, a conformance report comes out.
//!
//! Pure. Nothing else in the crate decides what passed.

mod assess;
mod assessed;
mod conclusion;
mod controls;
mod deviations;
mod diff;
mod kill;
mod matrix;
mod merge;
mod register;
mod report;
mod restored;
mod scenario;
mod tally;
mod variation;
mod waive;

pub use assess::{Judge, assess};
pub use assessed::{
    AssessedControl, AssessedRequirement, AssessedScenario, EarlierAttempt, OwnVerdict, Verdict,
};
pub use conclusion::{Conclusion, ExitCode};
pub use deviations::{DeviationCount, Deviations};
pub use diff::{
    Change, ComparedRun, DeviationChange, Difference, LatencyShift, ReadingChange, Shifted, Side,
    Times,
};
pub use kill::{Kill, KillMatrix, Mutant, MutantRun};
pub use matrix::{MatrixRow, MatrixScenario, RowFilter, matrix};
pub use merge::{NotWhole, RunPart, merge};
pub use register::{ObservedReadings, RegisteredAmbiguity, register};
pub use report::{ConformanceReport, SCHEMA_VERSION, Totals, run_schema};
pub use scenario::{is_objectionable, seen};
pub use variation::{FalseAlarm, VariationRun, VariationTable};
pub use waive::{AssessedWaiver, WaiverStatus, Waivers};
