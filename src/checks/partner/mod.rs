//! Judges of the partner's side: from the trace of an app to findings, one for each rule.
//!
//! Pure functions. A rule is a row of data in the file of its topic; its judge looks at a digested
//! view of the trace. A rule whose occasion never came is not observed, and never passed. Whatever
//! the guide leaves open passes.

mod access;
mod actions;
mod addressing;
mod bank_page;
mod calls;
pub mod claims;
mod codes;
mod consents;
mod creation;
mod deliveries;
mod documents;
mod edge_cases;
mod identifications;
mod instructions;
mod lateness;
mod members;
mod mobile_number;
mod polling;
mod questions;
mod reason_texts;
mod reasons;
mod registration;
mod rule;
mod ruling;
mod seen_reasons;
mod sequence;
mod signing;
mod success_claims;
mod test_persons;
#[cfg(test)]
mod tests;
mod texts;
mod tolerance;
mod verdicts;
mod view;
mod webhooks;

pub use instructions::InstructionProof;
pub use questions::{AskedQuestion, is_affirmed, is_unknown_question, questions, questions_about};
pub use sequence::sequence;
pub use verdicts::{OPTIONAL, UNDECIDABLE, judge, judged_requirements, rule_texts};
