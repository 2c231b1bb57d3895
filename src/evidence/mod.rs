//! Observations of a run: exchanges, checks and records. Plain data, no I/O, no clock.
//!
//! Nothing here judges. A [`Check`] contains the expected and the actual value, an [`Exchange`] a
//! request and its answer with masked secrets, a [`ScenarioRecord`] the results of the steps; the
//! verdict room draws the conclusion.

mod attachment;
mod availability;
mod check;
mod digest;
mod encodings;
mod exchange;
mod finding;
mod growing_index;
mod instant;
mod json;
mod known;
mod ledger;
mod mismatch;
mod operation_answers;
mod record;
mod redaction;
mod reply;
#[cfg(test)]
mod samples;
mod secret_scanner;
mod selection;
mod sequence;
mod trace;

pub use attachment::{ATTACHMENTS, Attachment, Content, SITUATION};
pub use availability::Availability;
pub use check::{Check, Deviation, ObservedReading, OpenRule, PartnerRule};
pub use digest::digest;
pub use encodings::{byte_encodings, encodings};
pub use exchange::{Exchange, Outcome, Payload, Received, SHOWN_STATE, Sent, Unobserved};
pub use finding::{
    Circumstances, CustomerCard, FindingOutcome, ObservedSituation, Review, RuleBasis, RuleFinding,
};
pub use json::read_json;
pub use known::{KnownSecret, KnownSecrets};
pub use ledger::{Ledger, StepFailure};
pub use mismatch::Mismatch;
pub use operation_answers::OperationAnswers;
pub use record::{
    HarnessRecord, RecentSms, RunRecord, ScenarioRecord, StepKind, StepOutcome, StepRecord,
    TargetRecord, TestedSide,
};
pub use redaction::{
    Redaction, is_private_member, mask_header, mask_json, mask_record, mask_text, mask_unobserved,
};
pub use reply::{JsonFault, Reply, error_codes};
pub use secret_scanner::{LiveSecretScanner, SecretScanner};
pub use selection::{PartialRecord, SelectionRecord, ShardRecord};
pub use sequence::{Party, SequenceRow};
pub use trace::{
    Attestation, Trace, TraceEvent, TraceEventKind, TracedExchange, TracedScreen, TracedSms,
    TracedVisit, TracedWebhook, UNANSWERED,
};
