//! The judge: a run record, the catalogue and a profile go in, a conformance report comes out.
//!
//! Pure. Nothing else in the crate decides what passed.

mod assess;
mod conclusion;
mod diff;
mod freedoms;
mod kill;
mod last_run;
mod matrix;
mod merge;
mod recorded;
mod register;
mod report;
mod restored;
mod scenario;
mod scenarios;
mod tally;
mod waive;

pub use assess::{Judge, assess};
pub use conclusion::{Conclusion, ExitCode};
pub use diff::{
    Change, DeviationChange, Difference, LatencyShift, ReadingChange, Shifted, Side, Snapshot,
    Times,
};
pub use freedoms::{Freedoms, TakenFreedom};
pub use kill::{KillMatrix, Mutation, Notice, Trial};
pub use last_run::LastRun;
pub use matrix::{MatrixRow, MatrixScenario, RowFilter, matrix};
pub use merge::{NotWhole, Part, merge};
pub use recorded::{RecordedHarness, RecordedRun, RecordedScenario, SCHEMA_VERSION};
pub use register::{ObservedReadings, RegisteredAmbiguity, register};
pub use report::{
    AssessedRequirement, AssessedScenario, ConformanceReport, EarlierAttempt, Totals, Verdict,
};
pub use scenario::{is_objectionable, seen};
pub use scenarios::{Mark, Scenarios, Shelf};
pub use waive::{AssessedWaiver, Standing, Waivers};
