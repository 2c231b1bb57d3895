//! The judge: a run record, the catalogue and a profile go in, a conformance report comes out.
//!
//! Pure. Nothing else in the crate decides what passed.

mod assess;
mod conclusion;
mod report;
mod scenario;

pub use assess::assess;
pub use conclusion::{Conclusion, ExitCode};
pub use report::{AssessedRequirement, AssessedScenario, ConformanceReport, Totals, Verdict};
